import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  drawsOf,
  FIRST,
  HEAVIEST,
  OTHERS,
  inferenceOf,
  logPriorMoment,
  logSecondMoment,
  logWeightsOf,
  metricsOf,
  needsOf,
  posteriorOf,
  sentenceOf,
  traceOf,
  WEIGHT,
  type Values,
} from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });
const metric = (set: Partial<Values>, name: string) => metricsOf(at(set))[name] ?? NaN;
const { params } = meta;
const knob = ({ min, max }: { min: number; max: number }) => fc.double({ min, max, noNaN: true });

/** Simpson's rule written out here: the tests' own integral. */
function simpson(from: number, to: number, strips: number, f: (x: number) => number): number {
  const width = (to - from) / strips;
  let sum = f(from) + f(to);
  for (let i = 1; i < strips; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

/** E_q[(posterior/q)^k] for a posterior N(0, 1) and q = N(δ, ρ²), by Simpson over ±`reach`. */
const momentBySimpson = ({ delta, rho }: { delta: number; rho: number }, power = 2, reach = 40) =>
  simpson(-reach, reach, 16_000, (u) => {
    const q = logNormal(u, delta, rho ** 2);
    return Math.exp(q + power * (logNormal(u, 0, 1) - q));
  });

describe('the exact evidence', () => {
  test('in one dimension is that of the lecture on the ELBO, and d dimensions add up', () => {
    // −½ log(2π · 2.89) − 2²/(2 · 2.89), by hand; the course's stated value is −2.1416.
    const one = -0.5 * Math.log(2 * Math.PI * 2.89) - 4 / 5.78;
    expect(metric({ d: 1 }, 'evidence')).toBeCloseTo(one, 12);
    expect(one.toFixed(4)).toBe('-2.1416');
    expect(metric({ d: 7 }, 'evidence')).toBeCloseTo(7 * one, 12);
  });

  test('is the integral, the expectation under the prior and the expectation under q, wherever the knobs stand', () => {
    fc.assert(
      fc.property(knob(params.x), knob(params.s), knob(params.delta), knob(params.rho), (x, s, delta, rho) => {
        const found = metricsOf(at({ x, s, delta, rho, d: 3, n: 10 }));
        // The trapezoid rule errs by e^{−2π²(σ/h)²} with σ ≥ 0.19 and h = 0.05; the rest is rounding of amounts up to 200 nats.
        for (const line of ['evidence-quadrature', 'evidence-under-prior', 'evidence-under-q'])
          expect(found[line], line).toBeCloseTo(found['evidence'] ?? NaN, 9);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('the second moment', () => {
  test('under the prior is the same by the formula, by two densities and by the integral', () => {
    fc.assert(
      fc.property(knob(params.x), knob(params.s), (x, s) => {
        const found = metricsOf(at({ x, s, n: 10 }));
        const closed = found['moment'] ?? NaN;
        // Relative rounding of exponentials of up to 20 nats: 20 × 1e-16 × a few.
        expect((found['moment-densities'] ?? NaN) / closed).toBeCloseTo(1, 10);
        expect((found['moment-quadrature'] ?? NaN) / closed).toBeCloseTo(1, 10);
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  test('at x = 2, w = 1.5, s = 0.8 is 2.9205', () => {
    // By hand: a = 2.25/0.64 = 3.515625, t = 4/2.89; (1 + a)/√(1 + 2a) · e^{ta/(1 + 2a)} = 1.59339 × 1.83287.
    expect(metric({}, 'moment')).toBeCloseTo(2.9205, 4);
  });

  test('under q is the integral of posterior²/q', () => {
    // For ρ ≥ 0.8 the integrand's precision 2 − 1/ρ² is at least 0.44; 40 deviations of 1.5 hold it, and the peak moves to −δ/(2ρ² − 1) ≥ −11.
    for (const delta of [-3, -0.5, 0, 1, 3])
      for (const rho of [0.8, 1, 1.2, 2.125, 3]) {
        const closed = Math.exp(logSecondMoment({ delta, rho }));
        expect(momentBySimpson({ delta, rho }) / closed, `${delta}, ${rho}`).toBeCloseTo(1, 8);
      }
  });

  test('of the prior is that of the q that equals the prior', () => {
    fc.assert(
      fc.property(knob(params.x), knob(params.s), (x, s) => {
        const { mean, variance } = posteriorOf(at({ x, s }));
        const asPrior = { delta: -mean / Math.sqrt(variance), rho: 1 / Math.sqrt(variance) };
        const closed = logPriorMoment(at({ x, s }));
        // Logarithms up to 5 whose parts reach 100: rounding 1e-14 × 10.
        expect(logSecondMoment(asPrior)).toBeCloseTo(closed, 10);
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  test('is finite exactly when the variance of q exceeds half the posterior’s', () => {
    expect(logSecondMoment({ delta: 0, rho: Math.sqrt(0.5) - 1e-9 })).toBe(Infinity);
    expect(logSecondMoment({ delta: 0, rho: Math.sqrt(0.5) + 1e-6 })).toBeLessThan(10);
    // Below one half the integral over a range grows without end as the range does: from ±10 to ±20 by e^{(1/2ρ² − 1)(20² − 10²)}.
    const narrow = { delta: 0, rho: 0.65 };
    expect(momentBySimpson(narrow, 2, 20) / momentBySimpson(narrow, 2, 10)).toBeGreaterThan(1e10);
    const wide = { delta: 0, rho: 0.8 };
    expect(momentBySimpson(wide, 2, 40) / momentBySimpson(wide, 2, 20)).toBeCloseTo(1, 6);
  });

  test('is 1 for the posterior itself and more for every other q', () => {
    expect(logSecondMoment({ delta: 0, rho: 1 })).toBe(0);
    fc.assert(
      fc.property(knob(params.delta), fc.double({ min: 0.71, max: 3, noNaN: true }), (delta, rho) => {
        expect(logSecondMoment({ delta, rho })).toBeGreaterThan(-1e-12);
      }),
      { seed: 10, numRuns: 100 },
    );
  });

  test('averaged over data from the model is 1 + w²/s²', () => {
    // N(x; 0, w² + s²) times r is a normal's shape of variance (1 + 2a)(w² + s²); 90 is over 15 of its deviations at s = 0.6, where they are widest.
    for (const s of [0.6, 0.8, 1.5, 3]) {
      const average = simpson(-90, 90, 8000, (x) =>
        Math.exp(logNormal(x, 0, WEIGHT ** 2 + s ** 2) + logPriorMoment(at({ x, s }))),
      );
      expect(average).toBeCloseTo(1 + (WEIGHT / s) ** 2, 6);
    }
  });
});

test('over data from the model the mode has the mean squared length a/(1 + a) a coordinate, a posterior draw 1', () => {
  const s = 0.8;
  const a = (WEIGHT / s) ** 2;
  // ±20 is over 11 deviations of x, √2.89; Simpson's rule on a smooth bell with 0.01 a strip errs by rounding alone.
  const overData = (f: (x: number) => number) =>
    simpson(-20, 20, 4000, (x) => Math.exp(logNormal(x, 0, WEIGHT ** 2 + s ** 2)) * f(x));
  const mode = overData((x) => posteriorOf(at({ x, s })).mean ** 2);
  expect(mode).toBeCloseTo(a / (1 + a), 10);
  expect(mode + posteriorOf(at({ s })).variance).toBeCloseTo(1, 10);
  // The lecture's 0.88 √d.
  expect(Math.sqrt(a / (1 + a)).toFixed(2)).toBe('0.88');
});

test('at d = 5 and δ = 1 a thousand draws from q err by less than 10 % for ρ from 1.41 to 1.64, and not beyond', () => {
  const error = (rho: number) => metric({ d: 5, n: 1000, delta: 1, rho }, 'error-q');
  for (const rho of [1.41, 1.51, 1.64]) expect(error(rho)).toBeLessThan(0.1);
  for (const rho of [1.4, 1.65]) expect(error(rho)).toBeGreaterThan(0.1);
});

describe('the averages', () => {
  const ratiosAt = (set: Partial<Values>, name: 'ratio-prior' | 'ratio-q', seeds: number) =>
    Array.from({ length: seeds }, (_, seed) => metric({ ...set, seed }, name));

  test('of both sources converge to the exact evidence', () => {
    for (const d of [1, 2, 3])
      for (const source of ['prior', 'q'] as const)
        for (let seed = 0; seed < 10; seed++) {
          const found = metricsOf(at({ d, n: 10_000, seed }));
          // Four derived standard errors, at most 4 × 0.049 for the prior in three dimensions: 1 in 16,000 falls outside.
          const error = found[`error-${source}`] ?? NaN;
          expect(Math.abs((found[`ratio-${source}`] ?? NaN) - 1), `${source} ${d} ${seed}`).toBeLessThan(4 * error);
        }
  });

  test('converge whatever datum, noise and q, wherever ten thousand draws promise 5 % or better', () => {
    let compared = 0;
    for (const seed of [1, 2])
      for (const d of [1, 2])
        for (const x of [0, 1, 2, 3, 4])
          for (const s of [0.6, 0.8, 1.5, 3])
            for (const [delta, rho] of [
              [0, 1.2],
              [1, 1.5],
              [-2, 2],
            ] as const) {
              const set = { n: 10_000, seed, d, x, s, delta, rho };
              const found = metricsOf(at(set));
              for (const source of ['prior', 'q'] as const) {
                const error = found[`error-${source}`] ?? NaN;
                // Beyond that few draws carry the sum, and the average is far from a normal.
                if (error > 0.05) continue;
                compared++;
                // Four derived standard errors, as above; measured, the worst is 1.82 of them.
                const offBy = Math.abs((found[`ratio-${source}`] ?? NaN) - 1);
                expect(offBy, `${source} ${JSON.stringify(set)}`).toBeLessThan(4 * error);
              }
            }
    // Every q is compared, 240 times; the prior is passed over where x is far out and the noise small.
    expect(compared).toBe(450);
  });

  /** Central fourth moment over squared variance of one weight, from its raw moments in d dimensions. */
  function kurtosis(q: { delta: number; rho: number }, d: number): number {
    const [two, three, four] = [2, 3, 4].map((power) => momentBySimpson(q, power) ** d);
    const variance = (two ?? 0) - 1;
    return ((four ?? 0) - 4 * (three ?? 0) + 6 * (two ?? 0) - 3) / variance ** 2;
  }

  test.each([1, 2, 3, 4])('from the prior scatter in %d dimensions as derived', (d) => {
    const [n, seeds] = [128, 400];
    const ratios = ratiosAt({ d, n }, 'ratio-prior', seeds);
    const measured = ratios.reduce((sum, ratio) => sum + (ratio - 1) ** 2, 0) / seeds;
    const derived = metric({ d, n }, 'error-prior') ** 2;
    const { mean, variance } = posteriorOf(at({}));
    const prior = { delta: -mean / Math.sqrt(variance), rho: 1 / Math.sqrt(variance) };
    // A mean of n weights has the kurtosis 3 + (κ − 3)/n, and the mean of 400 squares the relative error √((that − 1)/400).
    const spread = Math.sqrt((2 + (kurtosis(prior, d) - 3) / n) / seeds);
    expect(Math.abs(measured / derived - 1)).toBeLessThan(4 * spread);
    // The tolerance says something: it is under three quarters.
    expect(4 * spread).toBeLessThan(0.75);
  });

  test('from q scatter as derived', () => {
    const [n, seeds, d] = [128, 400, 4];
    const q = { delta: 0.5, rho: 1.2 };
    const ratios = ratiosAt({ d, n, ...q }, 'ratio-q', seeds);
    const measured = ratios.reduce((sum, ratio) => sum + (ratio - 1) ** 2, 0) / seeds;
    const spread = Math.sqrt((2 + (kurtosis(q, d) - 3) / n) / seeds);
    expect(Math.abs(measured / metric({ d, n, ...q }, 'error-q') ** 2 - 1)).toBeLessThan(4 * spread);
    expect(4 * spread).toBeLessThan(0.5);
  });

  test('of ten dimensions: a thousand draws from the prior mostly fall short, those from q do not', () => {
    const prior = ratiosAt({ d: 10 }, 'ratio-prior', 40);
    const q = ratiosAt({ d: 10 }, 'ratio-q', 40);
    // r¹⁰ = 45,000 a thousand draws cannot sample: the mean of the seeds is 1 and nearly all lie below it.
    expect(prior.filter((ratio) => ratio < 0.5).length).toBeGreaterThan(20);
    // Derived error 7.2 %: five of them hold all forty.
    expect(q.every((ratio) => Math.abs(ratio - 1) < 0.36)).toBe(true);
  });

  test('the effective number of draws tends to n/M^J, with the M of q', () => {
    const found = metricsOf(at({ d: 2, n: 10_000 }));
    // Its relative error is about √(κ/n) ≈ 0.04 for the prior in two dimensions; five of them.
    expect(Math.abs((found['ess-prior'] ?? NaN) / (found['ess-prior-expected'] ?? NaN) - 1)).toBeLessThan(0.2);
    expect(Math.abs((found['ess-q'] ?? NaN) / (found['ess-q-expected'] ?? NaN) - 1)).toBeLessThan(0.05);
  });
});

test('weights are the log ratio of joint to proposal, coordinate by coordinate', () => {
  const values = at({ d: 2, n: 10 });
  const { mean, variance } = inferenceOf(values);
  for (const source of ['prior', 'q'] as const) {
    const draws = drawsOf(values, source);
    expect(draws.length).toBe(10);
    const logs = draws.map(({ z1, z2 }) =>
      [z1, z2].reduce(
        (sum, z) =>
          sum + logNormal(2, 1.5 * z, 0.64) + (source === 'q' ? logNormal(z, 0, 1) - logNormal(z, mean, variance) : 0),
        0,
      ),
    );
    const total = logs.reduce((sum, log) => sum + Math.exp(log), 0);
    draws.forEach(({ share }, i) => {
      expect(share).toBeCloseTo(Math.exp(logs[i] ?? NaN) / total, 12);
    });
    // The average of the weights is the estimate.
    expect(Math.log(total / 10)).toBeCloseTo(metricsOf(values)[`estimate-${source}`] ?? NaN, 10);
  }
});

test('the lit draws make 90 % of the sum, and one fewer does not', () => {
  for (const source of ['prior', 'q'] as const) {
    const values = at({ d: 3, n: 200 });
    const lit = drawsOf(values, source).filter((draw) => draw.lit);
    const shares = lit.map(({ share }) => share).sort((left, right) => right - left);
    const sum = shares.reduce((total, share) => total + share, 0);
    expect(lit.length).toBe(metricsOf(values)[`lit-${source}`]);
    expect(sum).toBeGreaterThanOrEqual(0.9 - 1e-12);
    expect(sum - (shares.at(-1) ?? 0)).toBeLessThan(0.9);
  }
});

test('when q is the posterior every draw gives the exact evidence', () => {
  const found = metricsOf(at({ d: 20, n: 10, delta: 0, rho: 1 }));
  // Twenty coordinates, amounts of 43 nats: 43 × 1e-15.
  expect(found['estimate-q']).toBeCloseTo(found['evidence'] ?? NaN, 10);
  expect(found['ess-q']).toBeCloseTo(10, 8);
  expect(found['error-q']).toBe(0);
});

test('up to a thousand draws all that make 90 % are shown and lit, with at most three hundred of the others', () => {
  for (const d of [1, 2, 10])
    for (const source of ['prior', 'q'] as const) {
      const values = at({ d, n: FIRST });
      const draws = drawsOf(values, source);
      const lit = metricsOf(values)[`lit-${source}`] ?? NaN;
      expect(draws.filter((draw) => draw.lit).length).toBe(lit);
      expect(draws.length).toBe(lit + Math.min(OTHERS, FIRST - lit));
    }
});

test('of more draws never many more than a thousand are shown, also when all weights are equal', () => {
  for (const set of [{}, { delta: 0, rho: 1 }, { delta: 3, rho: 0.3 }])
    for (const source of ['prior', 'q'] as const)
      expect(drawsOf(at({ n: 10_000, ...set }), source).length).toBeLessThanOrEqual(FIRST + HEAVIEST);
});

test('a preset breaks the variance: a hundred effective draws at half the truth, until a heavy draw arrives', () => {
  const calm = metricsOf(at(meta.presets.narrow.set));
  expect(calm['error-q']).toBe(Infinity);
  expect(calm['ess-q']).toBeGreaterThan(100);
  expect(calm['ratio-q']).toBeLessThan(0.5);
  const later = metricsOf(at(meta.presets.heavy.set));
  expect(later['ess-q']).toBeLessThan(10);
  expect(later['ratio-q']).toBeGreaterThan(1.5);
  expect(sentenceOf(at(meta.presets.narrow.set))).toContain('infinite variance');
});

test('a preset makes q the prior', () => {
  const { mean, variance } = inferenceOf(at(meta.presets.prior.set));
  expect(mean).toBeCloseTo(0, 12);
  expect(variance).toBeCloseTo(1, 12);
});

test('more draws and more dimensions only continue the fewer', () => {
  const few = drawsOf(at({ d: 2, n: 10 }), 'prior').map(({ z1, z2 }) => [z1, z2]);
  const firsts = traceOf(at({ d: 2, n: 10 })).slice(0, 5);
  metricsOf(at({ d: 20, n: 10_000 }));
  expect(drawsOf(at({ d: 2, n: 10 }), 'prior').map(({ z1, z2 }) => [z1, z2])).toEqual(few);
  expect(traceOf(at({ d: 2, n: 5000 })).slice(0, 5)).toEqual(firsts);
});

test('the need for draws grows with the dimension by one factor, r for the prior', () => {
  const rows = needsOf(at({}));
  const step = (rows[19]?.prior ?? NaN) - (rows[18]?.prior ?? NaN);
  // (r²⁰ − 1)/(r¹⁹ − 1) is r up to r⁻¹⁹ = 1e-9.
  expect(10 ** step).toBeCloseTo(metric({}, 'moment'), 6);
  // r⁸ − 1 < 10⁴ < r⁹ − 1: a million draws are too few from the ninth dimension on.
  expect(rows[7]?.prior).toBeLessThan(6);
  expect(rows[8]?.prior).toBeGreaterThan(6);
});

test('every metric is described, and infinite only where the variance is', () => {
  const infinite = ['error-q', 'digits-q', 'moment-q'];
  const ends = (name: 'd' | 'n' | 'delta' | 'rho' | 'x' | 's') => [params[name].min, params[name].max];
  for (const d of ends('d'))
    for (const n of [10, 2000])
      for (const delta of ends('delta'))
        for (const rho of ends('rho'))
          for (const x of ends('x'))
            for (const s of ends('s')) {
              const found = metricsOf(at({ d, n, delta, rho, x, s }));
              expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
              const strange = Object.entries(found).filter(([, value]) => !Number.isFinite(value));
              expect(strange).toEqual(rho ** 2 > 0.5 ? [] : infinite.map((name) => [name, Infinity]));
              expect(logWeightsOf(at({ d, n, delta, rho, x, s }), 'q').every(Number.isFinite)).toBe(true);
            }
});
