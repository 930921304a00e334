/** What comes out of the run that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { PlaneConfig } from '#src/models/denoiser/denoiser.ts';
import { trainPlane } from '#src/models/denoiser/plane.ts';
import { answering } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { configOf, exactField, learnedField, walkFrom } from './model.ts';

const { guess } = meta;
const knobs = fill(meta.params, answering(guess)).values;

/** The answer whose mark a walk’s end lies nearest to, and how far it is. */
function nearest([x, y]: readonly [number, number]): readonly [string, number] {
  const far = Object.entries(guess.answers).map(([name, { mark }]) => {
    const [[across, up] = [NaN, NaN]] = mark.rings;
    return [name, Math.hypot(x - across, y - up)] as const;
  });
  return far.toSorted((a, b) => a[1] - b[1])[0] ?? ['', NaN];
}

test('along the exact score the walk ends in the middle, within a hundredth', () => {
  // Near 0 the score’s slope is (r²/2 − v)/v² with v = 0.8² + 0.05² and r = 0.9, so a move keeps 1 − 0.64 · 0.57 = 0.63 of the
  // distance, and 40 moves less than 1e-6.
  const [name, far] = nearest(walkFrom(exactField(knobs), knobs).at(-1) ?? [NaN, NaN]);
  expect([name, far < 0.01]).toEqual([guess.right, true]);
});

test('with less noise it ends at the nearest of the eight', () => {
  const [name, far] = nearest(walkFrom(exactField({ ...knobs, level: 0.1 }), knobs).at(-1) ?? [NaN, NaN]);
  expect([name, far < 0.01]).toEqual(['nearest', true]);
});

test.each([1, 2, 3])('seed %i: the network’s walk ends in the middle too', async (seed) => {
  const run = trainPlane({ ...(configOf(knobs) as PlaneConfig), seed }, simd(compiledKernels()));
  await run.next();
  const { value } = await run.next(guess.steps);
  await run.return();
  if (!value) throw new Error('The run showed nothing.');
  const [name, far] = nearest(walkFrom(learnedField(value.net), knobs).at(-1) ?? [NaN, NaN]);
  // Within a fifth of the way to the ring.
  expect([name, far < 0.18]).toEqual([guess.right, true]);
});
