/**
 * Every stage on every executor, against TensorFlow.js's automatic gradients and against finite differences in double
 * precision, over shapes that fit no vector.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import { LEAK, type Activation, type Model } from '../steps/model.ts';
import { planOf, type Plan } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import * as tf from '../tensors.ts';
import { IMAGES, imagesOf, modelOf, usual, type Case } from './dense-network.fixture.ts';
import { readFrom, runOn, type AsyncExecutorFactory } from './async-executor.ts';
import type { ExecutorFactory, Feed } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { reference } from './reference.ts';
import { paddingOf } from './oracle.fixture.ts';
import { simd } from './simd.ts';
import { stateOf } from './state.ts';
import { tfjs } from './tfjs.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const kernels = compiledKernels();
type Open = ExecutorFactory | AsyncExecutorFactory;
const executors: readonly (readonly [string, Open])[] = [
  ['reference', reference],
  ['simd', simd(kernels, false)],
  ['simd with lists of ink', simd(kernels, true)],
  ['tfjs', tfjs],
];

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

/** One pass of training. With β₁ = 0 the first moment is the gradient itself. */
function gradientModel(described: Case): Model {
  const { networks, passes } = modelOf(described);
  return { adam: { ...usual, beta1: 0 }, networks, passes: passes.filter(({ name }) => name === 'train') };
}

const WEIGHT = 0.7;

const numbersOf = ({ rows }: Case) => Int32Array.from({ length: rows }, (_, i) => (i * 7) % IMAGES);
const labelsOf = ({ rows, outputs }: Case) => Int32Array.from({ length: rows }, (_, i) => (i * 3) % outputs);

function noiseOf({ rows, latent = 0 }: Case): Float32Array {
  const source = random(4).fork('noise');
  return Float32Array.from({ length: rows * latent }, () => source.normal());
}

function fill(described: Case, feed: Feed): void {
  feed.whole('images').set(numbersOf(described));
  feed.floats('adam').set(adamAt(1, 0, { beta1: 0, beta2: 0.999 }));
  if (described.loss.loss === 'softmax') feed.whole('labels').set(labelsOf(described));
  if (described.latent === undefined) return;
  feed.floats('noise').set(noiseOf(described));
  feed.floats('weight')[0] = WEIGHT;
}

/** A matrix of the plan without its padding. */
function unpadded(values: Float32Array, rows: number, width: number): Float32Array {
  return Float32Array.from(
    { length: rows * width },
    (_, i) => values[Math.floor(i / width) * strideOf(width) + (i % width)] ?? NaN,
  );
}

type Found = { readonly log: number[]; readonly gradients: Float32Array[]; readonly padding: number };

/** The losses and the gradient of every layer's weights and bias, as an executor finds them. */
async function found(described: Case, open: Open): Promise<Found> {
  const plan = planOf(gradientModel(described));
  const executor = await open(plan, initialParameters(plan, random(1)), imagesOf(described));
  const log = await runOn(executor, 'train', 1, (feed) => fill(described, feed));
  const state = (await readFrom(executor, stateOf(plan))).slice();
  if ('close' in executor) executor.close();
  return { log: [...log], gradients: gradientsOf(plan, state), padding: paddingOf(plan, state) };
}

function gradientsOf({ layers, parameters }: Plan, state: Float32Array): Float32Array[] {
  const moments = state.subarray(parameters, 2 * parameters);
  return layers.flatMap(({ dense: { outputs }, inputs, weights, bias }) => [
    unpadded(moments.subarray(weights, weights + inputs * strideOf(outputs)), inputs, outputs),
    moments.slice(bias, bias + outputs),
  ]);
}

const activate: Readonly<Record<Activation, (x: tf.Tensor2D) => tf.Tensor2D>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  'leaky relu': (x) => tf.leakyRelu(x, LEAK),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
};

/** The same by TensorFlow.js. */
function truth(described: Case): Omit<Found, 'padding'> {
  const plan = planOf(gradientModel(described));
  const values = initialParameters(plan, random(1));
  return tf.tidy(() => {
    const tensors = plan.layers.flatMap(({ dense: { outputs }, inputs, weights, bias }) => [
      tf.tensor2d(unpadded(values.subarray(weights, weights + inputs * strideOf(outputs)), inputs, outputs), [
        inputs,
        outputs,
      ]),
      tf.tensor1d(values.slice(bias, bias + outputs)),
    ]);
    const log: number[] = [];
    const loss = (...parameters: tf.Tensor[]) => lossByTensors(described, parameters, log);
    const { grads } = tf.valueAndGrads(loss)(tensors);
    return { log, gradients: grads.map((gradient) => Float32Array.from(gradient.dataSync())) };
  });
}

function lossByTensors(described: Case, parameters: readonly tf.Tensor[], log: number[]): tf.Scalar {
  const { rows, inputs, latent } = described;
  const { bytes } = imagesOf(described);
  const pixels = [...numbersOf(described)].flatMap((image) => [
    ...bytes.subarray(image * inputs, (image + 1) * inputs),
  ]);
  const x = tf.tensor2d(
    Float32Array.from(pixels, (byte) => byte / 255),
    [rows, inputs],
  );
  const layer = (at: number, input: tf.Tensor2D) =>
    tf.add<tf.Tensor2D>(tf.matMul(input, parameters[2 * at] as tf.Tensor2D), parameters[2 * at + 1] as tf.Tensor1D);
  let hidden = activate[described.activation](layer(0, x));
  let total = tf.scalar(0);
  if (latent !== undefined) {
    const moments = layer(1, hidden);
    const [mu, logVar] = tf.split<tf.Tensor2D>(moments, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    hidden = tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), tf.tensor2d(noiseOf(described), [rows, latent])));
    const squares = tf.sub(tf.add(tf.square(mu), tf.exp(logVar)), tf.add(logVar, 1));
    const nats = tf.mean<tf.Scalar>(tf.mul(0.5, tf.sum(squares, 1)));
    log.push(nats.dataSync()[0] ?? NaN);
    total = tf.mul(WEIGHT, nats);
  }
  const outputs = layer(latent === undefined ? 1 : 2, hidden);
  const distortion = tf.mean<tf.Scalar>(rowLosses(described, x, outputs));
  log.push(distortion.dataSync()[0] ?? NaN);
  return tf.add(total, distortion);
}

function rowLosses(described: Case, x: tf.Tensor2D, outputs: tf.Tensor2D): tf.Tensor1D {
  const { loss } = described;
  switch (loss.loss) {
    case 'bernoulli': {
      const nats = (share: tf.Tensor, a: tf.Tensor) => tf.mul(share, tf.log(tf.sigmoid(a)));
      return tf.neg(tf.sum(tf.add(nats(x, outputs), nats(tf.sub(1, x), tf.neg(outputs))), 1));
    }
    case 'gaussian': {
      const squares = tf.div(tf.squaredDifference(x, tf.sigmoid(outputs)), 2 * loss.h2);
      return tf.sum(tf.add(squares, 0.5 * Math.log(2 * Math.PI * loss.h2)), 1);
    }
    case 'squared':
      return tf.sum<tf.Tensor1D>(tf.squaredDifference(outputs, x), 1);
    case 'softmax': {
      const labels = labelsOf(described);
      const { rows, outputs: classes } = described;
      const hot = Float32Array.from({ length: rows * classes }, (_, i) =>
        i % classes === labels[Math.floor(i / classes)] ? 1 : 0,
      );
      return tf.neg(tf.sum(tf.mul(tf.logSoftmax(outputs), tf.tensor2d(hot, [rows, classes])), 1));
    }
  }
}

/**
 * Sums of up to n = 1,000 products, rounded to 2⁻²⁴ at each addition, differ between two orders by some √n · 2⁻²⁴ = 2e-6
 * of the products' size, and a handful of them follow each other; entries are compared to the largest of their tensor.
 */
const TOLERANCE = 2e-5;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  let [largest, worst] = [1e-7, 0];
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i] ?? NaN));
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    worst = difference >= worst ? difference : Number.isNaN(difference) ? Infinity : worst;
  }
  expect(worst / largest).toBeLessThan(TOLERANCE);
}

const bernoulli: Case['loss'] = { loss: 'bernoulli' };
const gaussian: Case['loss'] = { loss: 'gaussian', h2: 0.1 };
const squared: Case['loss'] = { loss: 'squared' };
const softmax: Case['loss'] = { loss: 'softmax' };
const activations: readonly Activation[] = ['linear', 'relu', 'leaky relu', 'tanh', 'sigmoid'];

const cases: readonly Case[] = [
  ...activations.flatMap((activation) =>
    [bernoulli, gaussian, squared].map((loss) => ({ rows: 5, inputs: 13, hidden: 7, outputs: 13, activation, loss })),
  ),
  ...activations.map((activation) => ({ rows: 6, inputs: 13, hidden: 9, outputs: 10, activation, loss: softmax })),
  ...[1, 3, 5, 127, 1000].flatMap((size): Case[] => [
    { rows: 4, inputs: size, hidden: 8, outputs: size, activation: 'relu', loss: bernoulli },
    { rows: 3, inputs: 9, hidden: size, outputs: 9, activation: 'tanh', loss: gaussian },
    { rows: Math.min(size, 512), inputs: 6, hidden: 5, latent: 2, outputs: 6, activation: 'relu', loss: bernoulli },
    { rows: 7, inputs: 12, hidden: 3, outputs: size, activation: 'sigmoid', loss: softmax },
    { rows: 5, inputs: size, hidden: 2, outputs: size, activation: 'linear', loss: squared },
  ]),
  ...[1, 2, 3, 5, 8, 31, 32].map((latent) => ({
    rows: 5,
    inputs: 11,
    hidden: 12,
    latent,
    outputs: 11,
    activation: 'relu' as const,
    loss: bernoulli,
  })),
  // Kernels take up to four columns as scalar products, eight as a panel, and more than 64 over rows laid out in strips.
  ...[1, 2, 3, 4, 5, 8, 9].flatMap((size): Case[] => [
    { rows: 5, inputs: size, hidden: 33, outputs: size, activation: 'leaky relu', loss: bernoulli },
    { rows: 9, inputs: 10, hidden: size, outputs: 10, activation: 'leaky relu', loss: gaussian },
    { rows: 6, inputs: 35, hidden: 10, outputs: size, activation: 'sigmoid', loss: softmax },
  ]),
  ...[1, 3, 5, 127, 150].flatMap((rows): Case[] => [
    { rows, inputs: 2, hidden: 8, outputs: 2, activation: 'tanh', loss: gaussian },
    { rows, inputs: 66, hidden: 35, outputs: 66, activation: 'relu', loss: bernoulli },
    { rows, inputs: 20, hidden: 67, outputs: 19, activation: 'leaky relu', loss: softmax },
  ]),
];

const named = (described: Case) =>
  `${described.rows} rows, ${described.inputs} → ${described.hidden} ${described.activation}${described.latent === undefined ? '' : ` → code of ${described.latent}`} → ${described.outputs}, ${described.loss.loss}`;

describe.each(executors)('on %s', (_, open) => {
  test.each(cases.map((described) => [named(described), described] as const))(
    'losses and gradients are those of automatic differentiation: %s',
    async (__, described) => {
      const [ours, theirs] = [await found(described, open), truth(described)];
      expectClose(ours.log, theirs.log);
      theirs.gradients.forEach((gradient, i) => expectClose(ours.gradients[i] ?? [], gradient));
      expect(ours.padding).toBe(0);
    },
  );
});

/** The objective once more in double precision, from a plan's parameters: means over rows, as the lecture writes them. */
function objective(described: Case, plan: Plan, parameters: Float64Array): number {
  const { rows, inputs, latent } = described;
  const { bytes } = imagesOf(described);
  const noise = noiseOf(described);
  let total = 0;
  numbersOf(described).forEach((image, row) => {
    const x = Array.from(bytes.subarray(image * inputs, (image + 1) * inputs), (byte) => Math.fround(byte / 255));
    let hidden = affine(plan, 0, parameters, x).map((value) => inDouble[described.activation](value));
    if (latent !== undefined) {
      const moments = affine(plan, 1, parameters, hidden);
      const [mu, logVar] = [moments.slice(0, latent), moments.slice(latent)];
      hidden = mu.map((m, d) => m + Math.exp((logVar[d] ?? NaN) / 2) * (noise[row * latent + d] ?? NaN));
      for (const [d, m] of mu.entries()) {
        const l = logVar[d] ?? NaN;
        total += (WEIGHT * (m * m + Math.exp(l) - l - 1)) / 2;
      }
    }
    const outputs = affine(plan, latent === undefined ? 1 : 2, parameters, hidden);
    total += rowInDouble(described, x, outputs, labelsOf(described)[row] ?? NaN);
  });
  return total / rows;
}

function affine({ layers }: Plan, at: number, parameters: Float64Array, x: readonly number[]): number[] {
  const layer = layers[at];
  if (!layer) throw new Error(`There is no layer ${at}.`);
  const { dense, weights, bias } = layer;
  const parameter = (place: number) => parameters[place] ?? NaN;
  return Array.from({ length: dense.outputs }, (_, output) =>
    x.reduce(
      (sum, value, i) => sum + value * parameter(weights + i * strideOf(dense.outputs) + output),
      parameter(bias + output),
    ),
  );
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const inDouble: Readonly<Record<Activation, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  'leaky relu': (x) => (x < 0 ? LEAK * x : x),
  tanh: Math.tanh,
  sigmoid,
};

function rowInDouble({ loss }: Case, x: readonly number[], outputs: readonly number[], label: number): number {
  const sum = (part: (a: number, pixel: number) => number) =>
    outputs.reduce((total, a, i) => total + part(a, x[i] ?? NaN), 0);
  switch (loss.loss) {
    case 'bernoulli':
      return sum((a, pixel) => -pixel * Math.log(sigmoid(a)) - (1 - pixel) * Math.log(sigmoid(-a)));
    case 'gaussian':
      return sum((a, pixel) => (pixel - sigmoid(a)) ** 2 / (2 * loss.h2) + 0.5 * Math.log(2 * Math.PI * loss.h2));
    case 'squared':
      return sum((a, pixel) => (a - pixel) ** 2);
    case 'softmax':
      return Math.log(sum((a) => Math.exp(a))) - (outputs[label] ?? NaN);
  }
}

const small: readonly Case[] = activations.flatMap((activation) =>
  [bernoulli, gaussian, squared, softmax].flatMap((loss) => [
    { rows: 3, inputs: 4, hidden: 5, outputs: 4, activation, loss },
    { rows: 3, inputs: 4, hidden: 5, latent: 2, outputs: 4, activation, loss },
  ]),
);

/**
 * Central differences with h = 1e-4 miss a derivative by h² f‴ / 6, some 1e-8, plus rounding 1e-16 · 10 / h = 1e-11; single
 * precision is the larger part. No rectified unit of these lies within h of its kink.
 */
test.each(small.map((described) => [named(described), described] as const))(
  'gradients are the slopes of the objective, by finite differences in double precision: %s',
  async (_, described) => {
    const plan = planOf(gradientModel(described));
    const parameters = Float64Array.from(initialParameters(plan, random(1)));
    const slope = (place: number) => {
      const [up, down] = [parameters.slice(), parameters.slice()];
      up[place] = (up[place] ?? NaN) + 1e-4;
      down[place] = (down[place] ?? NaN) - 1e-4;
      return (objective(described, plan, up) - objective(described, plan, down)) / 2e-4;
    };
    const slopes = Float32Array.from(parameters, (__, place) => slope(place));
    const expected = plan.layers.flatMap(({ dense: { outputs }, inputs, weights, bias }) => [
      unpadded(slopes.subarray(weights), inputs, outputs),
      slopes.slice(bias, bias + outputs),
    ]);
    for (const [, open] of executors)
      (await found(described, open)).gradients.forEach((gradient, i) => expectClose(gradient, expected[i] ?? []));
  },
);
