/** What comes out of the question that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { answering } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { factorsOf, gapOf } from './model.ts';

const { guess } = meta;
const { values } = fill(meta.params, answering(guess));

/** The deviation of a bell, by its top. */
const deviationOf = (line: readonly (readonly [number, number])[]) =>
  1 / (Math.max(...line.map(([, y]) => y)) * Math.sqrt(2 * Math.PI));

test('of the three widths to guess, the factor ends nearest to the right one, √(1 − ρ²)', () => {
  const { v1 } = factorsOf(values);
  // The variance of a normal code once the other is known, which is that of the best factor.
  expect(v1).toBeCloseTo(1 - 0.9 ** 2, 9);
  const far = Object.entries(guess.answers).map(([name, { mark }]) => ({
    name,
    far: Math.abs(deviationOf(mark.curve) - Math.sqrt(v1)),
  }));
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
  expect(guess.because).toContain(`(1 − ρ²)σ² = ${v1.toFixed(2)} instead of 1`);
  expect(guess.because).toContain(`${Math.sqrt(v1).toFixed(3)} times as wide`);
});

test('no wider factors leave a smaller gap', () => {
  const best = gapOf(values, factorsOf(values));
  for (const deviation of [0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5]) {
    const v = deviation ** 2;
    expect(gapOf(values, { m1: 0, m2: 0, v1: v, v2: v })).toBeGreaterThan(best - 1e-12);
  }
});
