/**
 * What a pass makes small, written once from the description of its model and computed twice: by TensorFlow.js, whose
 * automatic gradients are the truth, and in double precision, for finite differences.
 */
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { LEAK, type Activation, type Dense, type Model, type Network, type Pass } from '../steps/model.ts';
import type { LayerPlace, Plan } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import * as tf from '../tensors.ts';
import type { Executor, Feed, Images } from './executor.ts';

type Unary = Activation | 'exp' | 'log' | 'abs' | 'softplus';

/** The arithmetic that objectives are written in; M is a matrix. A row, or one number, is spread over a matrix. */
export type Arithmetic<M> = {
  readonly constant: (rows: readonly (readonly number[])[]) => M;
  readonly product: (a: M, b: M) => M;
  readonly transpose: (a: M) => M;
  readonly add: (a: M, b: M) => M;
  readonly multiply: (a: M, b: M) => M;
  readonly each: (f: Unary, a: M) => M;
  readonly columns: (a: M, from: number, to: number) => M;
  readonly stack: (a: M, b: M) => M;
  readonly columnMeans: (a: M) => M;
  readonly sum: (a: M) => M;
};

export const byTensors: Arithmetic<tf.Tensor2D> = {
  constant: (rows) => tf.tensor2d(rows.map((row) => [...row])),
  product: (a, b) => tf.matMul(a, b),
  transpose: (a) => tf.transpose(a),
  add: (a, b) => tf.add(a, b),
  multiply: (a, b) => tf.mul(a, b),
  each: (f, a) => tensorFunctions[f](a),
  columns: (a, from, to) => tf.slice2d(a, [0, from], [a.shape[0], to - from]),
  stack: (a, b) => tf.concat2d([a, b], 0),
  columnMeans: (a) => tf.mean(a, 0, true),
  sum: (a) => tf.reshape(tf.sum(a), [1, 1]),
};

const tensorFunctions: Readonly<Record<Unary, (x: tf.Tensor2D) => tf.Tensor2D>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  'leaky relu': (x) => tf.leakyRelu(x, LEAK),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  abs: (x) => tf.abs(x),
  softplus: (x) => tf.softplus(x),
};

type Rows = readonly (readonly number[])[];

const zip = (f: (x: number, y: number) => number) => (a: Rows, b: Rows) =>
  a.map((row, r) => row.map((x, c) => f(x, b[b.length === 1 ? 0 : r]?.[b[0]?.length === 1 ? 0 : c] ?? NaN)));
const transpose = (a: Rows): Rows => (a[0] ?? []).map((_, c) => a.map((row) => row[c] ?? NaN));
const total = (row: readonly number[]) => row.reduce((sum, x) => sum + x, 0);

export const inDouble: Arithmetic<Rows> = {
  constant: (rows) => rows,
  product: (a, b) => {
    const columns = transpose(b);
    return a.map((row) => columns.map((column) => row.reduce((sum, x, i) => sum + x * (column[i] ?? NaN), 0)));
  },
  transpose,
  add: zip((x, y) => x + y),
  multiply: zip((x, y) => x * y),
  each: (f, a) => a.map((row) => row.map(functions[f])),
  columns: (a, from, to) => a.map((row) => row.slice(from, to)),
  stack: (a, b) => [...a, ...b],
  columnMeans: (a) => [transpose(a).map((column) => total(column) / column.length)],
  sum: (a) => [[total(a.map(total))]],
};

const functions: Readonly<Record<Unary, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  'leaky relu': (x) => (x < 0 ? LEAK * x : x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  exp: Math.exp,
  log: Math.log,
  abs: Math.abs,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
};

/** What a step of a pass is given, without padding. */
export type Given = {
  /** Numbers of the images, or the rows that the feed brings, by the name of their field. */
  readonly images: readonly number[];
  readonly rows: Readonly<Record<string, Rows>>;
  readonly labels: readonly number[];
  readonly noise: Rows;
  /** Single numbers by the name of their field. */
  readonly numbers: Readonly<Record<string, number>>;
};

/** The parameters of a layer as matrices. */
type Parameters<M> = { readonly dense: Dense; readonly weights: M; readonly table?: M; readonly bias: M };

/** What stands in the log of the pass, by name, and the sum that its gradients are of. */
export type Objective<M> = { readonly log: Record<string, M>; readonly total: M };

/** The objective of one pass as the lectures write it: means over rows. */
export function objectiveOf<M>(
  arithmetic: Arithmetic<M>,
  model: Model,
  pass: Pass,
  images: Images,
  given: Given,
  parameters: readonly Parameters<M>[],
): Objective<M> {
  const { constant, add, multiply, each, sum } = arithmetic;
  const number = (value: number) => constant([[value]]);
  const log: Record<string, M> = {};
  let whole = number(0);
  const count = (name: string, term: M, weight = 1) => {
    log[name] = term;
    whole = add(whole, multiply(term, number(weight)));
  };
  const mean = (matrix: M) => multiply(sum(matrix), number(1 / pass.rows));
  const walk = (through: readonly string[], first: M, labels: readonly number[]): M => {
    let x = first;
    for (const { layers } of networksOf(model, through))
      for (const layer of layers) {
        if (layer.layer === 'dense') {
          x = dense(arithmetic, parameters, layer, x, labels);
          continue;
        }
        const { latent } = layer;
        const mu = arithmetic.columns(x, 0, latent);
        const logVar = arithmetic.columns(x, latent, 2 * latent);
        const nats = add(add(multiply(mu, mu), each('exp', logVar)), multiply(add(logVar, number(1)), number(-1)));
        count('rate', mean(multiply(nats, number(0.5))), given.numbers['weight']);
        x = add(mu, multiply(each('exp', multiply(logVar, number(0.5))), constant(given.noise)));
      }
    return x;
  };
  const x = constant(inputOf(pass, images, given));
  const a = walk(pass.through, stacked(arithmetic, pass, given, walk) ?? x, given.labels);
  const { loss } = pass;
  switch (loss?.loss) {
    case 'bernoulli':
      count('distortion', mean(add(each('softplus', a), multiply(multiply(x, a), number(-1)))));
      break;
    case 'gaussian': {
      const error = add(x, multiply(each('sigmoid', a), number(-1)));
      const same = 0.5 * Math.log(2 * Math.PI * loss.h2) * (inputOf(pass, images, given)[0]?.length ?? NaN);
      count('distortion', add(mean(multiply(multiply(error, error), number(0.5 / loss.h2))), number(same)));
      break;
    }
    case 'adversarial': {
      const reals = loss.player === 'generator' ? 0 : realsOf(pass);
      const rows = Array.from({ length: pass.rows }, (_, row) => row);
      const wanted = rows.map((row) => [row < reals || loss.player === 'generator' ? -1 : 1]);
      const shares = rows.map((row) => [1 / (row < reals ? reals : pass.rows - reals)]);
      count(loss.player, sum(multiply(each('softplus', multiply(a, constant(wanted))), constant(shares))));
      break;
    }
    default:
      throw new Error('The oracle knows no such loss.');
  }
  return { log, total: whole };
}

const networksOf = ({ networks }: Model, names: readonly string[]): Network[] =>
  names.flatMap((name) => networks.filter((network) => network.name === name));

const realsOf = ({ input }: Pass): number =>
  typeof input === 'string' ? 0 : input.reduce((sum, { through, rows }) => sum + (through.length === 0 ? rows : 0), 0);

/** Images as grey values, or the rows that are fed. */
function inputOf({ input }: Pass, { bytes, width }: Images, { images, rows }: Given): Rows {
  if (input === 'rows') return rows['rows'] ?? [];
  if (input !== 'images') return [[0]];
  return images.map((image) =>
    Array.from(bytes.subarray(image * width, (image + 1) * width), (b) => Math.fround(b / 255)),
  );
}

/** Blocks of rows, each through its networks, one behind the other. */
function stacked<M>(
  { constant, stack }: Arithmetic<M>,
  { input }: Pass,
  { rows, labels }: Given,
  walk: (through: readonly string[], x: M, labels: readonly number[]) => M,
): M | undefined {
  if (typeof input === 'string') return undefined;
  let row = 0;
  return input
    .map((block) => {
      const mine = labels.slice(row, row + block.rows);
      row += block.rows;
      return walk(block.through, constant(rows[block.feed] ?? []), mine);
    })
    .reduce(stack);
}

/** f([x, one-hot] W + b). */
function dense<M>(
  { constant, product, add, each }: Arithmetic<M>,
  parameters: readonly Parameters<M>[],
  layer: Dense,
  x: M,
  labels: readonly number[],
): M {
  const mine = parameters.find((known) => known.dense === layer);
  if (!mine) throw new Error(`There are no parameters for “${layer.name}”.`);
  const hot = labels.map((label) => Array.from({ length: layer.classes ?? 0 }, (_, c) => (c === label ? 1 : 0)));
  const affine = add(product(x, mine.weights), mine.bias);
  return each(layer.activation, mine.table === undefined ? affine : add(affine, product(constant(hot), mine.table)));
}

/** Puts what a step is given into a feed, with its padding. */
export function fill(feed: Feed, { input }: Pass, { images, rows, labels, noise, numbers }: Given): void {
  if (input === 'images') feed.whole('images').set(images);
  for (const [name, matrix] of Object.entries(rows))
    matrix.forEach((row) => feed.floats(name).set(row, matrix.indexOf(row) * strideOf(row.length)));
  if (labels.length > 0) feed.whole('labels').set(labels);
  if (noise.length > 0) feed.floats('noise').set(noise.flat());
  for (const [name, value] of Object.entries(numbers)) feed.floats(name)[0] = value;
  feed.floats('adam').set(adamAt(1, 0, { beta1: 0, beta2: 0.999 }));
}

/** Where a layer's matrices lie, and their sizes. */
function matricesOf({ dense: { outputs, classes = 0 }, inputs, weights, table, bias }: LayerPlace) {
  return [
    { name: 'weights', place: weights, rows: inputs, width: outputs },
    ...(classes > 0 ? [{ name: 'table', place: table, rows: classes, width: outputs }] : []),
    { name: 'bias', place: bias, rows: 1, width: outputs },
  ];
}

/** The matrices that a plan's parameters are, without padding, in order. */
export const unpacked = ({ layers }: Plan, values: Float32Array | Float64Array): number[][][] =>
  layers.flatMap(matricesOf).map(({ place, rows, width }) =>
    Array.from({ length: rows }, (_, row) => {
      const begin = place + row * strideOf(width);
      return [...values.subarray(begin, begin + width)];
    }),
  );

/** The largest number among those that only pad a row of the parameters or their moments. */
export function paddingOf({ layers, parameters }: Plan, executor: Executor): number {
  const all = executor.view({ at: 0, length: 3 * parameters });
  let largest = 0;
  for (const { place, rows, width } of layers.flatMap(matricesOf))
    for (let row = 0; row < rows; row++)
      for (let column = width; column < strideOf(width); column++)
        for (const part of [0, parameters, 2 * parameters])
          largest = Math.max(largest, Math.abs(all[part + place + row * strideOf(width) + column] ?? NaN));
  return largest;
}

/** The matrices of `unpacked` to their layers. */
export function parametersOf<M>({ layers }: Plan, matrices: readonly M[]): Parameters<M>[] {
  let next = 0;
  return layers.map((place) => {
    const found = matricesOf(place).map(({ name }) => [name, matrices[next++]] as const);
    return { dense: place.dense, ...(Object.fromEntries(found) as Omit<Parameters<M>, 'dense'>) };
  });
}

/** Whether each matrix of `unpacked` belongs to a network that learns; the gradients of the others are not asked for. */
const learning = ({ layers }: Plan, { trains }: Pass): boolean[] =>
  layers.flatMap((place) => matricesOf(place).map(() => trains.includes(place.network)));

/** The log and the gradients of a pass by TensorFlow.js, in the order of `unpacked`; 0 where nothing learns. */
export function truth(plan: Plan, pass: Pass, images: Images, given: Given, parameters: Float32Array) {
  return tf.tidy(() => {
    let log: Record<string, number> = {};
    const objective = (...tensors: tf.Tensor[]) => {
      const of = parametersOf(plan, tensors as tf.Tensor2D[]);
      const found = objectiveOf(byTensors, plan.model, pass, images, given, of);
      log = Object.fromEntries(Object.entries(found.log).map(([name, term]) => [name, term.dataSync()[0] ?? NaN]));
      return tf.reshape<tf.Rank.R0>(found.total, []);
    };
    const { grads } = tf.valueAndGrads(objective)(unpacked(plan, parameters).map((rows) => tf.tensor2d(rows)));
    const learns = learning(plan, pass);
    return { log, gradients: grads.map((all, i) => [...all.dataSync()].map((slope) => (learns[i] ? slope : 0))) };
  });
}

/** The gradients once more, as central differences of the objective in double precision, h = 1e-4. */
export function slopes(plan: Plan, pass: Pass, images: Images, given: Given, parameters: Float32Array): number[][] {
  const matrices = unpacked(plan, parameters);
  const value = () =>
    objectiveOf(inDouble, plan.model, pass, images, given, parametersOf(plan, matrices as Rows[])).total[0]?.[0] ?? NaN;
  const learns = learning(plan, pass);
  return matrices.map((matrix, i) =>
    matrix.flatMap((row) =>
      row.map((here, column) => {
        if (!learns[i]) return 0;
        row[column] = here + 1e-4;
        const above = value();
        row[column] = here - 1e-4;
        const below = value();
        row[column] = here;
        return (above - below) / 2e-4;
      }),
    ),
  );
}

/** Images of which three fifths are paper, so that their ink may be listed. */
export function inkOn(count: number, width: number): Images {
  const source = random(3).fork('images');
  return { bytes: Uint8Array.from({ length: count * width }, () => Math.max(0, source.below(640) - 384)), width };
}

export function normals(name: string, rows: number, width: number): number[][] {
  const source = random(4).fork(name);
  return Array.from({ length: rows }, () => Array.from({ length: width }, () => Math.fround(source.normal())));
}
