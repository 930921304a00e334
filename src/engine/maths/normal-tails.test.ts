import { expect, test } from 'vitest';
import { logNormalBelow, logNormalBetween } from './normal-tails.ts';

test.each([
  // mpmath, 30 digits: log(erfc(−x/√2)/2)
  [-40, -804.608442013754],
  [-8, -35.0134371599146],
  [-4, -10.3601014865273],
  [-3.9, -9.94230439169136],
  [-1, -1.84102164500926],
  [0.5, -0.368946415288656],
  [3, -0.00135080996474819],
  [6, -9.86587645524376e-10],
])('log Φ(%d) is %d', (x, value) => {
  expect(Math.abs(logNormalBelow(x) / value - 1)).toBeLessThan(1e-11);
});

test('the share of an interval is the integral of the density, also where it is nothing but tail', () => {
  for (const [low, high] of [
    [-1, 2],
    [-3, -2.5],
    [7, 7.5],
    [20, 21],
    [-35, -34],
  ] as const) {
    // Simpson's rule with 20,000 strips of e^(−x²/2) over its largest value: rounding alone is left.
    const peak = low > 0 ? low : high < 0 ? high : 0;
    const strips = 20_000;
    let sum = 0;
    for (let i = 0; i <= strips; i++) {
      const x = low + ((high - low) * i) / strips;
      sum += (i === 0 || i === strips ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((peak ** 2 - x ** 2) / 2);
    }
    const expected = Math.log((sum * (high - low)) / strips / 3) - peak ** 2 / 2 - 0.5 * Math.log(2 * Math.PI);
    expect(Math.abs(logNormalBetween(low, high) - expected)).toBeLessThan(1e-10);
  }
});

test('the whole line has share one', () => {
  expect(logNormalBetween(-Infinity, Infinity)).toBeCloseTo(0, 14);
  expect(logNormalBelow(-Infinity)).toBe(-Infinity);
  expect(logNormalBelow(Infinity)).toBeCloseTo(0, 15);
});
