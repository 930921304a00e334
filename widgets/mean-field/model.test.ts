import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues, type NumberParam } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  averagedLogDensity,
  between,
  factorsOf,
  gapOf,
  gapsOf,
  marginalGapOf,
  marginalsOf,
  metricsOf,
  planeOf,
  precisionOf,
  sentenceOf,
  updated,
  wayOf,
  type Factors,
  type Values,
} from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });
const metric = (set: Partial<Values>, name: keyof typeof meta.metrics) => metricsOf(at(set))[name];

const knob = (name: keyof Values) => {
  const { min, max } = meta.params[name] satisfies NumberParam;
  return fc.double({ min, max, noNaN: true });
};
const anySetting = fc.record({
  rho: knob('rho'),
  sigma: knob('sigma'),
  m1: knob('m1'),
  m2: knob('m2'),
  spread: knob('spread'),
  updates: fc.integer({ min: 0, max: 60 }),
});

/**
 * KL(q ‖ p) from the definition, with both densities written out and Simpson's rule in both directions: 160 strips over
 * ±9 deviations of q are 0.11 deviations wide, and q log(q/p), a Gaussian times a square, is then integrated to 1e-9.
 */
function gapBySimpson({ rho, sigma }: Pick<Values, 'rho' | 'sigma'>, { m1, m2, v1, v2 }: Factors): number {
  const strips = 160;
  const weight = (i: number) => (i === 0 || i === strips ? 1 : i % 2 === 1 ? 4 : 2);
  const [h1, h2] = [(18 * Math.sqrt(v1)) / strips, (18 * Math.sqrt(v2)) / strips];
  const scale = 1 - rho * rho;
  let sum = 0;
  for (let i = 0; i <= strips; i++)
    for (let j = 0; j <= strips; j++) {
      const a = m1 - 9 * Math.sqrt(v1) + i * h1;
      const b = m2 - 9 * Math.sqrt(v2) + j * h2;
      const logQ =
        -Math.log(2 * Math.PI) - 0.5 * Math.log(v1 * v2) - (a - m1) ** 2 / (2 * v1) - (b - m2) ** 2 / (2 * v2);
      const square = (a * a - 2 * rho * a * b + b * b) / (sigma * sigma * scale);
      const logP = -Math.log(2 * Math.PI * sigma * sigma * Math.sqrt(scale)) - square / 2;
      sum += weight(i) * weight(j) * Math.exp(logQ) * (logQ - logP);
    }
  return (sum * h1 * h2) / 9;
}

/** KL of a product of normals from the posterior, ½(tr ΛS + mᵀΛm − 2 − log det ΛS) with Λ = (1 −ρ; −ρ 1)/σ²(1 − ρ²), written out. */
function gapByHand({ rho, sigma }: Pick<Values, 'rho' | 'sigma'>, { m1, m2, v1, v2 }: Factors): number {
  const scale = sigma * sigma * (1 - rho * rho);
  const squares = v1 + v2 + m1 * m1 - 2 * rho * m1 * m2 + m2 * m2;
  return 0.5 * (squares / scale - 2 - Math.log((v1 * v2 * (1 - rho * rho)) / (scale * scale)));
}

/** Settings, and the factors that their updates must end with: q₁ takes ρ times the other's mean, then q₂, in turn. */
const visited: readonly { readonly set: Partial<Values>; readonly q: Factors }[] = [
  // The figure as it opens, after twelve updates from m₂ = 2.5: ρ¹¹ and ρ¹² of it.
  { set: {}, q: { m1: 0.9 ** 11 * 2.5, m2: 0.9 ** 12 * 2.5, v1: 0.19, v2: 0.19 } },
  // Nothing done yet: the spread is a standard deviation.
  {
    set: { rho: 0.3, sigma: 0.4, updates: 0, m1: 1, m2: -0.5, spread: 0.7 },
    q: { m1: 1, m2: -0.5, v1: 0.49, v2: 0.49 },
  },
  // Only q₁ updated: 0.75 · 4 = 3.
  {
    set: { rho: -0.5, sigma: 2, updates: 1, m1: 1, m2: -1.5, spread: 0.5 },
    q: { m1: 0.75, m2: -1.5, v1: 3, v2: 0.25 },
  },
  { set: { rho: -0.5, sigma: 2, updates: 2, m1: 1, m2: -1.5 }, q: { m1: 0.75, m2: -0.375, v1: 3, v2: 3 } },
  { set: { rho: -0.5, sigma: 2, updates: 3, m1: 1, m2: -1.5 }, q: { m1: 0.1875, m2: -0.375, v1: 3, v2: 3 } },
];

describe.each(visited)('at $set', ({ set, q }) => {
  const values = at(set);
  const { rho, sigma } = values;
  const s = 1 - rho * rho;
  const best = -0.5 * Math.log(s);

  test.each([
    ['gap', gapByHand(values, q)],
    ['gap-best', best],
    ['gap-closed', best],
    ['gap-quadrature', best],
    ['gap-marginals', rho ** 2 / s - best],
    ['gap-marginals-closed', rho ** 2 / s - best],
    ['precision', 1 / (sigma ** 2 * s)],
    ['precision-averaged', 1 / (sigma ** 2 * s)],
    ['variance', s * sigma ** 2],
    ['variance-closed', s * sigma ** 2],
    ['variance-given', s * sigma ** 2],
    ['variance-true', sigma ** 2],
    ['mean-1', q.m1],
    ['mean-2', q.m2],
  ] as const)('%s is %d', (name, value) => {
    // Amounts below 40; the sums of 129 and of 129² terms leave some 1e-13 of them.
    expect(metric(set, name)).toBeCloseTo(value, 11);
  });

  test('the plane shows the posterior, q and the way of its middle', () => {
    const { posterior, q: shown, way } = planeOf(values);
    expect(posterior.mean).toEqual([0, 0]);
    expect([posterior.v11, posterior.v22]).toEqual([sigma ** 2, sigma ** 2]);
    expect(posterior.v12).toBeCloseTo(rho * sigma ** 2, 14);
    expect(shown.v12).toBe(0);
    const found = [...shown.mean, shown.v11, shown.v22];
    [q.m1, q.m2, q.v1, q.v2].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 14));
    expect(way).toHaveLength(values.updates + 1);
    expect([way[0], way.at(-1)]).toEqual([[values.m1, values.m2], shown.mean]);
  });

  test('gaps are kept for every update, the last one that of q', () => {
    const gaps = gapsOf(values);
    expect(gaps.map(({ update }) => update)).toEqual(Array.from({ length: values.updates + 1 }, (_, k) => k));
    expect(gaps.at(-1)?.gap).toBeCloseTo(gapByHand(values, q), 11);
  });

  test('the factor q₁ differs from the true marginal by their KL, and both are drawn from −4 to 4', () => {
    const variance = sigma ** 2;
    expect(marginalGapOf(values)).toBeCloseTo(
      0.5 * ((q.m1 ** 2 + q.v1) / variance - 1 - Math.log(q.v1 / variance)),
      12,
    );
    const rows = marginalsOf(values);
    expect(rows).toHaveLength(241);
    rows.forEach(({ z, posterior, factor }, i) => {
      expect(z).toBeCloseTo(-4 + i / 30, 12);
      expect(posterior).toBeCloseTo(Math.exp((-z * z) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance), 12);
      expect(factor).toBeCloseTo(Math.exp(-((z - q.m1) ** 2) / (2 * q.v1)) / Math.sqrt(2 * Math.PI * q.v1), 12);
    });
  });

  test('the averaged log density is that of the posterior with the mean of z₂ put in, less what its variance costs', () => {
    for (const z of [-1.3, 0, 2]) {
      const square = z * z - 2 * rho * z * q.m2 + q.m2 ** 2 + q.v2;
      const peak = -Math.log(2 * Math.PI) - Math.log(sigma ** 2) - 0.5 * Math.log(s);
      expect(averagedLogDensity(values, q, z)).toBeCloseTo(peak - square / (2 * sigma ** 2 * s), 10);
    }
  });
});

describe('the sentence beside the picture', () => {
  test('names the factor of the last update and what is still to be gained', () => {
    expect(sentenceOf(at({ updates: 0 }))).toBe('No factor has been updated yet.');
    const gained = (q: Factors) => (gapByHand(at({}), q) + 0.5 * Math.log(0.19)).toFixed(4);
    const first = { m1: 2.25, m2: 2.5, v1: 0.19, v2: 1 };
    expect(sentenceOf(at({ updates: 1 }))).toBe(`Update 1 was q₁’s; ${gained(first)} nats are still to be gained.`);
    const second = { m1: 2.25, m2: 2.025, v1: 0.19, v2: 0.19 };
    expect(sentenceOf(at({ updates: 2 }))).toBe(`Update 2 was q₂’s; ${gained(second)} nats are still to be gained.`);
  });

  test('says that nothing is to be gained once the fourth decimal would be 0', () => {
    // With both variances at their best the excess is ½ mᵀΛm; after an update of q₂, m₂ = ρ m₁ and it is ½ m₁²/σ².
    // At ρ = 0.5 and σ = 1, m₁ = 0.5^(2k−1) · 2.5 after 2k updates: 0.0195 gives 0.00019, 0.0049 gives 0.000012.
    expect(sentenceOf(at({ rho: 0.5, updates: 8 }))).toBe('Update 8 was q₂’s; 0.0002 nats are still to be gained.');
    expect(sentenceOf(at({ rho: 0.5, updates: 10 }))).toBe('After 10 updates nothing more is to be gained.');
    // At 0.00005 itself, which prints as 0.0001: m₁ = ρ m₂ = 0.01 and ρ = 0.5 after two updates, then ½ · 1e-4 and rounding.
    expect(sentenceOf(at({ rho: 0.5, updates: 2, m2: 0.0200001 }))).toContain('0.0001 nats');
    expect(sentenceOf(at({ rho: 0.5, updates: 2, m2: 0.0199999 }))).toContain('nothing more');
  });
});

test('without correlation the closed form is 0 and not −0', () => {
  expect(metric({ rho: 0 }, 'gap-closed')).toBe(0);
});

describe('at ρ = 0.9', () => {
  test('each factor has the variance 0.19, and the gap is 0.8304 nats', () => {
    // 1 − 0.81 by hand; −½ log 0.19 = 0.830366 by a calculator.
    expect(metric({}, 'variance')).toBeCloseTo(0.19, 12);
    expect(metric({}, 'gap-closed')).toBeCloseTo(0.830366, 6);
    expect(metric({ updates: 60 }, 'gap').toFixed(4)).toBe('0.8304');
  });

  test('the true marginals are a worse q: 3.4328 nats', () => {
    // 0.81/0.19 + ½ log 0.19 = 4.263158 − 0.830366.
    expect(metric({}, 'gap-marginals')).toBeCloseTo(3.432792, 5);
  });
});

describe.each([-0.99, -0.5, 0, 0.3, 0.9, 0.99])('at ρ = %d', (rho) => {
  test.each([0.3, 1, 2])('and σ = %d, lines that are equal show equal numbers', (sigma) => {
    const found = metricsOf(at({ rho, sigma }));
    const equal = (a: keyof typeof meta.metrics, b: keyof typeof meta.metrics) => {
      // Quadrature leaves rounding of 129² terms; at |ρ| = 0.99 the terms reach 1,000/σ², so 1e-8 of them.
      expect(Math.abs(found[a] - found[b]), `${a}, ${b}`).toBeLessThan(1e-8 * Math.max(1, found[b]));
    };
    equal('gap-best', 'gap-closed');
    equal('gap-quadrature', 'gap-closed');
    equal('gap-marginals', 'gap-marginals-closed');
    equal('precision-averaged', 'precision');
    equal('variance', 'variance-closed');
    equal('variance-given', 'variance-closed');
  });

  test('the updates end at the middle, and each sets one mean to ρ times the other', () => {
    const [, first, second] = wayOf(at({ rho, updates: 60 }));
    expect(first?.m1).toBeCloseTo(rho * 2.5, 12);
    expect(second?.m2).toBeCloseTo(rho ** 2 * 2.5, 12);
    // After 2k updates m₂ = ρ^(2k) times its start.
    expect(factorsOf(at({ rho, updates: 60 })).m2).toBeCloseTo(rho ** 60 * 2.5, 12);
  });

  // Bishop (2006), section 10.1.2: the inverse of the precision matrix's diagonal entry.
  test('once both factors were visited their variances are (1 − ρ²) σ²', () => {
    for (const sigma of [0.3, 1, 1.7])
      for (const updates of [2, 12, 60]) {
        const { v1, v2 } = factorsOf(at({ rho, sigma, updates }));
        expect(v1).toBeCloseTo((1 - rho ** 2) * sigma ** 2, 12);
        expect(v2).toBeCloseTo((1 - rho ** 2) * sigma ** 2, 12);
      }
  });
});

describe('over all knobs', () => {
  test('the gap is the integral that defines it, and never negative', () => {
    fc.assert(
      fc.property(anySetting, (set) => {
        const values = at(set);
        const q = factorsOf(values);
        const gap = gapOf(values, q);
        expect(gap).toBeGreaterThan(-1e-12);
        // Amounts up to some 10⁴ nats at |ρ| = 0.99 with σ = 0.3: 1e-8 of them.
        expect(Math.abs(gap - gapBySimpson(values, q))).toBeLessThan(1e-8 * Math.max(1, gap));
      }),
      { seed: 31, numRuns: 40 },
    );
  });

  test('no update raises the gap, and none falls below what the best factors leave', () => {
    fc.assert(
      fc.property(anySetting, (set) => {
        const gaps = gapsOf(at(set)).map(({ gap }) => gap);
        const least = -0.5 * Math.log(1 - set.rho ** 2);
        expect(gaps.filter((gap, i) => gap > (gaps[i - 1] ?? Infinity) + 1e-12 * Math.max(1, gap))).toEqual([]);
        expect(Math.min(...gaps)).toBeGreaterThan(least - 1e-10);
      }),
      { seed: 32, numRuns: 200 },
    );
  });

  test('an update is the best for its factor: any other mean or variance leaves a wider gap', () => {
    fc.assert(
      fc.property(anySetting, fc.constantFrom(1 as const, 2 as const), (set, which) => {
        const values = at(set);
        const q = updated(values, factorsOf(values), which);
        const [m, v] = which === 1 ? (['m1', 'v1'] as const) : (['m2', 'v2'] as const);
        const gap = gapOf(values, q);
        for (const step of [0.97, 1.03]) expect(gapOf(values, { ...q, [v]: q[v] * step })).toBeGreaterThan(gap);
        for (const step of [-0.05, 0.05]) expect(gapOf(values, { ...q, [m]: q[m] + step })).toBeGreaterThan(gap);
      }),
      { seed: 33, numRuns: 200 },
    );
  });

  test('the new factor is the exponential of the averaged log density', () => {
    fc.assert(
      fc.property(anySetting, fc.double({ min: -2, max: 2, noNaN: true }), (set, z) => {
        const values = at(set);
        const q = factorsOf(values);
        const { m1, v1 } = updated(values, q, 1);
        // log q₁(z) − log q₁(m₁) must be the difference of the averages; 1e-9 of amounts up to 10⁴ nats.
        const averaged = averagedLogDensity(values, q, m1 + z) - averagedLogDensity(values, q, m1);
        expect(Math.abs(averaged + z ** 2 / (2 * v1))).toBeLessThan(1e-8 * (1 + precisionOf(values).diagonal * 20));
      }),
      { seed: 34, numRuns: 100 },
    );
  });

  test('every metric is finite at the ends of every knob, and each one is described', () => {
    for (const rho of [-0.99, 0.99])
      for (const sigma of [0.3, 2])
        for (const updates of [0, 60])
          for (const spread of [0.1, 3]) {
            const found = metricsOf(at({ rho, sigma, updates, spread, m1: 3, m2: -3 }));
            expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
            expect(Object.entries(found).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
          }
  });
});

test('the curves of the picture are densities: the trapezoid rule finds their mass in the window', () => {
  const rows = marginalsOf(at({}));
  const mass = (name: 'posterior' | 'factor') => rows.reduce((sum, row) => sum + row[name] / 30, 0);
  // ±4 standard deviations leave 6e-5 of the wider one outside.
  expect(mass('posterior')).toBeCloseTo(1, 3);
  expect(mass('factor')).toBeCloseTo(1, 6);
});

test('without correlation two updates are exact, and each factor is the true marginal', () => {
  expect(metric({ rho: 0, updates: 2 }, 'gap')).toBeCloseTo(0, 12);
  expect(marginalGapOf(at({ rho: 0, updates: 2 }))).toBeCloseTo(0, 12);
});

test('at ρ = 0.99 sixty updates leave something to be gained', () => {
  const found = metricsOf(at(meta.presets.strong.set));
  expect(found['gap'] - found['gap-closed']).toBeGreaterThan(0.1);
});

test('an update glides one factor and leaves the other where it is; half-way, mean and deviation are half-way', () => {
  const [from, to] = [factorsOf(at({ updates: 0 })), factorsOf(at({ updates: 1 }))];
  const middle = between(from, to)(0.5);
  expect([middle.m2, middle.v2]).toEqual([from.m2, from.v2]);
  expect(middle.m1).toBeCloseTo((from.m1 + to.m1) / 2, 12);
  expect(Math.sqrt(middle.v1)).toBeCloseTo((Math.sqrt(from.v1) + Math.sqrt(to.v1)) / 2, 12);
  expect(planeOf(at({ updates: 1 }), middle, from)).toMatchObject({
    before: { mean: [from.m1, from.m2], v11: from.v1 },
  });
});
