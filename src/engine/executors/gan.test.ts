/** The two players of a GAN on the stages, against TensorFlow.js's automatic gradients. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import { LEAK, type Activation, type GanForm, type Model } from '../steps/model.ts';
import { planOf, type Plan } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import * as tf from '../tensors.ts';
import { readFrom, runOn, type AsyncExecutorFactory } from './async-executor.ts';
import type { ExecutorFactory, Feed } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';
import { tfjs } from './tfjs.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
type Open = ExecutorFactory | AsyncExecutorFactory;
const executors: readonly (readonly [string, Open])[] = [
  ['reference', reference],
  ['simd', simd(compiledKernels())],
  ['tfjs', tfjs],
];
const noImages = { bytes: new Uint8Array(), width: 0 };

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const [REAL, FAKE, NOISE, POINT] = [5, 7, 3, 2] as const;

/** A generator noise → 9 → point and a discriminator point → 11 → logit; with β₁ = 0 a first moment is the gradient. */
const modelOf = (form: GanForm, shape: Activation, adam = { beta1: 0, beta2: 0.999, epsilon: 1e-8 }): Model => ({
  adam,
  networks: [
    {
      name: 'generator',
      inputs: NOISE,
      layers: [
        { layer: 'dense', name: 'hidden', outputs: 9, activation: 'tanh' },
        { layer: 'dense', name: 'point', outputs: POINT, activation: shape },
      ],
    },
    {
      name: 'discriminator',
      inputs: POINT,
      layers: [
        { layer: 'dense', name: 'hidden', outputs: 11, activation: 'leaky relu' },
        { layer: 'dense', name: 'logit', outputs: 1, activation: 'linear' },
      ],
    },
  ],
  passes: [
    {
      name: 'discriminator',
      rows: REAL + FAKE,
      input: [
        { feed: 'real', rows: REAL, through: [] },
        { feed: 'noise', rows: FAKE, through: ['generator'] },
      ],
      through: ['discriminator'],
      loss: { loss: 'adversarial', form, player: 'discriminator' },
      trains: ['discriminator'],
    },
    {
      name: 'generator',
      rows: FAKE,
      input: [{ feed: 'noise', rows: FAKE, through: ['generator'] }],
      through: ['discriminator'],
      loss: { loss: 'adversarial', form, player: 'generator' },
      trains: ['generator'],
    },
  ],
});

const drawn = (name: string, count: number) => {
  const source = random(7).fork(name);
  return Float32Array.from({ length: count }, () => source.normal());
};
const real = drawn('real', REAL * POINT);
const noise = drawn('noise', FAKE * NOISE);

function setRows(target: Float32Array, values: Float32Array, width: number): void {
  for (let i = 0; i < values.length; i++)
    target[Math.floor(i / width) * strideOf(width) + (i % width)] = values[i] ?? NaN;
}

function fill(feed: Feed, player: string): void {
  if (player === 'discriminator') setRows(feed.floats('real'), real, POINT);
  setRows(feed.floats('noise'), noise, NOISE);
  feed.floats('adam').set(adamAt(1, 0, { beta1: 0, beta2: 0.999 }));
}

/** Weights and biases of every layer out of numbers laid out like the parameters. */
const unpacked = ({ layers }: Plan, values: Float32Array) =>
  layers.map(({ network, inputs, dense: { outputs }, weights, bias }) => ({
    network,
    shape: [inputs, outputs] as [number, number],
    weights: Float32Array.from(
      { length: inputs * outputs },
      (_, i) => values[weights + Math.floor(i / outputs) * strideOf(outputs) + (i % outputs)] ?? NaN,
    ),
    bias: values.slice(bias, bias + outputs),
  }));

const logSigmoid = (a: tf.Tensor) => tf.log(tf.sigmoid(a));

/** log D and log(1 − D) by the definition, and by squares: what the discriminator and the generator make small. */
const losses: Readonly<
  Record<GanForm, { d: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor; g: (b: tf.Tensor) => tf.Tensor }>
> = {
  minimax: { d: crossEntropy, g: (fake) => tf.mean(logSigmoid(tf.neg(fake))) },
  'non-saturating': { d: crossEntropy, g: (fake) => tf.neg(tf.mean(logSigmoid(fake))) },
  'least squares': {
    d: (a, b) => tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(a, 1))), tf.mean(tf.square(b)))),
    g: (fake) => tf.mul(0.5, tf.mean(tf.square(tf.sub(fake, 1)))),
  },
  wasserstein: { d: (a, b) => tf.sub(tf.mean(b), tf.mean(a)), g: (fake) => tf.neg(tf.mean(fake)) },
};

function crossEntropy(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.neg(tf.add(tf.mean(logSigmoid(a)), tf.mean(logSigmoid(tf.neg(b)))));
}

function truth(
  plan: Plan,
  values: Float32Array,
  form: GanForm,
  shape: Activation,
  player: 'discriminator' | 'generator',
) {
  return tf.tidy(() => {
    const layers = unpacked(plan, values);
    const tensors = layers.flatMap(({ shape: size, weights, bias }) => [tf.tensor2d(weights, size), tf.tensor1d(bias)]);
    const objective = (...parameters: tf.Tensor[]): tf.Scalar => {
      const layer = (at: number, x: tf.Tensor) =>
        tf.add(tf.matMul(x, parameters[2 * at] as tf.Tensor2D), parameters[2 * at + 1] as tf.Tensor1D);
      const point = layer(1, tf.tanh(layer(0, tf.tensor2d(noise, [FAKE, NOISE]))));
      const judge = (x: tf.Tensor) => layer(3, tf.leakyRelu(layer(2, x), LEAK));
      const fake = judge(shape === 'tanh' ? tf.tanh(point) : point);
      const { d, g } = losses[form];
      return (player === 'generator' ? g(fake) : d(judge(tf.tensor2d(real, [REAL, POINT])), fake)) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(objective)(tensors);
    return { value: value.dataSync()[0] ?? NaN, gradients: grads.map((gradient) => gradient.dataSync()), layers };
  });
}

describe.each(executors)('on %s', (name, open) => {
  const forms: GanForm[] = ['minimax', 'non-saturating', 'least squares'];
  // Stages have no term for the Wasserstein loss.
  if (name === 'tfjs') forms.push('wasserstein');
  const table = forms.flatMap((form) =>
    (['linear', 'tanh'] as const).flatMap((shape) =>
      (['discriminator', 'generator'] as const).map((player) => [form, shape, player] as const),
    ),
  );
  test.each(table)(
    '%s, %s points: the %s learns by its own gradient, and the other player stays',
    async (form, shape, player) => {
      const plan = planOf(modelOf(form, shape));
      const values = initialParameters(plan, random(1));
      const executor = await open(plan, values, noImages);
      const log = await runOn(executor, player, 1, (feed) => fill(feed, player));
      const moments = (await readFrom(executor, { at: plan.parameters, length: plan.parameters })).slice();
      if ('close' in executor) executor.close();
      const { value, gradients, layers } = truth(plan, values, form, shape, player);
      // Single precision: 2⁻²⁴ = 6e-8 a rounding, a dozen of them in a row, on numbers below 3.
      expect(log[0]).toBeCloseTo(value, 5);
      unpacked(plan, moments).forEach((found, i) => {
        const learns = layers[i]?.network === player;
        [found.weights, found.bias].forEach((numbers, part) =>
          numbers.forEach((number, j) =>
            expect(number).toBeCloseTo(learns ? (gradients[2 * i + part]?.[j] ?? NaN) : 0, 6),
          ),
        );
      });
    },
  );
});

test('on simd a generator learns a Gaussian far from where it began, the same bits in every run', () => {
  const adam = { beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
  const plan = planOf(modelOf('non-saturating', 'linear', adam));
  const play = () => {
    const executor = simd(compiledKernels())(plan, initialParameters(plan, random(1)), noImages);
    const source = random(2);
    const normals = (target: Float32Array, width: number, draw: () => number) => {
      for (let i = 0; i < target.length; i++) target[i] = i % strideOf(width) < width ? draw() : 0;
    };
    for (let step = 0; step < 3000; step++)
      for (const player of ['discriminator', 'generator'])
        executor.run(player, 1, (feed) => {
          const drawn = source.fork(player).at(step);
          if (player === 'discriminator') normals(feed.floats('real'), POINT, () => 2 + 0.5 * drawn.normal());
          normals(feed.floats('noise'), NOISE, () => drawn.normal());
          feed.floats('adam').set(adamAt(step + 1, 2e-3, adam));
        });
    return executor.view({ at: 0, length: plan.parameters }).slice();
  };
  const parameters = play();
  expect(play()).toEqual(parameters);
  // The generator at noise 0 makes roughly its mean point: it began within 1 of the origin, and the data lie about (2, 2).
  const [hidden, point] = unpacked(plan, parameters);
  const middle = Array.from({ length: POINT }, (_, output) =>
    Array.from(hidden?.bias ?? [], Math.tanh).reduce(
      (sum, value, i) => sum + value * (point?.weights[i * POINT + output] ?? NaN),
      point?.bias[output] ?? NaN,
    ),
  );
  for (const coordinate of middle) expect(Math.abs(coordinate - 2)).toBeLessThan(0.75);
});
