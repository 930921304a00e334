import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { densityCoverage, expectedCoverage } from './density-coverage.ts';

const onLine = (...values: number[]) => ({ values: Float64Array.from(values), width: 1 });

test('by hand: density counts the balls around a sample, coverage the balls with a sample', () => {
  // Balls for k = 1: [−1, 1], [0, 2], [1, 5], [3, 11]. 0.5 lies in two, 2 in two, 22 in none.
  const one = densityCoverage(onLine(0, 1, 3, 7), onLine(0.5, 2, 22), 1);
  expect(one.density).toBeCloseTo(4 / 3, 15);
  expect(one.coverage).toBe(0.75);
  // Balls for k = 2: [−3, 3], [−1, 3], [0, 6], [1, 13]: 3, 4 and none, over 2 · 3.
  const two = densityCoverage(onLine(0, 1, 3, 7), onLine(0.5, 2, 22), 2);
  expect(two.density).toBeCloseTo(7 / 6, 15);
  expect(two.coverage).toBe(1);
});

test('samples that crowd where real points are dense have a density above 1 and cover little', () => {
  const real = onLine(0, 1, 2, 50, 60, 70);
  // Balls for k = 2: [−2, 2], [0, 2], [0, 4], the others 20 or 10 wide around 50, 60 and 70.
  const { density, coverage } = densityCoverage(real, onLine(1, 1, 1), 2);
  expect(density).toBe(1.5);
  expect(coverage).toBe(0.5);
});

test('of a set against itself the coverage is 1, with twins or without', () => {
  expect(densityCoverage(onLine(0, 1, 3, 7), onLine(0, 1, 3, 7), 1).coverage).toBe(1);
  expect(densityCoverage(onLine(2, 2, 2, 9), onLine(2, 2, 2, 9), 1).coverage).toBe(1);
});

test('unless told otherwise balls reach to the fifth neighbour; samples need no neighbours', () => {
  expect(() => densityCoverage(onLine(0, 1, 2, 3, 4), onLine(0))).toThrow('Expected more than 5 points');
  // Fifth neighbours of 0 … 5 are 5, 4, 3, 3, 4, 5 away: the balls reach from −5 to 10.
  expect(densityCoverage(onLine(0, 1, 2, 3, 4, 5), onLine(9.5))).toEqual({ density: 0.2, coverage: 1 / 6 });
});

describe('of a perfect model', () => {
  test('the expected coverage is 1 − ∏(N − i)/(M + N − i)', () => {
    // Worked out with Python's fractions: 1 − ∏(1000 − i)/(2000 − i).
    expect(expectedCoverage(1000, 1000, 5)).toBeCloseTo(0.968984, 6);
    expect(expectedCoverage(1000, 1000, 3)).toBeCloseTo(0.875375, 6);
    // By hand: 1 − (3/5)(2/4) with N = 4 and M = 2; 1 − 3/5 for k = 1.
    expect(expectedCoverage(4, 2, 2)).toBeCloseTo(0.7, 15);
    expect(expectedCoverage(4, 2, 1)).toBeCloseTo(0.4, 15);
    expect(expectedCoverage(6, 6)).toBe(expectedCoverage(6, 6, 5));
    expect(expectedCoverage(3, 1, 2)).toBeCloseTo(1 - (2 / 3) * (1 / 2), 15);
  });

  test('it is the share among all orders in which N − 1 real points and M samples can lie', () => {
    const [real, samples, k] = [5, 3, 2];
    // Each subset of 3 of the 7 ranks is as likely to be the samples'; covered if one of them is among the first k.
    const places = real - 1 + samples;
    const taken = (bits: number) => Array.from({ length: places }, (_, rank) => (bits >> rank) & 1);
    const subsets = Array.from({ length: 2 ** places }, (_, bits) => bits).filter(
      (bits) => taken(bits).reduce((sum, bit) => sum + bit, 0) === samples,
    );
    const covered = subsets.filter((bits) => (bits & (2 ** k - 1)) !== 0);
    expect(expectedCoverage(real, samples, k)).toBeCloseTo(covered.length / subsets.length, 14);
  });

  test.each([
    [1, 40, 40, 3],
    [2, 40, 20, 5],
    [8, 30, 60, 1],
  ])(
    'in %i dimensions with %i real points, %i samples and k = %i, coverage is as expected and density 1',
    (width, n, m, k) => {
      const runs = 300;
      const source = random(5).fork(`${width} ${n} ${m} ${k}`);
      const draw = (count: number) => ({
        values: Float64Array.from({ length: count * width }, () => source.normal()),
        width,
      });
      const found = Array.from({ length: runs }, () => densityCoverage(draw(n), draw(m), k));
      for (const [name, expected] of [
        ['coverage', expectedCoverage(n, m, k)],
        ['density', 1],
      ] as const) {
        const values = found.map((one) => one[name]);
        const mean = values.reduce((sum, value) => sum + value, 0) / runs;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
        // Four standard errors of the mean of independent runs, by their own variance.
        expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / runs));
        // And that is narrow enough to tell k from k + 1 for the coverage.
        expect(4 * Math.sqrt(variance / runs)).toBeLessThan(0.08);
      }
    },
  );
});
