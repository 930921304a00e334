/** What a discriminator sees: noise, packs, closeness; against TensorFlow.js's gradients and finite differences. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import { LEAK, type Activation, type Model, type Pass, type Sight } from '../steps/model.ts';
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

const [REAL, FAKE, NOISE, DEVIATION] = [6, 12, 3, 0.3] as const;
const players = ['discriminator', 'generator'] as const;
type Player = (typeof players)[number];
type Case = { readonly sees: readonly Sight[]; readonly width: number; readonly shape: Activation };

const noise: Sight = { sight: 'noise' };
const pack = (rows: number): Sight => ({ sight: 'packed', rows });
const closeness: Sight = { sight: 'closeness', scale: 0.7 };

/** Points that leave a row padding, that fill it, and that leave a packed one padding; every sight and all of them. */
const cases: readonly Case[] = [
  ...[[noise], [pack(2)], [pack(3)], [closeness], [noise, pack(2), closeness], [closeness, pack(3)]].flatMap((sees) => [
    { sees, width: 2, shape: 'linear' as const },
    { sees, width: 5, shape: 'tanh' as const },
    { sees, width: 8, shape: 'sigmoid' as const },
  ]),
];

const widthSeen = ({ sees, width }: Case): number =>
  sees.reduce(
    (wide, one) => (one.sight === 'packed' ? wide * one.rows : one.sight === 'closeness' ? wide + 1 : wide),
    width,
  );

/** A generator noise → 9 → point and a discriminator point → 11 → logit; with β₁ = 0 a first moment is the gradient. */
function modelOf(described: Case): Model {
  const { sees, width, shape } = described;
  const fakes = { feed: 'noise', rows: FAKE, through: ['generator'] };
  const loss = { loss: 'adversarial', form: 'non-saturating' } as const;
  const pass = (player: Player, input: Exclude<Pass['input'], string>): Pass => ({
    name: player,
    rows: input.reduce((sum, { rows }) => sum + rows, 0),
    input,
    sees,
    through: ['discriminator'],
    loss: { ...loss, player },
    trains: [player],
    slopes: true,
  });
  return {
    adam: { beta1: 0, beta2: 0.999, epsilon: 1e-8 },
    networks: [
      {
        name: 'generator',
        inputs: NOISE,
        layers: [
          { layer: 'dense', name: 'hidden', outputs: 9, activation: 'tanh' },
          { layer: 'dense', name: 'point', outputs: width, activation: shape },
        ],
      },
      {
        name: 'discriminator',
        inputs: widthSeen(described),
        layers: [
          { layer: 'dense', name: 'hidden', outputs: 11, activation: 'leaky relu' },
          { layer: 'dense', name: 'logit', outputs: 1, activation: 'linear' },
        ],
      },
    ],
    passes: [pass('discriminator', [{ feed: 'real', rows: REAL, through: [] }, fakes]), pass('generator', [fakes])],
  };
}

const drawn = (name: string, rows: number, width: number): number[][] => {
  const source = random(7).fork(name);
  return Array.from({ length: rows }, () => Array.from({ length: width }, () => Math.fround(source.normal())));
};
const given = ({ width }: Case, player: Player) => ({
  real: drawn('real', REAL, width),
  noise: drawn('noise', FAKE, NOISE),
  blur: drawn('blur', player === 'generator' ? FAKE : REAL + FAKE, width),
});

function setRows(target: Float32Array, rows: readonly (readonly number[])[]): void {
  rows.forEach((row, i) => target.set(row, i * strideOf(row.length)));
}

function fill(feed: Feed, described: Case, player: Player): void {
  const numbers = given(described, player);
  if (player === 'discriminator') setRows(feed.floats('real'), numbers.real);
  setRows(feed.floats('noise'), numbers.noise);
  feed.floats('adam').set(adamAt(1, 0, { beta1: 0, beta2: 0.999 }));
  if (!described.sees.includes(noise)) return;
  setRows(feed.floats('instance noise'), numbers.blur);
  feed.floats('deviation')[0] = DEVIATION;
}

/** A matrix without its padding, row by row. */
const unpadded = (values: Float32Array, rows: number, width: number): number[] =>
  Array.from({ length: rows * width }, (_, i) => values[Math.floor(i / width) * strideOf(width) + (i % width)] ?? NaN);

/** Weights and biases of every layer out of numbers laid out like the parameters. */
const layersOf = ({ layers }: Plan, values: Float32Array) =>
  layers.map(({ network, inputs, dense: { outputs }, weights, bias }) => ({
    network,
    inputs,
    outputs,
    weights: unpadded(values.subarray(weights), inputs, outputs),
    bias: [...values.subarray(bias, bias + outputs)],
  }));

/** One block's rows as they are seen, by the definitions. Blocks are packed and compared each for itself. */
function seenBy({ sees }: Case, rows: tf.Tensor, blur: tf.Tensor): tf.Tensor {
  return sees.reduce((x, sight) => {
    const [count = 0, width = 0] = x.shape;
    if (sight.sight === 'noise') return tf.add(x, tf.mul(DEVIATION, blur));
    if (sight.sight === 'packed') return tf.reshape(x, [count / sight.rows, width * sight.rows]);
    const apart = tf.sub(tf.reshape(x, [count, 1, width]), tf.reshape(x, [1, count, width]));
    const near = tf.div(1, tf.add(1, tf.div(tf.mean(tf.square(apart), 2), sight.scale ** 2)));
    const mean = tf.div(tf.sub(tf.sum(near, 1), 1), count - 1);
    return tf.concat([x, tf.reshape(mean, [count, 1])], 1);
  }, rows);
}

const logSigmoid = (a: tf.Tensor) => tf.neg(tf.softplus(tf.neg(a)));

/** The loss, its gradients at the parameters, and that at the points, real ones first. */
function truth(described: Case, plan: Plan, values: Float32Array, player: Player) {
  return tf.tidy(() => {
    const layers = layersOf(plan, values);
    const tensors = layers.flatMap(({ inputs, outputs, weights, bias }) => [
      tf.tensor2d(weights, [inputs, outputs]),
      tf.tensor1d(bias),
    ]);
    const numbers = given(described, player);
    const real = tf.tensor2d(numbers.real);
    const blur = tf.tensor2d(numbers.blur);
    const reals = player === 'discriminator' ? REAL : 0;
    const layer = (parameters: tf.Tensor[], at: number, x: tf.Tensor) =>
      tf.add(tf.matMul(x as tf.Tensor2D, parameters[2 * at] as tf.Tensor2D), parameters[2 * at + 1] as tf.Tensor1D);
    const make = (parameters: tf.Tensor[]) => {
      const point = layer(parameters, 1, tf.tanh(layer(parameters, 0, tf.tensor2d(numbers.noise))));
      return described.shape === 'linear' ? point : described.shape === 'tanh' ? tf.tanh(point) : tf.sigmoid(point);
    };
    const loss = (parameters: tf.Tensor[], ours: tf.Tensor, theirs: tf.Tensor): tf.Scalar => {
      const judge = (x: tf.Tensor, from: number) => {
        const seen = seenBy(described, x, tf.slice(blur, [from, 0], [x.shape[0], -1]));
        return layer(parameters, 3, tf.leakyRelu(layer(parameters, 2, seen), LEAK));
      };
      const fake = judge(theirs, reals);
      if (player === 'generator') return tf.neg(tf.mean(logSigmoid(fake)));
      return tf.neg(tf.add(tf.mean(logSigmoid(judge(ours, 0))), tf.mean(logSigmoid(tf.neg(fake)))));
    };
    const { value, grads } = tf.valueAndGrads((...all: tf.Tensor[]) => loss(all, real, make(all)))(tensors);
    const [atReal, atFake] = tf.grads((ours: tf.Tensor, theirs: tf.Tensor) => {
      // The generator's loss does not depend on real rows; TensorFlow.js asks that it seems to.
      return tf.add(loss(tensors, ours, theirs), tf.mul(0, tf.sum(ours)));
    })([real, make(tensors)]);
    return {
      value: value.dataSync()[0] ?? NaN,
      gradients: grads.map((gradient) => [...gradient.dataSync()]),
      points: [...(player === 'generator' ? [] : (atReal?.dataSync() ?? [])), ...(atFake?.dataSync() ?? [])],
      layers,
    };
  });
}

/** The same loss in double precision, as a function of points, for finite differences. */
function lossAt(
  described: Case,
  layers: ReturnType<typeof layersOf>,
  player: Player,
  points: readonly number[][],
): number {
  const softplus = (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const { blur } = given(described, player);
  const seen = (rows: readonly number[][], from: number) =>
    described.sees.reduce((x, sight) => {
      if (sight.sight === 'noise')
        return x.map((row, i) => row.map((value, c) => value + DEVIATION * (blur[from + i]?.[c] ?? NaN)));
      if (sight.sight === 'packed')
        return Array.from({ length: x.length / sight.rows }, (_, i) =>
          x.slice(i * sight.rows, (i + 1) * sight.rows).flat(),
        );
      return x.map((row, i) => {
        const others = x.filter((__, j) => j !== i);
        const near = others.map(
          (other) => 1 / (1 + mean(row.map((v, c) => (v - (other[c] ?? NaN)) ** 2)) / sight.scale ** 2),
        );
        return [...row, mean(near)];
      });
    }, rows);
  const dense = (row: readonly number[], at: number) => {
    const { outputs, weights, bias } = layers[at] ?? { outputs: 0, weights: [], bias: [] };
    return Array.from({ length: outputs }, (_, o) =>
      row.reduce((sum, x, i) => sum + x * (weights[i * outputs + o] ?? NaN), bias[o] ?? NaN),
    );
  };
  const judge = (rows: readonly number[][]) =>
    rows.map(
      (row) =>
        dense(
          dense(row, 2).map((a) => (a < 0 ? LEAK * a : a)),
          3,
        )[0] ?? NaN,
    );
  const reals = player === 'discriminator' ? REAL : 0;
  const fake = judge(seen(points.slice(reals), reals));
  if (player === 'generator') return mean(fake.map((a) => softplus(-a)));
  return mean(judge(seen(points.slice(0, reals), 0)).map((a) => softplus(-a))) + mean(fake.map(softplus));
}

function slopesAt(described: Case, layers: ReturnType<typeof layersOf>, player: Player, points: readonly number[][]) {
  const h = 1e-4;
  const moved = (row: number, column: number, by: number) =>
    lossAt(
      described,
      layers,
      player,
      points.map((point, i) => point.map((x, c) => x + (i === row && c === column ? by : 0))),
    );
  return points.flatMap((point, row) => point.map((_, c) => (moved(row, c, h) - moved(row, c, -h)) / (2 * h)));
}

const nameOf = ({ sees, width, shape }: Case) =>
  `${sees.map((one) => (one.sight === 'packed' ? `${one.rows} packed` : one.sight)).join(', then ')}; ${shape} points of ${width}`;
const table = cases.flatMap((described) => players.map((player) => [nameOf(described), player, described] as const));

async function play(open: Open, described: Case, player: Player) {
  const plan = planOf(modelOf(described));
  const values = initialParameters(plan, random(1));
  const executor = await open(plan, values, noImages);
  const log = await runOn(executor, player, 1, (feed) => fill(feed, described, player));
  const rows = player === 'generator' ? FAKE : REAL + FAKE;
  const result = async (name: string) => {
    const field = plan.programs[player]?.results[name];
    if (!field) throw new Error(`There is no result “${name}”.`);
    return unpadded(await readFrom(executor, field), rows, described.width);
  };
  const moments = await readFrom(executor, { at: plan.parameters, length: plan.parameters });
  const [points, slopes] = [await result('points'), await result('point gradient')];
  if ('close' in executor) executor.close();
  return { plan, values, log, gradients: layersOf(plan, moments.slice()), points, slopes };
}

const rowsOf = (numbers: readonly number[], width: number) =>
  Array.from({ length: numbers.length / width }, (_, i) => numbers.slice(i * width, (i + 1) * width));

describe.each(executors)('on %s', (_, open) => {
  test.each(table)('%s: the %s learns by the gradient of its loss', async (__, player, described) => {
    const { plan, values, log, gradients, slopes } = await play(open, described, player);
    const { value, gradients: expected, points, layers } = truth(described, plan, values, player);
    // Single precision: 2⁻²⁴ = 6e-8 a rounding, a dozen of them in a row, on numbers below 3.
    expect(log[0]).toBeCloseTo(value, 5);
    gradients.forEach(({ weights, bias }, i) => {
      const learns = layers[i]?.network === player;
      [weights, bias].forEach((numbers, part) =>
        numbers.forEach((number, j) =>
          expect(number).toBeCloseTo(learns ? (expected[2 * i + part]?.[j] ?? NaN) : 0, 6),
        ),
      );
    });
    expect(slopes.length).toBe(points.length);
    slopes.forEach((number, j) => expect(number).toBeCloseTo(points[j] ?? NaN, 6));
  });

  test.each(table)(
    '%s: the %s’s gradient at the points is that of finite differences',
    async (__, player, described) => {
      const { plan, values, points, slopes } = await play(open, described, player);
      const expected = slopesAt(described, layersOf(plan, values), player, rowsOf(points, described.width));
      // Differences over 2h err by h² = 1e-8 times a third derivative; a kink of the leaky unit closer than h is far rarer.
      slopes.forEach((number, j) => expect(number).toBeCloseTo(expected[j] ?? NaN, 6));
    },
  );
});

test('packs that real rows do not fill, and columns that packs do not share, are refused in a sentence', () => {
  const model = modelOf({ sees: [pack(4)], width: 2, shape: 'linear' });
  expect(() => planOf(model)).toThrow(
    'The pass “discriminator” packs 4 rows into one, and its 18 rows are no multiple',
  );
  const five = modelOf({ sees: [], width: 5, shape: 'linear' });
  const passes = five.passes.map((pass) => ({ ...pass, sees: [pack(2)] }));
  expect(() => planOf({ ...five, passes })).toThrow('packs 2 rows into 5 columns, which they do not share evenly');
});

test.each(executors)('on %s slopes are kept where nobody learns, and every parameter stays', async (_, open) => {
  const described: Case = { sees: [closeness], width: 2, shape: 'linear' };
  const model = modelOf(described);
  const looking = planOf({ ...model, passes: model.passes.map((pass) => ({ ...pass, trains: [] })) });
  const values = initialParameters(looking, random(1));
  const executor = await open(looking, values, noImages);
  await runOn(executor, 'generator', 1, (feed) => setRows(feed.floats('noise'), given(described, 'generator').noise));
  const field = looking.programs['generator']?.results['point gradient'] ?? { at: 0, length: 0 };
  const found = unpadded(await readFrom(executor, field), FAKE, 2);
  expect(found).toEqual((await play(open, described, 'generator')).slopes);
  expect(await readFrom(executor, { at: 0, length: looking.parameters })).toEqual(values);
});
