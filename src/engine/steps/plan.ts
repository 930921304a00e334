import type { Block, Dense, Layer, Loss, Model, Pass } from './model.ts';
import { strideOf, type Place, type Stage, type Term } from './stages.ts';

/** A named stretch of numbers. */
export type Field = { readonly at: Place; readonly length: number };

/**
 * A layer's parameters in the arena: weights [inputs, strideOf(outputs)], `table` [classes, strideOf(outputs)] behind
 * them, which are the weights of a one-hot label, and bias [strideOf(outputs)].
 */
export type LayerPlace = {
  readonly network: string;
  readonly inputs: number;
  readonly dense: Dense;
  readonly weights: Place;
  readonly table: Place;
  readonly bias: Place;
};

/** A pass ready to run. Places of `feed` are counted from the beginning of the feed, all others from the arena's. */
export type Program = {
  readonly pass: Pass;
  readonly stages: readonly Stage[];
  /** What every step must be given. */
  readonly feed: Field & { readonly fields: Readonly<Record<string, Field>> };
  /** The numbers that each step leaves behind, and their names. */
  readonly log: Field & { readonly names: readonly string[] };
  /** Matrices and vectors that may be read after a step: code moments, losses, outputs. */
  readonly results: Readonly<Record<string, Field>>;
};

/**
 * The arena of a model: [parameters | m | v | per pass: feed, log, activations, gradients]. The moments of a parameter
 * lie `parameters` and 2 · `parameters` numbers behind it.
 */
export type Plan = {
  readonly model: Model;
  readonly parameters: number;
  readonly layers: readonly LayerPlace[];
  readonly programs: Readonly<Record<string, Program>>;
  readonly size: number;
};

/** Hands out places one behind the other. */
type Room = { readonly used: () => number; readonly take: (length: number) => Place };

function room(begin: Place): Room {
  let end = begin;
  return {
    used: () => end,
    take(length) {
      const at = end;
      end += strideOf(length);
      return at;
    },
  };
}

export function planOf(model: Model): Plan {
  const { layers, parameters } = placeLayers(model);
  const arena = room(3 * parameters);
  const programs = model.passes.map((pass) => [pass.name, programOf(model, layers, pass, arena)] as const);
  return { model, layers, parameters, programs: Object.fromEntries(programs), size: arena.used() };
}

function placeLayers({ networks }: Model): Pick<Plan, 'layers' | 'parameters'> {
  const parameters = room(0);
  const layers = networks.flatMap(({ name, inputs: first, layers: described }) => {
    let inputs = first;
    return described.flatMap((layer) => {
      const place = layer.layer === 'dense' ? [placeDense(name, inputs, layer, parameters)] : [];
      inputs = widthOf(layer);
      return place;
    });
  });
  return { layers, parameters: parameters.used() };
}

function placeDense(network: string, inputs: number, dense: Dense, parameters: Room): LayerPlace {
  const stride = strideOf(dense.outputs);
  const weights = parameters.take(inputs * stride);
  const table = parameters.take((dense.classes ?? 0) * stride);
  return { network, inputs, dense, weights, table, bias: parameters.take(stride) };
}

const widthOf = (layer: Layer): number => (layer.layer === 'dense' ? layer.outputs : layer.latent);

/** What a walk forwards leaves for the walk back: each layer with what went in and what came out. */
type Walked = {
  readonly network: string;
  readonly layer: Layer;
  readonly place: LayerPlace | undefined;
  readonly rows: number;
  readonly inputs: number;
  readonly x: Place;
  readonly y: Place;
  readonly ofImages: boolean;
  /** Where the labels of its rows are, if the pass is fed any. */
  readonly labels: Place;
};

/** A pass in the making. */
type Making = {
  readonly model: Model;
  readonly layers: readonly LayerPlace[];
  readonly pass: Pass;
  readonly stages: Stage[];
  readonly arena: Room;
  readonly feedAt: Place;
  readonly fields: Record<string, Field>;
  /** Where fields that are drawn come to lie. */
  readonly drawn: Record<string, Place>;
  readonly logAt: Place;
  readonly names: string[];
  readonly results: Record<string, Field>;
};

function programOf(model: Model, layers: readonly LayerPlace[], pass: Pass, arena: Room): Program {
  const fields = feedOf(model, pass);
  const length = Object.values(fields).reduce((sum, field) => sum + strideOf(field.length), 0);
  const feedAt = arena.take(length);
  const making: Making = {
    ...{ model, layers, pass, stages: [], arena, feedAt, fields, drawn: {} },
    ...{ logAt: arena.take(8), names: [], results: {} },
  };
  compile(making);
  const { stages, logAt, names, results } = making;
  return {
    pass,
    stages,
    feed: { at: feedAt, length, fields },
    log: { at: logAt, length: names.length, names },
    results,
  };
}

function compile(making: Making): void {
  const { model, pass } = making;
  drawFields(making);
  const first = networksOf(model, pass.through)[0]?.inputs ?? 0;
  const { at, blocks } = takeIn(making, first);
  const walked = forwards(making, pass.through, { x: at, rows: pass.rows });
  const last = walked.at(-1);
  if (!last) throw new Error(`The pass “${pass.name}” goes through no layer. Name a network that has one.`);
  const gradient = measure(making, last, at);
  if (pass.trains.length === 0) return;
  if (gradient === undefined) throw new Error(`The pass “${pass.name}” trains, so it needs a loss.`);
  const source = blocks.find(({ walked: before }) => before.some(({ network }) => pass.trains.includes(network)));
  const below = backwards(making, walked, gradient, source?.walked.at(-1));
  if (source) backwards(making, source.walked, below + source.offset, undefined);
}

const networksOf = ({ networks }: Model, names: readonly string[]) =>
  names.map((name) => {
    const found = networks.find((network) => network.name === name);
    if (found) return found;
    const known = networks.map((network) => network.name).join(', ');
    throw new Error(`There is no network “${name}” to go through; there are ${known}.`);
  });

/** A field that is fed number by number, or drawn: [rows, width], `stride` numbers from one row to the next. */
type Shape = { readonly rows: number; readonly width: number; readonly stride: number };

/** The rows that a pass reads, and the noise of its codes, which has no gaps. */
function shapesOf(model: Model, { input, rows, through }: Pass): Record<string, Shape> {
  const networks = networksOf(model, through);
  const wide = (count: number, names: readonly string[]): Shape => {
    const width = networksOf(model, names)[0]?.inputs ?? 0;
    return { rows: count, width, stride: strideOf(width) };
  };
  const codes = networks.flatMap(({ layers }) => layers).filter((layer) => layer.layer === 'gaussian code');
  const noise = rows * codes.reduce((sum, { latent }) => sum + latent, 0);
  return {
    ...(input === 'rows' && { rows: wide(rows, through) }),
    ...(typeof input !== 'string' &&
      Object.fromEntries(input.map((block) => [block.feed, wide(block.rows, [...block.through, ...through])]))),
    ...(codes.length > 0 && { noise: { rows: 1, width: noise, stride: noise } }),
  };
}

/** Words that name a step of a stream: seed, name, step. */
const STREAM = 3;

/** The fields of a pass's feed, one behind the other, each on a line of its own. */
function feedOf(model: Model, pass: Pass): Record<string, Field> {
  const { input, rows, loss, trains, draws } = pass;
  const shapes = Object.entries(shapesOf(model, pass));
  const before = typeof input === 'string' ? [] : input.flatMap((block) => block.through);
  const conditional = networksOf(model, [...before, ...pass.through])
    .flatMap(({ layers }) => layers)
    .some((layer) => layer.layer === 'dense' && layer.classes !== undefined);
  const lengths: Record<string, number> = {
    ...(input === 'images' && { images: rows }),
    ...Object.fromEntries(shapes.map(([name, shape]) => [name, draws?.[name] ? STREAM : shape.rows * shape.stride])),
    ...((loss?.loss === 'softmax' || conditional) && { labels: rows }),
    ...(trains.length > 0 && { adam: 2 }),
    ...(shapes.some(([name]) => name === 'noise') && { weight: 1 }),
  };
  let at = 0;
  const fields: Record<string, Field> = {};
  for (const [name, length] of Object.entries(lengths)) {
    fields[name] = { at, length };
    at += strideOf(length);
  }
  return fields;
}

/** The stages that draw what the pass is not fed. */
function drawFields(making: Making): void {
  const { model, pass, stages, arena, feedAt, fields, drawn, results } = making;
  const shapes = shapesOf(model, pass);
  for (const [name, law] of Object.entries(pass.draws ?? {})) {
    const shape = shapes[name];
    if (!shape) {
      const known = Object.keys(shapes).join(', ') || 'none';
      throw new Error(`The pass “${pass.name}” has no field “${name}” to draw; those that can be drawn are: ${known}.`);
    }
    const { rows, width, stride } = shape;
    const to = arena.take(rows * stride);
    const stream = feedAt + (fields[name]?.at ?? 0);
    if (law === 'points') stages.push({ stage: 'pick', rows, width, stream, to });
    else stages.push({ stage: 'draw', law, rows, width, stride, stream, to });
    drawn[name] = to;
    results[name] = { at: to, length: rows * stride };
  }
}

/** Where a field lies in the arena, be it fed or drawn. */
const fedAt = ({ feedAt, fields, drawn }: Making, name: string): Place =>
  drawn[name] ?? feedAt + (fields[name]?.at ?? 0);

function logPlace({ logAt, names }: Making, name: string): Place {
  names.push(name);
  return logAt + names.length - 1;
}

const matrix = ({ arena }: Making, rows: number, width: number): Place => arena.take(rows * strideOf(width));

type TakenIn = {
  readonly at: Place;
  /** The blocks that passed networks, and where their rows begin, in numbers from the first. */
  readonly blocks: readonly { readonly walked: readonly Walked[]; readonly offset: number }[];
};

/** What the pass's own networks read: [rows, width]. */
function takeIn(making: Making, width: number): TakenIn {
  const { pass, stages } = making;
  const { input, rows } = pass;
  if (input === 'rows') return { at: fedAt(making, 'rows'), blocks: [] };
  const at = matrix(making, rows, width);
  if (input === 'images') {
    stages.push({ stage: 'gather', rows, width, indices: fedAt(making, 'images'), x: at });
    return { at, blocks: [] };
  }
  const stacked = input.reduce((sum, block) => sum + block.rows, 0);
  if (stacked !== rows) throw new Error(`The pass “${pass.name}” says ${rows} rows, and its blocks are ${stacked}.`);
  let row = 0;
  const blocks = input.map((block) => {
    const begin = row * strideOf(width);
    const walked = stack(making, block, width, { row, y: at + begin });
    row += block.rows;
    return { walked, offset: begin };
  });
  return { at, blocks };
}

/** One block of rows to its place `y`, through its networks or as it is; it begins at row `row` of the pass. */
function stack(
  making: Making,
  { feed, rows, through }: Block,
  width: number,
  { row, y }: { readonly row: number; readonly y: Place },
): readonly Walked[] {
  const x = fedAt(making, feed);
  if (through.length > 0) return forwards(making, through, { x, rows, row, into: y });
  making.stages.push({ stage: 'activate', rows, width, x, y, activation: 'linear' });
  return [];
}

/** The layers of some networks in order, each with its stage; the last writes to `into` where that is said. */
function forwards(
  making: Making,
  through: readonly string[],
  given: { readonly x: Place; readonly rows: number; readonly row?: number; readonly into?: Place },
): readonly Walked[] {
  const { model, pass, layers } = making;
  const { rows, into } = given;
  const labels = fedAt(making, 'labels') + (given.row ?? 0);
  const networks = networksOf(model, through);
  const steps = networks.flatMap((network) => network.layers.map((layer) => ({ network: network.name, layer })));
  let inputs = networks[0]?.inputs ?? 0;
  let { x } = given;
  return steps.map(({ network, layer }, at) => {
    const place = layers.find((known) => known.network === network && known.dense === layer);
    const width = widthOf(layer);
    const y = at === steps.length - 1 && into !== undefined ? into : matrix(making, rows, width);
    const step = { network, layer, place, rows, inputs, x, y, ofImages: pass.input === 'images' && at === 0, labels };
    making.stages.push(...forward(making, step));
    inputs = width;
    x = y;
    return step;
  });
}

function forward(making: Making, { layer, place, rows, inputs, x, y, ofImages, labels }: Walked): readonly Stage[] {
  if (layer.layer === 'dense') {
    const { outputs, activation, classes } = layer;
    const { weights, table, bias } = placed(place);
    const affine = { stage: 'dense', rows, inputs, outputs, x, weights, bias, y, ofImages } as const;
    if (classes === undefined) return [{ ...affine, activation }];
    return [
      { ...affine, activation: 'linear' },
      { stage: 'add row', rows, outputs, classes, table, labels, y, activation },
    ];
  }
  const { latent } = layer;
  if (inputs !== 2 * latent)
    throw new Error(`A code of ${latent} needs ${2 * latent} numbers (μ and log σ²) and is given ${inputs}.`);
  const losses = making.arena.take(rows);
  making.results['moments'] = { at: x, length: rows * strideOf(2 * latent) };
  const [noise, log] = [fedAt(making, 'noise'), logPlace(making, 'rate')];
  return [{ stage: 'code', rows, latent, moments: x, noise, z: y, losses, log }];
}

function placed(place: LayerPlace | undefined): LayerPlace {
  if (!place) throw new Error('A dense layer has no place in the arena: plan the model that it belongs to.');
  return place;
}

/** The last outputs, what is shown of them, and the loss on them. Returns where the gradient at the outputs is. */
function measure(making: Making, { layer, rows, y }: Walked, first: Place): Place | undefined {
  const { pass, stages, results } = making;
  const width = widthOf(layer);
  results['outputs'] = { at: y, length: rows * strideOf(width) };
  if (pass.shows !== undefined) {
    const shown = matrix(making, rows, width);
    results['shown'] = { at: shown, length: rows * strideOf(width) };
    stages.push({ stage: 'activate', rows, width, x: y, y: shown, activation: pass.shows });
  }
  if (!pass.loss) return undefined;
  if (layer.layer !== 'dense' || layer.activation !== 'linear')
    throw new Error(`The loss of the pass “${pass.name}” takes logits, so its last layer must be dense and linear.`);
  const losses = making.arena.take(rows);
  results['losses'] = { at: losses, length: rows };
  const gradient = matrix(making, rows, width);
  const log = logPlace(making, pass.loss.loss === 'adversarial' ? pass.loss.player : 'distortion');
  stages.push(lossStage(making, pass.loss, { rows, width, outputs: y, gradient, losses, log }, first));
  return gradient;
}

type Measured = Pick<Stage & { stage: 'loss' }, 'rows' | 'width' | 'outputs' | 'gradient' | 'losses' | 'log'>;

function lossStage(making: Making, loss: Loss, measured: Measured, first: Place): Stage {
  switch (loss.loss) {
    case 'bernoulli':
      return { stage: 'loss', loss: 'bernoulli', h2: 1, ...measured, target: first };
    case 'gaussian':
      return { stage: 'loss', ...loss, ...measured, target: first };
    case 'softmax':
      return { stage: 'loss', loss: 'softmax', h2: 1, ...measured, target: fedAt(making, 'labels') };
    case 'adversarial': {
      const { rows, outputs, gradient, losses, log } = measured;
      return { stage: 'adversarial', ...termsOf(making.pass, loss), rows, outputs, gradient, losses, log };
    }
  }
}

/** The discriminator wants real rows real and fake ones fake; the generator wants what it made taken for real. */
function termsOf({ input }: Pass, { form, player }: Extract<Loss, { loss: 'adversarial' }>) {
  const blocks = typeof input === 'string' ? [] : input.filter(({ through }) => through.length === 0);
  const reals = player === 'generator' ? 0 : blocks.reduce((sum, { rows }) => sum + rows, 0);
  const squares = form === 'least squares';
  const realTerm: Term = squares ? '(a-1)^2/2' : 'softplus(-a)';
  if (player === 'discriminator') {
    const fakeTerm: Term = squares ? 'a^2/2' : 'softplus(a)';
    return { reals, realTerm, fakeTerm };
  }
  const fakeTerm: Term = form === 'minimax' ? '-softplus(a)' : realTerm;
  return { reals, realTerm, fakeTerm };
}

/**
 * From the last layer to the first: each passes its gradient down by the weights it had, and only then learns. Below the
 * lowest layer that learns no gradient is made, unless a layer before all these, the `source` of what they read, learns
 * too. Returns where the last gradient is.
 */
function backwards(making: Making, walked: readonly Walked[], last: Place, source: Walked | undefined): Place {
  const learns = ({ network }: Walked) => making.pass.trains.includes(network);
  let gradient = last;
  for (let at = walked.length - 1; at >= 0; at--) {
    const step = walked[at];
    if (!step) break;
    const yGradient = gradient;
    const below = walked[at - 1] ?? source;
    if (source ?? walked.slice(0, at).some(learns)) gradient = backward(making, step, below, yGradient);
    if (learns(step) && step.layer.layer === 'dense') making.stages.push(...learn(making, step, yGradient));
  }
  return gradient;
}

/** The stage that gives the gradient at a layer's inputs, or before the activation `below` that they come from. */
function backward(making: Making, step: Walked, below: Walked | undefined, yGradient: Place): Place {
  const { layer, place, rows, inputs, x } = step;
  const gradient = matrix(making, rows, inputs);
  if (layer.layer === 'dense') {
    const activation = below?.layer.layer === 'dense' ? below.layer.activation : 'linear';
    const { weights } = placed(place);
    const { outputs } = layer;
    making.stages.push({
      ...{ stage: 'backward to inputs', rows, inputs, outputs, yGradient, weights, x, gradient, activation },
    });
  } else {
    const { latent } = layer;
    const [noise, weight] = [fedAt(making, 'noise'), fedAt(making, 'weight')];
    making.stages.push({
      ...{ stage: 'code backward', rows, latent, moments: x, noise, zGradient: yGradient, gradient, weight },
    });
  }
  return gradient;
}

function learn(making: Making, { place, rows, inputs, x, ofImages, labels }: Walked, yGradient: Place) {
  const { dense, weights, table, bias } = placed(place);
  const { outputs, classes } = dense;
  const adam = fedAt(making, 'adam');
  const stages: Stage[] = [
    { stage: 'backward to weights', rows, inputs, outputs, x, yGradient, weights, bias, adam, ofImages },
  ];
  if (classes !== undefined)
    stages.push({ stage: 'backward to table', rows, outputs, classes, table, labels, yGradient, adam });
  return stages;
}
