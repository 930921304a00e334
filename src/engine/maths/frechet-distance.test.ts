import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { frechetBetween, frechetDistance, momentsOf, type Moments } from './frechet-distance.ts';

const gaussian = (mean: readonly number[], rows: readonly (readonly number[])[]): Moments => ({
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(rows.flat()),
});
const diagonal = (mean: readonly number[], ...variances: number[]) =>
  gaussian(
    mean,
    variances.map((variance, i) => variances.map((_, j) => (i === j ? variance : 0))),
  );
const draws = (count: number, width: number, source = random(1)) => ({
  values: Float64Array.from({ length: count * width }, () => source.normal()),
  width,
});

/** Up to the rounding of a few sums of single digits. */
function expectNear(found: Float64Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 14));
}

describe('moments', () => {
  test('are the mean and the covariance with divisor n − 1', () => {
    // Deviations (−2, −1), (0, 2), (2, −1): squares 8 and 6, products 2 + 0 − 2, all over 2.
    const { mean, covariance } = momentsOf({ values: Float64Array.of(1, 2, 3, 5, 5, 2), width: 2 });
    expectNear(mean, [3, 3]);
    expectNear(covariance, [4, 0, 0, 3]);
  });

  test('the two triangles of a covariance are the same', () => {
    // Deviations (−1, −2), (0, 1), (1, 1): products 2 + 0 + 1 over 2, squares 6 over 2.
    const { covariance } = momentsOf({ values: Float64Array.of(0, 0, 1, 3, 2, 3), width: 2 });
    expectNear(covariance, [1, 1.5, 1.5, 3]);
  });

  test('of a single point are refused, since it has no variance', () => {
    expect(() => momentsOf({ values: Float64Array.of(1, 2), width: 2 })).toThrow('Expected at least 2 points, found 1');
  });
});

describe('between Gaussians', () => {
  test('with diagonal covariances it is Σ(m₁ − m₂)² + Σ(σ₁ − σ₂)²', () => {
    // (1, −2, 0.5) apart; deviations 2, 1, 3 against 1, 4, 3.
    const found = frechetBetween(diagonal([1, 0, 0.5], 4, 1, 9), diagonal([0, 2, 0], 1, 16, 9));
    expect(found).toBeCloseTo(1 + 4 + 0.25 + 1 + 9 + 0, 12);
  });

  test('with one covariance it is the squared distance of the means', () => {
    const rows = [
      [2, 0.7],
      [0.7, 1],
    ];
    expect(frechetBetween(gaussian([0, 0], rows), gaussian([3, 4], rows))).toBeCloseTo(25, 12);
  });

  test('with covariances that commute it is that of the deviations along their common axes', () => {
    // Axes (1, 1)/√2 and (1, −1)/√2: variances 9 and 1 against 4 and 16, so (3 − 2)² + (1 − 4)².
    const one = gaussian(
      [0, 0],
      [
        [5, 4],
        [4, 5],
      ],
    );
    const other = gaussian(
      [0, 0],
      [
        [10, -6],
        [-6, 10],
      ],
    );
    expect(frechetBetween(one, other)).toBeCloseTo(10, 12);
  });

  test('by hand where they do not commute: for 2 × 2 matrices tr A^½ = √(tr A + 2√det A)', () => {
    const one = gaussian(
      [0, 0],
      [
        [2, 1],
        [1, 2],
      ],
    );
    const other = gaussian(
      [0, 0],
      [
        [5, 2],
        [2, 1],
      ],
    );
    // Traces 4 and 6; tr C₁C₂ = 10 + 2 + 2 + 2, det C₁C₂ = 3 · 1.
    const expected = 10 - 2 * Math.sqrt(16 + 2 * Math.sqrt(3));
    expect(frechetBetween(one, other)).toBeCloseTo(expected, 12);
    expect(frechetBetween(other, one)).toBeCloseTo(expected, 12);
  });

  test('in three dimensions it agrees with the matrix root of SciPy 1.17 (scipy.linalg.sqrtm)', () => {
    const one = gaussian(
      [1, 0, 0.5],
      [
        [4, 1, 0.5],
        [1, 3, -1],
        [0.5, -1, 2],
      ],
    );
    const other = gaussian(
      [0, 2, 0],
      [
        [1, 0.2, 0.1],
        [0.2, 2, 0.7],
        [0.1, 0.7, 3],
      ],
    );
    expect(frechetBetween(one, other)).toBeCloseTo(7.167691930786736, 11);
  });

  test('a covariance of rank one has a root too', () => {
    // (1, 2)(1, 2)ᵀ against I: C₁^½ C₂ C₁^½ = C₁, whose root has the trace √5.
    const flat = gaussian(
      [0, 0],
      [
        [1, 2],
        [2, 4],
      ],
    );
    // One direction without variance: √(10⁻¹⁶ · 5) at most.
    expect(Math.abs(frechetBetween(flat, diagonal([0, 0], 1, 1)) - (7 - 2 * Math.sqrt(5)))).toBeLessThan(1e-7);
  });
});

describe('between sets', () => {
  test('equal sets are 0 apart, and never less', () => {
    const points = draws(50, 6);
    const found = frechetDistance(points, points);
    expect(found).toBeGreaterThanOrEqual(0);
    // Sums of some ten variances near 1, each with the rounding of a product of three 6 × 6 matrices.
    expect(found).toBeLessThan(1e-12);
    const twins = { values: new Float64Array(20).fill(3), width: 2 };
    expect(frechetDistance(twins, twins)).toBe(0);
  });

  test('a shifted set is as far away as it was shifted, squared, also with fewer points than dimensions', () => {
    const points = draws(5, 12);
    const shifted = { ...points, values: points.values.map((value, i) => value + (i % 12 === 3 ? 2 : 0)) };
    // Eight of twelve directions have no variance; each adds √(10⁻¹⁶) of variances up to some 5 at most, twice.
    expect(Math.abs(frechetDistance(points, shifted) - 4)).toBeLessThan(8 * 2 * 5e-8);
  });

  test('two samples of one Gaussian are 2d/n + d(d + 1)/(2(n − 1)) apart on average', () => {
    const [n, width, runs] = [400, 5, 60];
    const source = random(3);
    const found = Array.from({ length: runs }, () => frechetDistance(draws(n, width, source), draws(n, width, source)));
    const mean = found.reduce((sum, distance) => sum + distance, 0) / runs;
    const spread = Math.sqrt(found.reduce((sum, distance) => sum + (distance - mean) ** 2, 0) / (runs - 1));
    // Means: E|m₁ − m₂|² = 2d/n. Covariances I + Δ: d² is ¼|Δ₁ − Δ₂|² to second order, and E|Δ₁ − Δ₂|² = 2(d² + d)/(n − 1).
    const expected = (2 * width) / n + (width * (width + 1)) / (2 * (n - 1));
    // Four standard errors, and terms of order d³/n² that the expansion leaves out.
    expect(Math.abs(mean - expected)).toBeLessThan((4 * spread) / Math.sqrt(runs) + width ** 3 / n ** 2);
  });

  test('sets of different widths are refused', () => {
    expect(() => frechetDistance(draws(4, 2), draws(4, 3))).toThrow('found 2 and 3');
  });
});
