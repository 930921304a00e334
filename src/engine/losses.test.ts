import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { openBackend } from './backends.ts';
import { bernoulliDistortion, gaussianDistortion, rate, squaredError } from './losses.ts';
import { random } from './random.ts';
import * as tf from './tensors.ts';

const binaries = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const BATCH = 3;
const WIDTH = 40;
const H2 = 0.1;

/** Numbers that single precision holds exactly, so that both sides compute on the same input. */
function drawn(name: string, low: number, high: number): Float64Array {
  const source = random(5).fork(name);
  return Float64Array.from({ length: BATCH * WIDTH }, () => Math.fround(source.between(low, high)));
}

const matrix = (values: Float64Array) => tf.tensor2d(Float32Array.from(values), [BATCH, WIDTH]);
const pixels = drawn('pixels', 0, 1);
const logits = drawn('logits', -6, 6);
const means = drawn('means', 0.01, 0.99);
const mu = drawn('mu', -2, 2);
const logVar = drawn('logVar', -4, 1);

/**
 * ∫ N(z; m, σ²) log(N(z; m, σ²)/N(z; 0, 1)) dz by the trapezoid rule over z = m + σu, u = −12 … 12. For a quadratic under a
 * normal the rule with 8 nodes a deviation is off by about e^(−2π²·8²); what lies beyond 12 deviations is below 1e-31.
 */
function klByQuadrature(m: number, logVariance: number): number {
  const sigma = Math.exp(logVariance / 2);
  let sum = 0;
  for (let i = -96; i <= 96; i++) {
    const u = i / 8;
    const density = Math.exp(-u * u * 0.5) / Math.sqrt(2 * Math.PI);
    const logRatio = (m + sigma * u) ** 2 / 2 - u * u * 0.5 - Math.log(sigma);
    sum += (density * logRatio) / 8;
  }
  return sum;
}

/** The losses once more in double precision, from the densities instead of the stable forms. Each is one entry's part. */
const plain = {
  bernoulli: (x: number, a: number) =>
    -x * Math.log(1 / (1 + Math.exp(-a))) - (1 - x) * Math.log(1 / (1 + Math.exp(a))),
  gaussian: (x: number, mean: number) =>
    -Math.log(Math.exp(-((x - mean) ** 2) / (2 * H2)) / Math.sqrt(2 * Math.PI * H2)),
  rate: klByQuadrature,
};

/** The sum over a row of `part`, for each row. */
function rows(part: (a: number, b: number) => number, a: Float64Array, b: Float64Array): number[] {
  const parts = Array.from(a, (value, i) => part(value, b[i] ?? 0));
  return Array.from({ length: BATCH }, (_, row) =>
    parts.slice(row * WIDTH, (row + 1) * WIDTH).reduce((sum, value) => sum + value, 0),
  );
}

/** Single precision rounds to 2⁻²⁴ of a value. */
const SINGLE = 2 ** -24;

/** A sum of WIDTH parts of size up to `largest`, each with a handful (8) of roundings, is off by less than this. */
const sumTolerance = (largest: number) => 8 * SINGLE * WIDTH * largest;

function expectRows(found: tf.Tensor, expected: number[], tolerance: number): void {
  const values = found.dataSync();
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs((values[i] ?? NaN) - value)).toBeLessThan(tolerance));
}

test('the Bernoulli distortion is the cross-entropy of every pixel, summed', () => {
  // One pixel is off by at most 6 nats at logits within ±6.
  expectRows(
    bernoulliDistortion(matrix(pixels), matrix(logits)),
    rows(plain.bernoulli, pixels, logits),
    sumTolerance(6.1),
  );
});

test('the Bernoulli distortion stays finite where the probability rounds to 0 or 1', () => {
  const x = tf.tensor2d([0, 1, 0, 1], [2, 2]);
  const found = bernoulliDistortion(x, tf.tensor2d([200, -200, -200, 200], [2, 2])).arraySync();
  // Wrong by 200 in the logit costs 200 nats a pixel, up to e^−200; right by 200 costs nothing.
  expect(found).toEqual([400, 0]);
});

test('the Gaussian distortion is −log N of every pixel, summed, with its constant', () => {
  const found = gaussianDistortion(matrix(pixels), matrix(means), H2);
  // One pixel is at most 1/(2h²) + ½ |log 2πh²| < 5.3.
  expectRows(found, rows(plain.gaussian, pixels, means), sumTolerance(5.3));
});

test('the squared error is ‖x − x̂‖²', () => {
  expectRows(
    squaredError(matrix(pixels), matrix(means)),
    rows((x, m) => (x - m) ** 2, pixels, means),
    sumTolerance(1),
  );
});

test('the rate of every image and dimension is the integral that defines the KL', () => {
  const found = rate(matrix(mu), matrix(logVar)).dataSync();
  // Largest term: μ² + σ² < 4 + e; a handful of roundings of it.
  mu.forEach((m, i) =>
    expect(Math.abs((found[i] ?? NaN) - plain.rate(m, logVar[i] ?? 0))).toBeLessThan(8 * SINGLE * 6.8),
  );
});

/**
 * Central differences of step h in double precision: off by h²/6 · f''' and by 2⁻⁵³|f|/h. With h = 1e-4, |f'''| < 4 and
 * |f| < 10 that is 7e-9 + 1e-11. TensorFlow.js's gradient has a handful (8) of single roundings of its largest term,
 * which is below 10 here: 5e-6.
 */
const GRADIENT_TOLERANCE = 1e-8 + 8 * SINGLE * 10;
const H = 1e-4;

function expectGradient(found: tf.Tensor, at: Float64Array, f: (value: number, i: number) => number): void {
  const values = found.dataSync();
  at.forEach((value, i) => {
    const difference = (f(value + H, i) - f(value - H, i)) / (2 * H);
    expect(Math.abs((values[i] ?? NaN) - difference)).toBeLessThan(GRADIENT_TOLERANCE);
  });
}

test('a code that is the prior costs nothing, and a mean of 3 at deviation e costs 4.5 + (e² − 3)/2 nats', () => {
  // ½(μ² + σ² − log σ² − 1) with μ = 3 and log σ² = 2: ½(9 + 7.389056 − 2 − 1) = 6.694528.
  const found = rate(tf.tensor2d([0, 3], [1, 2]), tf.tensor2d([0, 2], [1, 2])).dataSync();
  expect(found[0]).toBe(0);
  expect(found[1]).toBeCloseTo(6.694528, 5);
});

test('the gradient of the Bernoulli distortion agrees with finite differences', () => {
  const gradient = tf.grad((a) => tf.sum(bernoulliDistortion(matrix(pixels), a as tf.Tensor2D)))(matrix(logits));
  expectGradient(gradient, logits, (a, i) => plain.bernoulli(pixels[i] ?? 0, a));
});

test('the gradient of the Gaussian distortion agrees with finite differences', () => {
  const gradient = tf.grad((m) => tf.sum(gaussianDistortion(matrix(pixels), m as tf.Tensor2D, H2)))(matrix(means));
  expectGradient(gradient, means, (m, i) => plain.gaussian(pixels[i] ?? 0, m));
});

test('the gradient of the rate agrees with finite differences, in μ and in log σ²', () => {
  const sum = (m: tf.Tensor, l: tf.Tensor) => tf.sum(rate(m as tf.Tensor2D, l as tf.Tensor2D));
  const [byMu, byLogVar] = tf.grads(sum)([matrix(mu), matrix(logVar)]) as [tf.Tensor, tf.Tensor];
  expectGradient(byMu, mu, (m, i) => plain.rate(m, logVar[i] ?? 0));
  expectGradient(byLogVar, logVar, (l, i) => plain.rate(mu[i] ?? 0, l));
});
