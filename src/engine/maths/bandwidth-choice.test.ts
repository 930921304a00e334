import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likeliestBandwidth, nearestBandwidth, summitOf } from './bandwidth-choice.ts';
import { climb, ladderOf, type KernelName, type Mixture } from './kernel-density.ts';

const rungs = ladderOf(4, 39);
const least = rungs.at(-1) ?? NaN;

const profiles: Readonly<Record<KernelName, (t: number) => number>> = {
  gaussian: (t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI),
  epanechnikov: (t) => (Math.abs(t) < 1 ? 0.75 * (1 - t * t) : 0),
  'top-hat': (t) => (Math.abs(t) < 1 ? 0.5 : 0),
};
const names: readonly KernelName[] = ['gaussian', 'epanechnikov', 'top-hat'];

/** (1/n) Σ log of each point's density under the others, from the definition. */
function loo(points: Float64Array, name: KernelName, h: number): number {
  const others = (i: number) =>
    points.reduce((sum, x, j) => sum + (i === j ? 0 : profiles[name](((points[i] ?? NaN) - x) / h)), 0);
  return points.reduce((sum, _, i) => sum + Math.log(others(i) / ((points.length - 1) * h)), 0) / points.length;
}

const chosen = (points: Float64Array, name: KernelName) =>
  likeliestBandwidth(points, name, climb(points, name, rungs, undefined));

/** Bandwidths 1 % apart over the ladder's range, and right above every distance of two points, where kernels that end have corners. */
function tried(points: Float64Array): number[] {
  const even = Array.from({ length: 662 }, (_, k) => Math.max(least, 4 * 0.99 ** k));
  const distances = [...points].flatMap((x, i) => [...points.subarray(0, i)].map((y) => (x - y) * (1 + 1e-9)));
  return [...even, ...distances.filter((h) => h > least && h < 4)];
}

const someX = fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000);
const lists = fc.array(someX, { minLength: 2, maxLength: 16 }).map((list) => Float64Array.from(list).sort());

describe('the bandwidth of leave-one-out', () => {
  test.each([0.05, 0.7, 2.2])('for two points %d apart is d, √3 d, or just above d, by the kernel', (d) => {
    const pair = Float64Array.of(1, 1 + d);
    // −d²/2h² − log h is highest at h = d; log(1 − d²/h²) − log h at h = √3 d; a top-hat’s −log 2h as soon as h > d.
    expect(chosen(pair, 'gaussian') / d).toBeCloseTo(1, 4);
    expect(chosen(pair, 'epanechnikov') / d).toBeCloseTo(Math.sqrt(3), 4);
    expect(chosen(pair, 'top-hat') / d).toBeCloseTo(1, 9);
    expect(chosen(pair, 'top-hat')).toBeGreaterThan(d);
    expect(loo(pair, 'top-hat', chosen(pair, 'top-hat'))).toBeCloseTo(-Math.log(2 * d), 9);
  });

  test('for 0, 1 and 3 under a top-hat is just above 3, at −log 6', () => {
    const points = Float64Array.of(0, 1, 3);
    expect(chosen(points, 'top-hat')).toBeCloseTo(3, 8);
    expect(loo(points, 'top-hat', chosen(points, 'top-hat'))).toBeCloseTo(-Math.log(6), 9);
  });

  test.each(names)('%s: no bandwidth in the range has a higher likelihood', (name) =>
    fc.assert(
      fc.property(lists, (points) => {
        const h = chosen(points, name);
        expect(h).toBeGreaterThanOrEqual(least * (1 - 1e-12));
        expect(h).toBeLessThanOrEqual(4 * (1 + 1e-12));
        const height = loo(points, name, h);
        // A summit missed by a ten-thousandth of h, with curvature up to n in log h, lacks 1e-7; right above a distance a
        // top-hat lacks the hair of 1e-9.
        for (const other of tried(points)) expect(loo(points, name, other)).toBeLessThan(height + 1e-6);
      }),
      { seed: 51, numRuns: 40 },
    ),
  );

  test('is the widest where some point is always alone, and the narrowest where each has a twin', () => {
    const far = Float64Array.of(0, 0.1, 0.2, 50);
    const twins = Float64Array.of(0, 0, 1, 1, 2, 2);
    for (const name of names) expect(chosen(twins, name)).toBeCloseTo(least, 12);
    for (const name of ['epanechnikov', 'top-hat'] as const) expect(chosen(far, name)).toBe(4);
  });

  test('of many points is found too: three hundred of heavy tails', () => {
    const many = Float64Array.from({ length: 300 }, (_, i) => Math.tan((Math.PI * (i + 0.5 - 150)) / 400)).sort();
    for (const name of names) {
      const h = chosen(many, name);
      const height = loo(many, name, h);
      for (const k of [-20, -5, -2, -1, 1, 2, 5, 20])
        expect(loo(many, name, h * 1.002 ** k)).toBeLessThan(height + 1e-7);
    }
  });
});

describe('the bandwidth nearest to a truth', () => {
  const truth: Mixture = [
    { weight: 0.6, mean: -1.2, deviation: 0.5 },
    { weight: 0.4, mean: 1.5, deviation: 0.7 },
  ];

  test.each(names)('%s: no bandwidth in the range has a smaller squared error', (name) =>
    fc.assert(
      fc.property(lists, (points) => {
        const error = (h: number) => climb(points, name, Float64Array.of(h), truth).ise?.[0] ?? NaN;
        const least = error(nearestBandwidth(points, name, truth, climb(points, name, rungs, truth)));
        for (const other of tried(points)) expect(error(other)).toBeGreaterThan(least - 1e-6);
      }),
      { seed: 52, numRuns: 15 },
    ),
  );
});

describe('the summit of a curve', () => {
  const at = (f: (h: number) => number) => summitOf(f, rungs, rungs.map(f));

  test('lies between rungs, where the curve itself is highest', () => {
    expect(at((h) => -(Math.log(h / 0.33) ** 2))).toBeCloseTo(0.33, 6);
    // Skewed: log h − h/c is highest at h = c.
    for (const c of [0.02, 0.4, 3.3]) expect(at((h) => Math.log(h) - h / c) / c).toBeCloseTo(1, 4);
  });

  test('of two hills is the higher one, though the lower one stands on a rung', () => {
    const hill = (h: number, place: number) => Math.exp(-((Math.log2(h / place) / 0.4) ** 2));
    const between = 2 ** -0.125;
    expect(at((h) => 0.95 * hill(h, 2) + hill(h, between / 4))).toBeCloseTo(between / 4, 4);
    expect(at((h) => 0.95 * hill(h, between / 4) + hill(h, 2))).toBeCloseTo(2, 4);
  });

  test('is an end of the ladder where the curve only rises towards it', () => {
    expect(at((h) => h)).toBeCloseTo(4, 12);
    expect(at((h) => -h)).toBeCloseTo(least, 12);
  });

  test('between the last two rungs is found', () => {
    for (const place of [4 * 2 ** -0.05, least * 2 ** 0.05])
      expect(at((h) => -(Math.log(h / place) ** 2)) / place).toBeCloseTo(1, 4);
  });

  test('with a corner is found', () => {
    expect(at((h) => -Math.abs(Math.log(h / 0.37))) / 0.37).toBeCloseTo(1, 2);
  });

  test('of a smooth curve costs few values', () => {
    let asked = 0;
    summitOf(
      (h) => {
        asked += 1;
        return Math.log(h) - h / 0.37;
      },
      rungs,
      rungs.map((h) => Math.log(h) - h / 0.37),
    );
    expect(asked).toBeLessThanOrEqual(5);
  });
});
