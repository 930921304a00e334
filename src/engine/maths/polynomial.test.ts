import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minus, plus, rootsBetween, times, valueAt } from './polynomial.ts';

test('a polynomial’s value is the sum of its coefficients times powers', () => {
  expect(valueAt([5, -3, 2], 4)).toBe(5 - 12 + 32);
  expect(valueAt([], 4)).toBe(0);
});

test('sums, differences and products have the sums, differences and products as values', () => {
  const [p, q] = [
    [1, 2],
    [3, -1, 4, 5],
  ];
  expect(plus(p, q)).toEqual([4, 1, 4, 5]);
  expect(plus(q, p)).toEqual([4, 1, 4, 5]);
  expect(minus(p, q)).toEqual([-2, 3, -4, -5]);
  // (1 + 2x)(3 − x + 4x² + 5x³), by hand.
  expect(times(p, q)).toEqual([3, 5, 2, 13, 10]);
});

describe('roots', () => {
  const whole = fc.uniqueArray(fc.integer({ min: -15, max: 15 }), { minLength: 1, maxLength: 4 });

  test('are those that the polynomial was multiplied from, in ascending order, and none outside', () =>
    fc.assert(
      fc.property(whole, fc.constantFrom(-2, 0.5, 3), (roots, scale) => {
        const places = roots.map((root) => root / 2 + 0.1);
        const p = places.reduce<readonly number[]>((product, root) => times(product, [-root, 1]), [scale]);
        const expected = places.filter((root) => Math.abs(root) < 5).sort((a, b) => a - b);
        const found = rootsBetween(p, -5, 5);
        expect(found).toHaveLength(expected.length);
        // Roots half a unit apart, coefficients up to 8⁴: rounding of 1e-12 over a slope of at least ¼.
        found.forEach((root, i) => expect(Math.abs(root - (expected[i] ?? NaN))).toBeLessThan(1e-10));
      }),
      { seed: 31, numRuns: 200 },
    ));

  test('are none for constants, and none where a parabola only touches or misses the axis', () => {
    expect(rootsBetween([0], -1, 1)).toEqual([]);
    expect(rootsBetween([3], -1, 1)).toEqual([]);
    expect(rootsBetween([1, 0, 1], -1, 1)).toEqual([]);
    expect(rootsBetween([0, 0, 1], -1, 1)).toEqual([]);
  });
});
