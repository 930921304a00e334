/** What comes out of the question that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { answering } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { likelihood, metricsOf } from './model.ts';

const { guess } = meta;
const { values } = fill(meta.params, answering(guess));
const coins = Array.from({ length: 1001 }, (_, i) => i / 1000);

test('three heads in three tosses are most probable for the coin of the right answer', () => {
  const best = coins.reduce((found, p) => (likelihood(values, p) > likelihood(values, found) ? p : found));
  expect(guess.answers[guess.right].mark.upright).toBe(best);
  expect(metricsOf(values).peak).toBe(best);
});

test('its likelihoods are the cubes of p, and its 0.8 is Laplace’s (k + 1)/(n + 2)', () => {
  // Three independent tosses: p · p · p.
  for (const [p, said] of [
    [0.5, '0.125 at ½'],
    [0.8, '0.512 at 0.8'],
    [1, '1 at p = 1'],
  ] as const) {
    expect(likelihood(values, p)).toBeCloseTo(p ** 3, 12);
    expect(said).toContain(String(Number((p ** 3).toFixed(3))));
    expect(guess.because).toContain(said);
  }
  expect(metricsOf(values)['posterior-mean']).toBeCloseTo((3 + 1) / (3 + 2), 12);
  expect(guess.because).toContain('with probability 0.8');
});
