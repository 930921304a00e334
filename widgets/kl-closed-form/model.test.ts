import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues, type NumberParam } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { barsOf, densitiesOf, expectedError, logRatiosOf, metricsOf, runningEstimates, type Values } from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });
const numbers = (set: Partial<Values>) => metricsOf(at(set));
const metric = (set: Partial<Values>, name: string) => numbers(set)[name] ?? NaN;

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
      const found = numbers({ mu: 1, sigma: 0.5, samples, seed });
      const distance = (found['kl'] ?? NaN) - (found['kl-monte-carlo'] ?? NaN);
      expect(Math.abs(distance)).toBeLessThan(4 * Math.sqrt(0.53125 / samples));
      expect(found['errors-to-kl-without-half']).toBeGreaterThan(2);
    }
  });

  test('the figure as it opens covers the right line and leaves out the wrong one', () => {
    const { 'errors-to-kl': right = NaN, 'errors-to-kl-without-half': wrong = NaN } = metricsOf(
      initialValues(meta.params),
    );
    expect(Math.abs(right)).toBeLessThan(2);
    expect(wrong).toBeGreaterThan(2);
  });
});

describe.each(settings)('at μ = $mu, σ = $sigma', ({ mu, sigma }) => {
  const found = numbers({ mu, sigma });

  // Sums of 577 rounded terms whose amounts stay below 100 nats: 577 × 100 × 1.1e-16 is below 1e-11.
  test('lines that are equal show equal numbers', () => {
    for (const line of ['kl-quadrature', 'entropies-sum', 'closed-sum', 'terms-sum']) {
      expect(found[line], line).toBeCloseTo(found['kl'] ?? NaN, 10);
    }
    expect(found['negative-entropy-closed']).toBeCloseTo(found['negative-entropy'] ?? NaN, 10);
    expect(found['cross-entropy-closed']).toBeCloseTo(found['cross-entropy'] ?? NaN, 10);
  });

  test('the closed form is the integral that defines the divergence', () => {
    expect(found['kl']).toBeCloseTo(bySimpson(mu, sigma), 6);
  });

  test('the estimate of 20,000 samples lies within 4 derived standard errors', () => {
    const estimate = metric({ mu, sigma, samples: 20_000, seed: 5 }, 'kl-monte-carlo');
    // At μ = 0, σ = 1 the error is zero and rounding is left: every log ratio is 0 exactly.
    expect(Math.abs(estimate - (found['kl'] ?? NaN))).toBeLessThanOrEqual(
      4 * expectedError({ mu, sigma, samples: 20_000 }),
    );
  });

  test('the standard error of the samples is the derived one', () => {
    const samples = 20_000;
    const error = metric({ mu, sigma, samples, seed: 5 }, 'kl-monte-carlo-error');
    // A log ratio is a quadratic in a normal, so its kurtosis is at most 15 (that of a squared normal); the sample
    // standard deviation then has a relative error of √(14 / 4n) = 0.0132, and 4 of those are 0.053.
    const derived = expectedError({ mu, sigma, samples });
    expect(Math.abs(error - derived)).toBeLessThanOrEqual(0.053 * derived);
  });

  test('the areas above and below zero add up to the divergence', () => {
    const above = found['kl-positive-area'] ?? NaN;
    const below = found['kl-negative-area'] ?? NaN;
    // The two halves share their corners, so that the errors there cancel in the sum.
    expect(above + below).toBeCloseTo(found['kl'] ?? NaN, 10);
    expect(below).toBeLessThanOrEqual(0);
  });

  test('the chain of bars ends at the divergence', () => {
    const bars = barsOf({ mu, sigma });
    expect(bars.at(-1)).toMatchObject({ from: 0, to: bars.at(-2)?.to });
    expect(bars.at(-1)?.to).toBeCloseTo(found['kl'] ?? NaN, 12);
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

const anyMean = fc.double({ min: meta.params.mu.min, max: meta.params.mu.max, noNaN: true });
const anySigma = fc.double({ min: meta.params.sigma.min, max: meta.params.sigma.max, noNaN: true });

test('the divergence is never negative, and zero only where q is the prior', () => {
  fc.assert(
    fc.property(anyMean, anySigma, (mu, sigma) => {
      const kl = metric({ mu, sigma, samples: 5 }, 'kl');
      // Rounding of amounts up to 10: a few 1e-15.
      expect(kl).toBeGreaterThan(-1e-14);
      // σ² − 1 − log σ² ≥ (σ − 1)² for σ > 0, so the distance from (0, 1) bounds the divergence from below.
      expect(kl).toBeGreaterThanOrEqual((mu ** 2 + (sigma - 1) ** 2) / 2 - 1e-14);
    }),
    { seed: 8, numRuns: 200 },
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
  ]) {
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
    expect(Math.abs(found['errors-to-kl'] ?? NaN), name).toBeLessThan(2);
    expect(Math.abs(found['errors-to-kl-without-half'] ?? NaN), name).toBeLessThan(2);
  }
});

test('a band is a promise of nineteen in twenty, and a preset shows it broken', () => {
  const found = numbers(meta.presets.unlucky.set);
  expect(Math.abs(found['errors-to-kl'] ?? NaN)).toBeGreaterThan(2);
  const seeds = Array.from({ length: 400 }, (_, seed) => numbers({ samples: 1000, seed })['errors-to-kl'] ?? NaN);
  const covered = seeds.filter((errors) => Math.abs(errors) < 2).length / seeds.length;
  // Two standard errors hold 0.9545 of a normal; a share of 400 has the standard error 0.0104, and 4 of them are 0.042.
  expect(Math.abs(covered - 0.9545)).toBeLessThan(0.042);
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
