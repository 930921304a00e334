import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  between,
  eStep,
  ellipsesOf,
  holdOf,
  marksOf,
  metricsOf,
  MOST_POINTS,
  mStep,
  next,
  pathOf,
  pointsOf,
  pressed,
  readPoints,
  refused,
  sceneOf,
  sentenceOf,
  settled,
  settledFrom,
  shownPoints,
  SIDE,
  stairsOf,
  startOf,
  viewOf,
  stateAt,
  stepAfter,
  troublesOf,
  withoutLast,
  withPoint,
  written,
  type Values,
} from './model.ts';

const { params } = meta;
const base = initialValues(params);
const at = (set: Partial<Values>): Values => ({ ...base, ...set });
const presetAt = (name: keyof typeof meta.presets) => metricsOf(at(meta.presets[name].set));
const whole = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max });
const settings: fc.Arbitrary<Values> = fc.record({
  steps: whole(params.steps),
  k: whole(params.k),
  seed: whole(params.seed),
  data: fc.constantFrom(...(Object.keys(params.data.options) as Values['data'][])),
  cov: fc.constantFrom(...(Object.keys(params.cov.options) as Values['cov'][])),
  sigma: fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: params.sigma.min, max: params.sigma.max, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(params.sigma.min, params.sigma.max) },
  ),
  first: fc.constantFrom<Values['first'][]>('E', 'M'),
  start: fc.constantFrom('', '1,1', '-4,-4 4,4 0,0 0,0 2.5,-1 3,3'),
  points: fc.constantFrom(base.points, '', '1,1', '1,1 1,1 1,1', '-4,-4 4,4', '0,0 1,0 2,0 3,0'),
});

/**
 * Log joints reach 8²·2/(2·0.01²) = 6e5 nats a point at the least spread. A sum of 150 × 6 terms rounds by at most 900·2^-53 =
 * 1e-13 of the sum of their amounts; 1e-12 of it leaves room for the terms' own rounding, and 1e-8 for amounts near zero.
 */
const allowance = (...amounts: number[]) => 1e-8 + 1e-12 * Math.max(...amounts.map(Math.abs));

type Point = readonly [number, number];
type Bell = ReturnType<typeof startOf>[number];
const total = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0);
/** The rows of q, a list of shares a point. */
const rowsOf = (q: Float64Array, width: number): number[][] =>
  Array.from({ length: q.length / width }, (_, n) => [...q.subarray(n * width, (n + 1) * width)]);
const farthest = (found: readonly number[], wanted: readonly number[]) =>
  found.length === wanted.length ? Math.max(...found.map((value, i) => Math.abs(value - (wanted[i] ?? NaN)))) : NaN;

/** The density of a Gaussian in the plane, as textbooks write it. */
function densityOf({ mean, cov: { xx, xy, yy } }: Bell, [x, y]: Point): number {
  const det = xx * yy - xy * xy;
  const [dx, dy] = [x - mean[0], y - mean[1]];
  return Math.exp(-(yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (2 * det)) / (2 * Math.PI * Math.sqrt(det));
}

/** EM for free covariances after Bishop (2006), section 9.2.2, on plain densities. */
const eByHand = (points: readonly Point[], mixture: readonly Bell[]): number[][] =>
  points.map((point) => {
    const joint = mixture.map((one) => one.weight * densityOf(one, point));
    return joint.map((p) => p / total(joint));
  });

function mByHand(points: readonly Point[], q: readonly (readonly number[])[]): Bell[] {
  return (q[0] ?? []).map((_, k) => {
    const count = total(q.map((row) => row[k] ?? 0));
    const mean = (of: (point: Point) => number) =>
      total(points.map((point, n) => (q[n]?.[k] ?? 0) * of(point))) / count;
    const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
    return {
      weight: count / points.length,
      mean: [mx, my],
      cov: {
        xx: mean(([x]) => (x - mx) ** 2),
        xy: mean(([x, y]) => (x - mx) * (y - my)),
        yy: mean(([, y]) => (y - my) ** 2),
      },
    };
  });
}

/** The start and so many half-steps after it. */
function climbByHand(values: Values, steps: number): { mixture: readonly Bell[]; q: number[][] }[] {
  const points = pointsOf(values);
  let now: { mixture: readonly Bell[]; q: number[][] } = {
    mixture: startOf(values),
    q: points.map(() => Array<number>(values.k).fill(1 / values.k)),
  };
  const climb = [now];
  for (let step = 0; step < steps; step++) {
    const isE = (step % 2 === 0) === (values.first === 'E');
    now = isE ? { ...now, q: eByHand(points, now.mixture) } : { ...now, mixture: mByHand(points, now.q) };
    climb.push(now);
  }
  return climb;
}

function expectSame(found: readonly Bell[], wanted: readonly Bell[]) {
  const numbers = (mixture: readonly Bell[]) =>
    mixture.flatMap(({ weight, mean, cov }) => [weight, ...mean, cov.xx, cov.xy, cov.yy]);
  expect(farthest(numbers(found), numbers(wanted))).toBeLessThan(1e-9);
}

/** Every amount of the accounts, summed from its definition. */
function byHand(points: readonly Point[], mixture: readonly Bell[], q: readonly (readonly number[])[]) {
  const sums = { evidence: 0, elbo: 0, gap: 0, logJoint: 0, entropy: 0, reconstruction: 0, kl: 0, distance: 0 };
  points.forEach((point, n) => {
    const joint = mixture.map((one) => one.weight * densityOf(one, point));
    sums.evidence += Math.log(total(joint));
    mixture.forEach((one, k) => {
      const share = q[n]?.[k] ?? 0;
      if (share < 1e-100) return;
      const [log, p] = [Math.log(share), joint[k] ?? NaN];
      sums.elbo += share * (Math.log(p) - log);
      sums.gap += share * (log - Math.log(p / total(joint)));
      sums.logJoint += share * Math.log(p);
      sums.entropy -= share * log;
      sums.reconstruction += share * Math.log(densityOf(one, point));
      sums.kl += share * (log - Math.log(one.weight));
      sums.distance += share * ((point[0] - one.mean[0]) ** 2 + (point[1] - one.mean[1]) ** 2);
    });
  });
  return sums;
}

/** The root of the smaller eigenvalue, from the characteristic polynomial λ² − (xx + yy)λ + xx·yy − xy². */
function narrowOf({ xx, xy, yy }: Bell['cov']): number {
  const half = (xx + yy) / 2;
  return Math.sqrt(half - Math.sqrt(half ** 2 - (xx * yy - xy * xy)));
}

describe('the known points', () => {
  /** Count, middle, deviations along and across a direction in degrees: what the sets are said to hold. */
  const clusters: Readonly<Record<string, readonly (readonly number[])[]>> = {
    three: [
      [60, -1.7, 1.2, 0.9, 0.35, 35],
      [50, 1.8, 1.4, 0.45, 0.45, 0],
      [40, 0.6, -1.6, 1.1, 0.4, -20],
    ],
    pairs: [-2.4, 2.4].flatMap((x) => [0.9, -0.9].map((y) => [35, x, y, 0.4, 0.4, 0])),
    crossed: [45, -45].map((degrees) => [75, 0, 0, 1.6, 0.22, degrees]),
    outlier: [
      [60, -1.5, -0.8, 0.7, 0.7, 0],
      [60, 1.2, 0.3, 0.6, 0.6, 0],
    ],
  };

  it.each(Object.entries(clusters))(
    'of “%s” lie in clusters of their middles, spreads and directions',
    (data, sets) => {
      const points = pointsOf(at({ data: data as Values['data'] }));
      let from = 0;
      for (const [count = 0, x = 0, y = 0, along = 0, across = 0, degrees = 0] of sets) {
        const own = points.slice(from, (from += count));
        const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
        const turned = own.map(
          ([px, py]) => [(px - x) * cos + (py - y) * sin, (py - y) * cos - (px - x) * sin] as const,
        );
        const mean = (of: (pair: readonly [number, number]) => number) => total(turned.map(of)) / count;
        // Four standard errors: deviation/√n of a mean, √(2/n) of a variance, 1/√n of a product of both axes, as shares.
        const slack = 4 / Math.sqrt(count);
        expect(Math.abs(mean(([u]) => u)) / along).toBeLessThan(slack);
        expect(Math.abs(mean(([, v]) => v)) / across).toBeLessThan(slack);
        expect(Math.abs(mean(([u]) => u * u) / along ** 2 - 1)).toBeLessThan(slack * Math.SQRT2);
        expect(Math.abs(mean(([, v]) => v * v) / across ** 2 - 1)).toBeLessThan(slack * Math.SQRT2);
        expect(Math.abs(mean(([u, v]) => u * v)) / (along * across)).toBeLessThan(slack);
      }
      expect(points.slice(from)).toEqual(data === 'outlier' ? [[3.2, 3.3]] : []);
    },
  );

  it('of the ring lie three by three around forty places at distance 2.4, each 0.15 wide', () => {
    const points = pointsOf(at({ data: 'ring' }));
    expect(points.length).toBe(120);
    const off = points.map(([x, y], i) => {
      const angle = (9 * Math.floor(i / 3) * Math.PI) / 180;
      return [x - 2.4 * Math.cos(angle), y - 2.4 * Math.sin(angle)] as const;
    });
    // No deviation of 240 is farther than 4.5 of them but once in 600 such sets; their mean square errs by √(2/240) a standard error.
    expect(Math.max(...off.flat().map(Math.abs))).toBeLessThan(4.5 * 0.15);
    const square = total(off.flat().map((d) => d * d)) / 240;
    expect(Math.abs(square / 0.15 ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 240));
  });

  it('of one’s own are those of the link within the plane, at most 120 of them', () => {
    expect(pointsOf(at({ data: 'own', points: '4.9,-4.5 0.25,-3' }))).toEqual([
      [4, -4],
      [0.25, -3],
    ]);
    expect(pointsOf(at({ data: 'own', points: Array(125).fill('1,2').join(' ') }))).toEqual(Array(120).fill([1, 2]));
  });
});

describe('the start', () => {
  // By hand: both axes have the mean 1 and 2 and the variances 1 and 4, so 2.5 on average.
  const four = at({ data: 'own', points: '0,0 2,0 0,4 2,4', k: 2, sigma: 0.05 });

  it('has equal weights, means on different points, and circles of the mean variance over K', () => {
    const start = startOf(four);
    expect(start.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
    for (const { cov } of start) expect(cov).toEqual({ xx: 1.25, xy: 0, yy: 1.25 });
    const means = start.map(({ mean }) => written([mean]));
    expect(new Set(means).size).toBe(2);
    for (const mean of means) expect(four.points.split(' ')).toContain(mean);
  });

  it('has no circle under the least spread, and of fixed covariance exactly that one', () => {
    expect(startOf({ ...four, sigma: 2 })[0]?.cov).toEqual({ xx: 4, xy: 0, yy: 4 });
    expect(startOf({ ...four, cov: 'fixed', sigma: 0.5 })[0]?.cov).toEqual({ xx: 0.25, xy: 0, yy: 0.25 });
  });

  it('puts several means on a point where there are fewer points than components', () => {
    const means = startOf({ ...four, points: '1,1 2,3', k: 5 }).map(({ mean }) => written([mean]));
    expect(means.slice(2)).toEqual([means[0], means[1], means[0]]);
    expect(new Set(means)).toEqual(new Set(['1,1', '2,3']));
    expect(startOf({ ...four, points: '' }).map(({ mean, cov }) => [mean, cov.xx])).toEqual(
      Array(2).fill([[0, 0], 0.05 ** 2]),
    );
  });
});

describe('the climb', () => {
  it('takes the half-steps of EM as it is written out here, whichever of them is asked for first', () => {
    // 41 half-steps of sums over 150 terms: a difference in the last digit, 1e-15, may grow by the slowness of EM, here under 1e5.
    const values = at({ seed: 17, sigma: 0.01 });
    const expected = climbByHand(values, 41);
    for (const steps of [5, 40, 2, 41, 0]) {
      const { mixture, q } = stateAt({ ...values, steps });
      expectSame(mixture, expected[steps]?.mixture ?? []);
      expect(farthest(rowsOf(q, 3).flat(), expected[steps]?.q.flat() ?? [])).toBeLessThan(1e-9);
    }
  });

  it('takes the other half-step first where the knob says so', () => {
    const values = at({ data: 'crossed', k: 2, seed: 5, first: 'M', steps: 3 });
    expect(pathOf(values).map(({ step }) => step)).toEqual(['start', 'M', 'E', 'M']);
    climbByHand(values, 3).forEach(({ mixture }, steps) => expectSame(stateAt({ ...values, steps }).mixture, mixture));
  });

  it('is computed once while it is asked for, and the last eight are remembered', () => {
    const first = at({ seed: 31, steps: 2 });
    const [start] = pathOf(first);
    for (let other = 32; other <= 38; other++) pathOf(at({ seed: other }));
    expect(pathOf(first)[0]).toBe(start);
    pathOf(at({ seed: 39 }));
    expect(pathOf(first)[0]).not.toBe(start);
  });

  it('goes over the numbers that the lecture tabulates', () => {
    // Recomputed by an independent program to the last digit: ELBO, evidence, gap.
    const table = [
      [-1358.3479, -814.442, 543.9059],
      [-814.442, -814.442, 0],
      [-520.5733, -515.0172, 5.5561],
      [-515.0172, -515.0172, 0],
      [-513.0394, -511.4374, 1.602],
      [-511.4374, -511.4374, 0],
    ];
    table.forEach(([elbo = NaN, evidence = NaN, gap = NaN], steps) => {
      const found = metricsOf(at({ steps }));
      expect(found.elbo).toBeCloseTo(elbo, 4);
      expect(found.evidence).toBeCloseTo(evidence, 4);
      expect(found.gap).toBeCloseTo(gap, 4);
    });
    const ends: [Partial<Values>, number][] = [
      [meta.presets.bad.set, -362.0486],
      [meta.presets.good.set, -322.3898],
      [meta.presets.collapse.set, -307.7559],
      [meta.presets.saddle.set, -555.4196],
      [{ data: 'crossed', k: 2, seed: 1, steps: 120 }, -347.8134],
      [{ data: 'crossed', k: 2, seed: 1, steps: 120, cov: 'spherical' }, -464.3981],
      [{ k: 4, steps: 120 }, -393.985],
      [{ k: 6, steps: 120 }, -384.4223],
    ];
    for (const [set, evidence] of ends) expect(stateAt(at(set)).evidence, JSON.stringify(set)).toBeCloseTo(evidence, 4);
  });
});

describe('the E step', () => {
  it('makes the divergence from the posterior zero to 1e-9 on ordinary spreads', () => {
    // Divergences by odds: 150 points of log joints up to 1e3 round by 150·1e3·2^-53·10 = 2e-10 (σ₀ ≥ 0.3 or free covariances).
    fc.assert(
      fc.property(
        whole(params.seed),
        whole(params.k),
        fc.constantFrom('full', 'diagonal', 'spherical', 'tied'),
        (seed, k, cov) => {
          for (const steps of [1, 3, 21])
            expect(Math.abs(metricsOf(at({ seed, k, cov: cov, steps, sigma: 0.3 }))['gap-direct'])).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the accounts', () => {
  it.each<Partial<Values>>([
    { steps: 0, seed: 21 },
    { steps: 1, seed: 21 },
    { steps: 2, seed: 21 },
    { steps: 7, seed: 21 },
    { steps: 8, data: 'crossed', k: 2, seed: 5 },
    { steps: 1, first: 'M' },
    { steps: 4, data: 'outlier', k: 4, seed: 3 },
  ])('agree at %o with sums written from the definitions', (set) => {
    // Plain densities and plain logarithms, moderate spreads: 150 terms of up to 1e3 round by 1e-10.
    const values = at(set);
    const points = pointsOf(values);
    const { mixture, q } = stateAt(values);
    const now = byHand(points, mixture, rowsOf(q, values.k));
    const shares = eByHand(points, mixture);
    const e = byHand(points, mixture, shares);
    const m = byHand(points, mByHand(points, shares), shares);
    const expected: Record<keyof typeof meta.metrics, number> = {
      evidence: now.evidence,
      'evidence-from-parts': now.evidence,
      elbo: now.elbo,
      'elbo-from-joint': now.elbo,
      'elbo-from-prior': now.elbo,
      gap: now.gap,
      'gap-direct': now.gap,
      'log-joint': now.logJoint,
      entropy: now.entropy,
      reconstruction: now.reconstruction,
      kl: now.kl,
      'elbo-after-e': now.evidence,
      'gap-after-e': 0,
      'elbo-after-m': m.elbo,
      'evidence-after-m': m.evidence,
      'gap-after-m': m.gap,
      'elbo-rise': m.elbo - e.elbo,
      'evidence-rise': m.evidence - now.evidence,
      'rise-from-parts': m.evidence - now.evidence,
      distance: now.distance,
      'smallest-weight': mixture.map(({ weight }) => weight).sort((a, b) => a - b)[0] ?? NaN,
      narrowest: Math.min(...mixture.map(({ cov }) => narrowOf(cov))),
      rounds: { 0: 0, 1: set.first === 'M' ? 1 : 0, 2: 1, 4: 2, 7: 3, 8: 4 }[values.steps] ?? NaN,
    };
    const found = metricsOf(values);
    for (const [name, value] of Object.entries(expected))
      expect(Math.abs(found[name as keyof typeof found] - value), name).toBeLessThan(1e-8);
  });

  it('count as M steps every second half-step, from the first or the second on', () => {
    const rounds = (first: Values['first']) =>
      [0, 1, 2, 3, 4, 5].map((steps) => metricsOf(at({ first, steps })).rounds);
    expect(rounds('E')).toEqual([0, 0, 1, 1, 2, 2]);
    expect(rounds('M')).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('have an M step lift the evidence by its rise of the ELBO and the gap it opens', () => {
    for (const steps of [1, 3, 9]) {
      const all = metricsOf(at({ steps }));
      expect(all['gap-after-m']).toBeGreaterThan(0);
      expect(all['evidence-rise']).toBeGreaterThan(all['elbo-rise']);
    }
  });
});

/** k-means as Lloyd (1982) wrote it, on its own: nearest centre, then the mean of each cluster; an empty one stays. */
function lloyd(
  points: readonly (readonly [number, number])[],
  start: readonly (readonly [number, number])[],
  rounds: number,
) {
  let centres = start.map(([x, y]) => [x, y] as [number, number]);
  let nearest: number[] = [];
  for (let round = 0; round < rounds; round++) {
    nearest = points.map(([x, y]) => {
      const far = centres.map(([a, b]) => (x - a) ** 2 + (y - b) ** 2);
      return far.indexOf(Math.min(...far));
    });
    centres = centres.map((old, k) => {
      const own = points.filter((_, n) => nearest[n] === k);
      if (own.length === 0) return old;
      return [own.reduce((s, [x]) => s + x, 0) / own.length, own.reduce((s, [, y]) => s + y, 0) / own.length];
    });
  }
  return { centres, nearest };
}

describe('with a fixed variance near zero', () => {
  it('EM takes the steps of k-means: the same clusters and centres in every round', () => {
    // At σ₀ = 0.01 a point shares itself only within 0.01²·20/distance of a border between centres (odds e^20), a strip under
    // 0.002/2 wide. Rounds that leave a point there are not compared.
    let compared = 0;
    for (const data of ['three', 'pairs', 'ring', 'outlier'] as const)
      for (const k of [2, 3, 5])
        for (const seed of [1, 2, 3, 4]) {
          const values = at({ data, k, seed, cov: 'fixed', sigma: 0.01 });
          const points = pointsOf(values);
          const start = startOf(values).map(({ mean }) => mean);
          for (const rounds of [1, 2, 5]) {
            const { centres, nearest } = lloyd(points, start, rounds);
            const { mixture, q } = stateAt({ ...values, steps: 2 * rounds });
            const decided = points.every((_, n) => Math.max(...q.subarray(n * k, (n + 1) * k)) > 1 - 1e-9);
            if (!decided) continue;
            compared++;
            points.forEach((_, n) => expect(q[n * k + (nearest[n] ?? 0)]).toBeGreaterThan(1 - 1e-9));
            // 150 shares wrong by 1e-9 at distances under 8 move a mean by less than 1.2e-6.
            centres.forEach(([x, y], j) => {
              expect(Math.abs((mixture[j]?.mean[0] ?? NaN) - x)).toBeLessThan(2e-6);
              expect(Math.abs((mixture[j]?.mean[1] ?? NaN) - y)).toBeLessThan(2e-6);
            });
          }
        }
    // 125 of 144 here; a machine whose logarithms round otherwise may find a few more on a border.
    expect(compared).toBeGreaterThanOrEqual(120);
  });

  it('nearly all those runs are decided, so the comparison is not empty', () => {
    const decided = [1, 2, 3, 4, 5, 6, 7, 8].filter((seed) => {
      const { q } = stateAt(at({ cov: 'fixed', sigma: 0.01, seed, steps: 7 }));
      return pointsOf(base).every((_, n) => Math.max(...q.subarray(3 * n, 3 * n + 3)) > 1 - 1e-9);
    });
    expect(decided.length).toBeGreaterThanOrEqual(6);
  });

  it('the ELBO is −J/(2σ₀²) plus a constant, so J never rises', () => {
    // Equal weights and covariance σ₀² I: Σ log (1/K) − log(2πσ₀²) a point, no entropy where all are decided.
    const values = at({ cov: 'fixed', sigma: 0.01, steps: 8 });
    const { elbo, distance, entropy } = metricsOf(values);
    const constant = 150 * (-Math.log(3) - Math.log(2 * Math.PI * 1e-4));
    expect(Math.abs(elbo - (constant - distance / 2e-4 + entropy))).toBeLessThan(1e-6);
    const course = Array.from({ length: 20 }, (_, steps) => metricsOf({ ...values, steps: steps + 1 }).distance);
    course.forEach((now, i) => expect(now).toBeLessThanOrEqual((course[i - 1] ?? Infinity) + 1e-9));
  });
});

describe('one component', () => {
  it('is the maximum-likelihood Gaussian after one round, and nothing moves after it', () => {
    for (const data of ['three', 'pairs', 'crossed', 'ring', 'own'] as const) {
      const values = at({ k: 1, data, steps: 2 });
      const points = pointsOf(values);
      const mean = (of: (point: readonly [number, number]) => number) =>
        points.reduce((sum, point) => sum + of(point), 0) / points.length;
      const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
      const xx = mean(([x]) => (x - mx) ** 2);
      const xy = mean(([x, y]) => (x - mx) * (y - my));
      const yy = mean(([, y]) => (y - my) ** 2);
      const [one] = stateAt(values).mixture;
      // Sums of 150 terms below 16: 150·16·2^-53 = 3e-13.
      expect(one?.weight).toBeCloseTo(1, 12);
      expect(one?.mean[0]).toBeCloseTo(mx, 11);
      expect(one?.mean[1]).toBeCloseTo(my, 11);
      expect(one?.cov.xx).toBeCloseTo(xx, 11);
      expect(one?.cov.xy).toBeCloseTo(xy, 11);
      expect(one?.cov.yy).toBeCloseTo(yy, 11);
      // The highest log likelihood of a Gaussian in the plane: −n (log 2π + 1 + ½ log det S).
      const best = -points.length * (Math.log(2 * Math.PI) + 1 + 0.5 * Math.log(xx * yy - xy * xy));
      expect(metricsOf(values).evidence).toBeCloseTo(best, 8);
      expect(metricsOf(at({ k: 1, data, steps: 40 })).evidence).toBeCloseTo(best, 8);
    }
  });
});

describe('the M step in the figure', () => {
  it('is beaten by no mixture near it', () => {
    // Changes of one part in a thousand and more; the maximum is exact up to rounding of the expected log joint.
    fc.assert(
      fc.property(
        whole(params.seed),
        fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (seed, [dx = 0, dy = 0, wider = 0]) => {
          const values = at({ seed, steps: 3 });
          const points = Float64Array.from(pointsOf(values).flat());
          const e = stateAt(values);
          const m = mStep(e, points, { shape: 'full', least: 0.05 ** 2 });
          const moved = m.mixture.map(({ weight, mean, cov }) => ({
            weight,
            mean: [mean[0] + dx, mean[1] + dy] as const,
            cov: { xx: cov.xx * (1 + wider), xy: cov.xy * (1 + wider), yy: cov.yy * (1 + wider) },
          }));
          const elsewhere = eStepless(points, moved, e.q);
          expect(elsewhere).toBeLessThanOrEqual(m.elbo + 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** The ELBO of a mixture with a q that stays, from the definition. */
  function eStepless(points: Float64Array, mixture: ReturnType<typeof stateAt>['mixture'], q: Float64Array): number {
    let sum = 0;
    for (let n = 0; 2 * n < points.length; n++)
      mixture.forEach(({ weight, mean, cov: { xx, xy, yy } }, k) => {
        const share = q[n * mixture.length + k] ?? 0;
        if (share === 0) return;
        const det = xx * yy - xy * xy;
        const [dx, dy] = [(points[2 * n] ?? 0) - mean[0], (points[2 * n + 1] ?? 0) - mean[1]];
        const form = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det;
        sum += share * (Math.log(weight) - Math.log(2 * Math.PI) - 0.5 * Math.log(det) - form / 2 - Math.log(share));
      });
    return sum;
  }
});

describe('the figure', () => {
  it('tells what a half-step did, in the numbers of the lecture’s table', () => {
    const told = (set: Partial<Values>) => sentenceOf(at(set));
    expect(told({})).toBe(
      'Means lie on points picked by the seed, and every component is equally responsible for every point.',
    );
    expect(told({ steps: 1 })).toBe('q is now the posterior: the ELBO rose by 543.9059, the evidence stayed.');
    // −520.5733 + 814.4420 and −515.0172 + 814.4420, each rounded for itself in the lecture's derivation.
    expect(told({ steps: 2 })).toBe(
      'The mixture is now the best for this q: the ELBO rose by 293.8687, the evidence rose by 299.4247.',
    );
    const { steps = 0 } = settledFrom(base);
    const end = 'the ELBO stayed, the evidence stayed. A whole round changes nothing any more.';
    expect(told({ steps })).toMatch(new RegExp(`: ${end}$`));
    // At the slider's end nobody has looked whether a further round would change something.
    expect(told({ steps: 120 })).not.toContain('any more');
    expect(told({ data: 'own', points: '', steps: 3 })).toBe(
      'No points yet. Press in the plane or type a pair of coordinates.',
    );
  });

  it('says that an M step before any E step can take the evidence down, from a good start to a single Gaussian', () => {
    // Four circles of a quarter of the variance on the four clouds against one Gaussian on them all, both summed by hand.
    const [values, points] = [
      at({ data: 'pairs', k: 4, cov: 'full', first: 'M', steps: 1, seed: 9 }),
      pointsOf(at({ data: 'pairs' })),
    ];
    const start = total(
      points.map((point) => Math.log(total(startOf(values).map((one) => one.weight * densityOf(one, point))))),
    );
    const [one] = mByHand(
      points,
      points.map(() => [1]),
    );
    const single = total(points.map((point) => Math.log(one ? densityOf(one, point) : NaN)));
    expect(sentenceOf(values)).toContain(`the evidence fell by ${(start - single).toFixed(4)}.`);
  });

  it('fills a mark as the share of the leading component grows from 1/K to 1', () => {
    for (const set of [{ steps: 0 }, { steps: 3 }, { steps: 2, data: 'crossed', k: 2, seed: 5 }] as const) {
      const values = at(set);
      const rows = climbByHand(values, set.steps)[set.steps]?.q ?? [];
      marksOf(values).forEach(({ x, y, component, decided }, n) => {
        expect([x, y]).toEqual(pointsOf(values)[n]);
        const row = rows[n] ?? [];
        expect(row[component]).toBeCloseTo(Math.max(...row), 9);
        // Linear in the share, 0 at 1/K and 1 at 1.
        expect(decided).toBeCloseTo((Math.max(...row) - 1 / values.k) / (1 - 1 / values.k), 9);
        expect(decided).toBeGreaterThanOrEqual(0);
      });
    }
    expect(new Set(marksOf(at({ k: 1, steps: 1 })).map(({ component, decided }) => `${component} ${decided}`))).toEqual(
      new Set(['0 1']),
    );
  });

  it('draws of each component its middle, both spreads, the direction of the longer one, its weight and its points', () => {
    // Four points with scatter xx = yy = 2, xy = 1 about (1, 0): spreads √3 along the diagonal and 1 across it.
    const [a, b] = [Math.sqrt(3), 1];
    const points = written([
      [1 + a, a],
      [1 - a, -a],
      [1 + b, -b],
      [1 - b, b],
    ]);
    const [one] = ellipsesOf(at({ data: 'own', points, k: 1, steps: 2 }));
    // The text keeps two decimals, so √3 is 1.73: the long variance is 2 · 1.73²/2.
    expect(one?.x).toBeCloseTo(1, 10);
    expect(one?.y).toBeCloseTo(0, 10);
    expect(one?.long).toBeCloseTo(1.73, 10);
    expect(one?.short).toBeCloseTo(1, 10);
    expect(one?.degrees).toBeCloseTo(45, 10);
    expect([one?.weight, one?.count]).toEqual([1, 4]);
    const values = at({ steps: 5 });
    const rows = climbByHand(values, 5)[5]?.q ?? [];
    ellipsesOf(values).forEach(({ count }, k) => expect(count).toBeCloseTo(total(rows.map((row) => row[k] ?? NaN)), 8));
  });

  it('takes half-steps by its buttons as the slider counts them, and says why a press does nothing', () => {
    expect(pressed(base, 'M')).toEqual({ first: 'M', steps: 1 });
    expect(pressed(base, 'E')).toEqual({ first: 'E', steps: 1 });
    expect(pressed(at({ steps: 1 }), 'M')).toEqual({ steps: 2 });
    expect(pressed(at({ steps: 1 }), 'E')).toEqual({});
    expect(refused(at({ steps: 1 }), 'E')).toBe(
      'A second E step changes nothing: q is the posterior already. An M step is next.',
    );
    expect(refused(at({ steps: 2 }), 'M')).toBe(
      'A second M step changes nothing: the mixture is the best for this q already. An E step is next.',
    );
    expect(pressed(at({ steps: 120 }), stepAfter({ first: 'E', steps: 120 }))).toEqual({});
    expect(refused(at({ steps: 120 }), 'E')).toContain('ends at 120');
    expect(next(at({ steps: 4, first: 'M' }))).toEqual({ steps: 5 });
  });

  it('is right that a second step of a kind changes nothing', () => {
    const e = stateAt(at({ steps: 3 }));
    expect(eStep(e).elbo).toBeCloseTo(e.elbo, 9);
    const m = stateAt(at({ steps: 4 }));
    const again = mStep(m, Float64Array.from(pointsOf(base).flat()), { shape: 'full', least: 0.05 ** 2 });
    expect(again.elbo).toBeCloseTo(m.elbo, 9);
  });

  it('runs to where a round changes nothing, and stays there', () => {
    const { steps = 0 } = settledFrom(base);
    expect(steps).toBeGreaterThan(10);
    expect(steps).toBeLessThan(120);
    expect(settled(at({ steps }))).toBe(true);
    expect(settled(at({ steps: steps - 1 }))).toBe(false);
    expect(settled(at({ steps: 120 }))).toBe(true);
    expect(metricsOf(at({ steps })).evidence).toBeCloseTo(metricsOf(at({ steps: 120 })).evidence, 6);
  });

  it('has settled where the last two half-steps raised the ELBO by no more than its twelfth digit, and never before a whole round is over', () => {
    for (const set of [
      {},
      { k: 1 },
      { k: 2, seed: 4 },
      { data: 'pairs', k: 4, cov: 'spherical' },
      { data: 'ring', k: 2 },
    ] as const) {
      const elbos = stairsOf(at({ ...set, steps: 119 })).map(({ elbo }) => elbo);
      const first = elbos.findIndex(
        (elbo, t) => t >= 2 && elbo - (elbos[t - 2] ?? NaN) <= 1e-12 * (1 + Math.abs(elbo)),
      );
      expect(settledFrom(at(set)).steps).toBe(first < 0 ? 120 : first);
    }
    for (const steps of [0, 1, 2]) expect(settled(at({ k: 1, steps }))).toBe(false);
    expect(settled(at({ k: 1, steps: 3 }))).toBe(false);
    expect(settled(at({ k: 1, steps: 4 }))).toBe(true);
    expect(settled(at({ data: 'own', points: '' }))).toBe(true);
    // One point under one circle of the least spread: the first round changes nothing.
    expect(settledFrom(at({ data: 'own', points: '1,1', k: 1 })).steps).toBe(2);
  });

  it('shows the climb from its start on, so that a rise that is long past stays in sight', () => {
    const stairs = stairsOf(at(meta.presets.found.set));
    expect(stairs.map(({ at }) => at)).toEqual(Array.from({ length: 61 }, (_, i) => i));
    // The lecture tells of this rise, to four decimals.
    expect(stairs[20]?.evidence).toBeCloseTo(-493.892, 4);
    expect(stairs[40]?.evidence).toBeCloseTo(-398.0243, 4);
  });
});

describe('the presets', () => {
  it('find the clusters; a bad start ends 39 nats lower than a good one', () => {
    expect(metricsOf(at({ ...meta.presets.found.set })).evidence).toBeGreaterThan(metricsOf(base).evidence + 300);
    expect(presetAt('good').evidence - presetAt('bad').evidence).toBeGreaterThan(39);
    expect(settled(at(meta.presets.bad.set)) && settled(at(meta.presets.good.set))).toBe(true);
  });

  it('collapse on the stray point, and each halving of σ₀ then adds 2 log 2 to the evidence', () => {
    const set = at(meta.presets.collapse.set);
    expect(troublesOf(set).join()).toMatch(
      /^Component \d has shrunk on a point or a line as far as σ₀ allows; with σ₀ = 0 the evidence would have no bound\.$/,
    );
    expect(metricsOf(set).narrowest).toBeCloseTo(0.01, 9);
    const { evidence } = metricsOf(set);
    // One point in the plane under a round Gaussian on top of it: −log(2πσ²) grows by 2 log 2; others feel e^-1000 of it.
    expect(evidence - metricsOf({ ...set, sigma: 0.02 }).evidence).toBeCloseTo(2 * Math.LN2, 6);
  });

  it('leave all components alike when an M step comes first, at the evidence of one Gaussian', () => {
    const set = at(meta.presets.saddle.set);
    expect(troublesOf(set)).toEqual([
      'All components are alike, so every point is shared equally, and EM cannot part them.',
    ]);
    expect(troublesOf({ ...set, k: 1 })).toEqual([]);
    // Two components on the outer points share the middle ones equally, but not the outer.
    const points = '-2,0 2,0 0,1 0,-1';
    const seeds = Array.from({ length: 40 }, (_, i) => at({ data: 'own', points, k: 2, seed: i + 1, steps: 1 }));
    const apart = seeds.filter((values) => startOf(values).every(({ mean: [x] }) => x !== 0));
    expect(apart.length).toBeGreaterThan(0);
    for (const values of apart) expect(troublesOf(values)).toEqual([]);
    expect(troublesOf({ ...set, first: 'E' })).toEqual([]);
    expect(metricsOf(set).evidence).toBeCloseTo(presetAt('one').evidence, 8);
  });

  it('give more components a higher evidence than the truth needs', () => {
    expect(presetAt('many').evidence).toBeGreaterThan(metricsOf(at({ steps: 120 })).evidence + 3);
  });

  it('of k-means leave no entropy', () => {
    expect(presetAt('kmeans').entropy).toBeLessThan(1e-6);
    expect(presetAt('kmeans').gap).toBeLessThan(1e-3);
  });
});

describe('degenerate settings', () => {
  it('say that a component lost all its points, and leave it where it was', () => {
    const values = at({ data: 'own', points: '0.9,-3 0.8,-3.9 1,2.1 -0.7,2 -1.3,-1.6 -3.3,0.4', k: 3, seed: 3 });
    const lost = { ...values, cov: 'fixed', sigma: 0.01 } as const;
    // By hand: the first round puts the third mean half-way between 0.9, −3 and 1, 2.1. Both are then nearer to other means,
    // by 6.4 against 6.5 and 2.9 against 6.5 in squares, which is e^-500 and less in shares.
    expect(troublesOf({ ...lost, steps: 2 })).toEqual([]);
    expect(troublesOf({ ...lost, steps: 3 })).toEqual(['Component 3 has lost all points.']);
    const third = ellipsesOf({ ...lost, steps: 12 })[2];
    expect(third?.x).toBeCloseTo(0.95, 12);
    expect(third?.y).toBeCloseTo(-0.45, 12);
  });

  it('stay finite with six circles of the least spread on a ring, and with as many components as points', () => {
    const found = Array.from({ length: 99 }, (_, i) =>
      at({ data: 'ring', k: 6, cov: 'fixed', sigma: 0.01, seed: i + 1, steps: 60 }),
    );
    for (const values of found) expect(ellipsesOf(values).every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
    const alone = at({ data: 'own', points: '0,0 0,0 3,3', k: 3, cov: 'spherical', sigma: 0.01, steps: 20 });
    expect(Number.isFinite(metricsOf(alone).evidence)).toBe(true);
  });

  it('work on no point, on one, and on more components than points', () => {
    expect(sentenceOf(at({ data: 'own', points: '' }))).toContain('No points yet');
    expect(metricsOf(at({ data: 'own', points: '', steps: 9 })).evidence).toBe(0);
    const one = at({ data: 'own', points: '1,1', k: 4, steps: 9 });
    expect(troublesOf({ ...one, steps: 0 })).toEqual([
      'Components 1, 2, 3, 4 have shrunk on a point or a line as far as σ₀ allows; with σ₀ = 0 the evidence would have no bound.',
    ]);
    expect(troublesOf(one).length).toBe(2);
    // Of fixed covariance every component stands at σ₀, and that is no trouble.
    expect(troublesOf({ ...one, cov: 'fixed', steps: 0 })).toEqual([]);
    // All four on the point at the least spread: one Gaussian in all, −log(2π·0.05²).
    expect(metricsOf(one).evidence).toBeCloseTo(-Math.log(2 * Math.PI * 0.05 ** 2), 9);
  });
});

describe('the reader’s own points', () => {
  it('survive being typed, written and read again', () => {
    const pair = fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -400, max: 400 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: MOST_POINTS }), (pairs) => {
        const points = pairs.map(([x, y]) => [x / 100, y / 100] as const);
        const text = written(points);
        expect(fill(params, { data: 'own', points: text }).notices).toEqual([]);
        expect(pointsOf(at({ data: 'own', points: text }))).toEqual(points.map(([x, y]) => [x + 0, y + 0]));
        expect(readPoints(points.map(([x, y]) => `${x}, ${y}`).join('\n'))).toEqual({ points: text });
        // Two points of whole numbers in one line could be one with decimal commas.
        const twofold = points.length === 2 && points.flat().every(Number.isInteger) && points.every(([, y]) => y >= 0);
        if (!twofold) expect(readPoints(text)).toEqual({ points: text });
      }),
    );
  });

  it('are refused with a sentence where they are no pairs in the plane, or too many', () => {
    for (const typed of ['abc', '1', '1,2,3', '5,0', '1,1\nx,2', '1;2'])
      expect(readPoints(typed)).toHaveProperty(
        'problem',
        expect.stringMatching(/^Pair \d+ reads .* stay as they were\.$/),
      );
    const many = Array.from({ length: MOST_POINTS + 1 }, () => '1,1').join('\n');
    expect(readPoints(many)).toHaveProperty('problem', expect.stringContaining('at most 120'));
    expect(readPoints('−1.5\t2\n0 0')).toEqual({ points: '-1.5,2 0,0' });
    expect(readPoints('–1.5 ２\n5e−1, ‑1')).toEqual({ points: '-1.5,2 0.5,-1' });
    // Decimal commas leave four numbers in a line, or numbers beyond the plane.
    for (const typed of ['1,5 2,5\n0,5 1', '0x1 2', 'Infinity 1'])
      expect(readPoints(typed)).toHaveProperty('problem', expect.stringContaining('The points stay as they were.'));
  });

  it('are read from one line or from many, and what cannot be read is quoted by its number', () => {
    expect(readPoints('1,2 -3,4 +0.5, 1  −2 , −1')).toEqual({ points: '1,2 -3,4 0.5,1 -2,-1' });
    expect(readPoints(' 1,2;; \n3, 4\n')).toEqual({ points: '1,2 3,4' });
    expect(readPoints('4,-4')).toEqual({ points: '4,-4' });
    expect(readPoints(Array(MOST_POINTS).fill('1,1').join('\n'))).toHaveProperty('points');
    const long = 'a point that nobody can read as two numbers';
    expect(readPoints(`1,1\n ${long} \nx`)).toEqual({
      problem: `Pair 2 reads “${long.slice(0, 30)}”; two numbers from −4 to 4 are expected, such as 1.5, −2. The points stay as they were.`,
    });
    const many = Array(MOST_POINTS + 1)
      .fill('1,1')
      .join('\n');
    expect(readPoints(many)).toEqual({
      problem: 'These are 121 points; at most 120 can be kept. The points stay as they were.',
    });
  });

  it('are refused where a line has two readings, with both of them', () => {
    for (const [typed, quoted] of [
      ['0,1 1,2', '0,1 1,2'],
      ['1,1\n −0,5\t2,5 ', '−0,5 2,5'],
      ['0,1 1,2; 3,3', '0,1 1,2'],
    ])
      expect(readPoints(typed ?? '')).toEqual({
        problem: `“${quoted}” could be two points, or one with decimal commas. Write one point a line, and decimals with a point. The points stay as they were.`,
      });
    // Each of these shows which comma it means.
    expect(readPoints('0,1 1,2.5')).toEqual({ points: '0,1 1,2.5' });
    expect(readPoints('0,1 1,2\n0.5,3')).toEqual({ points: '0,1 1,2 0.5,3' });
    expect(readPoints('0, 1 1, 2')).toEqual({ points: '0,1 1,2' });
    expect(readPoints('0,1 1,-2')).toEqual({ points: '0,1 1,-2' });
    expect(readPoints('0,1 1,2 2,3')).toEqual({ points: '0,1 1,2 2,3' });
    expect(readPoints('0,1\n1,2')).toEqual({ points: '0,1 1,2' });
  });

  it('can be added, moved within the plane and taken away', () => {
    const two = at({ data: 'own', points: '0,0 1,1' });
    expect(holdOf(two, [1.1, 1], 0.25)).toBe(1);
    expect(holdOf(two, [3, 3], 0.25)).toBe(2);
    expect(holdOf(two, [-0.25, 0], 0.25)).toBe(0);
    expect(holdOf(two, [0.9, 1.2], 0.25)).toBe(1);
    expect(holdOf(at({ data: 'own', points: '' }), [0, 0], 0.25)).toBe(0);
    expect(withPoint(two, 2, [9, -9])).toBe(`0,0 1,1 ${SIDE},${-SIDE}`);
    expect(withPoint(two, 0, [0.123, 0])).toBe('0.12,0 1,1');
    expect(withPoint(two, 1, [2, 2])).toBe('0,0 2,2');
    expect(withoutLast(two)).toBe('0,0');
    expect(withoutLast(at({ data: 'own', points: '0,0 1,1 2,2' }))).toBe('0,0 1,1');
    expect(withoutLast(at({ data: 'own', points: '' }))).toBe('');
    expect(shownPoints('0,1 -2,0.5 3,3')).toBe('0, 1\n-2, 0.5\n3, 3');
    const full = at({ data: 'own', points: written(Array.from({ length: MOST_POINTS }, () => [0, 0] as const)) });
    expect(withPoint(full, MOST_POINTS, [1, 1])).toBe(full.points);
    expect(withPoint(full, MOST_POINTS - 1, [1, 1])).toMatch(/^(0,0 ){119}1,1$/);
    // One more than can be kept is left as the link has it, also where it would be written otherwise.
    expect(withPoint({ ...full, points: '1.0,2' }, MOST_POINTS, [1, 1])).toBe('1.0,2');
  });
});

describe('at every setting of the knobs', () => {
  it('the climb keeps its order, shares sum to one, equal lines show equal numbers, and all that is shown is finite', () => {
    fc.assert(
      fc.property(settings, (values) => {
        keepsItsOrder(values);
        sharesSumToOne(values);
        showsEqualNumbers(values);
        isDescribedAndFinite(values);
      }),
      { numRuns: 200 },
    );
  });

  /** No half-step takes the ELBO down; it never stands above the evidence, and an E step brings it there. */
  function keepsItsOrder(values: Values) {
    const stairs = stairsOf(values);
    stairs.forEach(({ step, evidence, elbo }, i) => {
      const before = stairs[i - 1];
      expect(elbo).toBeLessThanOrEqual(evidence + allowance(evidence));
      if (step === 'E') expect(Math.abs(evidence - elbo)).toBeLessThan(allowance(evidence));
      if (!before) return;
      expect(elbo).toBeGreaterThanOrEqual(before.elbo - allowance(elbo, before.elbo));
      // An M step that follows an E step lifts the evidence as well.
      if (step === 'M' && before.step === 'E')
        expect(evidence).toBeGreaterThanOrEqual(before.evidence - allowance(evidence, before.evidence));
    });
  }

  function sharesSumToOne(values: Values) {
    // Six shares, each divided by their sum, round by 12·2^-53.
    for (const row of rowsOf(eStep(stateAt(values)).q, values.k)) expect(Math.abs(total(row) - 1)).toBeLessThan(1e-14);
  }

  function showsEqualNumbers(values: Values) {
    const equal: Readonly<Partial<Record<keyof typeof meta.metrics, readonly (keyof typeof meta.metrics)[]>>> = {
      evidence: ['evidence-from-parts', 'elbo-after-e'],
      elbo: ['elbo-from-joint', 'elbo-from-prior'],
      gap: ['gap-direct'],
      'evidence-rise': ['rise-from-parts'],
    };
    const all = metricsOf(values);
    const most = Math.max(Math.abs(all.elbo), Math.abs(all.reconstruction));
    for (const [name, others] of Object.entries(equal))
      for (const other of others)
        // The traces of 'elbo-from-joint' cancel digits of an ill-conditioned covariance: condition 16/1e-4 = 1.6e5 on 1e-16.
        expect(Math.abs(all[other] - all[name as keyof typeof all]), other).toBeLessThan(1e-7 + 1e-10 * most);
  }

  function isDescribedAndFinite(values: Values) {
    const all = metricsOf(values);
    expect(Object.keys(all).sort()).toEqual(Object.keys(meta.metrics).sort());
    for (const [name, value] of Object.entries(all)) expect(Number.isFinite(value), name).toBe(true);
    for (const mark of marksOf(values)) expect(Object.values(mark).every(Number.isFinite)).toBe(true);
    for (const ellipse of ellipsesOf(values)) expect(Object.values(ellipse).every(Number.isFinite)).toBe(true);
    expect(sentenceOf(values)).toMatch(/^[A-Zq].*\.$/);
  }
});

it.each([1, 3, 6])(
  'of %s components the ellipses at the start lie inside the picture, and points keep their square',
  (k) => {
    const values = { ...initialValues(meta.params), k };
    const side = viewOf(values);
    expect(side).toBeGreaterThanOrEqual(SIDE);
    // At the start every component is round, so two standard deviations from its mean are its ends both ways.
    const reaches = startOf(values).map(({ mean, cov }) => Math.max(...mean.map(Math.abs)) + 2 * Math.sqrt(cov.xx));
    expect(Math.max(...reaches)).toBeLessThanOrEqual(side);
    expect(viewOf({ ...values, steps: 9 })).toBe(side);
  },
);

describe('the glide of a half-step', () => {
  const [before, after] = [sceneOf(at({ steps: 5 })), sceneOf(at({ steps: 6 }))];

  it('begins at the half-step before and ends at the one after', () => {
    for (const [share, scene] of [
      [0, before],
      [1, after],
    ] as const) {
      const shown = between(before, after)(share);
      expect(shown.split).toEqual(scene.split);
      shown.ellipses.forEach(({ x, y, long, short }, k) => {
        const one = scene.ellipses[k];
        // Eigenvalues of a matrix that was put together from them: 1e-12 holds their rounding.
        for (const [is, was] of [
          [x, one?.x],
          [y, one?.y],
          [long, one?.long],
          [short, one?.short],
        ])
          expect(is).toBeCloseTo(was ?? NaN, 12);
      });
      shown.marks.forEach(({ decided }, n) => expect(decided).toBeCloseTo(scene.marks[n]?.decided ?? NaN, 12));
    }
  });

  it('turns an ellipse the short way: half-way between 80° and 100° its long axis stands upright', () => {
    const [one] = before.ellipses;
    if (!one) throw new Error('There are three components.');
    const leaning = (degrees: number) => ({
      ...before,
      ellipses: [{ ...one, long: 2, short: 1, angle: (degrees * Math.PI) / 180 }],
    });
    // As an axis, −80° is 100°.
    const middle = between(leaning(80), leaning(-80))(0.5).ellipses[0];
    expect(Math.abs(Math.sin(middle?.angle ?? 0))).toBeCloseTo(1, 12);
  });

  it('lets a point go before another component takes it', () => {
    const mark = (component: number, decided: number) => ({ ...before, marks: [{ x: 0, y: 0, component, decided }] });
    const way = between(mark(0, 0.8), mark(2, 0.6));
    const shown = [0.25, 0.5, 0.75].map((share) => way(share).marks[0]);
    expect(shown.map((one) => one?.component)).toEqual([0, 2, 2]);
    [0.4, 0, 0.3].forEach((decided, i) => expect(shown[i]?.decided).toBeCloseTo(decided, 12));
  });
});
