/** The quadrature against closed forms: with a linear decoder everything is normal. */
import { expect, test } from 'vitest';
import { klBetweenNormals, logNormal, logTwoPi } from '#src/engine/maths/gaussian.ts';
import type { Layer } from '../shared/in-the-page.ts';
import { exactAt, guessAt, NODES, partsAt, through, traced, type Point } from './curve.ts';
import { linearMeans } from './linear.ts';
import { SPECTRUM } from './vae-exact.ts';
import { filled } from './water-filling.ts';

const layer = (inputs: number, outputs: number, weights: readonly number[], bias: readonly number[]): Layer => ({
  inputs,
  outputs,
  weights: Float32Array.from(weights),
  bias: Float32Array.from(bias),
});

/** x̂ = z(0.75, −0.5) + (0.25, 0.125); powers of two, so that single precision holds them. */
const [v, c] = [[0.75, -0.5] as const, [0.25, 0.125] as const];
const decoder = [layer(1, 2, v, c)];
/** μ = 0.5 x − 0.25 y + 0.125; log σ² = −1 + 0.25 x. */
const encoder = [layer(2, 2, [0.5, 0.25, -0.25, 0], [0.125, -1])];
const networks = { encoder, decoder };
const h = 0.5;
const x: Point = [0.9, -1.3];

/** The model's x is normal with covariance vvᵀ + h²I; p(z|x) has precision 1 + vᵀv/h². */
const length = v[0] ** 2 + v[1] ** 2;
const along = v[0] * (x[0] - c[0]) + v[1] * (x[1] - c[1]);
const squares = (x[0] - c[0]) ** 2 + (x[1] - c[1]) ** 2;
const precision = 1 + length / h ** 2;
const posterior = { mean: along / h ** 2 / precision, variance: 1 / precision };
// By the matrix determinant lemma and Sherman and Morrison's formula.
const evidence =
  -logTwoPi - Math.log(h ** 4 * precision) / 2 - (squares / h ** 2 - along ** 2 / h ** 4 / precision) / 2;

test('layers are tanh of affine maps, the last one affine', () => {
  const deep = [layer(1, 1, [2], [0.5]), layer(1, 1, [3], [-1])];
  expect(through(deep, [0.25])[0]).toBeCloseTo(3 * Math.tanh(1) - 1, 12);
});

test('evidence and posterior of a linear decoder are the closed forms', () => {
  const found = exactAt(traced(networks), h, x);
  // The trapezoid rule on analytic functions, 0.015 apart under a standard deviation of 0.48: rounding alone.
  expect(found.evidence).toBeCloseTo(evidence, 11);
  expect(found.halved).toBeLessThan(1e-11);
  for (const node of [300, 400, 437])
    expect(found.logPosterior[node]).toBeCloseTo(
      logNormal(NODES.at[node] ?? NaN, posterior.mean, posterior.variance),
      10,
    );
});

test('rate, distortion, ELBO and KL to the posterior are the closed forms', () => {
  const q = guessAt(networks, x);
  expect(q.mean).toBeCloseTo(0.5 * 0.9 + 0.25 * 1.3 + 0.125, 7);
  expect(q.sd).toBeCloseTo(Math.exp((-1 + 0.25 * 0.9) / 2), 7);
  const { kl, rate, distortion, elbo } = partsAt(traced(networks), h, x, q);
  const [mx, my] = [c[0] + q.mean * v[0], c[1] + q.mean * v[1]];
  const exactDistortion = (x[0] - mx) ** 2 + (x[1] - my) ** 2 + q.sd ** 2 * length;
  const exactRate = klBetweenNormals(q.mean, q.sd ** 2, 0, 1);
  expect(kl).toBeCloseTo(klBetweenNormals(q.mean, q.sd ** 2, posterior.mean, posterior.variance), 10);
  expect(rate).toBeCloseTo(exactRate, 10);
  expect(distortion).toBeCloseTo(exactDistortion, 10);
  expect(elbo).toBeCloseTo(-exactDistortion / (2 * h ** 2) - logTwoPi - 2 * Math.log(h) - exactRate, 10);
});

test('a posterior thinner than the nodes lie apart is noticed', () => {
  // Speed 4 at h = 0.01: a standard deviation of 0.0025 between nodes 0.015 apart.
  const steep = traced({ decoder: [layer(1, 2, [4, 0], [0, 0])] });
  expect(exactAt(steep, 0.01, [0.013, 0]).halved).toBeGreaterThan(0.01);
});

test('means over Gaussian data are those that quadrature over the data gives', () => {
  const spectrum = [1.5, 0.25];
  const found = linearMeans(networks, h, spectrum);
  const curve = traced(networks);
  // Far out in the data, where q is wide and its mean is 4, codes up to 6 leave out some 1e-4 of it: 5e-6 of the means.
  const sums = { evidence: 0, elbo: 0, kl: 0, rate: 0, distortion: 0 };
  const places = Array.from({ length: 33 }, (_, i) => 0.4 * (i - 16));
  for (const one of places)
    for (const other of places) {
      const share = 0.4 ** 2 * Math.exp(logNormal(one, 0, 1) + logNormal(other, 0, 1));
      const at: Point = [one * Math.sqrt(1.5), other * 0.5];
      const parts = partsAt(curve, h, at, guessAt(networks, at));
      for (const name of ['evidence', 'elbo', 'kl', 'rate', 'distortion'] as const) sums[name] += share * parts[name];
    }
  for (const name of ['evidence', 'elbo', 'kl', 'rate', 'distortion'] as const)
    expect(found[name]).toBeCloseTo(sums[name], 4);
  expect(found.left.reduce((sum, part) => sum + part, 0)).toBeCloseTo(found.distortion, 5);
});

test('reverse water-filling: what lies above the level is coded, what lies below is left as it is', () => {
  // ½ log 8 + ½ log 4 + ½ log 2 = 3 log 2; five directions left at ½.
  expect(filled(SPECTRUM, 0.5, 5)).toEqual({
    left: [0.5, 0.5, 0.5, 0.5, 0.5],
    rate: 3 * Math.LN2,
    distortion: 2.5,
    active: 3,
  });
  expect(filled(SPECTRUM, 1, 5)).toMatchObject({ left: [1, 1, 1, 0.5, 0.5], distortion: 4, active: 2 });
  expect(filled(SPECTRUM, 1, 5).rate).toBeCloseTo(1.0397, 4);
  expect(filled(SPECTRUM, 4, 5)).toEqual({ left: [4, 2, 1, 0.5, 0.5], rate: 0, distortion: 8, active: 0 });
  // A code of two numbers keeps the two largest: probabilistic PCA, whose rate is 1.4452 at σ² = ⅔.
  expect(filled(SPECTRUM, 2 / 3, 2).rate).toBeCloseTo(1.4452, 4);
  expect(filled(SPECTRUM, 2 / 3, 2).left).toEqual([2 / 3, 2 / 3, 1, 0.5, 0.5]);
});
