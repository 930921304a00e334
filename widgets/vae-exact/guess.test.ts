/** What comes out of the run that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import vaeExact from '#src/models/vae-exact/index.ts';
import { asking } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { configOf, lookAt } from './model.ts';

const { guess } = meta;

test('of the three places the mean of q is nearest to the right one, and both peaks are where the others are', async () => {
  const { values } = fill(meta.params, asking(guess));
  const run = vaeExact.run(configOf(values), undefined, { name: 'simd', kernels: compiledKernels() });
  await run.next();
  const { value } = await run.next(guess.steps);
  await run.return();
  const found = value ?? expect.fail('there was no snapshot');
  const { q, parts, densities } = lookAt(found, values.h, [values.x1, values.x2]);
  const far = Object.entries(guess.answers).map(([name, { mark }]) => ({ name, far: Math.abs(mark.upright - q.mean) }));
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
  const peaks = densities.filter(
    ({ posterior }, i) =>
      posterior > 1 &&
      posterior > (densities[i - 1]?.posterior ?? NaN) &&
      posterior > (densities[i + 1]?.posterior ?? NaN),
  );
  const { left, right } = guess.answers;
  expect(peaks.map(({ z }) => z.toFixed(2))).toEqual([left, right].map(({ mark }) => mark.upright.toFixed(2)));
  expect(guess.because).toContain(`${q.mean.toFixed(2).replace('-', '−')}, where`);
  expect(guess.because).toContain(`${parts.kl.toFixed(2)} nats`);
  // A Gaussian on one of two peaks of equal mass and no overlap diverges by log 2; here both have about half.
  const half = densities.filter(({ z }) => z < q.mean).reduce((sum, { posterior }) => sum + 0.015 * posterior, 0);
  expect(Math.abs(half - 0.5)).toBeLessThan(0.15);
  expect(guess.because).toContain(Math.LN2.toFixed(2));
});
