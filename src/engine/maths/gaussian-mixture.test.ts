import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../random.ts';
import {
  axesOf,
  bestMixture,
  determinant,
  elboOf,
  entropyOf,
  evidenceOf,
  expectedLogDensity,
  expectedLogJoint,
  klToPosterior,
  klToWeights,
  logJoints,
  logSums,
  responsibilities,
  SHAPES,
  squaredDistance,
  undecided,
  widened,
  type Component,
  type Covariance,
  type Mixture,
  type Rows,
} from './gaussian-mixture.ts';

/** Evenly spread: `fc.double` draws evenly among bit patterns, and so nearly always something next to 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000);
const inPlane = fc.tuple(between(-4, 4), between(-4, 4));
const spread = between(0.1, 2);
const covariance: fc.Arbitrary<Covariance> = fc
  .tuple(spread, spread, between(-0.95, 0.95))
  .map(([a, b, r]) => ({ xx: a * a, xy: r * a * b, yy: b * b }));
const mixtures: fc.Arbitrary<Mixture> = fc
  .array(fc.tuple(between(0.05, 1), inPlane, covariance), { minLength: 1, maxLength: 6 })
  .map((parts) => {
    const sum = parts.reduce((all, [weight]) => all + weight, 0);
    return parts.map(([weight, mean, cov]) => ({ weight: weight / sum, mean, cov }));
  });
const clouds = fc.array(inPlane, { minLength: 1, maxLength: 25 }).map((points) => Float64Array.from(points.flat()));

/** Rows of random shares that sum to one: a q that is no posterior. */
function someQ(points: number, width: number, seed: number): Rows {
  const chance = random(seed).fork('q');
  const q = new Float64Array(points * width);
  for (let n = 0; n < points; n++) {
    const row = Array.from({ length: width }, () => chance.uniform() ** 3 + 1e-9);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((share, k) => (q[n * width + k] = share / sum));
  }
  return q;
}

/** The textbook density, by determinant and explicit inverse, in its plain form: no logarithm until the end. */
function density([x, y]: readonly [number, number], { mean, cov }: Component): number {
  const det = cov.xx * cov.yy - cov.xy ** 2;
  const [dx, dy] = [x - mean[0], y - mean[1]];
  const form = (cov.yy * dx * dx - 2 * cov.xy * dx * dy + cov.xx * dy * dy) / det;
  return Math.exp(-form / 2) / (2 * Math.PI * Math.sqrt(det));
}

const evidence = (points: Float64Array, mixture: Mixture) =>
  evidenceOf(logSums(logJoints(points, mixture), mixture.length));

describe('the density of a mixture', () => {
  it('integrates to one over the plane', () => {
    // Midpoints 0.2 apart over ±14: by Poisson's sum the error is about e^(−2π² v/0.2²) with v the least variance along any
    // axis, 0.146 here, so rounding alone is left.
    const mixture: Mixture = [
      { weight: 0.3, mean: [-1, 2], cov: { xx: 0.5, xy: 0.3, yy: 0.4 } },
      { weight: 0.5, mean: [2, -1], cov: { xx: 1.2, xy: -0.5, yy: 0.5 } },
      { weight: 0.2, mean: [0, 0], cov: { xx: 0.25, xy: 0, yy: 2 } },
    ];
    const width = 0.2;
    let sum = 0;
    for (let x = -14; x < 14; x += width) {
      const column = Float64Array.from(
        Array.from({ length: 140 }, (_, i) => [x + width / 2, -14 + (i + 0.5) * width]).flat(),
      );
      for (const log of logSums(logJoints(column, mixture), 3)) sum += Math.exp(log) * width * width;
    }
    expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
  });

  it('is the weighted sum of textbook densities', () => {
    // Both round some dozen times on exponents of up to some 1e4: 1e4·2^-53·12 = 1e-11 relative; densities that underflow say nothing.
    fc.assert(
      fc.property(inPlane, mixtures, (point, mixture) => {
        const plain = mixture.reduce((sum, one) => sum + one.weight * density(point, one), 0);
        fc.pre(plain > 1e-290);
        expect(Math.abs(evidence(Float64Array.from(point), mixture) - Math.log(plain))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('responsibilities', () => {
  it('sum to one for every point, also where every density underflows', () => {
    // Up to 1e5 deviations away, where log densities are −1e10: six shares, each divided by their sum, round by 12·2^-53.
    fc.assert(
      fc.property(mixtures, between(-1e4, 1e4), (mixture, far) => {
        const points = Float64Array.from([far, -far, far, 0]);
        const joints = logJoints(points, mixture);
        const q = responsibilities(joints, mixture.length);
        for (let n = 0; n < 2; n++) {
          const row = q.subarray(n * mixture.length, (n + 1) * mixture.length);
          expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-14);
          expect(row.every((share) => share >= 0 && share <= 1)).toBe(true);
        }
      }),
    );
  });

  it('are Bayes’ rule: each weighted density over the sum of all', () => {
    // Exponents of up to 1e4 in both, as above.
    fc.assert(
      fc.property(inPlane, inPlane, mixtures, (one, other, mixture) => {
        const q = responsibilities(logJoints(Float64Array.from([...one, ...other]), mixture), mixture.length);
        const expected = [one, other].flatMap((point) => {
          const parts = mixture.map((component) => component.weight * density(point, component));
          const sum = parts.reduce((a, b) => a + b, 0);
          return sum > 1e-290 ? parts.map((part) => part / sum) : parts.map(() => undefined);
        });
        expect(q).toHaveLength(expected.length);
        expected.forEach((share, at) => {
          if (share !== undefined) expect(Math.abs((q[at] ?? NaN) - share)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('below 1e-200 are none', () => {
    // log 1e-200 = −460.5.
    const q = responsibilities(Float64Array.of(3, 3 - 460, 1, 1 - 461), 2);
    expect(q[1]).toBeGreaterThan(1e-200);
    expect([...q.subarray(2)]).toEqual([1, 0]);
  });

  it('give nothing to a component of weight zero', () => {
    const joints = logJoints(Float64Array.from([0, 0]), [
      { weight: 0, mean: [0, 0], cov: { xx: 1, xy: 0, yy: 1 } },
      { weight: 1, mean: [3, 0], cov: { xx: 1, xy: 0, yy: 1 } },
    ]);
    expect([...responsibilities(joints, 2)]).toEqual([0, 1]);
  });
});

describe('the accounts', () => {
  it('balance for every q: evidence = ELBO + KL, and the ELBO in three forms', () => {
    // 25 points whose terms reach 1e5 (deviation 0.03, distance 11): 150·1e5·2^-53 = 2e-9, and half as much again for sums.
    fc.assert(
      fc.property(clouds, mixtures, fc.nat(1000), (points, mixture, seed) => {
        const width = mixture.length;
        const q = someQ(points.length / 2, width, seed);
        const joints = logJoints(points, mixture);
        const elbo = elboOf(joints, q);
        const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-7);
        near(evidence(points, mixture), elbo + klToPosterior(joints, q, width));
        near(elbo, expectedLogJoint(points, q, mixture) + entropyOf(q));
        near(elbo, expectedLogDensity(points, q, mixture) - klToWeights(q, mixture));
        expect(klToPosterior(joints, q, width)).toBeGreaterThanOrEqual(-1e-9);
        expect(klToWeights(q, mixture)).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  it('take a component that nothing belongs to for nothing, also where its weight is 0', () => {
    // Two points at distances 1 and 2 from a round Gaussian: −2 log 2π − (1 + 4)/2, and everything else is certain.
    const round = { xx: 1, xy: 0, yy: 1 };
    const mixture: Mixture = [
      { weight: 1, mean: [0, 0], cov: round },
      { weight: 0, mean: [5, 5], cov: round },
    ];
    const [points, q] = [Float64Array.of(1, 0, 0, -2), Float64Array.of(1, 0, 1, 0)];
    const joints = logJoints(points, mixture);
    const height = -2 * Math.log(2 * Math.PI) - 2.5;
    expect(elboOf(joints, q)).toBeCloseTo(height, 12);
    expect(expectedLogJoint(points, q, mixture)).toBeCloseTo(height, 12);
    expect(expectedLogDensity(points, q, mixture)).toBeCloseTo(height, 12);
    expect(entropyOf(q)).toBeCloseTo(0, 12);
    expect(klToPosterior(joints, q, 2)).toBeCloseTo(0, 12);
    expect(klToWeights(q, mixture)).toBeCloseTo(0, 12);
  });

  it('count squared distances by responsibility, each from the mean of its own component', () => {
    const round = { xx: 1, xy: 0, yy: 1 };
    const mixture: Mixture = [
      { weight: 0.5, mean: [1, 1], cov: round },
      { weight: 0.5, mean: [3, 10], cov: round },
    ];
    // (1, 2) is at squared distances 1 and 68, (4, 7) at 45 and 10.
    const points = Float64Array.of(1, 2, 4, 7);
    expect(squaredDistance(points, Float64Array.of(1, 0, 0, 1), mixture)).toBe(11);
    expect(squaredDistance(points, Float64Array.of(0.75, 0.25, 0.5, 0.5), mixture)).toBe(0.75 + 17 + 22.5 + 5);
  });

  it('give n log K as the entropy of n undecided points', () => {
    expect(entropyOf(undecided(7, 5))).toBeCloseTo(7 * Math.log(5), 12);
  });
});

describe('the axes of a covariance', () => {
  it('of 3 along 30° and 1 across it are those', () => {
    // xx = 9 cos² + sin², yy = 9 sin² + cos², xy = (9 − 1) sin cos, with cos² = 3/4.
    const { long, short, angle } = axesOf({ xx: 7, xy: 2 * Math.sqrt(3), yy: 3 });
    expect(long).toBeCloseTo(3, 12);
    expect(short).toBeCloseTo(1, 12);
    expect(angle).toBeCloseTo(Math.PI / 6, 12);
  });

  it('of no spread at all are both 0', () => {
    expect(axesOf({ xx: 0, xy: 0, yy: 0 })).toMatchObject({ long: 0, short: 0 });
  });
});

describe('a widened covariance', () => {
  it('is left as it is where the short axis has exactly the least variance', () => {
    const cov = { xx: 4, xy: 0, yy: 1 };
    expect(widened(cov, 1)).toBe(cov);
  });

  it('has no variance under the least, keeps its axes and touches nothing that is wide enough', () => {
    // Eigenvalues within 4·2^-53·largest; the largest is 8, so 1e-14 covers them. Directions to 1e-6 where the axes differ.
    fc.assert(
      fc.property(covariance, between(1e-4, 4), (cov, least) => {
        const [was, is] = [axesOf(cov), axesOf(widened(cov, least))];
        expect(Math.abs(is.short ** 2 - Math.max(was.short ** 2, least))).toBeLessThan(1e-12);
        expect(Math.abs(is.long ** 2 - Math.max(was.long ** 2, least))).toBeLessThan(1e-12);
        if (is.long ** 2 - is.short ** 2 > 1e-3) expect(Math.abs(Math.sin(is.angle - was.angle))).toBeLessThan(1e-6);
        if (was.short ** 2 >= least) expect(widened(cov, least)).toBe(cov);
      }),
    );
  });
});

describe.each(SHAPES)('the M step with %s covariance', (shape) => {
  const rule = { shape, least: 0.01 };
  const round = { xx: 1, xy: 0, yy: 1 };
  const before: Mixture = [-1, 0, 1].map((x) => ({ weight: 1 / 3, mean: [x, x] as const, cov: round }));
  const cloudOf = (seed: number) => {
    const chance = random(seed).fork('cloud');
    return Float64Array.from({ length: 60 }, () => 1.5 * chance.normal());
  };

  it('is a maximum: the slope of the expected log joint vanishes along every free direction', () => {
    // Central differences with h = 1e-4: truncation third derivative·h²/6 ≈ 1e5·1e-8/6 = 2e-4 at deviation 0.3, rounding 1e3·2^-53/1e-4 = 1e-9.
    const h = 1e-4;
    for (let seed = 0; seed < 10; seed++) {
      const points = cloudOf(seed);
      const q = someQ(30, 3, seed);
      const best = bestMixture(points, q, before, rule);
      const value = (mixture: Mixture) => expectedLogJoint(points, q, mixture);
      for (const change of directions(shape)) {
        const slope = (value(change(best, h)) - value(change(best, -h))) / (2 * h);
        expect(Math.abs(slope)).toBeLessThan(2e-3);
      }
    }
  });

  it('is the best: any other mixture of the shape has a lower expected log joint', () => {
    // A true maximum is beaten by nothing but rounding, 30 terms of 1e3·2^-53.
    fc.assert(
      fc.property(fc.nat(500), fc.array(between(-0.3, 0.3), { minLength: 12, maxLength: 12 }), (seed, by) => {
        const points = cloudOf(seed);
        const q = someQ(30, 3, seed);
        const best = bestMixture(points, q, before, rule);
        const other = directions(shape).reduce<Mixture>((mixture, change, i) => change(mixture, by[i % 12] ?? 0), best);
        fc.pre(
          other.every(
            ({ cov, weight }) =>
              weight > 0 && cov.xx > 0 && axesOf(cov).short ** 2 >= rule.least && determinant(cov) > 0,
          ),
        );
        expect(expectedLogJoint(points, q, other)).toBeLessThanOrEqual(expectedLogJoint(points, q, best) + 1e-9);
      }),
    );
  });

  it('is the best also where the least variance binds', () => {
    // Points on a line: its variance across is zero. Every wider mixture of the shape is worse.
    const points = Float64Array.from(Array.from({ length: 12 }, (_, i) => [i / 4, i / 8]).flat());
    const q = someQ(12, 3, 5);
    const best = bestMixture(points, q, before, rule);
    for (const one of best) expect(axesOf(one.cov).short ** 2).toBeGreaterThanOrEqual(rule.least * (1 - 1e-9));
    if (shape === 'fixed') return;
    const wider = best.map((one) => ({ ...one, cov: { ...one.cov, xx: one.cov.xx * 1.02, yy: one.cov.yy * 1.02 } }));
    expect(expectedLogJoint(points, q, wider)).toBeLessThan(expectedLogJoint(points, q, best));
  });

  it('gives each component its share of the responsibilities, and equal weights only to fixed ones', () => {
    const q = someQ(30, 3, 7);
    const best = bestMixture(cloudOf(7), q, before, rule);
    best.forEach(({ weight }, k) => {
      const count = q.filter((_, at) => at % 3 === k).reduce((a, b) => a + b, 0);
      expect(weight).toBeCloseTo(shape === 'fixed' ? 1 / 3 : count / 30, 12);
    });
  });

  it('leaves the mixture as it was where there are no points', () => {
    expect(bestMixture(new Float64Array(), new Float64Array(), before, rule)).toBe(before);
  });

  it('keeps a component that no point belongs to where it was', () => {
    const q = Float64Array.from([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0]);
    const best = bestMixture(Float64Array.from([0, 0, 1, 1, 3, 0, 2, 2]), q, before, rule);
    expect(best[2]?.mean).toEqual([1, 1]);
    expect(best[2]?.weight).toBe(shape === 'fixed' ? 1 / 3 : 0);
    expect(
      best.flatMap(({ weight, mean, cov }) => [weight, ...mean, cov.xx, cov.xy, cov.yy]).every(Number.isFinite),
    ).toBe(true);
  });
});

describe('the M step with one covariance for all', () => {
  it('takes the scatter of all points about the means of their components', () => {
    // (0, 0) and (2, 2) about (1, 1), (5, 1), (5, 3) and (8, 2) about (6, 2): Σ dx² = 2 + 6, Σ dx dy = 2 + 0, Σ dy² = 2 + 2.
    const round = { xx: 1, xy: 0, yy: 1 };
    const before: Mixture = [0, 1].map((x) => ({ weight: 1 / 2, mean: [x, x] as const, cov: round }));
    const points = Float64Array.of(0, 0, 2, 2, 5, 1, 5, 3, 8, 2);
    const best = bestMixture(points, Float64Array.of(1, 0, 1, 0, 0, 1, 0, 1, 0, 1), before, {
      shape: 'tied',
      least: 0.01,
    });
    for (const { cov } of best) {
      expect(cov.xx).toBeCloseTo(8 / 5, 12);
      expect(cov.xy).toBeCloseTo(2 / 5, 12);
      expect(cov.yy).toBeCloseTo(4 / 5, 12);
    }
    expect(best.map(({ mean }) => mean)).toEqual([
      [1, 1],
      [6, 2],
    ]);
  });
});

type Change = (mixture: Mixture, by: number) => Mixture;

/** Every way a mixture of this shape may move: means, weights against each other, and what is free of the covariances. */
function directions(shape: (typeof SHAPES)[number]): readonly Change[] {
  const one =
    (k: number, edit: (component: Component, by: number) => Component): Change =>
    (mixture, by) =>
      mixture.map((component, i) => (i === k ? edit(component, by) : component));
  const all =
    (edit: (component: Component, by: number) => Component): Change =>
    (mixture, by) =>
      mixture.map((component) => edit(component, by));
  const means = [0, 1, 2].flatMap((k) => [
    one(k, (c, by) => ({ ...c, mean: [c.mean[0] + by, c.mean[1]] })),
    one(k, (c, by) => ({ ...c, mean: [c.mean[0], c.mean[1] + by] })),
  ]);
  const trade: Change = (mixture, by) =>
    mixture.map((c, i) => ({ ...c, weight: c.weight + (i === 0 ? by : i === 1 ? -by : 0) }));
  const xx = (c: Component, by: number) => ({ ...c, cov: { ...c.cov, xx: c.cov.xx + by } });
  const yy = (c: Component, by: number) => ({ ...c, cov: { ...c.cov, yy: c.cov.yy + by } });
  const xy = (c: Component, by: number) => ({ ...c, cov: { ...c.cov, xy: c.cov.xy + by } });
  const each = (...edits: ((c: Component, by: number) => Component)[]) =>
    [0, 1, 2].flatMap((k) => edits.map((edit) => one(k, edit)));
  switch (shape) {
    case 'full':
      return [...means, trade, ...each(xx, yy, xy)];
    case 'diagonal':
      return [...means, trade, ...each(xx, yy)];
    case 'spherical':
      return [...means, trade, ...each((c, by) => xx(yy(c, by), by))];
    case 'tied':
      return [...means, trade, all(xx), all(yy), all(xy)];
    case 'fixed':
      return means;
  }
}
