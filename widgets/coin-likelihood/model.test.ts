import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '#src/engine/random.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  between,
  betaDensity,
  chancesOf,
  confidence,
  countsOf,
  credible,
  curvesOf,
  intervalOf,
  likelihood,
  metricsOf,
  overCoins,
  probability,
  tooMany,
  topOf,
  tossed,
  type Values,
} from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });

/** C(n,k) by whole numbers. */
function ways(n: number, k: number): bigint {
  let count = 1n;
  for (let i = 1n; i <= BigInt(k); i++) count = (count * (BigInt(n) - i + 1n)) / i;
  return count;
}

/** The beta-binomial probability as Pólya's urn gives it: heads and tails drawn one by one, each making its like more frequent. */
function byUrn(a: number, b: number, n: number, k: number): number {
  let chance = Number(ways(n, k));
  for (let i = 0; i < k; i++) chance *= (a + i) / (a + b + i);
  for (let j = 0; j < n - k; j++) chance *= (b + j) / (a + b + k + j);
  return chance;
}

/** P(at least k heads in n tosses), by adding up whole numbers of ways. */
function atLeast(n: number, k: number, p: number): number {
  let sum = 0;
  for (let heads = k; heads <= n; heads++) sum += Number(ways(n, heads)) * p ** heads * (1 - p) ** (n - heads);
  return sum;
}

const settings = fc
  .record({
    n: fc.integer({ min: 1, max: 200 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    p: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    prior: fc.constantFrom('on' as const, 'off' as const),
    a: fc.double({ min: -1, max: 2, noNaN: true }).map((log) => 10 ** log),
    b: fc.double({ min: -1, max: 2, noNaN: true }).map((log) => 10 ** log),
  })
  .map(({ share, ...rest }) => at({ ...rest, k: Math.round(share * rest.n) }));

/** Every corner of the knobs, k above n among them. */
const corners = [1, 10, 200].flatMap((n) =>
  [0, 1, n, 200].flatMap((k) =>
    [0.01, 0.5, 0.99].flatMap((p) => [0.1, 1, 100].flatMap((a) => [0.1, 1, 100].map((b) => at({ n, k, p, a, b })))),
  ),
);

/**
 * Logarithms of factorials and Beta functions reach 6,000 in amount at n = 1000, where doubles stand 9e-13 apart; a few of them are added,
 * and the exponential turns their absolute error into a relative one: 1e-11 covers it. Below 1e-150 a product of two factors
 * may have lost one of them to underflow, and nobody reads so small a number.
 */
const near = (found: number, wanted: number, name = '') =>
  expect(Math.abs(found - wanted), `${name}: ${found} for ${wanted}`).toBeLessThanOrEqual(
    1e-11 * Math.abs(wanted) + 1e-150,
  );

const equal = [
  ['probability', 'likelihood'],
  ['area', 'area-closed'],
  ['joint', 'joint-gathered'],
  ['evidence', 'evidence-closed'],
  ['posterior-ratio', 'posterior-density'],
] as const;

/** What holds at every setting: equal lines show equal numbers, and what must add up or lie in order does. */
function checkNumbers(values: Values) {
  const found = metricsOf(values);
  for (const [one, other] of equal) near(found[one], found[other], one);
  near(found.area, 1 / (values.n + 1));
  // Rounding of log factorials, 1e-12 each, is common to neighbouring counts and so does not average out.
  expect(found['sum-over-k']).toBeCloseTo(1, 10);
  const { 'prior-mean': prior, 'posterior-mean': mean, peak } = found;
  expect(mean).toBeGreaterThanOrEqual(Math.min(prior, peak) - 1e-12);
  expect(mean).toBeLessThanOrEqual(Math.max(prior, peak) + 1e-12);
  for (const [name, value] of Object.entries(found))
    expect(Number.isFinite(value), `${name} at ${JSON.stringify(values)}`).toBe(true);
  expect(found['credible-low']).toBeLessThan(found['credible-high']);
  expect(found['confidence-low']).toBeLessThan(found['confidence-high']);
  expect(found['log-evidence']).toBeLessThanOrEqual(0);
}

/** No hole in a picture: infinite are prior and posterior only, and only at the ends of p. */
function checkRows(values: Values) {
  expect(countsOf(values).filter((count) => count.here)).toHaveLength(1);
  expect(topOf(values)).toBeGreaterThan(0);
  const bad = curvesOf(values).filter(({ p, prior, posterior, ...rest }) => {
    const inside = p > 0 && p < 1 ? [prior, posterior] : [];
    return ![...Object.values(rest), ...inside].every(Number.isFinite) || Number.isNaN(prior + posterior);
  });
  expect(bad, JSON.stringify(values)).toEqual([]);
}

describe('wherever the knobs stand', () => {
  test('equal lines show equal numbers, counts add up to 1, L has the area 1/(n + 1), and means and intervals lie in order', () => {
    fc.assert(fc.property(settings, checkNumbers), { seed: 6 });
  });

  test('so they do at every corner, where no curve and no bar is missing either', () => {
    for (const values of corners) {
      checkNumbers(values);
      checkRows(values);
    }
  });
});

describe('three heads in ten', () => {
  test('P(3|10, ½) = 120/1024 = 0.1171875', () => {
    // C(10,3) = 120 ways, each of probability 2^−10; the value the course states.
    const found = metricsOf(at({ n: 10, k: 3, p: 0.5 }));
    expect(found.probability).toBeCloseTo(0.1171875, 14);
    expect(found.likelihood).toBeCloseTo(0.1171875, 14);
  });

  test('with the prior Beta(2, 2) the posterior is Beta(5, 9)', () => {
    const found = metricsOf(at({}));
    // Mean 5/14, mode 4/12. Density at ½: p⁴(1 − p)⁸/B(5, 9) with 1/B = 13!/(4! 8!) = 6435, so 6435/4096.
    expect(found['posterior-mean']).toBeCloseTo(5 / 14, 14);
    expect(found['posterior-mode']).toBeCloseTo(1 / 3, 14);
    expect(found['posterior-density']).toBeCloseTo(6435 / 4096, 12);
    // Evidence: 120 · B(5, 9)/B(2, 2) = 120 · 6/6435.
    expect(found['evidence-closed']).toBeCloseTo(720 / 6435, 13);
    expect(found['log-evidence']).toBeCloseTo(Math.log(720 / 6435), 12);
  });

  test('at p = 0.4 every number is its fraction', () => {
    // Whole numbers over powers of ten; the densities are p(1 − p)/B(2, 2) with 1/B = 6 and p⁴(1 − p)⁸/B(5, 9) with 1/B = 6435.
    const likely = 120 * 0.4 ** 3 * 0.6 ** 7;
    const highest = 120 * 0.3 ** 3 * 0.7 ** 7;
    const evidence = 720 / 6435;
    const expected = {
      heads: 3,
      probability: likely,
      likelihood: likely,
      'sum-over-k': 1,
      area: 1 / 11,
      'area-closed': 1 / 11,
      peak: 0.3,
      'peak-likelihood': highest,
      relative: likely / highest,
      'prior-density': 6 * 0.4 * 0.6,
      joint: 6 * 0.24 * likely,
      'joint-gathered': 6 * 0.24 * likely,
      evidence,
      'evidence-closed': evidence,
      'log-evidence': Math.log(evidence),
      'posterior-ratio': 6435 * 0.4 ** 4 * 0.6 ** 8,
      'posterior-density': 6435 * 0.4 ** 4 * 0.6 ** 8,
      'prior-mean': 0.5,
      'posterior-mean': 5 / 14,
      'posterior-mode': 4 / 12,
    };
    const found = metricsOf(at({ n: 10, k: 3, p: 0.4, a: 2, b: 2 }));
    for (const [name, value] of Object.entries(expected)) near(found[name as keyof typeof found], value, name);
    // The intervals by whole numbers: the posterior's by a + b − 1 = 13 tosses, that of Clopper and Pearson by the ten.
    expect(atLeast(13, 5, found['credible-low'])).toBeCloseTo(0.025, 10);
    expect(atLeast(13, 5, found['credible-high'])).toBeCloseTo(0.975, 10);
    expect(atLeast(10, 3, found['confidence-low'])).toBeCloseTo(0.025, 10);
    expect(1 - atLeast(10, 4, found['confidence-high'])).toBeCloseTo(0.025, 10);
  });
});

describe('probability', () => {
  test('is the count of ways times the chance of each, in whole numbers', () => {
    for (const [n, k, p] of [
      [1, 0, 0.3],
      [7, 7, 0.9],
      [30, 11, 0.25],
      [200, 60, 0.3],
      [1000, 500, 0.5],
    ] as const) {
      // 2^1000 overflows no double, p^k(1 − p)^(n−k) underflows none: 0.5^1000 = 9e-302.
      near(probability({ n, k }, p), Number(ways(n, k)) * p ** k * (1 - p) ** (n - k), `${n}, ${k}`);
    }
  });

  test('of every count is the formula’s, though each comes from its neighbour', () => {
    // 1,000 products of three rounded factors: 3,000 · 1.1e-16 relative.
    for (const [n, p] of [
      [1, 0.99],
      [10, 0.5],
      [1000, 0.01],
      [1000, 0.7],
    ] as const)
      chancesOf(n, p).forEach((chance, k) => near(chance, probability({ n, k }, p), `${n}, ${k}`));
  });
});

describe('the likelihood', () => {
  test('of a coin that cannot fall otherwise is 1 where it did not and 0 where it did', () => {
    expect([likelihood({ n: 4, k: 0 }, 0), likelihood({ n: 4, k: 4 }, 1)]).toEqual([1, 1]);
    expect([probability({ n: 4, k: 0 }, 0), probability({ n: 4, k: 4 }, 1)]).toEqual([1, 1]);
    expect([likelihood({ n: 4, k: 1 }, 0), likelihood({ n: 4, k: 3 }, 1)]).toEqual([0, 0]);
  });

  test('peaks at k/n', () => {
    fc.assert(
      fc.property(settings, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
        const found = metricsOf(values);
        // Near the peak the curve is flat, and two values that are equal differ by their rounding.
        expect(likelihood(values, p)).toBeLessThanOrEqual(found['peak-likelihood'] * (1 + 1e-11));
        expect(found.peak).toBe(found.heads / values.n);
        expect(found.relative).toBeLessThanOrEqual(1 + 1e-11);
      }),
      { seed: 4 },
    );
  });

  test('has the area 1/(n + 1) by Simpson’s rule too', () => {
    // Of 2,000 strips: h⁴/180 · (f‴(0) − f‴(1)) with f‴(0) = 120 · 3! = 720 and f‴(1) = 0, that is 2.5e-13.
    const strips = 2000;
    let sum = 0;
    for (let i = 0; i <= strips; i++)
      sum += (i === 0 || i === strips ? 1 : i % 2 ? 4 : 2) * likelihood({ n: 10, k: 3 }, i / strips);
    expect(sum / (3 * strips)).toBeCloseTo(1 / 11, 11);
  });
});

describe('Bayes’ rule', () => {
  test('the evidence is the probability that Pólya’s urn gives', () => {
    for (const [a, b, n, k] of [
      [2, 2, 10, 3],
      [0.1, 0.1, 1, 1],
      [0.1, 100, 30, 30],
      [60, 60, 50, 5],
      [1, 1, 40, 17],
    ] as const) {
      near(metricsOf(at({ a, b, n, k }))['evidence-closed'], byUrn(a, b, n, k));
      near(metricsOf(at({ a, b, n, k })).evidence, byUrn(a, b, n, k));
    }
  });

  test('under a flat prior every count is as probable as any other', () => {
    for (let k = 0; k <= 10; k++) near(metricsOf(at({ k, a: 1, b: 1 })).evidence, 1 / 11);
    expect(metricsOf(at({ prior: 'off', a: 7 })).evidence).toBe(metricsOf(at({ a: 1, b: 1 })).evidence);
  });

  test('the posterior is nowhere higher than at its mode', () => {
    fc.assert(
      fc.property(settings, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (values, p) => {
        const { heads, 'posterior-mode': mode } = metricsOf(values);
        const flat = values.prior === 'off';
        const after = {
          a: (flat ? 1 : values.a) + heads,
          b: (flat ? 1 : values.b) + values.n - heads,
        };
        expect(betaDensity(after, p)).toBeLessThanOrEqual(betaDensity(after, mode) * (1 + 1e-11));
      }),
      { seed: 8 },
    );
  });
});

test('a Beta density is highest at (a − 1)/(a + b − 2), at 0 for a ≤ 1 and at 1 for b ≤ 1', () => {
  const modeAt = (set: Partial<Values>) => metricsOf(at(set))['posterior-mode'];
  // Beta(3.5, 2.5), Beta(0.5, 1.5), Beta(1, 2), Beta(1.5, 0.5) and Beta(2, 1).
  expect(modeAt({ n: 4, k: 3, a: 0.5, b: 1.5 })).toBeCloseTo(2.5 / 4, 14);
  expect(modeAt({ n: 1, k: 0, a: 0.5, b: 0.5 })).toBe(0);
  expect(modeAt({ n: 1, k: 0, a: 1, b: 1 })).toBe(0);
  expect(modeAt({ n: 1, k: 1, a: 0.5, b: 0.5 })).toBe(1);
  expect(modeAt({ n: 1, k: 1, a: 1, b: 1 })).toBe(1);
  // An average with weights a and n: (a + k)/(a + b + n), and a/(a + b) before.
  expect(metricsOf(at({ n: 4, k: 3, a: 0.5, b: 1.5 }))['posterior-mean']).toBeCloseTo(3.5 / 6, 14);
  expect(metricsOf(at({ n: 4, k: 3, a: 0.5, b: 1.5 }))['prior-mean']).toBe(0.25);
});

describe('the intervals', () => {
  test('cut off 2.5 % at either side of the posterior', () => {
    // For whole a and b, P(p ≤ x) under Beta(a, b) is P(at least a heads in a + b − 1 tosses of the coin x).
    for (const [a, b] of [
      [5, 9],
      [1, 1],
      [4, 8],
      [30, 3],
    ] as const) {
      const { low, high } = credible({ a, b });
      expect(atLeast(a + b - 1, a, low)).toBeCloseTo(0.025, 10);
      expect(atLeast(a + b - 1, a, high)).toBeCloseTo(0.975, 10);
    }
  });

  test('are right where a Beta density is infinite at an end', () => {
    // Beta(½, ½) has the distribution function (2/π) arcsin √p; Beta(a, 1) has p^a.
    expect(credible({ a: 0.5, b: 0.5 }).low).toBeCloseTo(Math.sin((Math.PI * 0.025) / 2) ** 2, 12);
    expect(credible({ a: 0.2, b: 1 }).high).toBeCloseTo(0.975 ** 5, 12);
    expect(credible({ a: 0.2, b: 1 }).low).toBeCloseTo(0.025 ** 5, 12);
  });

  test('hold the coins that a test at 2.5 % on either side does not reject', () => {
    for (const [n, k] of [
      [10, 3],
      [1, 1],
      [40, 39],
    ] as const) {
      const { low, high } = confidence({ n, k });
      expect(atLeast(n, k, low)).toBeCloseTo(0.025, 10);
      if (k < n) expect(1 - atLeast(n, k + 1, high)).toBeCloseTo(0.025, 10);
    }
    // No heads at all: (1 − p)^n = 0.025.
    expect(confidence({ n: 10, k: 0 })).toEqual({ low: 0, high: expect.closeTo(1 - 0.025 ** 0.1, 12) as number });
    expect(confidence({ n: 1, k: 1 }).high).toBe(1);
  });
});

describe('the figure', () => {
  test('has on its curves what the formulas give, over all of p from 0 to 1', () => {
    const curves = curvesOf(at({ n: 10, k: 3, a: 2, b: 2 }));
    expect([curves[0]?.p, curves.at(-1)?.p]).toEqual([0, 1]);
    curves.forEach(({ p, likelihood: found, relative, scaled, prior, posterior }, i) => {
      expect(p).toBeGreaterThan(curves[i - 1]?.p ?? -1);
      near(found, 120 * p ** 3 * (1 - p) ** 7);
      near(relative, (p ** 3 * (1 - p) ** 7) / (0.3 ** 3 * 0.7 ** 7));
      near(scaled, 11 * 120 * p ** 3 * (1 - p) ** 7);
      near(prior, 6 * p * (1 - p));
      near(posterior, 6435 * p ** 4 * (1 - p) ** 8);
    });
  });

  test('draws every hill finely: half-way between two nodes a line misses the curve by half a per cent of its height, or by its bend at a steep foot', () => {
    // Nodes a sixth of a deviation apart: (1/6)²/8 of the curvature of a normal's shape is 0.35 % of its height. The last four
    // have one narrow hill far from the other curve's, at an end of p.
    for (const set of [
      { n: 200, k: 100, a: 2, b: 2 },
      { n: 200, k: 4, a: 2, b: 2 },
      { n: 200, k: 60, a: 10, b: 2 },
      { n: 200, k: 1, a: 100, b: 100 },
      { n: 200, k: 199, a: 100, b: 100 },
      { n: 1, k: 1, a: 100, b: 1 },
      { n: 1, k: 0, a: 1, b: 100 },
    ]) {
      const rows = curvesOf(at(set));
      const after = { a: set.a + set.k, b: set.b + set.n - set.k };
      const exact = {
        likelihood: (p: number) => likelihood(set, p) / likelihood(set, set.k / set.n),
        posterior: (p: number) => betaDensity(after, p) / betaDensity(after, (after.a - 1) / (after.a + after.b - 2)),
      };
      for (const curve of ['likelihood', 'posterior'] as const) {
        const top = Math.max(...rows.map((row) => row[curve]));
        const misses = rows.slice(1).map((row, i) => {
          const [left = NaN, p = NaN] = [rows[i]?.[curve], rows[i]?.p];
          return Math.abs((left + row[curve]) / 2 / top - exact[curve]((p + row.p) / 2));
        });
        // At the foot of p e^{−200p}, for one head or one tail in 200, the curve bends by 2 · 200² e: 3.6 % at these nodes.
        const slack = set.n === 200 && (set.k === 1 || set.k === 199) ? 0.036 : 0.005;
        expect(Math.max(...misses), `${curve} at ${JSON.stringify(set)}`).toBeLessThan(slack);
      }
      expect([rows[0]?.p, rows.at(-1)?.p]).toEqual([0, 1]);
    }
    // And no finer than they can be told apart: 161 even nodes with 49 for each of two hills.
    expect(curvesOf(at({ n: 10, k: 3 })).length).toBeLessThanOrEqual(161 + 98);
    expect(curvesOf(at({ n: 200, k: 100 })).filter(({ p }) => Number.isInteger(p * 160)).length).toBe(161);
  });

  test('has a bar for each count of at least a thousandth of the highest, and for the count that was thrown', () => {
    // Fair coins, ten of them: C(10, k)/1024, of which C(10, 0) = 1 is above 252/1000 as well.
    const fair = countsOf(at({ n: 10, k: 3, p: 0.5 }));
    expect(fair.map(({ k, here }) => [k, here])).toEqual(Array.from({ length: 11 }, (_, k) => [k, k === 3]));
    fair.forEach(({ k, probability: found }) => near(found, Number(ways(10, k)) / 1024));
    // Two hundred: C(200, k) against C(200, 100)/1000, by whole numbers.
    const shown = Array.from({ length: 201 }, (_, k) => k).filter((k) => 1000n * ways(200, k) > ways(200, 100));
    expect(countsOf(at({ n: 200, k: 100, p: 0.5 })).map(({ k }) => k)).toEqual(shown);
    expect(countsOf(at({ n: 200, k: 7, p: 0.5 })).map(({ k }) => k)).toEqual([7, ...shown]);
  });

  test('has a scale up to the highest bar or the peak of the likelihood, whichever is higher', () => {
    // C(10, 3) 0.3³ 0.7⁷ against C(10, 5)/2¹⁰ = 252/1024; and for p = 0.1 the bar of one head, 10 · 0.1 · 0.9⁹, against 252/1024.
    near(topOf(at({ n: 10, k: 3, p: 0.5 })), 120 * 0.3 ** 3 * 0.7 ** 7);
    near(topOf(at({ n: 10, k: 5, p: 0.1 })), 0.9 ** 9);
  });

  test('shows with a prior the credible interval around the posterior mean, else that of confidence around k/n', () => {
    const found = metricsOf(at({}));
    expect(intervalOf(at({ prior: 'on' }))).toEqual({
      low: found['credible-low'],
      high: found['credible-high'],
      middle: found['posterior-mean'],
    });
    expect(intervalOf(at({ prior: 'off' }))).toEqual({
      low: found['confidence-low'],
      high: found['confidence-high'],
      middle: 0.3,
    });
  });

  test('says how many heads count where there are more than tosses', () => {
    expect(tooMany({ n: 10, k: 10 })).toBe('');
    expect(tooMany({ n: 10, k: 11 })).toBe('11 heads do not fit into 10 tosses, so k counts as 10.');
    expect(tooMany({ n: 1, k: 2 })).toBe('2 heads do not fit into 1 toss, so k counts as 1.');
  });

  test('counts no more heads than tosses', () => {
    expect(metricsOf(at({ n: 5, k: 7 })).heads).toBe(5);
    expect(metricsOf(at({ n: 5, k: 7 }))).toEqual(metricsOf(at({ n: 5, k: 5 })));
  });

  test('reports exactly the metrics that it describes', () => {
    expect(Object.keys(metricsOf(at({}))).sort()).toEqual(Object.keys(meta.metrics).sort());
  });

  test('has presets that do what their names say', () => {
    const preset = (name: keyof typeof meta.presets) => metricsOf(at(meta.presets[name].set));
    expect(preset('once').peak).toBe(1);
    // A prior worth 120 tosses against 10: the mean stays within 0.02 of ½.
    expect(Math.abs(preset('stubborn')['posterior-mean'] - 0.5)).toBeLessThan(0.02);
    // (10 + 60)/(12 + 200) = 0.3302, from a prior mean of 0.8333.
    expect(Math.abs(preset('many')['posterior-mean'] - 0.3)).toBeLessThan(0.04);
    expect(preset('edges')['posterior-mode']).toBe(0);
  });

  test('throws coins that show heads with probability p', () => {
    // 200 throws of 100 coins: the mean count is np = 30 with standard error √(np(1 − p)/200) = 0.324; 4 of them are 1.3.
    let [sum, seed] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const next = tossed({ n: 100, p: 0.3, seed });
      sum += next.k;
      seed = next.seed;
    }
    expect(Math.abs(sum / 200 - 30)).toBeLessThan(1.3);
    expect(tossed({ n: 10, p: 0.5, seed: 9999 }).seed).toBe(0);
    // A throw is the next seed's, and a coin shows heads where its uniform number is below p: of the numbers of that seed's
    // stream as many as there are coins.
    const stream = random(4).fork('toss');
    const numbers = Array.from({ length: 50 }, () => stream.uniform());
    for (const p of [0.01, 0.5, 0.99])
      expect(tossed({ n: 50, p, seed: 3 })).toEqual({ k: numbers.filter((number) => number < p).length, seed: 4 });
  });

  test('integrates a singular end: ∫ p^−0.9 dp = 10', () => {
    near(
      overCoins((logP) => -0.9 * logP),
      10,
    );
  });
});

test('a throw glides over the counts in between, from the heads that count', () => {
  const way = between(at({ n: 10, k: 15 }), at({ n: 10, k: 5 }));
  expect([0, 0.5, 1].map((share) => way(share).k)).toEqual([10, 7.5, 5]);
  // Half a head makes a density too: with a flat prior Beta(8.5, 3.5), whose mean is 8.5/12.
  const rows = curvesOf({ ...way(0.5), prior: 'off' });
  const mass = (of: (p: number) => number) =>
    rows.slice(1).reduce((sum, { p, posterior }, i) => {
      const last = rows[i];
      return last ? sum + ((p - last.p) * (of(p) * posterior + of(last.p) * last.posterior)) / 2 : sum;
    }, 0);
  // The trapezoids of some hundred points are within 1e-3.
  expect(mass((p) => p) / mass(() => 1)).toBeCloseTo(8.5 / 12, 3);
});
