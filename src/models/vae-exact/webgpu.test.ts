/** Autoencoders of known evidence on a GPU against SIMD: rows that are fed, tanh, a squared loss, and the way back. */
import { describe, expect, test } from 'vitest';
import { deviceForTests } from '#src/engine/executors/gpu.fixture.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { webgpu } from '#src/engine/executors/webgpu.ts';
import { train } from './run.ts';
import { starter } from './starter.ts';

const { device, on } = await deviceForTests();

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(['curved', 'linear'] as const)('the %s model is the one on SIMD', async (model) => {
    if (!device) throw new Error('There is no device.');
    const config = { ...starter.config, model, h: 0.5, latent: 3, batch: 13, heldOut: 20 };
    const plain = train(config, simd(compiledKernels()));
    const ours = train(config, webgpu(device, 'direct'));
    for (const ask of [0, 5, { to: 3 }]) {
      const [theirs, mine] = [(await plain.next(ask)).value, (await ours.next(ask)).value];
      if (!theirs || !mine) throw new Error('A run ended, though it goes on for as long as it is asked.');
      expect(mine.step).toBe(theirs.step);
      // Weights that differ by some 1e-6 after a few steps of Adam; the ELBO has 1/(2h²) = 2 in it.
      for (const name of ['evidence', 'elbo', 'kl', 'rate'] as const) expect(mine[name]).toBeCloseTo(theirs[name], 3);
    }
    await Promise.all([plain.return(), ours.return()]);
  });
});
