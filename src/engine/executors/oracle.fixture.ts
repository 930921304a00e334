/**
 * What a pass makes small, written once from the description of its model, for any arithmetic: TensorFlow.js's tensors
 * (oracle-tfjs.fixture.ts), and numbers in double precision, for finite differences.
 */
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import {
  LEAK,
  type Activation,
  type Convolution,
  type Dense,
  type Layer,
  type Model,
  type Network,
  type Pass,
  type Penalty,
  type Picture,
  type Resize,
  type TransposedConvolution,
} from '../steps/model.ts';
import type { LayerPlace, Plan } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import type { Feed, Images } from './executor.ts';

export type Unary = Activation | 'exp' | 'log' | 'abs' | 'softplus';

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

type Rows = readonly (readonly number[])[];

const widthOf = (a: Rows) => a[0]?.length ?? 0;
const spread = (a: Rows, r: number, c: number) => a[a.length === 1 ? 0 : r]?.[widthOf(a) === 1 ? 0 : c] ?? NaN;
const zip = (f: (x: number, y: number) => number) => (a: Rows, b: Rows) =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, r) =>
    Array.from({ length: Math.max(widthOf(a), widthOf(b)) }, (__, c) => f(spread(a, r, c), spread(b, r, c))),
  );
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

/** The parameters of a layer as matrices; a tied one has no weights of its own. */
type Parameters<M> = {
  readonly layer: Layer;
  readonly dense: Dense;
  readonly weights?: M;
  readonly table?: M;
  readonly bias: M;
};

/** What stands in the log of the pass, by name, and the sum that its gradients are of. */
export type Objective<M> = { readonly log: Record<string, M>; readonly total: M };

/** What the parts of an objective share. */
type Scope<M> = {
  readonly arithmetic: Arithmetic<M>;
  readonly model: Model;
  readonly pass: Pass;
  readonly images: Images;
  readonly given: Given;
  readonly parameters: readonly Parameters<M>[];
  /** Adds weight · term to the whole, and puts the term down in the log. */
  readonly count: (name: string, term: M, weight?: number) => void;
};

/** The objective of one pass as the lectures write it: means over rows. */
export function objectiveOf<M>(parts: Omit<Scope<M>, 'count'>): Objective<M> {
  const { add, multiply, constant } = parts.arithmetic;
  const log: Record<string, M> = {};
  let total = constant([[0]]);
  const count = (name: string, term: M, weight = 1) => {
    log[name] = term;
    total = add(total, multiply(term, constant([[weight]])));
  };
  const scope = { ...parts, count };
  const { pass, images, given } = parts;
  const input = inputOf(pass, images, given);
  const read = stacked(scope) ?? constant(corrupted(pass, input, given));
  measure(
    scope,
    constant(pass.target === 'rows' ? (given.rows['target'] ?? []) : input),
    walk(scope, pass.through, read, given.labels),
  );
  return { log, total };
}

function walk<M>(scope: Scope<M>, through: readonly string[], first: M, labels: readonly number[]): M {
  let x = first;
  for (const { layers } of networksOf(scope.model, through))
    for (const layer of layers) {
      if (layer.layer === 'dense') x = dense(scope, layer, x, labels);
      else if (layer.layer === 'gaussian code') x = code(scope, layer.latent, x);
      else if (layer.layer === 'penalty') penalise(scope, layer, x);
      else x = onPictures(scope, layer, x);
    }
  return x;
}

const minus = <M>({ multiply, constant }: Arithmetic<M>, a: M): M => multiply(a, constant([[-1]]));

/** The mean over the rows of their sums. */
const meanOf = <M>({ arithmetic: { multiply, sum, constant }, pass }: Scope<M>, a: M): M =>
  multiply(sum(a), constant([[1 / pass.rows]]));

/** μ + σε, and KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ μ² + σ² − log σ² − 1. */
function code<M>(scope: Scope<M>, latent: number, x: M): M {
  const { arithmetic, given, count } = scope;
  const { add, multiply, each, constant } = arithmetic;
  const [mu, logVar] = [arithmetic.columns(x, 0, latent), arithmetic.columns(x, latent, 2 * latent)];
  const half = constant([[0.5]]);
  const nats = add(add(multiply(mu, mu), each('exp', logVar)), minus(arithmetic, add(logVar, constant([[1]]))));
  count('rate', meanOf(scope, multiply(nats, half)), given.numbers['weight']);
  return add(mu, multiply(each('exp', multiply(logVar, half)), constant(given.noise)));
}

/** Σ|a|, or Σⱼ ρ (log ρ − log ρ̂ⱼ) + (1 − ρ) (log(1 − ρ) − log(1 − ρ̂ⱼ)). */
function penalise<M>(scope: Scope<M>, { name, penalty }: Penalty, x: M): void {
  const { arithmetic, given, count } = scope;
  const { add, multiply, each, sum, constant } = arithmetic;
  const weight = given.numbers[`${name} weight`];
  if (penalty === 'L1') return count(name, meanOf(scope, each('abs', x)), weight);
  const rho = given.numbers[`${name} rho`] ?? NaN;
  const means = arithmetic.columnMeans(x);
  const nats = (share: number, mean: M) =>
    multiply(constant([[share]]), add(constant([[Math.log(share)]]), minus(arithmetic, each('log', mean))));
  const off = add(constant([[1]]), minus(arithmetic, means));
  count(name, sum(add(nats(rho, means), nats(1 - rho, off))), weight);
}

/** The loss on the last outputs a, against the clean input x. */
function measure<M>(scope: Scope<M>, x: M, a: M): void {
  const { arithmetic, pass, images, given, count } = scope;
  const { add, multiply, each, sum, constant } = arithmetic;
  const { loss } = pass;
  if (loss?.loss === 'bernoulli')
    return count('distortion', meanOf(scope, add(each('softplus', a), minus(arithmetic, multiply(x, a)))));
  if (loss?.loss === 'gaussian') {
    const error = add(x, minus(arithmetic, each('sigmoid', a)));
    const squares = multiply(multiply(error, error), constant([[0.5 / loss.h2]]));
    const same = 0.5 * Math.log(2 * Math.PI * loss.h2) * widthOf(inputOf(pass, images, given));
    return count('distortion', add(meanOf(scope, squares), constant([[same]])));
  }
  if (loss?.loss === 'squared') {
    const error = add(a, minus(arithmetic, x));
    return count('distortion', meanOf(scope, multiply(error, error)));
  }
  if (loss?.loss !== 'adversarial') throw new Error('The oracle knows no such loss.');
  const reals = loss.player === 'generator' ? 0 : realsOf(pass);
  const rows = Array.from({ length: pass.rows }, (_, row) => row);
  const wanted = rows.map((row) => [row < reals || loss.player === 'generator' ? -1 : 1]);
  const shares = rows.map((row) => [1 / (row < reals ? reals : pass.rows - reals)]);
  count(loss.player, sum(multiply(each('softplus', multiply(a, constant(wanted))), constant(shares))));
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

/** What is left of the input: masked, with salt and pepper on it, or with noise added (Vincent et al. 2008). */
function corrupted({ corruption }: Pass, input: Rows, { rows, numbers }: Given): Rows {
  if (corruption === undefined) return input;
  const level = numbers['corruption level'] ?? NaN;
  return input.map((row, r) =>
    row.map((x, c) => {
      const draw = rows['corruption']?.[r]?.[c] ?? NaN;
      if (corruption === 'gaussian') return x + level * draw;
      if (draw >= level) return x;
      return corruption === 'masking' || draw < level / 2 ? 0 : 1;
    }),
  );
}

/** Blocks of rows, each through its networks, one behind the other. */
function stacked<M>(scope: Scope<M>): M | undefined {
  const { arithmetic, pass, given } = scope;
  if (typeof pass.input === 'string') return undefined;
  let row = 0;
  return pass.input
    .map((block) => {
      const labels = given.labels.slice(row, row + block.rows);
      row += block.rows;
      return walk(scope, block.through, arithmetic.constant(given.rows[block.feed] ?? []), labels);
    })
    .reduce(arithmetic.stack);
}

/** f([x, one-hot] W + b). */
function dense<M>({ arithmetic, parameters }: Scope<M>, layer: Dense, x: M, labels: readonly number[]): M {
  const { constant, product, transpose, add, each } = arithmetic;
  const mine = parameters.find((known) => known.layer === layer);
  const owner = parameters.find((known) => known.dense.name === layer.tied);
  const weights = owner?.weights === undefined ? mine?.weights : transpose(owner.weights);
  if (!mine || weights === undefined) throw new Error(`There are no parameters for “${layer.name}”.`);
  const hot = labels.map((label) => Array.from({ length: layer.classes ?? 0 }, (_, c) => (c === label ? 1 : 0)));
  const affine = add(product(x, masked(arithmetic, layer, weights)), mine.bias);
  return each(layer.activation, mine.table === undefined ? affine : add(affine, product(constant(hot), mine.table)));
}

/**
 * A layer on pictures as products with matrices of 0s and 1s, or of shares, written down from what the layer does to each
 * number: no arithmetic of pictures is needed.
 */
function onPictures<M>(scope: Scope<M>, layer: Convolution | TransposedConvolution | Resize, x: M): M {
  const { constant, product, transpose, add, each } = scope.arithmetic;
  if (layer.layer === 'resize') return product(x, constant(sharesOf(layer)));
  const mine = scope.parameters.find((known) => known.layer === layer);
  if (!mine?.weights) throw new Error(`There are no parameters for “${layer.name}”.`);
  const { reads, outputs } = layer;
  const forwards = layer.layer === 'convolution';
  const [large, small] = forwards ? [reads, sizeAfter(layer)] : [sizeAfter(layer), reads];
  const pixels = placesOf(small).map((pixel) => ({ pixel, taps: constant(tapsAt(layer, large, pixel)) }));
  const sums = forwards
    ? sideBySide(
        scope.arithmetic,
        pixels.map(({ taps }) => product(product(x, taps), mine.weights as M)),
      )
    : pixels
        .map(({ pixel, taps }) => {
          const from = (pixel.y * small.width + pixel.x) * small.channels;
          const one = scope.arithmetic.columns(x, from, from + small.channels);
          return product(product(one, transpose(mine.weights as M)), transpose(taps));
        })
        .reduce(add);
  const after = forwards ? small : large;
  const repeat = Array.from({ length: outputs }, (_, channel) =>
    Array.from({ length: after.height * after.width * outputs }, (__, i) => (i % outputs === channel ? 1 : 0)),
  );
  return each(layer.activation, add(sums, product(mine.bias, constant(repeat))));
}

/** Matrices side by side. */
const sideBySide = <M>({ transpose, stack }: Arithmetic<M>, all: readonly M[]): M =>
  transpose(all.map(transpose).reduce(stack));

type Pixel = { readonly y: number; readonly x: number };

const placesOf = ({ height, width }: Picture): Pixel[] =>
  Array.from({ length: height * width }, (_, i) => ({ y: Math.floor(i / width), x: i % width }));

/** The sides that come out, as Dumoulin & Visin 2016 have them. */
function sizeAfter(layer: Convolution | TransposedConvolution): Picture {
  const { reads, outputs, kernel, stride, padding } = layer;
  const side = (i: number) =>
    layer.layer === 'convolution'
      ? Math.floor((i + 2 * padding - kernel) / stride) + 1
      : stride * (i - 1) + kernel - 2 * padding + (layer.extra ?? 0);
  return { height: side(reads.height), width: side(reads.width), channels: outputs };
}

/** [numbers of the large picture, weights of one feature]: 1 where a weight meets a number at this pixel of the small one. */
function tapsAt(
  { kernel, stride, padding }: Convolution | TransposedConvolution,
  large: Picture,
  at: Pixel,
): number[][] {
  const { height, width, channels } = large;
  const taps = Array.from({ length: height * width * channels }, () =>
    new Array<number>(kernel * kernel * channels).fill(0),
  );
  for (const { y, x } of placesOf({ height: kernel, width: kernel, channels }))
    for (let channel = 0; channel < channels; channel++) {
      const [line, column] = [at.y * stride + y - padding, at.x * stride + x - padding];
      const row = taps[(line * width + column) * channels + channel];
      if (line >= 0 && line < height && column >= 0 && column < width && row)
        row[(y * kernel + x) * channels + channel] = 1;
    }
  return taps;
}

/** [numbers of the picture, numbers of the enlarged one]: how much of a pixel's number goes into each. */
function sharesOf({ reads, factor, method }: Resize): number[][] {
  const { height, width, channels } = reads;
  const share = (i: number, o: number, length: number) => {
    if (method === 'nearest') return o >= i * factor && o < (i + 1) * factor ? 1 : 0;
    // Between the centres of two pixels; beyond the outermost centre there is only that pixel.
    const centre = (o + 0.5) / factor - 0.5;
    if (centre <= 0) return i === 0 ? 1 : 0;
    if (centre >= length - 1) return i === length - 1 ? 1 : 0;
    return Math.max(0, 1 - Math.abs(centre - i));
  };
  const [from, to] = [placesOf(reads), placesOf({ height: height * factor, width: width * factor, channels })];
  return from.flatMap((small) =>
    Array.from({ length: channels }, (_, channel) =>
      to.flatMap((large) =>
        Array.from({ length: channels }, (__, other) =>
          channel === other ? share(small.y, large.y, height) * share(small.x, large.x, width) : 0,
        ),
      ),
    ),
  );
}

/** Weights times the 0s and 1s of the mask. */
function masked<M>({ multiply, constant }: Arithmetic<M>, { mask }: Dense, weights: M): M {
  if (!mask) return weights;
  return multiply(weights, constant(mask.from.map((degree) => mask.to.map((reach) => (degree <= reach ? 1 : 0)))));
}

/** By matrix of `unpacked`, the entries that a mask leaves out. */
export const leftOut = ({ layers }: Plan): boolean[][] =>
  layers.flatMap((place) =>
    matricesOf(place).map(({ name, rows, width }) => {
      const { mask } = place.dense;
      if (name !== 'weights' || !mask) return Array.from({ length: rows * width }, () => false);
      return mask.from.flatMap((degree) => mask.to.map((reach) => degree > reach));
    }),
  );

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
function matricesOf({ dense: { outputs, classes = 0 }, inputs, weights, table, bias, biases, owner }: LayerPlace) {
  return [
    ...(owner ? [] : [{ name: 'weights', place: weights, rows: inputs, width: outputs }]),
    ...(classes > 0 ? [{ name: 'table', place: table, rows: classes, width: outputs }] : []),
    { name: 'bias', place: bias, rows: 1, width: biases ?? outputs },
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

/** The largest number among those of `state`, [parameters | m | v], that only pad a row. */
export function paddingOf({ layers, parameters }: Plan, state: Float32Array): number {
  let largest = 0;
  for (const { place, rows, width } of layers.flatMap(matricesOf))
    for (let row = 0; row < rows; row++)
      for (let column = width; column < strideOf(width); column++)
        for (const part of [0, parameters, 2 * parameters])
          largest = Math.max(largest, Math.abs(state[part + place + row * strideOf(width) + column] ?? NaN));
  return largest;
}

/** The matrices of `unpacked` to their layers. */
export function parametersOf<M>({ layers }: Plan, matrices: readonly M[]): Parameters<M>[] {
  let next = 0;
  return layers.map((place) => {
    const found = matricesOf(place).map(({ name }) => [name, matrices[next++]] as const);
    const { layer, dense: like } = place;
    return { layer, dense: like, ...(Object.fromEntries(found) as Omit<Parameters<M>, 'layer' | 'dense'>) };
  });
}

/** Whether each matrix of `unpacked` belongs to a network that learns; the gradients of the others are not asked for. */
export const learning = ({ layers }: Plan, { trains }: Pass): boolean[] =>
  layers.flatMap((place) => matricesOf(place).map(() => trains.includes(place.network)));

/** The gradients once more, as central differences of the objective in double precision, h = 1e-4. */
export function slopes(plan: Plan, pass: Pass, images: Images, given: Given, parameters: Float32Array): number[][] {
  const matrices = unpacked(plan, parameters);
  const value = () =>
    objectiveOf({
      arithmetic: inDouble,
      model: plan.model,
      pass,
      images,
      given,
      parameters: parametersOf(plan, matrices as Rows[]),
    }).total[0]?.[0] ?? NaN;
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
