import { expect, test } from 'vitest';
import { random } from '../random.ts';
import {
  entropyOfNormal,
  klBetweenNormals,
  klToStandardNormal,
  logNormal,
  normalBelow,
  normalQuantile,
} from './gaussian.ts';

/**
 * ∫ f over mean ± 12σ by the trapezoid rule. For a normal times a polynomial the rule converges geometrically: with
 * 24 points a σ the error is below e^(−2π²·24²), and what lies outside 12σ is below 1e-31, so only rounding is left.
 */
function underNormal(mean: number, sigma: number, f: (x: number) => number): number {
  const step = sigma / 24;
  let sum = 0;
  for (let i = -12 * 24; i <= 12 * 24; i++) {
    const x = mean + i * step;
    sum += Math.exp(logNormal(x, mean, sigma ** 2)) * f(x) * step;
  }
  return sum;
}

const cases = [
  [0, 1],
  [1, 0.5],
  [-2, 1.7],
  [0.3, 0.05],
  [4, 3],
] as const;

// 577 terms of double precision, each with a relative error of a few 1e-16, on amounts up to about 30: below 1e-11.
const rounding = 11;

test.each(cases)('a normal at mean %d, σ %d integrates to 1, with its mean and its variance', (mean, sigma) => {
  expect(underNormal(mean, sigma, () => 1)).toBeCloseTo(1, rounding);
  expect(underNormal(mean, sigma, (x) => x)).toBeCloseTo(mean, rounding);
  expect(underNormal(mean, sigma, (x) => (x - mean) ** 2)).toBeCloseTo(sigma ** 2, rounding);
});

test('the standard normal at 0 is −½ log 2π', () => {
  // 1/√(2π) = 0.3989422804014327, the height of the bell in every table.
  expect(Math.exp(logNormal(0, 0, 1))).toBeCloseTo(0.3989422804014327, 15);
});

test.each(cases)('every term of KL(N(%d, %d²) ‖ N(0, 1)) is its integral', (mu, sigma) => {
  const terms = klToStandardNormal(mu, sigma);
  // E[log q] = −½ log 2π − ½ log σ² − ½ and −E[log p] = ½ log 2π + μ²/2 + σ²/2; the ½ log 2π cancel.
  const logQ = underNormal(mu, sigma, (z) => logNormal(z, mu, sigma ** 2) - logNormal(0, 0, 1));
  const secondMoment = underNormal(mu, sigma, (z) => z ** 2);
  expect(terms.logTerm + terms.constant).toBeCloseTo(logQ, rounding);
  expect(terms.meanTerm + terms.varianceTerm).toBeCloseTo(secondMoment / 2, rounding);
  expect(terms.varianceTerm).toBeCloseTo(underNormal(mu, sigma, (z) => (z - mu) ** 2) / 2, rounding);
  expect(terms.total).toBeCloseTo(logQ + secondMoment / 2, rounding);
});

test('at μ = 1, σ = ½ the KL is ½ + ⅛ + log 2 − ½', () => {
  const { meanTerm, varianceTerm, logTerm, constant, total } = klToStandardNormal(1, 0.5);
  expect([meanTerm, varianceTerm, constant]).toEqual([0.5, 0.125, -0.5]);
  expect(logTerm).toBeCloseTo(Math.LN2, 15);
  expect(total).toBeCloseTo(0.125 + Math.LN2, 15);
});

test('the KL is zero at the standard normal only', () => {
  expect(klToStandardNormal(0, 1).total).toBe(0);
  for (const [mu, sigma] of cases.slice(1)) expect(klToStandardNormal(mu, sigma).total).toBeGreaterThan(0);
});

test.each(cases)('KL between two normals is its integral, from N(%d, %d²) to N(1, 4)', (mean, sigma) => {
  const integrand = (x: number) => logNormal(x, mean, sigma ** 2) - logNormal(x, 1, 4);
  expect(klBetweenNormals(mean, sigma ** 2, 1, 4)).toBeCloseTo(underNormal(mean, sigma, integrand), rounding);
  expect(klBetweenNormals(mean, sigma ** 2, 0, 1)).toBeCloseTo(klToStandardNormal(mean, sigma).total, 13);
});

test.each(cases)('the entropy of N(%d, %d²) is −E[log density]', (mean, sigma) => {
  const integral = underNormal(mean, sigma, (x) => -logNormal(x, mean, sigma ** 2));
  expect(entropyOfNormal(sigma ** 2)).toBeCloseTo(integral, rounding);
});

test('the KL by Monte Carlo lies within four standard errors', () => {
  const [mu, sigma, count] = [1, 0.5, 20_000];
  const source = random(3).fork('monte-carlo');
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    const z = mu + sigma * source.normal();
    const ratio = logNormal(z, mu, sigma ** 2) - logNormal(z, 0, 1);
    sum += ratio;
    squares += ratio ** 2;
  }
  const mean = sum / count;
  // The standard error is estimated from the same draws: √(sample variance / n), about 0.005 here.
  const standardError = Math.sqrt((squares / count - mean ** 2) / count);
  expect(Math.abs(mean - klToStandardNormal(mu, sigma).total)).toBeLessThan(4 * standardError);
});

test('what lies below x is the integral of the density, and the quantile leads back', () => {
  // Tables: 97.5 % below 1.959963985, one half below 0.
  expect(normalBelow(1.959963985)).toBeCloseTo(0.975, 9);
  expect(normalBelow(0)).toBe(0.5);
  expect([normalBelow(-40), normalBelow(40)]).toEqual([0, 1]);
  for (const x of [-3.7, -1, 0.2, 2.5]) {
    // Simpson's rule on 4,000 parts from −10: its error, about h⁴/180 · 10, is below 1e-12.
    const [parts, from] = [4000, -10];
    const h = (x - from) / parts;
    let sum = 0;
    for (let i = 0; i <= parts; i++)
      sum += (i % parts === 0 ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(logNormal(from + i * h, 0, 1));
    expect(normalBelow(x)).toBeCloseTo((sum * h) / 3, 11);
    expect(normalQuantile(normalBelow(x))).toBeCloseTo(x, 9);
  }
});
