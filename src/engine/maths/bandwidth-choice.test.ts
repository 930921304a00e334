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
  const [profile, n] = [profiles[name], points.length];
  let logs = 0;
  for (let i = 0; i < n; i++) {
    let others = 0;
    for (let j = 0; j < n; j++) if (i !== j) others += profile(((points[i] ?? NaN) - (points[j] ?? NaN)) / h);
    logs += Math.log(others / ((n - 1) * h));
  }
  return logs / n;
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

describe('kernels that end', () => {
  const windows = ['epanechnikov', 'top-hat'] as const;

  test.each(windows)('%s: where the points stand makes no difference', (name) => {
    const points = Float64Array.of(-2, -1.75, -1.125, -0.5, 0.25, 0.375, 1, 2.5);
    // Moved by 2²⁰ they are still exact in binary; about their mean sums of squares lose nothing that counts.
    const moved = points.map((x) => x + 2 ** 20);
    expect(chosen(moved, name)).toBeCloseTo(chosen(points, name), 6);
    expect(loo(points, name, chosen(moved, name))).toBeCloseTo(loo(points, name, chosen(points, name)), 8);
  });

  test('for 1,100 pairs out of reach of each other the choice is that for one pair, √3 d', () => {
    // At √3 d each point has ⅔ of a peak, and (2/3)²²⁰⁰ = 1e-387 is smaller than any number.
    const pairs = Float64Array.from({ length: 2200 }, (_, i) => 5 * Math.floor(i / 2) + (i % 2) / 2);
    const ladder = climb(pairs, 'epanechnikov', ladderOf(1, 4), undefined);
    expect(likeliestBandwidth(pairs, 'epanechnikov', ladder)).toBeCloseTo(0.5 * Math.sqrt(3), 5);
  });

  test('a top-hat does not reach a point at exactly its bandwidth', () => {
    expect(chosen(Float64Array.of(0, 4), 'top-hat')).toBe(4);
  });

  test.each(windows)('%s: a rung of the ladder that is higher than all between the rungs is the choice', (name) => {
    const points = Float64Array.of(0, 1, 3);
    const ladder = climb(points, name, rungs, undefined);
    for (const k of [0, 11, 38])
      expect(likeliestBandwidth(points, name, { ...ladder, loo: ladder.loo.map((y, i) => (i === k ? 10 : y)) })).toBe(
        rungs[k],
      );
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

  test('is the widest bandwidth where the curve is −∞ throughout', () => {
    expect(at(() => -Infinity)).toBe(4);
  });
});

describe('the search for a summit', () => {
  type Place = readonly [x: number, y: number];
  const octaves = Float64Array.of(4, 2, 1, 0.5);

  /** The places in octaves that are asked for, in their order. */
  function askedOf(f: (x: number) => number, ladder: Float64Array): number[] {
    const asked: number[] = [];
    summitOf(
      (h) => {
        asked.push(Math.log2(h));
        return f(Math.log2(h));
      },
      ladder,
      ladder.map((h) => f(Math.log2(h))),
    );
    return asked;
  }

  /** From Newton's divided differences: y₀ + s(x − x₀) + c(x − x₀)(x − x₁) is level at (x₀ + x₁ − s/c)/2. */
  function vertexOf([x0, y0]: Place, [x1, y1]: Place, [x2, y2]: Place): number {
    const slope = (y1 - y0) / (x1 - x0);
    const bend = ((y2 - y1) / (x2 - x1) - slope) / (x2 - x0);
    return (x0 + x1 - slope / bend) / 2;
  }

  /** The highest of some places, with the nearest on either side. */
  function topOf(places: readonly Place[]): readonly [Place, Place, Place] {
    const sorted = [...places].sort(([a], [b]) => a - b);
    const k = sorted.findIndex(([, y]) => y === Math.max(...sorted.map(([, height]) => height)));
    return sorted.slice(k - 1, k + 2) as unknown as [Place, Place, Place];
  }

  /** Where to ask next by the rules of the search, and why. */
  function next(places: readonly Place[], round: number): { x: number; why: 'beside' | 'half-way' | 'vertex' } {
    const [left, top, right] = topOf(places);
    const vertex = vertexOf(left, top, right);
    const farther = right[0] - top[0] > top[0] - left[0] ? right[0] : left[0];
    if (Math.abs(vertex - top[0]) < 1e-3) return { x: top[0] + (farther > top[0] ? 4e-3 : -4e-3), why: 'beside' };
    return round % 4 === 0 ? { x: (top[0] + farther) / 2, why: 'half-way' } : { x: vertex, why: 'vertex' };
  }

  test('of a parabola asks for its vertex and for a place close by on either side, the farther one first', () => {
    const place = (x: number, i: number, xs: readonly number[]) => expect(xs[i]).toBeCloseTo(x, 9);
    // Rungs at 2, 1, 0 and −1. From 1.2 it is farther to 2 once 1 has been the highest; from 0.7 to 0.
    askedOf((x) => -((x - 1.2) ** 2), octaves).forEach((x, i) => place(x, i, [1.2, 1.204, 1.196]));
    askedOf((x) => -((x - 0.7) ** 2), octaves).forEach((x, i) => place(x, i, [0.7, 0.696, 0.704]));
    // 0.02 · 0.004 octaves² are flat enough: the near side need not be asked.
    expect(askedOf((x) => -((x - 0.98) ** 2), octaves)).toHaveLength(2);
    expect(askedOf((x) => -((x - 1.2) ** 2), octaves)).toHaveLength(3);
  });

  test.each([0.07, 0.41, 1.23])(
    'of a corner at %d asks half-way every fourth time, else for the vertex or beside it',
    (c) => {
      const f = (x: number) => (x < c ? 3 * (x - c) : c - x) - 0.1 * x * x;
      const places = Array.from(octaves, (h): Place => [Math.log2(h), f(Math.log2(h))]);
      const reasons = askedOf(f, octaves).map((x, i) => {
        const { x: expected, why } = next(places, i + 1);
        // Two formulas for a vertex, each of a few roundings over differences of 1e-3.
        expect(Math.abs(x - expected)).toBeLessThan(1e-8);
        places.push([x, f(x)]);
        return why;
      });
      expect(reasons).toContain('half-way');
      expect(reasons).toContain('vertex');
    },
  );

  test('of a hill that cannot win asks for nothing', () => {
    // 0.25 octaves from its top a hill has 0.68 of it: of one half as high as the other no parabola reaches 0.5 + 0.65/16.
    const hill = (x: number, place: number) => Math.exp(-(((x - place) / 0.4) ** 2));
    for (const [high, low] of [
      [1, -2],
      [-2, 1],
    ] as const) {
      const asked = askedOf((x) => hill(x, high + 0.1) + 0.5 * hill(x, low), rungs);
      expect(asked.length).toBeGreaterThan(0);
      for (const x of asked) expect(Math.abs(x - high)).toBeLessThan(0.5);
    }
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
