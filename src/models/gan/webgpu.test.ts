/** The GAN's runs on a GPU against SIMD: whole games, a step by hand, and the way back. */
import { describe, expect, test } from 'vitest';
import { deviceForTests } from '#src/engine/executors/gpu.fixture.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { webgpu } from '#src/engine/executors/webgpu.ts';
import { ganFast } from './run.ts';
import type { GanConfig } from './gan.ts';

const { device, on } = await deviceForTests();

const small: GanConfig = {
  seed: 4,
  data: 'ring',
  drawing: '',
  loss: 'non-saturating',
  kd: 2,
  lrd: 1e-3,
  lrg: 1e-3,
  noise: 2,
  width: 16,
  depth: 1,
  batch: 16,
  remedy: 'none',
};

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(['packing', 'batch-statistics', 'instance-noise'] as const)(
    '%s: the game is the one on SIMD',
    async (remedy) => {
      if (!device) throw new Error('There is no device.');
      const config = { ...small, remedy };
      const [plain, ours] = [ganFast(config, simd(compiledKernels())), ganFast(config, webgpu(device, 'direct'))];
      for (const ask of [0, 3, { player: 'generator' as const }, { to: 2 }]) {
        const [theirs, mine] = [(await plain.next(ask)).value, (await ours.next(ask)).value];
        if (!theirs || !mine) throw new Error('A run ended, though it goes on for as long as it is asked.');
        const { step, byHand, moved, trail } = mine;
        expect({ step, byHand, moved, steps: trail.steps }).toEqual({
          step: theirs.step,
          byHand: theirs.byHand,
          moved: theirs.moved,
          steps: theirs.trail.steps,
        });
        // Sums of 16 products in another order, a handful of layers and steps: some ten roundings of 6e-8 on numbers of
        // about 1, and a mean of 512 for the losses.
        for (const name of ['fakes', 'field', 'arrows', 'warp'] as const)
          mine[name].forEach((value, i) => expect(value).toBeCloseTo(theirs[name][i] ?? NaN, 5));
        for (const name of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const)
          expect(mine[name]).toBeCloseTo(theirs[name], 5);
      }
      await ours.return();
    },
  );

  test('a state taken out on SIMD is put in here and goes on, and one taken out here goes on there', async () => {
    if (!device) throw new Error('There is no device.');
    const [fast, gpu] = [simd(compiledKernels()), webgpu(device, 'direct')];
    const plain = ganFast(small, fast);
    await plain.next();
    const there = (await plain.next(3)).value;
    const state = (await plain.next('state')).value?.state;
    const ours = ganFast(small, gpu, state);
    const here = (await ours.next()).value;
    const back = (await ours.next('state')).value?.state;
    expect(back).toEqual(state);
    const again = ganFast(small, fast, back);
    await again.next();
    const [afterHere, afterThere] = [(await ours.next(2)).value, (await again.next(2)).value];
    expect([here?.step, afterHere?.step, afterThere?.step]).toEqual([3, 5, 5]);
    // As above.
    for (const name of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const) {
      expect(here?.[name]).toBeCloseTo(there?.[name] ?? NaN, 5);
      expect(afterHere?.[name]).toBeCloseTo(afterThere?.[name] ?? NaN, 5);
    }
    await Promise.all([plain, ours, again].map((run) => run.return()));
  });
});
