import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues, type NumberParam } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { barsOf, densitiesOf, expectedError, logRatiosOf, metricsOf, runningEstimates, type Values } from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });
const numbers = (set: Partial<Values>) => metricsOf(at(set));
const last = (set: Partial<Values>) => runningEstimates(at(set)).at(-1) ?? { mean: NaN, error: NaN };
const metric = (set: Partial<Values>, name: keyof typeof meta.metrics) => numbers(set)[name];

/** The knobs from end to end, and values between. */
const settings = [-3, -0.7, 0, 1, 3].flatMap((mu) => [0.05, 0.5, 1, 1.3, 3].map((sigma) => ({ mu, sigma })));

/**
 * The divergence from its definition alone, written out here with Simpson's rule and without the model's densities:
 * 4,000 strips over μ ± 12σ are σ/167 wide, and the rule's error, a fourth power of that width, stays below 1e-8 of the
 * integrand's size (at most about 50 nats).
 */
function bySimpson(mu: number, sigma: number): number {
  const strips = 4000;
  const width = (24 * sigma) / strips;
  let sum = 0;
  for (let i = 0; i <= strips; i++) {
    const z = mu - 12 * sigma + i * width;
    const q = Math.exp(-((z - mu) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
    const weight = i === 0 || i === strips ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * q * (z ** 2 / 2 - (z - mu) ** 2 / (2 * sigma ** 2) - Math.log(sigma));
  }
  return (sum * width) / 3;
}

describe('at μ = 1, σ = ½', () => {
  test('the divergence is ⅛ + log 2 = 0.8181', () => {
    // ½(1 + ¼ − 1 − log ¼) = ⅛ + log 2 by hand; the course's stated value is 0.8181.
    expect(metric({ mu: 1, sigma: 0.5 }, 'kl')).toBeCloseTo(0.125 + Math.LN2, 14);
    expect(metric({ mu: 1, sigma: 0.5 }, 'kl').toFixed(4)).toBe('0.8181');
  });

  test('the version without ½ is 1.6363, and with the variance squared 2.8351', () => {
    // By hand: ¼ + 2 log 2, and 1 + 1/16 − 1 + 4 log 2.
    expect(metric({ mu: 1, sigma: 0.5 }, 'kl-without-half')).toBeCloseTo(0.25 + 2 * Math.LN2, 14);
    expect(metric({ mu: 1, sigma: 0.5 }, 'kl-as-printed')).toBeCloseTo(0.0625 + 4 * Math.LN2, 14);
  });

  test('the reverse divergence is larger: 7/2 − log 2 = 2.8069', () => {
    // ½((1 + μ²)/σ² − 1 + log σ²) = ½(8 − 1 − 2 log 2).
    expect(metric({ mu: 1, sigma: 0.5 }, 'kl-reverse')).toBeCloseTo(3.5 - Math.LN2, 14);
  });

  // The estimate lies within 4 derived errors √(0.53125/n) of 0.8181 but for 1 in 16,000. The fourth cumulant of the log
  // ratio aε + bε² is 48b⁴ + 48a²b², an excess kurtosis of 9.3 here, so the sample's own error is within
  // 4√(11.3/4n) = 0.67 of the derived one at n = 100, and the band's upper end within 4 + 2 × 1.67 = 7.3 errors of
  // 0.0729: 0.54, where the wrong version is 0.8181 away.
  test.each([100, 1000, 10_000, 100_000])('the band of %d samples leaves out the version without ½', (samples) => {
    for (let seed = 0; seed < 20; seed++) {
      const { mean, error } = last({ mu: 1, sigma: 0.5, samples, seed });
      expect(Math.abs(0.125 + Math.LN2 - mean)).toBeLessThan(4 * Math.sqrt(0.53125 / samples));
      expect((0.25 + 2 * Math.LN2 - mean) / error).toBeGreaterThan(2);
    }
  });

  test('the figure as it opens covers the right line and leaves out the wrong one', () => {
    const { 'errors-to-kl': right, 'errors-to-kl-without-half': wrong } = metricsOf(initialValues(meta.params));
    expect(Math.abs(right)).toBeLessThan(2);
    expect(wrong).toBeGreaterThan(2);
  });
});

describe.each(settings)('at μ = $mu, σ = $sigma', ({ mu, sigma }) => {
  test('lines that are equal show equal numbers, the areas add up, and the closed form is the integral', () => {
    const found = numbers({ mu, sigma, samples: 5 });
    // Sums of 577 rounded terms whose amounts stay below 100 nats: 577 × 100 × 1.1e-16 is below 1e-11.
    for (const line of ['kl-quadrature', 'entropies-sum', 'closed-sum', 'terms-sum'] as const) {
      expect(found[line], line).toBeCloseTo(found['kl'], 10);
    }
    expect(found['negative-entropy-closed']).toBeCloseTo(found['negative-entropy'], 10);
    expect(found['cross-entropy-closed']).toBeCloseTo(found['cross-entropy'], 10);
    expect(found['kl']).toBeCloseTo(bySimpson(mu, sigma), 6);
    const above = found['kl-positive-area'];
    const below = found['kl-negative-area'];
    // The two halves share their corners, so that the errors there cancel in the sum.
    expect(above + below).toBeCloseTo(found['kl'], 10);
    expect(below).toBeLessThanOrEqual(0);
    const bars = barsOf({ mu, sigma });
    expect(bars.at(-1)).toMatchObject({ from: 0, to: bars.at(-2)?.to });
    expect(bars.at(-1)?.to).toBeCloseTo(found['kl'], 12);
  });

  test('the estimate of 20,000 samples lies within 4 derived standard errors, and so does its own error', () => {
    const samples = 20_000;
    const { mean, error } = last({ mu, sigma, samples, seed: 5 });
    const kl = 0.5 * (mu ** 2 + sigma ** 2 - 1) - Math.log(sigma);
    const derived = expectedError({ mu, sigma, samples });
    // At μ = 0, σ = 1 the error is zero and rounding is left: every log ratio is 0 exactly.
    expect(Math.abs(mean - kl)).toBeLessThanOrEqual(4 * derived);
    // A log ratio is a quadratic in a normal, so its kurtosis is at most 15 (that of a squared normal); the sample
    // standard deviation then has a relative error of √(14 / 4n) = 0.0132, and 4 of those are 0.053.
    expect(Math.abs(error - derived)).toBeLessThanOrEqual(0.053 * derived);
  });
});

test('at μ = σ = 1 the area above zero is φ(½) + ½Φ(½)', () => {
  // There log q/p = z − ½ = ε + ½, whose positive part has the mean φ(½) + ½Φ(½); tables give φ(½) = 0.352065 and
  // Φ(½) = 0.691462. The corner's error is (1/200)²/8 times its slope φ(½)… below 2e-6.
  expect(metric({ mu: 1, sigma: 1 }, 'kl-positive-area')).toBeCloseTo(0.352065 + 0.691462 / 2, 5);
});

test('exchanging the roles is the same rule with the integral taken under the prior', () => {
  // q log(q/p) integrated with q = N(0, 1) against N(1, ¼) after z → (z − 1)/½, which is N(−2, 4) against N(0, 1).
  expect(metric({ mu: 1, sigma: 0.5 }, 'kl-reverse')).toBeCloseTo(bySimpson(-2, 2), 6);
});

const { mu: anyMu, sigma: anyWidth } = meta.params;
const anyMean = fc.integer({ min: 100 * anyMu.min, max: 100 * anyMu.max }).map((hundredths) => hundredths / 100);
const anySigma = fc.integer({ min: 100 * anyWidth.min, max: 100 * anyWidth.max }).map((hundredths) => hundredths / 100);

test('the divergence is never negative, and zero only where q is the prior', () => {
  fc.assert(
    fc.property(anyMean, anySigma, (mu, sigma) => {
      const kl = metric({ mu, sigma, samples: 5 }, 'kl');
      // Rounding of amounts up to 10: a few 1e-15.
      expect(kl).toBeGreaterThan(-1e-14);
      // σ² − 1 − log σ² ≥ (σ − 1)² for σ > 0, so the distance from (0, 1) bounds the divergence from below.
      expect(kl).toBeGreaterThanOrEqual((mu ** 2 + (sigma - 1) ** 2) / 2 - 1e-14);
    }),
    { seed: 8, numRuns: 200, endOnFailure: true },
  );
  expect(metric({ mu: 0, sigma: 1 }, 'kl')).toBe(0);
});

test('where q is the prior the slips are invisible and every sample agrees', () => {
  const found = numbers({ mu: 0, sigma: 1 });
  for (const name of [
    'kl',
    'kl-without-half',
    'kl-as-printed',
    'kl-monte-carlo',
    'kl-monte-carlo-error',
    'kl-reverse',
    'errors-to-kl',
    'errors-to-kl-without-half',
  ] as const) {
    expect(found[name], name).toBeCloseTo(0, 12);
  }
});

test('every metric is finite wherever the knobs stand, and each one is described', () => {
  const ends = (name: keyof Values) => {
    const { min, max } = meta.params[name] satisfies NumberParam;
    return [min, max];
  };
  for (const mu of ends('mu'))
    for (const sigma of ends('sigma'))
      for (const samples of ends('samples'))
        for (const seed of ends('seed')) {
          const found = metricsOf({ mu, sigma, samples, seed });
          expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
          expect(Object.entries(found).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
        }
});

test('a preset covers both versions, and another cannot tell them apart', () => {
  for (const name of ['few', 'close'] as const) {
    const found = numbers(meta.presets[name].set);
    expect(Math.abs(found['errors-to-kl']), name).toBeLessThan(2);
    expect(Math.abs(found['errors-to-kl-without-half']), name).toBeLessThan(2);
  }
});

test('a band is a promise of nineteen in twenty, and a preset shows it broken', () => {
  const found = numbers(meta.presets.unlucky.set);
  expect(Math.abs(found['errors-to-kl'])).toBeGreaterThan(2);
  const seeds = Array.from({ length: 400 }, (_, seed) => {
    const { mean, error } = last({ mu: 1, sigma: 0.5, samples: 1000, seed });
    return (0.125 + Math.LN2 - mean) / error;
  });
  const covered = seeds.filter((errors) => Math.abs(errors) < 2).length / seeds.length;
  // Two standard errors hold 0.9545 of a normal; a share of 400 has the standard error 0.0104, and 4 of them are 0.042.
  expect(Math.abs(covered - 0.9545)).toBeLessThan(0.042);
});

test.each([
  { mu: 1, sigma: 0.5 },
  { mu: -2, sigma: 1.5 },
])('at μ = $mu, σ = $sigma the figure states both distances in standard errors of the drawn log ratios', (set) => {
  const { mu, sigma } = set;
  const ratios = [...logRatiosOf(at({ ...set, samples: 300, seed: 4 }))];
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / 300;
  const error = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / 299 / 300);
  const doubled = mu ** 2 + sigma ** 2 - 1 - 2 * Math.log(sigma);
  const found = numbers({ ...set, samples: 300, seed: 4 });
  expect(found['kl-monte-carlo']).toBeCloseTo(mean, 11);
  expect(found['kl-monte-carlo-error']).toBeCloseTo(error, 11);
  expect(found['errors-to-kl']).toBeCloseTo((doubled / 2 - mean) / error, 8);
  expect(found['errors-to-kl-without-half']).toBeCloseTo((doubled - mean) / error, 8);
  expect(found['error-expected']).toBe(expectedError({ ...set, samples: 300 }));
});

test('each point of the running estimate is the mean and the standard error of the samples so far', () => {
  const values = at({ samples: 700, seed: 11 });
  const ratios = [...logRatiosOf(values)];
  for (const { n, mean, error } of runningEstimates(values)) {
    const so = ratios.slice(0, n);
    const middle = so.reduce((sum, ratio) => sum + ratio, 0) / n;
    expect(mean).toBeCloseTo(middle, 11);
    expect(error).toBeCloseTo(Math.sqrt(so.reduce((sum, r) => sum + (r - middle) ** 2, 0) / (n - 1) / n), 11);
  }
});

test.each([5, 12, 50, 700])('of %d samples the running estimate shows 40 sizes a decade, from 5 on', (samples) => {
  // A size n is shown if a power 5 · 10^(i/40) lies between n and n + 1.
  const steps = (n: number) => 40 * Math.log10(n / 5);
  const sizes = Array.from({ length: samples - 5 }, (_, i) => i + 5).filter((n) => Math.ceil(steps(n)) < steps(n + 1));
  expect(runningEstimates(at({ samples })).map(({ n }) => n)).toEqual([...sizes, samples]);
});

test('another seed draws other samples, and the first seed then draws its own again', () => {
  const first = [...logRatiosOf(at({ samples: 20, seed: 1 }))];
  expect([...logRatiosOf(at({ samples: 20, seed: 2 }))]).not.toEqual(first);
  expect([...logRatiosOf(at({ samples: 20, seed: 1 }))]).toEqual(first);
});

test('the derived error is the standard deviation of the log ratio, by quadrature, over √n', () => {
  // The log ratio is a + bε + cε², so its variance under a normal ε is b² + 2c², here added up in 4,800 strips of 1/200.
  for (const { mu, sigma } of settings) {
    const average = (f: (epsilon: number) => number) =>
      Array.from({ length: 4801 }, (_, i) => i / 200 - 12).reduce(
        (sum, e) => sum + (f(e) * Math.exp((-e * e) / 2)) / Math.sqrt(2 * Math.PI) / 200,
        0,
      );
    const ratio = (e: number) => (mu + sigma * e) ** 2 / 2 - e ** 2 / 2 - Math.log(sigma);
    const mean = average(ratio);
    const variance = average((e) => (ratio(e) - mean) ** 2);
    expect(expectedError({ mu, sigma, samples: 250 })).toBeCloseTo(Math.sqrt(variance / 250), 6);
  }
});

test('the four terms and the sum are the bars, each from where the one before ended', () => {
  // At μ = 2, σ = ½: ½ · 4, ½ · ¼, −½ and −½ log ¼ = log 2.
  const bars = barsOf({ mu: 2, sigma: 0.5 });
  const ends = [0, 2, 2.125, 1.625, 1.625 + Math.LN2];
  expect(bars.map(({ term }) => term)).toEqual(['mean-term', 'variance-term', 'constant-term', 'log-term', 'kl']);
  expect(bars.map(({ label }) => label)).toEqual(['½μ²', '½σ²', '−½', '−½ log σ²', 'KL']);
  bars.slice(0, 4).forEach(({ from, to }, i) => {
    expect(from).toBeCloseTo(ends[i] ?? NaN, 12);
    expect(to).toBeCloseTo(ends[i + 1] ?? NaN, 12);
  });
  const found: Readonly<Record<string, number>> = numbers({ mu: 2, sigma: 0.5 });
  for (const { term, from, to } of bars) expect(found[term]).toBeCloseTo(to - from, 12);
});

test('samples asked for after fewer of the same seed are those of a fresh draw', () => {
  const drawn = (samples: number, seed: number) => [...logRatiosOf(at({ samples, seed }))];
  drawn(10, 1);
  const grown = drawn(3000, 1);
  drawn(10, 2);
  expect(drawn(3000, 1)).toEqual(grown);
  // Draws of a continuous amount: all but a few that round alike differ.
  expect(new Set(grown).size).toBeGreaterThan(2900);
});

test('more samples only continue the fewer', () => {
  const few = logRatiosOf(at({ samples: 100 }));
  expect(logRatiosOf(at({ samples: 5000 })).subarray(0, 100)).toEqual(few);
});

test('the running estimate ends with all samples and is thinned for drawing', () => {
  const trace = runningEstimates(at({ samples: 100_000 }));
  expect(trace.at(-1)?.n).toBe(100_000);
  // About 40 points a decade from 5 to 100,000: 4.3 decades.
  expect(trace.length).toBeLessThan(180);
  expect(trace.every(({ n }, i) => i === 0 || n > (trace[i - 1]?.n ?? 0))).toBe(true);
});

test('the curve is drawn in order and reaches the peaks of both densities', () => {
  for (const sigma of [0.05, 0.5, 3]) {
    const points = densitiesOf(at({ mu: 1, sigma }));
    expect(points.every(({ z }, i) => i === 0 || z >= (points[i - 1]?.z ?? 0))).toBe(true);
    // Peaks 1/(σ√2π) and 1/√2π; the grid holds μ itself, and 0 to within 0.05.
    expect(Math.max(...points.map(({ q }) => q))).toBeCloseTo(1 / (sigma * Math.sqrt(2 * Math.PI)), 10);
    expect(Math.max(...points.map(({ p }) => p))).toBeGreaterThan(0.398);
  }
});

test.each([
  // The prior's mass within 4, or q's within 4.5 of its deviations, whichever reaches further at either end.
  { mu: 1, sigma: 0.5, from: -4, to: 4 },
  { mu: 3, sigma: 3, from: -10.5, to: 16.5 },
  { mu: -3, sigma: 0.6, from: -5.7, to: 4 },
])('at μ = $mu, σ = $sigma the curve shows both densities and the integrand from $from to $to', (set) => {
  const { mu, sigma, from, to } = set;
  const points = densitiesOf(at({ mu, sigma }));
  const expected: number[] = [];
  for (let i = 0; i <= 160; i++) expected.push(from + ((to - from) * i) / 160);
  // A finer grid, 15 points a deviation, over 4 of them to either side of μ.
  for (let i = -60; i <= 60; i++) expected.push(mu + (sigma * i) / 15);
  const inside = expected.filter((z) => z >= from && z <= to).sort((a, b) => a - b);
  expect(points).toHaveLength(inside.length);
  points.forEach(({ z, q, p, integrand }, i) => {
    expect(z).toBeCloseTo(inside[i] ?? NaN, 10);
    const density = Math.exp(-((z - mu) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
    expect(q).toBeCloseTo(density, 12);
    expect(p).toBeCloseTo(Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI), 12);
    expect(integrand).toBeCloseTo(density * (z ** 2 / 2 - (z - mu) ** 2 / (2 * sigma ** 2) - Math.log(sigma)), 11);
  });
});
