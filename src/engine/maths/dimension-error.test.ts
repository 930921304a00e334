import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { cellMoments, cellParts, kernelParts, pointsFor, relativeError } from './dimension-error.ts';

describe('kernels at the peak of a standard normal', () => {
  test('need the points of Silverman’s table', () => {
    // Silverman (1986), table 4.2, three figures printed: 4, 19, 67, 223, 768, 2790, 10,700, 43,700, 187,000, 842,000.
    const printed = [4, 19, 67, 223, 768, 2790, 10_700, 43_700, 187_000, 842_000];
    // Half a unit of the third figure, and what his search for the best h may have left: 0.4 % together.
    printed.forEach((n, i) => expect(Math.abs(pointsFor('kernel', i + 1) / n - 1)).toBeLessThan(0.004));
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
