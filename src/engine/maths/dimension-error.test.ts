import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { normalBelow } from './gaussian.ts';
import { cellMoments, cellParts, kernelParts, pointsFor, relativeError } from './dimension-error.ts';

describe('kernels at the peak of a standard normal', () => {
  test('need the points of Silverman’s table', () => {
    // Silverman (1986), table 4.2, three figures printed: 4, 19, 67, 223, 768, 2790, 10,700, 43,700, 187,000, 842,000.
    const printed = [4, 19, 67, 223, 768, 2790, 10_700, 43_700, 187_000, 842_000];
    // Half a unit of the third figure may be missing.
    const halfUnit = (n: number) => 0.5 * 10 ** Math.max(0, String(n).length - 3);
    printed.forEach((n, i) => expect(Math.abs(pointsFor('kernel', i + 1) - n)).toBeLessThanOrEqual(halfUnit(n)));
  });

  test('need exactly as many', () => {
    // Counted once by a program of its own, in 30 digits. None is within 0.03 of a whole number before it is rounded up.
    const counted = [4, 19, 67, 223, 768, 2788, 10_730, 43_684, 187_275, 841_566];
    expect(counted.map((_, i) => pointsFor('kernel', i + 1))).toEqual(counted);
  });

  test('err as simulated points do', () => {
    // f̂(0)/f(0) in two dimensions from n = 50 points, 4,000 times; its mean square about 1 has a standard error that the
    // draws tell, and four of them are allowed.
    const [d, n, h] = [2, 50, 0.6];
    const { bias, one } = kernelParts(h, d);
    const source = random(1).fork('peak');
    const squares = Array.from({ length: 4000 }, () => {
      let sum = 0;
      for (let i = 0; i < n; i++)
        sum += Math.exp(-(source.normal() ** 2 + source.normal() ** 2) / (2 * h * h)) / (h * h);
      return (sum / n - 1) ** 2;
    });
    const mean = squares.reduce((a, b) => a + b, 0) / squares.length;
    const error = Math.sqrt(squares.reduce((a, b) => a + (b - mean) ** 2, 0)) / squares.length;
    expect(Math.abs(mean - (bias + one / n))).toBeLessThan(4 * error);
  });
});

describe('a histogram at the peak', () => {
  test('has the moments that Simpson’s rule gives with 400 strips', () => {
    const density = 1 / Math.sqrt(2 * Math.PI);
    for (const width of [0.03, 0.6, 1.8, 6]) {
      let [first, second] = [0, 0];
      for (let i = 0; i <= 400; i++) {
        const from = width * (i / 400 - 1);
        const share = (normalBelow(from + width) - normalBelow(from)) / (width * density);
        const weight = (i === 0 || i === 400 ? 1 : i % 2 === 0 ? 2 : 4) / 1200;
        first += weight * share;
        second += weight * share ** 2;
      }
      const found = cellMoments(width);
      // Simpson's own error is (6/400)⁴/180 of a fourth derivative below ten times the moment, 3e-9; Gauss's is below 1e-9.
      expect(Math.abs(found.first / first - 1)).toBeLessThan(4e-9);
      expect(Math.abs(found.second / second - 1)).toBeLessThan(4e-9);
    }
  });

  test('needs exactly as many points as the lecture says', () => {
    // Counted once by a program of its own: in 30 digits, adaptive quadrature, golden section.
    const counted = [9, 50, 218, 978, 4707, 24_355, 134_686, 790_332, 4_889_749, 31_730_599];
    expect(counted.map((_, i) => pointsFor('histogram', i + 1))).toEqual(counted);
  });

  test('errs as simulated points do, its origin drawn anew each time', () => {
    const [d, n, w] = [2, 50, 1.1];
    const { bias, one } = cellParts(cellMoments(w), d);
    const source = random(2).fork('cells');
    const squares = Array.from({ length: 4000 }, () => {
      const edges = [-w * source.uniform(), -w * source.uniform()];
      let count = 0;
      for (let i = 0; i < n; i++) {
        const inside = edges.map((edge) => {
          const x = source.normal();
          return x >= edge && x < edge + w;
        });
        if (inside.every(Boolean)) count++;
      }
      return ((count / (n * w ** d)) * 2 * Math.PI - 1) ** 2;
    });
    const mean = squares.reduce((a, b) => a + b, 0) / squares.length;
    const error = Math.sqrt(squares.reduce((a, b) => a + (b - mean) ** 2, 0)) / squares.length;
    expect(Math.abs(mean - (bias + one / n))).toBeLessThan(4 * error);
  });

  test('needs more points than kernels in every dimension', () => {
    for (let d = 1; d <= 10; d++) expect(pointsFor('histogram', d)).toBeGreaterThan(pointsFor('kernel', d));
  });
});

test('no width does with fewer points, or with a smaller error', () => {
  const parts = { kernel: kernelParts, histogram: (w: number, d: number) => cellParts(cellMoments(w), d) };
  for (const which of ['kernel', 'histogram'] as const)
    for (const d of [1, 4, 10]) {
      const [needed, error] = [pointsFor(which, d), relativeError(which, d, 100) ** 2];
      for (let width = 0.05; width < 6; width *= 1.002) {
        const { bias, one } = parts[which](width, d);
        // Golden section leaves 2e-9 of the least at most.
        if (bias < 0.1) expect(one / (0.1 - bias)).toBeGreaterThan(needed - 1 - 2e-9 * needed);
        expect(bias + one / 100).toBeGreaterThan(error * (1 - 2e-9));
      }
    }
});

test('the error is the least that a search by thirds finds', () => {
  const parts = { kernel: kernelParts, histogram: (w: number, d: number) => cellParts(cellMoments(w), d) };
  for (const which of ['kernel', 'histogram'] as const)
    for (const [d, n] of [
      [1, 30],
      [4, 300],
      [10, 1e6],
    ] as const) {
      const cost = (width: number) => {
        const { bias, one } = parts[which](width, d);
        return bias + one / n;
      };
      let [left, right] = [0.03, 4];
      while (right - left > 1e-7) {
        const third = (right - left) / 3;
        if (cost(left + third) < cost(right - third)) right -= third;
        else left += third;
      }
      // Golden section leaves 2e-9 of the least at most, its root half as much.
      expect(Math.abs(relativeError(which, d, n) / Math.sqrt(cost(left)) - 1)).toBeLessThan(2e-9);
    }
});

test('the error grows with the dimension, falls with n, and stays below 1', () => {
  for (const which of ['kernel', 'histogram'] as const)
    for (let d = 1; d <= 10; d++)
      for (const n of [2, 30, 300]) {
        const error = relativeError(which, d, n);
        expect(error).toBeGreaterThan(0);
        expect(error).toBeLessThanOrEqual(1);
        if (d > 1) expect(error).toBeGreaterThanOrEqual(relativeError(which, d - 1, n));
        expect(relativeError(which, d, 2 * n)).toBeLessThanOrEqual(error);
      }
});

test('as many points as are needed bring the error to the target, and one less does not', () => {
  for (const which of ['kernel', 'histogram'] as const)
    for (const d of [1, 3, 7]) {
      const n = pointsFor(which, d);
      expect(relativeError(which, d, n) ** 2).toBeLessThanOrEqual(0.1 + 1e-12);
      expect(relativeError(which, d, n - 1) ** 2).toBeGreaterThan(0.1);
    }
});
