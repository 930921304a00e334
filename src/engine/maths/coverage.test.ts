import { describe, expect, test } from 'vitest';
import { densityAt, drawPlane, planeSet, PLANE_SETS, type Mixture } from '../data/plane.ts';
import { random } from '../random.ts';
import { coverage, jensenShannon, jsdEstimate, massOf, sharesOf } from './coverage.ts';
import { normalBelow } from './gaussian.ts';

const CELLS = { half: 1.6, cells: 64 };
const N = 10_000;
const sets = PLANE_SETS.map((name) => [name, planeSet(name, 'f00f'.repeat(16))] as const);
const gaussian = (x: number, y: number, sigma: number): Mixture => ({
  sigma,
  components: [{ x, y, mode: 0 }],
  modes: 1,
});

describe.each(sets)('%s', (_, mixture) => {
  test('true points cover every mode and at least 98.9 % of them are good', () => {
    const { modesCovered, goodShare } = coverage(mixture, drawPlane(mixture, N, random(2)));
    expect(modesCovered).toBe(mixture.modes);
    // Within 3σ of its own mean lie 1 − e^{−9/2} of a round Gaussian; other components only add. Four standard errors.
    const own = 1 - Math.exp(-4.5);
    expect(goodShare).toBeGreaterThan(own - 4 * Math.sqrt((own * (1 - own)) / N));
  });

  test('cell masses are the integral of the density', () => {
    const mass = massOf(mixture, CELLS);
    const side = (2 * CELLS.half) / CELLS.cells;
    // Middles of 8 × 8 parts of a cell: the midpoint rule is off by (h²/24) ∇²p < 4e-4 of the largest density, times a cell.
    const part = side / 8;
    for (const cell of [0, 65, 1300, 2080, 2700, 3333]) {
      const [left, top] = [(cell % 64) * side - 1.6, 1.6 - Math.floor(cell / 64) * side];
      let sum = 0;
      for (let i = 0; i < 64; i++)
        sum += densityAt(mixture, left + ((i % 8) + 0.5) * part, top - (Math.floor(i / 8) + 0.5) * part) * part * part;
      const largest = side * side * (1 / (2 * Math.PI * mixture.sigma ** 2));
      expect(Math.abs((mass[cell] ?? NaN) - sum)).toBeLessThan(2e-3 * largest);
    }
    expect(mass.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('a perfect generator has no divergence, within four standard deviations of the estimate', () => {
    const { of, spread, bias } = jsdEstimate(mixture, N, CELLS, random(3));
    // Before it is corrected the estimate stands about (cells in use)/8n above 0: below 4,097/80,000.
    expect(bias).toBeGreaterThan(0);
    expect(bias).toBeLessThan(0.052);
    expect(of(drawPlane(mixture, N, random(4)))).toBeLessThan(4 * spread * Math.sqrt(1 + 1 / 8));
  });
});

test('a generator that stays on one mode of eight covers one, with all of its points good', () => {
  const { x = NaN, y = NaN } = planeSet('ring').components[3] ?? {};
  const points = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 === 0 ? x : y));
  expect(coverage(planeSet('ring'), points)).toEqual({ modesCovered: 1, goodShare: 1 });
});

test('a mode counts as covered from a tenth of its share on', () => {
  const { components } = planeSet('ring');
  // Of 800 points a perfect generator puts 100 on each mode.
  const points = (few: number) =>
    Float32Array.from({ length: 1600 }, (_, i) => {
      const at = components[i < 2 * few ? 1 : 0];
      return (i % 2 === 0 ? at?.x : at?.y) ?? NaN;
    });
  expect(coverage(planeSet('ring'), points(9)).modesCovered).toBe(1);
  expect(coverage(planeSet('ring'), points(10)).modesCovered).toBe(2);
});

test('points where the data never are have the divergence log 2', () => {
  const { of } = jsdEstimate(planeSet('ring'), N, CELLS, random(5));
  expect(of(new Float32Array(2 * N))).toBeCloseTo(Math.LN2, 6);
  // Far outside, too, and points that are no numbers lie nowhere.
  expect(of(new Float32Array(2 * N).fill(1e9))).toBeCloseTo(Math.LN2, 6);
  expect(of(new Float32Array(2 * N).fill(NaN))).toBeCloseTo(Math.LN2, 6);
});

test.each([0.1, 0.3, 0.6])('two Gaussians of σ = 0.2, %f apart, have the divergence that quadrature gives', (apart) => {
  const [p, q] = [gaussian(0, 0, 0.2), gaussian(apart, 0, 0.2)];
  const [step, exact] = [0.01, { sum: 0 }];
  for (let x = -1.6; x < 1.6; x += step)
    for (let y = -1.6; y < 1.6; y += step) {
      const [a, b] = [densityAt(p, x, y), densityAt(q, x, y)];
      if (a > 0) exact.sum += (a * Math.log((2 * a) / (a + b)) * step * step) / 2;
      if (b > 0) exact.sum += (b * Math.log((2 * b) / (a + b)) * step * step) / 2;
    }
  // Cells see less, never more: JSD = log 2 − E[H(r)], r = p/(p + q), whose log-odds slope by apart/σ²; within a cell of
  // side h they vary by slope²·h²/12, and −H bends by r(1 − r) ≤ ¼ in them, so ⅛ slope²·h²/12 is lost at most.
  const lost = ((apart / 0.2 ** 2) ** 2 * (3.2 / 64) ** 2) / 96;
  const binned = jensenShannon(massOf(p, CELLS), massOf(q, CELLS));
  expect(exact.sum - binned).toBeGreaterThan(0);
  expect(exact.sum - binned).toBeLessThan(lost);
  // The histogram's noise, by the delta method on ½ Σ q log(2q/(p + q)), has a standard deviation below ½ log 2/√n =
  // 0.0035; what the correction leaves of the bias is less than half of it.
  const { of, bias } = jsdEstimate(p, N, CELLS, random(6));
  expect(Math.abs(of(drawPlane(q, N, random(7))) - exact.sum)).toBeLessThan(lost + 4 * 0.0035 + bias / 2);
});

test('shares of points count rows from above', () => {
  const shares = sharesOf(Float32Array.of(-1.59, 1.59, 5, 0), CELLS);
  expect(shares[0]).toBe(0.5);
  expect(shares.at(-1)).toBe(0.5);
});

test.each(sets)('%s: counted point by point with powers, coverage is the same to the last bit', (_, mixture) => {
  const points = drawPlane(mixture, 2000, random(5));
  const counts = Array.from({ length: mixture.modes }, () => 0);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] ?? NaN, points[i + 1] ?? NaN];
    const far = mixture.components.map((at) => (x - at.x) ** 2 + (y - at.y) ** 2);
    const nearest = Math.min(...far);
    const mode = mixture.components[far.indexOf(nearest)]?.mode ?? NaN;
    if (nearest <= (3 * mixture.sigma) ** 2) counts[mode] = (counts[mode] ?? NaN) + 1;
  }
  const good = counts.reduce((sum, count) => sum + count, 0);
  expect(coverage(mixture, points)).toEqual({
    modesCovered: counts.filter((count) => count >= (0.1 * 2000) / mixture.modes).length,
    goodShare: good / 2000,
  });
});

describe('by hand', () => {
  /** Two modes ten apart, σ = 2: a point is good within 6 of the nearer one. */
  const pair: Mixture = {
    sigma: 2,
    components: [
      { x: 0, y: 0, mode: 0 },
      { x: 10, y: 0, mode: 1 },
    ],
    modes: 2,
  };

  test('a point exactly 3σ away is good, and one half-way belongs to the first of two modes', () => {
    expect(coverage(pair, Float32Array.of(0, 6))).toEqual({ modesCovered: 1, goodShare: 1 });
    expect(coverage(pair, Float32Array.of(-4, 5))).toEqual({ modesCovered: 0, goodShare: 0 });
    // (5, 1) is √26 from both. Of 20 points one for each mode is a tenth of its ten; the second mode has none here.
    const half = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 5 : 1));
    expect(coverage(pair, half)).toEqual({ modesCovered: 1, goodShare: 1 });
    const one = half.slice();
    one[38] = 6;
    expect(coverage(pair, one)).toEqual({ modesCovered: 2, goodShare: 1 });
  });

  // Φ(0) − Φ(−1) and Φ(−1) − Φ(−2), to the digits of Abramowitz & Stegun's table 26.1.
  const [NEAR, FAR] = [0.341344746068543, 0.135905121983278];

  test('the masses of four cells are products of tabulated shares, the upper row first', () => {
    const mixture: Mixture = {
      sigma: 0.5,
      components: [
        { x: 0.5, y: 0, mode: 0 },
        { x: 0, y: 0.5, mode: 1 },
      ],
      modes: 2,
    };
    // Cells of one σ a side. The first component stands on the right edge, the second on the upper one.
    const mass = massOf(mixture, { half: 0.5, cells: 2 });
    const expected = [
      NEAR * FAR + NEAR * NEAR,
      NEAR * NEAR + NEAR * NEAR,
      NEAR * FAR + NEAR * FAR,
      NEAR * NEAR + NEAR * FAR,
    ].map((share) => share / 2);
    expected.forEach((share, cell) => expect(mass[cell]).toBeCloseTo(share, 14));
    expect(mass[4]).toBeCloseTo(1 - expected.reduce((sum, share) => sum + share), 14);
    expect(mass).toHaveLength(5);
  });

  test('the left and the lower edge belong to the square, the right and the upper one do not', () => {
    const shares = sharesOf(Float32Array.of(-1, -1, 1, -1, -1, 1, 0.5, -1, -2, 0, 0, -2, 0, 0.5, 0.5, 0), {
      half: 1,
      cells: 2,
    });
    // Upper left, upper right, lower left, lower right, outside, of eight.
    expect([...shares]).toEqual([0, 0.25, 0.125, 0.125, 0.5]);
  });

  test('the divergence of (½, ½, 0) and (¼, 0, ¾) is ½(½ log 4/3 + ½ log 2 + ¼ log 2/3 + ¾ log 2)', () => {
    const found = jensenShannon(Float64Array.of(0.5, 0.5, 0), Float64Array.of(0.25, 0, 0.75));
    // 0.5 · (0.143841 + 0.346574 − 0.101366 + 0.519860)
    expect(found).toBeCloseTo(0.4544543674, 9);
  });

  test('the estimate takes out the mean of eight true samples, in the measure that keeps log 2', () => {
    const [mixture, samples] = [gaussian(0, 0, 0.7), 40];
    const cells = { half: 1, cells: 2 };
    /** Where points fall, by their signs alone. */
    const histogram = (points: Float32Array) => {
      const counts = [0, 0, 0, 0, 0];
      for (let i = 0; i < points.length; i += 2) {
        const [x, y] = [points[i] ?? NaN, points[i + 1] ?? NaN];
        const cell = Math.max(Math.abs(x), Math.abs(y)) > 1 ? 4 : (y < 0 ? 2 : 0) + (x < 0 ? 0 : 1);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return counts.map((count) => count / samples);
    };
    // Φ(1/0.7) − ½ = 0.4234 along each axis, squared for a cell.
    const one = (normalBelow(1 / 0.7) - 0.5) ** 2;
    const mass = [one, one, one, one, 1 - 4 * one];
    const entropy = (shares: number[]) => shares.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
    /** JSD = H(½(p + q)) − ½H(p) − ½H(q). */
    const divergence = (points: Float32Array) => {
      const found = histogram(points);
      const middle = mass.map((p, i) => (p + (found[i] ?? 0)) / 2);
      return entropy(middle) - entropy(mass) / 2 - entropy(found) / 2;
    };
    const trials = Array.from({ length: 8 }, (_, i) => divergence(drawPlane(mixture, samples, random(9).at(i))));
    const mean = trials.reduce((sum, trial) => sum + trial) / 8;
    const { bias, spread, of } = jsdEstimate(mixture, samples, cells, random(9));
    // A few dozen roundings of amounts below 2.
    expect(bias).toBeCloseTo(mean, 13);
    expect(spread).toBeCloseTo(Math.sqrt(trials.reduce((sum, trial) => sum + (trial - mean) ** 2, 0) / 7), 13);
    const shifted = drawPlane(gaussian(0.5, 0.2, 0.3), samples, random(1));
    expect(of(shifted)).toBeCloseTo((divergence(shifted) - mean) / (1 - mean / Math.LN2), 12);
    // What reads less than a true sample reads nothing.
    const least = drawPlane(mixture, samples, random(9).at(trials.indexOf(Math.min(...trials))));
    expect(of(least)).toBe(0);
  });
});
