/** The GAN on digits on a GPU against SIMD: games by class with each remedy, and the way back. */
import { describe, expect, test } from 'vitest';
import { grownDigits } from '#src/engine/data/digits.ts';
import { deviceForTests } from '#src/engine/executors/gpu.fixture.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { webgpu } from '#src/engine/executors/webgpu.ts';
import { ganDigitsFast } from './run.ts';
import type { GanDigitsConfig, GanDigitsData } from './gan-digits.ts';

const { device, on } = await deviceForTests();

const digits = grownDigits(60);
const classifier = { accuracy: 1, read: (images: Float32Array) => new Uint8Array(images.length / 784) };
const data: GanDigitsData = { train: digits, heldOut: digits, classifier };
const small: GanDigitsConfig = {
  seed: 2,
  conditional: true,
  loss: 'non-saturating',
  kd: 2,
  lrd: 1e-3,
  lrg: 1e-3,
  noise: 5,
  width: 12,
  batch: 10,
  remedy: 'none',
};

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(['none', 'packing', 'batch-statistics', 'instance-noise'] as const)(
    'by class, remedy %s: the game is the one on SIMD',
    async (remedy) => {
      if (!device) throw new Error('There is no device.');
      const config = { ...small, remedy };
      const plain = ganDigitsFast(config, data, simd(compiledKernels()));
      const ours = ganDigitsFast(config, data, webgpu(device, 'direct'));
      for (const ask of [0, 3, { to: 2 }]) {
        const [theirs, mine] = [(await plain.next(ask)).value, (await ours.next(ask)).value];
        if (!theirs || !mine) throw new Error('A run ended, though it goes on for as long as it is asked.');
        expect(mine.step).toBe(theirs.step);
        // Sums of up to 1,568 products in another order: some √1,568 · 6e-8 = 2e-6 of numbers about 1, a few layers deep.
        for (const name of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const)
          expect(mine[name]).toBeCloseTo(theirs[name], 4);
        // A grey that lies between two bytes may be rounded either way.
        mine.samples.forEach((byte, i) => expect(Math.abs(byte - (theirs.samples[i] ?? NaN))).toBeLessThanOrEqual(1));
      }
      await ours.return();
    },
  );
});
