/** What comes out of the run that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { GROWN, grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import vae from '#src/models/vae/index.ts';
import type { VaeSnapshot } from '#src/models/vae/vae.ts';
import { answering, asking } from '#src/run/guess.ts';
import { fill, type AnyValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { configOf } from './model.ts';

const { guess } = meta;
/** The digits that a page grows. */
const data = splitAt(grownDigits(GROWN.train + GROWN.heldOut, GROWN.seed), GROWN.train);

async function trained(knobs: AnyValues): Promise<VaeSnapshot> {
  const { values } = fill(meta.params, knobs);
  const run = vae.run(configOf(values), data, { name: 'simd', kernels: compiledKernels() });
  await run.next();
  const { value } = await run.next(guess.steps);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  return value;
}

test('of the three places to guess on the plane, the run ends nearest to the right one', async () => {
  const [before, after] = [await trained(asking(guess)), await trained(answering(guess))];
  const far = Object.entries(guess.answers).map(([name, { mark }]) => {
    const [[rate, distortion]] = mark.rings;
    return { name, far: Math.hypot(rate - after.rate, distortion - after.distortion) };
  });
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
  for (const { rate, distortion } of [before, after]) {
    expect(guess.because).toContain(rate.toFixed(1));
    expect(guess.because).toContain(distortion.toFixed(0));
  }
  expect(guess.known.at[0]).toBeCloseTo(before.rate, 1);
  expect(guess.known.at[1]).toBeCloseTo(before.distortion, 0);
  // Where both runs were at their best, what a nat costs would lie between the two values of β.
  const price = (after.distortion - before.distortion) / (before.rate - after.rate);
  expect(price).toBeGreaterThan(1);
  expect(price).toBeLessThan(4);
  expect(guess.because).toContain(`about ${price.toFixed(0)},`);
});
