import { expect, test } from 'vitest';
import { doubtOf, klBetweenLogits, sigmoid, softplus } from './logistic.ts';

test('the logistic function and its logarithms agree where nothing overflows', () => {
  for (const a of [-20, -3, -0.1, 0, 0.4, 7, 20]) {
    // From the definition; at |a| = 20 the sum 1 + e^(−20) keeps 7 of 16 digits of the small part, hence the absolute 1e-15.
    expect(Math.abs(sigmoid(a) - 1 / (1 + Math.exp(-a)))).toBeLessThan(1e-15);
    expect(Math.abs(softplus(a) - Math.log(1 + Math.exp(a)))).toBeLessThan(1e-8 * Math.max(1, Math.abs(a)));
    expect(sigmoid(a) + sigmoid(-a)).toBeCloseTo(1, 15);
  }
});

test('nothing overflows far out', () => {
  // e^(±2000) is ∞ or 0 in double precision; the limits are 0, 1, 0 and a itself.
  expect([sigmoid(-2000), sigmoid(2000), softplus(-2000), softplus(2000)]).toEqual([0, 1, 0, 2000]);
  expect([doubtOf(-2000), doubtOf(2000)]).toEqual([0, 0]);
  expect(klBetweenLogits(2000, -2000)).toBe(2000);
});

test('a probability keeps its logit where e^(+a) has no number any more but e^(−a) has', () => {
  // e^(−720) = 2e-313 lies 5e-324 from its neighbours, so its logarithm is known to 2.5e-11.
  expect(Math.abs(Math.log(sigmoid(-720)) + 720)).toBeLessThan(5e-11);
});

test('doubt is log 2 for an even guess and the entropy of a coin elsewhere', () => {
  expect(doubtOf(0)).toBeCloseTo(Math.LN2, 15);
  // A coin of probability ¼ has logit −log 3 and entropy ¼ log 4 + ¾ log 4/3.
  expect(doubtOf(-Math.log(3))).toBeCloseTo(0.25 * Math.log(4) + 0.75 * Math.log(4 / 3), 14);
});

test('the divergence of two coins is that of their probabilities', () => {
  // ½ against 9/10, worked in the exercises of the lecture on the KL divergence: 0.5108 and 0.3681 nats.
  expect(klBetweenLogits(0, Math.log(9)).toFixed(4)).toBe('0.5108');
  expect(klBetweenLogits(Math.log(9), 0).toFixed(4)).toBe('0.3681');
  expect(klBetweenLogits(1.3, 1.3)).toBe(0);
});
