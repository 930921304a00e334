import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
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
  sentenceOf,
  settled,
  settledFrom,
  SIDE,
  stairsOf,
  startOf,
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
  points: fc.constantFrom(base.points, '', '1,1', '1,1 1,1 1,1', '-4,-4 4,4', '0,0 1,0 2,0 3,0'),
});

/**
 * Log joints reach 8²·2/(2·0.01²) = 6e5 nats a point at the least spread. A sum of 150 × 6 terms rounds by at most 900·2^-53 =
 * 1e-13 of the sum of their amounts; 1e-12 of it leaves room for the terms' own rounding, and 1e-8 for amounts near zero.
 */
const allowance = (...amounts: number[]) => 1e-8 + 1e-12 * Math.max(...amounts.map(Math.abs));

describe('the climb', () => {
  it('never takes the ELBO down, at any half-step, for every data set, covariance, K, seed and spread', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const path = pathOf(values);
        path.forEach((now, i) => {
          const before = path[i - 1];
          if (before) expect(now.elbo).toBeGreaterThanOrEqual(before.elbo - allowance(now.elbo, before.elbo));
        });
      }),
      { numRuns: 120 },
    );
  });

  it('never puts the ELBO above the evidence, and meets it after every E step', () => {
    fc.assert(
      fc.property(settings, (values) => {
        for (const { step, evidence, elbo } of pathOf(values)) {
          expect(elbo).toBeLessThanOrEqual(evidence + allowance(evidence));
          if (step === 'E') expect(Math.abs(evidence - elbo)).toBeLessThan(allowance(evidence));
        }
      }),
      { numRuns: 120 },
    );
  });

  it('never takes the evidence down at an M step that follows an E step', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const path = pathOf(values);
        path.forEach(({ step, evidence }, i) => {
          const before = path[i - 1];
          if (step === 'M' && before?.step === 'E')
            expect(evidence).toBeGreaterThanOrEqual(before.evidence - allowance(evidence, before.evidence));
        });
      }),
      { numRuns: 120 },
    );
  });

  it('is the same for the same link, whichever half-step was asked for first', () => {
    const late = stairsOf(at({ steps: 40, seed: 17 }));
    expect(stairsOf(at({ steps: 5, seed: 17 }))).toEqual(late.slice(0, 6));
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

  it('gives shares that sum to one and are no NaN, at every setting', () => {
    // Six shares, each divided by their sum, round by 12·2^-53.
    fc.assert(
      fc.property(settings, (values) => {
        const { q, mixture } = eStep(stateAt(values));
        const width = mixture.length;
        for (let n = 0; n < pointsOf(values).length; n++) {
          const row = q.subarray(n * width, (n + 1) * width);
          expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-14);
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('the accounts', () => {
  it('show equal numbers on lines that are equal, each by its own way, at every setting', () => {
    const equal: Readonly<Partial<Record<keyof typeof meta.metrics, readonly (keyof typeof meta.metrics)[]>>> = {
      evidence: ['evidence-from-parts', 'elbo-after-e'],
      elbo: ['elbo-from-joint', 'elbo-from-prior'],
      gap: ['gap-direct'],
      'evidence-rise': ['rise-from-parts'],
    };
    fc.assert(
      fc.property(settings, (values) => {
        const all = metricsOf(values);
        const most = Math.max(Math.abs(all.elbo), Math.abs(all.reconstruction));
        for (const [name, others] of Object.entries(equal))
          for (const other of others)
            // The traces of 'elbo-from-joint' cancel digits of an ill-conditioned covariance: condition 16/1e-4 = 1.6e5 on 1e-16.
            expect(Math.abs(all[other] - all[name as keyof typeof all]), other).toBeLessThan(1e-7 + 1e-10 * most);
      }),
      { numRuns: 200 },
    );
  });

  it('agree with sums written from the definitions', () => {
    // Plain densities and plain logarithms, moderate spreads: 150 terms of up to 1e3 round by 1e-10.
    for (const steps of [0, 1, 2, 7]) {
      const values = at({ steps, seed: 21 });
      const { mixture, q } = stateAt(values);
      let [evidence, elbo, gap] = [0, 0, 0];
      pointsOf(values).forEach(([x, y], n) => {
        const joint = mixture.map(({ weight, mean, cov: { xx, xy, yy } }) => {
          const det = xx * yy - xy * xy;
          const [dx, dy] = [x - mean[0], y - mean[1]];
          return (
            (weight / (2 * Math.PI * Math.sqrt(det))) *
            Math.exp(-(yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (2 * det))
          );
        });
        const all = joint.reduce((a, b) => a + b, 0);
        evidence += Math.log(all);
        joint.forEach((p, k) => {
          const share = q[n * mixture.length + k] ?? 0;
          if (share < 1e-100) return;
          elbo += share * Math.log(p / share);
          gap += share * Math.log(share / (p / all));
        });
      });
      const now = metricsOf(values);
      expect(Math.abs(now.evidence - evidence)).toBeLessThan(1e-8);
      expect(Math.abs(now.elbo - elbo)).toBeLessThan(1e-8);
      expect(Math.abs(now['gap-direct'] - gap)).toBeLessThan(1e-8);
    }
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
  it('reports exactly the metrics that it describes, all of them finite, at every setting', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const all = metricsOf(values);
        expect(Object.keys(all).sort()).toEqual(Object.keys(meta.metrics).sort());
        for (const [name, value] of Object.entries(all)) expect(value, name).toSatisfy(Number.isFinite);
        for (const mark of marksOf(values)) expect(Object.values(mark).every(Number.isFinite)).toBe(true);
        for (const ellipse of ellipsesOf(values)) expect(Object.values(ellipse).every(Number.isFinite)).toBe(true);
        expect(sentenceOf(values)).toMatch(/^[A-Zq].*\.$/);
      }),
      { numRuns: 200 },
    );
  });

  it('takes half-steps by its buttons as the slider counts them, and says why a press does nothing', () => {
    expect(pressed(base, 'M')).toEqual({ first: 'M', steps: 1 });
    expect(pressed(base, 'E')).toEqual({ first: 'E', steps: 1 });
    expect(pressed(at({ steps: 1 }), 'M')).toEqual({ steps: 2 });
    expect(pressed(at({ steps: 1 }), 'E')).toEqual({});
    expect(refused(at({ steps: 1 }), 'E')).toContain('changes nothing');
    expect(refused(at({ steps: 2 }), 'M')).toContain('changes nothing');
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
    expect(metricsOf(at({ steps })).evidence).toBeCloseTo(metricsOf(at({ steps: 120 })).evidence, 6);
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
    expect(troublesOf(set).join()).toContain('no bound');
    expect(metricsOf(set).narrowest).toBeCloseTo(0.01, 9);
    const { evidence } = metricsOf(set);
    // One point in the plane under a round Gaussian on top of it: −log(2πσ²) grows by 2 log 2; others feel e^-1000 of it.
    expect(evidence - metricsOf({ ...set, sigma: 0.02 }).evidence).toBeCloseTo(2 * Math.LN2, 6);
  });

  it('leave all components alike when an M step comes first, at the evidence of one Gaussian', () => {
    const set = at(meta.presets.saddle.set);
    expect(troublesOf(set).join()).toContain('All components are alike');
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
        expect(readPoints(text)).toEqual({ points: text });
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

  it('can be added, moved within the plane and taken away', () => {
    const two = at({ data: 'own', points: '0,0 1,1' });
    expect(holdOf(two, [1.1, 1], 0.25)).toBe(1);
    expect(holdOf(two, [3, 3], 0.25)).toBe(2);
    expect(withPoint(two, 2, [9, -9])).toBe(`0,0 1,1 ${SIDE},${-SIDE}`);
    expect(withPoint(two, 0, [0.123, 0])).toBe('0.12,0 1,1');
    expect(withoutLast(two)).toBe('0,0');
    const full = at({ data: 'own', points: written(Array.from({ length: MOST_POINTS }, () => [0, 0] as const)) });
    expect(withPoint(full, MOST_POINTS, [1, 1])).toBe(full.points);
  });
});
