import { expect, test } from 'vitest';
import { logBumps, scoreOfBumps, type Bumps } from './bumps.ts';

const cases: readonly Bumps[] = [
  { mean: 0, reach: 0, deviation: 1 },
  { mean: 1.5, reach: 0.7, deviation: 0.4 },
  { mean: -4, reach: 3, deviation: 2 },
];
const places = [-6, -1.3, 0, 0.2, 1.5, 7];

/** ½N(mean − reach) + ½N(mean + reach) from the definition, without logarithms. */
const density = ({ mean, reach, deviation }: Bumps, x: number) => {
  const bell = (middle: number) =>
    Math.exp(-((x - middle) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
  return 0.5 * bell(mean - reach) + 0.5 * bell(mean + reach);
};

test('the log density is the logarithm of the two bells’ mean', () => {
  // Amounts up to 200 nats: a few roundings of 200 · 1e-16.
  for (const bumps of cases)
    for (const x of places)
      if (density(bumps, x) > 1e-300) expect(logBumps(bumps, x)).toBeCloseTo(Math.log(density(bumps, x)), 12);
});

test('far out the log density still has a value: −½ of the squared distance in deviations, less the constants', () => {
  // 50 deviations from the only bell: e^(−1250) underflows, its logarithm does not.
  expect(logBumps({ mean: 0, reach: 0, deviation: 1 }, 50)).toBeCloseTo(-1250 - 0.5 * Math.log(2 * Math.PI), 10);
});

test('the score is the slope of the log density', () => {
  // Central differences at 1e-4: f‴ is at most reach³/deviation⁶ = 84, so h²/6 · 84 = 1.4e-7; rounding 200e-16/1e-4 is less.
  const aside = 1e-4;
  for (const bumps of cases)
    for (const x of places) {
      const slope = (logBumps(bumps, x + aside) - logBumps(bumps, x - aside)) / (2 * aside);
      expect(Math.abs(scoreOfBumps(bumps, x) - slope)).toBeLessThan(3e-7);
    }
});
