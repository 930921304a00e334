/** Oracles: quadrature over the plane with the density of the clean data (data/plane.ts), and finite differences. */
import { describe, expect, test } from 'vitest';
import { densityAt, drawPlane, planeSet, type Mixture } from '../data/plane.ts';
import { random } from '../random.ts';
import { cleanMeanAt, logDensityAt, noised, scoreAt, usualDensity } from './noisy-plane.ts';

const SETS = ['ring', 'grid', 'moons', 'spiral', 'pinwheel', 'circles'] as const;
const NOISES = [0.05, 0.1, 0.3];

/**
 * ∫ f over the plane by the trapezoidal rule on points `step` apart. For a sum of Gaussians of deviation σ and step ≤ 0.7 σ
 * its error is a share 4 exp(−2π²σ²/step²) < 1e-16; cutting at 6 deviations beyond the data leaves e⁻¹⁸ ≈ 1.5e-8.
 */
function integral(f: (x: number, y: number) => number, reach: number, step: number): number {
  let sum = 0;
  for (let x = -reach; x <= reach; x += step) for (let y = -reach; y <= reach; y += step) sum += f(x, y);
  return sum * step * step;
}

/** N(d; 0, variance I) at a distance. */
const kernel = (dx: number, dy: number, variance: number) =>
  Math.exp(-(dx * dx + dy * dy) / (2 * variance)) / (2 * Math.PI * variance);

/** Some noisy points of a set, as pairs. */
function pointsOf(mixture: Mixture, count: number): readonly (readonly [number, number])[] {
  const drawn = drawPlane(mixture, count, random(3));
  return Array.from({ length: count }, (_, i) => [drawn[2 * i] ?? NaN, drawn[2 * i + 1] ?? NaN] as const);
}

describe.each(SETS)('%s', (name) => {
  const clean = planeSet(name);

  test.each(NOISES)('with noise %d its density integrates to 1', (noise) => {
    const noisy = noised(clean, noise);
    const step = 0.7 * noisy.sigma;
    expect(integral((x, y) => Math.exp(logDensityAt(noisy, x, y)), 1 + 6 * noisy.sigma, step)).toBeCloseTo(1, 6);
  });

  test.each(NOISES)('with noise %d its score is the slope of its log density', (noise) => {
    const noisy = noised(clean, noise);
    const h = 1e-4 * noisy.sigma;
    for (const [x, y] of pointsOf(noisy, 20)) {
      const log = (dx: number, dy: number) => logDensityAt(noisy, x + dx, y + dy);
      const [across, up] = scoreAt(noisy, x, y);
      // In units of σ: the third derivative is at most some 1e3, so h²/6 of it is 2e-6; rounding is 1e-16/1e-4 of a log of ten.
      expect(noisy.sigma * across).toBeCloseTo((noisy.sigma * (log(h, 0) - log(-h, 0))) / (2 * h), 4);
      expect(noisy.sigma * up).toBeCloseTo((noisy.sigma * (log(0, h) - log(0, -h))) / (2 * h), 4);
    }
  });

  test('noise is convolution, and the best denoiser’s answer is the mean of the clean points, which Tweedie’s formula gives', () => {
    const noise = 0.1;
    const noisy = noised(clean, noise);
    for (const [x, y] of pointsOf(noisy, 2)) {
      const behind = (value: (u: number, v: number) => number) =>
        integral((u, v) => value(u, v) * densityAt(clean, u, v) * kernel(x - u, y - v, noise ** 2), 1.3, 0.03);
      const density = behind(() => 1);
      expect(Math.exp(logDensityAt(noisy, x, y)) / density).toBeCloseTo(1, 6);
      const mean = [behind((u) => u) / density, behind((_, v) => v) / density];
      const [across, up] = scoreAt(noisy, x, y);
      const byTweedie = [x + noise ** 2 * across, y + noise ** 2 * up];
      [0, 1].forEach((i) => {
        expect(cleanMeanAt(clean, noise, x, y)[i]).toBeCloseTo(mean[i] ?? NaN, 6);
        expect(byTweedie[i]).toBeCloseTo(mean[i] ?? NaN, 6);
      });
    }
  });

  test('the usual density is the integral of the squared one', () => {
    const noisy = noised(clean, 0.1);
    const squared = integral((x, y) => Math.exp(2 * logDensityAt(noisy, x, y)), 1.7, 0.05);
    expect(usualDensity(noisy) / squared).toBeCloseTo(1, 6);
  });
});

test('data that shrink on their way to noise are spread as those of shrunk points and their own noise', () => {
  const clean = planeSet('moons');
  const [shrink, noise] = [0.6, 0.2];
  const scaled = (u: number, v: number) => densityAt(clean, u / shrink, v / shrink) / shrink ** 2;
  for (const [x, y] of [
    [0.1, 0.2],
    [-0.5, 0.3],
  ] as const) {
    const found = integral((u, v) => scaled(u, v) * kernel(x - u, y - v, noise ** 2), 0.9, 0.02);
    expect(Math.exp(logDensityAt(noised(clean, noise, shrink), x, y)) / found).toBeCloseTo(1, 6);
  }
});

test('far from all data the score still points to the nearest component', () => {
  const noisy = noised(planeSet('ring'), 0.1);
  const [across, up] = scoreAt(noisy, 50, 0);
  // One component at (0.9, 0) is nearer than all others: the score of a single Gaussian. p itself is e⁻⁹⁶⁰⁰⁰, no number.
  expect(across).toBeCloseTo((0.9 - 50) / noisy.sigma ** 2, 6);
  expect(up).toBeCloseTo(0, 6);
  expect(logDensityAt(noisy, 50, 0)).toBeLessThan(-90_000);
});
