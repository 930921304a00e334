import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  baselineOf,
  binsOf,
  ESTIMATES,
  estimatesOf,
  metricsOf,
  momentsOf,
  sceneOf,
  varianceCurve,
  variancesOf,
  type Values,
} from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });
const metric = (set: Partial<Values>, name: string) => metricsOf(at(set))[name] ?? NaN;
const names = Object.keys(meta.params.f.options) as Values['f'][];
const places = [-3, -1, 0, 0.5, 1, 3].flatMap((mu) => [0.1, 0.5, 1, 2].map((sigma) => ({ mu, sigma })));

/** The functions once more, written out here. */
const functions: Readonly<Record<Values['f'], (z: number) => number>> = {
  square: (z) => z ** 2,
  sine: (z) => Math.sin(z),
  well: (z) => z ** 4 - 2 * z ** 2 + 1,
  step: (z) => Number(z > 0),
};

/**
 * E[g(z)] for z ~ N(μ, σ²) by Simpson's rule on either side of zero, where the step has its corner: 8,000 strips over at
 * most 41 deviations (μ = ±3 at σ = 0.1). The rule's error is a fourth power of σ/195: below 1e-8 of the integrand.
 */
function expectation(mu: number, sigma: number, g: (z: number) => number): number {
  const density = (z: number) => Math.exp(-((z - mu) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
  const [from, to] = [Math.min(0, mu - 11 * sigma), Math.max(0, mu + 11 * sigma)];
  return simpson(from, -1e-13, (z) => density(z) * g(z)) + simpson(1e-13, to, (z) => density(z) * g(z));
}

function simpson(from: number, to: number, f: (z: number) => number): number {
  if (to <= from) return 0;
  const strips = 8000;
  const width = (to - from) / strips;
  let sum = f(from) + f(to);
  for (let i = 1; i < strips; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

describe('for z² at μ = σ = 1', () => {
  test('both means are 2, the variances 4 and 30', () => {
    // By hand: 2z has mean 2μ and variance 4σ²; z²(z − μ)/σ² has second moment μ⁴ + 18 + 15 = 34 and variance 34 − 4.
    expect(metric({}, 'gradient')).toBe(2);
    expect(metric({}, 'path-variance')).toBeCloseTo(4, 10);
    expect(metric({}, 'score-variance')).toBeCloseTo(30, 10);
  });

  test('the best baseline is 4 and leaves 14; the mean of f is 2 and leaves 18', () => {
    // E[z²ε²] = μ² + 3σ² = 4, and b off f takes 2b·4 − b² from the second moment: 34 − 16 − 4 = 14, 34 − 12 − 4 = 18.
    expect(metric({ baseline: 'best' }, 'baseline')).toBeCloseTo(4, 10);
    expect(metric({ baseline: 'best' }, 'score-variance')).toBeCloseTo(14, 10);
    expect(metric({ baseline: 'mean' }, 'baseline')).toBeCloseTo(2, 10);
    expect(metric({ baseline: 'mean' }, 'score-variance')).toBeCloseTo(18, 10);
  });
});

describe.each(places)('at μ = $mu, σ = $sigma', ({ mu, sigma }) => {
  test('the variances for z² are 4σ² and μ⁴/σ² + 14μ² + 15σ²', () => {
    const { path, score } = variancesOf({ f: 'square', mu, sigma, baseline: 'none' });
    expect(path).toBeCloseTo(4 * sigma ** 2, 9);
    const closed = mu ** 4 / sigma ** 2 + 14 * mu ** 2 + 15 * sigma ** 2;
    // Rounding of sums of 240 terms of that size.
    expect(Math.abs(score - closed)).toBeLessThan(1e-11 * closed);
  });

  test('the variance of the path derivative for sin z is ½(1 + cos 2μ e^(−2σ²)) − cos²μ e^(−σ²)', () => {
    const closed =
      0.5 * (1 + Math.cos(2 * mu) * Math.exp(-2 * sigma ** 2)) - Math.cos(mu) ** 2 * Math.exp(-(sigma ** 2));
    expect(variancesOf({ f: 'sine', mu, sigma, baseline: 'none' }).path).toBeCloseTo(closed, 12);
  });

  test.each(names)('the gradient of E[%s] is its difference quotient', (f) => {
    const mean = (middle: number) => expectation(middle, sigma, functions[f]);
    const h = 1e-3 * sigma;
    // Central differences: h²/6 times the third derivative, at most some 100/σ² here, and Simpson's 1e-8 over 2h.
    const quotient = (mean(mu + h) - mean(mu - h)) / (2 * h);
    expect(Math.abs(momentsOf(f, { mu, sigma }).gradient - quotient)).toBeLessThan(
      2e-4 * Math.max(1, Math.abs(quotient)),
    );
  });

  test.each(names)('the moments of %s are those of an independent rule', (f) => {
    const found = momentsOf(f, { mu, sigma });
    const epsilon = (z: number) => (z - mu) / sigma;
    const near = (value: number, other: number) =>
      expect(Math.abs(value - other)).toBeLessThan(1e-6 * Math.max(1, Math.abs(other)));
    near(found.mean, expectation(mu, sigma, functions[f]));
    near(
      found.weighted,
      expectation(mu, sigma, (z) => functions[f](z) * epsilon(z) ** 2),
    );
    near(
      found.squared,
      expectation(mu, sigma, (z) => (functions[f](z) * epsilon(z)) ** 2),
    );
  });

  test.each(names.filter((name) => name !== 'step'))('the path derivative of %s has no bias', (f) => {
    const { slope, gradient } = momentsOf(f, { mu, sigma });
    expect(Math.abs(slope - gradient)).toBeLessThan(1e-10 * Math.max(1, Math.abs(gradient)));
  });

  test.each(names)('no other constant leaves less variance than the best baseline for %s', (f) => {
    const moments = momentsOf(f, { mu, sigma });
    const b = baselineOf('best', moments);
    const spread = (c: number) => moments.squared - 2 * c * moments.weighted + c ** 2;
    for (const step of [-0.5, -0.01, 0.01, 0.5]) expect(spread(b + step)).toBeGreaterThan(spread(b));
    const [none, mean, best] = (['none', 'mean', 'best'] as const).map(
      (baseline) => variancesOf({ f, mu, sigma, baseline }).score,
    );
    expect(best).toBeLessThanOrEqual((none ?? NaN) * (1 + 1e-12) + 1e-12);
    expect(best).toBeLessThanOrEqual((mean ?? NaN) * (1 + 1e-12) + 1e-12);
  });
});

describe('what is drawn', () => {
  // 400·n draws: their mean lies within 4.5 standard errors of the expectation, but for 1 in 150,000 of some 100 looks.
  test.each(names)('the estimates for %s have the means they should', (f) => {
    for (const mu of [-1, 0.5, 2])
      for (const baseline of ['none', 'mean', 'best'] as const) {
        const values = at({ f, mu, n: 30, baseline });
        const found = metricsOf(values);
        const { path, score } = variancesOf(values);
        const within = (variance: number) => 4.5 * Math.sqrt(variance / (ESTIMATES * 30)) + 1e-12;
        const { slope, gradient } = momentsOf(f, values);
        expect(Math.abs((found['path-mean'] ?? NaN) - slope), `path ${mu} ${baseline}`).toBeLessThan(within(path));
        expect(Math.abs((found['score-mean'] ?? NaN) - gradient), `score ${mu} ${baseline}`).toBeLessThan(
          within(score),
        );
      }
  });

  test('n times the spread of the estimates is the variance of one draw', () => {
    // A sample variance of 400 estimates of 100 draws each, nearly normal: relative error √(2/399) = 0.071, four of them.
    // The score's draws have kurtosis 42, their means 3 + 39/100: √(2.39/399) = 0.077, four of them.
    const found = metricsOf(at({ n: 100 }));
    expect(Math.abs((found['path-variance-seen'] ?? NaN) - 4)).toBeLessThan(0.284 * 4);
    expect(Math.abs((found['score-variance-seen'] ?? NaN) - 30)).toBeLessThan(0.32 * 30);
  });

  test('every estimate is in one bin, whatever the knobs', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 100 }),
        (f, mu, sigma, n) => {
          const bins = binsOf(at({ f, mu, sigma, n }));
          expect(bins.reduce((sum, { path }) => sum + path, 0)).toBe(ESTIMATES);
          expect(bins.reduce((sum, { score }) => sum + score, 0)).toBe(ESTIMATES);
        },
      ),
      { seed: 41, numRuns: 60 },
    );
  });

  test('the same seed draws the same, and another does not', () => {
    expect([...estimatesOf(at({})).score]).toEqual([...estimatesOf(at({})).score]);
    expect([...estimatesOf(at({ seed: 6 })).score]).not.toEqual([...estimatesOf(at({})).score]);
  });
});

test('on a step the path derivative is 0 whatever the draws, and the truth is not', () => {
  const found = metricsOf(at(meta.presets.step.set));
  expect(found['path-mean']).toBe(0);
  expect(found['path-variance']).toBe(0);
  // φ(½) = 0.352065 by tables.
  expect(found['gradient']).toBeCloseTo(0.352065, 6);
  expect(found['path-bias']).toBeCloseTo(-0.352065, 6);
});

test('in a double well the score function with its best baseline can be the quieter one', () => {
  const found = metricsOf(at(meta.presets.well.set));
  expect(found['score-variance']).toBeLessThan(found['path-variance'] ?? 0);
});

test('every metric is finite at the ends of every knob, and each one is described', () => {
  for (const f of names)
    for (const mu of [-3, 3])
      for (const sigma of [0.1, 2])
        for (const n of [1, 100])
          for (const baseline of ['none', 'mean', 'best'] as const) {
            const found = metricsOf(at({ f, mu, sigma, n, baseline }));
            expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
            expect(Object.entries(found).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
          }
});

test('the pictures cover what they claim to', () => {
  const values = at({});
  const { curve, tangents } = sceneOf(values);
  expect(curve[100]).toMatchObject({ z: 1, f: 1 });
  for (const { z, f, slope } of tangents) {
    expect(f).toBeCloseTo(z ** 2, 12);
    expect(slope).toBeCloseTo(2 * z, 12);
  }
  const row = varianceCurve(values).find(({ mu }) => Math.abs(mu - 1) < 1e-9);
  expect(row?.path).toBeCloseTo(4, 9);
  expect(row?.score).toBeCloseTo(30, 9);
});
