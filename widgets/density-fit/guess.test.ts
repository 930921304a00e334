/** What comes out of the question that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { answering } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { metricsOf } from './model.ts';

const { guess } = meta;
const { values } = fill(meta.params, answering(guess));

test('of the three errors to guess, that of 300 points in ten dimensions is nearest to the right one', () => {
  const { 'error-kde': error } = metricsOf(values);
  const far = Object.entries(guess.answers).map(([name, { mark }]) => {
    const [[dimension, guessed]] = mark.rings;
    expect(dimension).toBe(values.dimension);
    return { name, far: Math.abs(guessed - error) };
  });
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
  expect(guess.because).toContain(`It is ${error.toFixed(3)}`);
});

test('the error of one dimension stands in the question, and the points needed for 0.32 in the answer', () => {
  expect(guess.asks).toContain(`${metricsOf({ ...values, dimension: 1 })['error-kde'].toFixed(2)} in one dimension`);
  // Silverman (1986), table 4.2: 842,000 points for a relative mean squared error of 0.1, whose root is 0.32.
  const needed = Number(/takes ([\d,]+) points/.exec(guess.because)?.[1]?.replaceAll(',', ''));
  expect(needed).toBe(metricsOf(values)['needed-kde']);
  expect(Math.abs(needed / 842_000 - 1)).toBeLessThan(1e-3);
});
