import type { Block, Dense, Layer, Loss, Mask, Model, Pass, Penalty, Sight } from './model.ts';
import type { Term } from '../layers/adversarial/stage.ts';
import type { MaskPlace } from '../layers/dense/stage.ts';
import { strideOf, type Place, type Stage } from './stages.ts';

/** A named stretch of numbers. */
export type Field = { readonly at: Place; readonly length: number };

/**
 * A layer's parameters in the arena: weights [inputs, strideOf(outputs)], `table` [classes, strideOf(outputs)] behind
 * them, which are the weights of a one-hot label, and bias [strideOf(outputs)]. The weights of a tied layer are those of
 * `owner`, [outputs, strideOf(inputs)]. The degrees of a mask lie among the parameters, and nothing changes them.
 */
export type LayerPlace = {
  readonly network: string;
  readonly inputs: number;
  readonly dense: Dense;
  readonly weights: Place;
  readonly table: Place;
  readonly bias: Place;
  readonly owner?: LayerPlace;
  readonly mask?: MaskPlace;
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
  const layers: LayerPlace[] = [];
  for (const { name, inputs: first, layers: described } of networks) {
    let inputs = first;
    for (const layer of described) {
      if (layer.layer === 'dense') layers.push(placeDense(name, inputs, layer, parameters, layers));
      inputs = widthOf(layer, inputs);
    }
  }
  return { layers, parameters: parameters.used() };
}

function placeDense(
  network: string,
  inputs: number,
  dense: Dense,
  parameters: Room,
  before: readonly LayerPlace[],
): LayerPlace {
  const stride = strideOf(dense.outputs);
  const owner = dense.tied === undefined ? undefined : ownerOf(dense, inputs, before);
  const weights = owner ? owner.weights : parameters.take(inputs * stride);
  const table = parameters.take((dense.classes ?? 0) * stride);
  const bias = parameters.take(stride);
  const mask = dense.mask && placeMask(dense, dense.mask, inputs, parameters);
  return { network, inputs, dense, weights, table, bias, ...(owner && { owner }), ...(mask && { mask }) };
}

function placeMask({ name, outputs, tied }: Dense, { from, to }: Mask, inputs: number, parameters: Room): MaskPlace {
  if (tied !== undefined) throw new Error(`“${name}” is tied to “${tied}”: give the mask to that one, for both.`);
  if (from.length !== inputs || to.length !== outputs)
    throw new Error(`“${name}” is ${inputs} → ${outputs}, and its mask ${from.length} → ${to.length}: make them one.`);
  return { from: parameters.take(inputs), to: parameters.take(outputs) };
}

/** The one layer before a tied one that has the name it asks for, and the sizes. */
function ownerOf({ name, tied, outputs }: Dense, inputs: number, before: readonly LayerPlace[]): LayerPlace {
  const named = before.filter(({ dense, owner }) => dense.name === tied && !owner);
  const [owner] = named;
  if (!owner || named.length > 1)
    throw new Error(`“${name}” is tied to “${tied}”; before it there are ${named.length} layers so named, not one.`);
  if (owner.inputs === outputs && owner.dense.outputs === inputs) return owner;
  const sizes = `${owner.inputs} → ${owner.dense.outputs}`;
  throw new Error(`“${name}” (${inputs} → ${outputs}) is tied to “${tied}” (${sizes}): one must turn the other round.`);
}

function widthOf(layer: Layer, inputs: number): number {
  if (layer.layer === 'dense') return layer.outputs;
  return layer.layer === 'gaussian code' ? layer.latent : inputs;
}

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
  /** By the place of some weights W, what tied layers add to their gradient: dW also has leftᵀ right. */
  readonly uses: Map<Place, Use[]>;
};

/** Of a product y = x Wᵀ made with another layer's weights: dy and x. */
type Use = { readonly rows: number; readonly left: Place; readonly right: Place };

function programOf(model: Model, layers: readonly LayerPlace[], pass: Pass, arena: Room): Program {
  const fields = feedOf(model, pass);
  const length = Object.values(fields).reduce((sum, field) => sum + strideOf(field.length), 0);
  const feedAt = arena.take(length);
  const making: Making = {
    model,
    layers,
    pass,
    stages: [],
    arena,
    feedAt,
    fields,
    drawn: {},
    logAt: arena.take(8),
    names: [],
    results: {},
    uses: new Map(),
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
  const width = widthTaken(model, pass);
  const { at, blocks } = takeIn(making, width);
  const clean = { rows: pass.rows, width, at: corrupted(making, at, width) };
  const looks = look(making, clean);
  const seen = looks.at(-1)?.to ?? clean;
  const labels = seen.rows < pass.rows ? 'pack labels' : 'labels';
  const walked = forwards(making, pass.through, { x: seen.at, rows: seen.rows, labels });
  if (typeof pass.input !== 'string') keep(making, 'points', { rows: pass.rows, width, at });
  if (typeof pass.input !== 'string' || looks.length > 0) keep(making, 'seen', seen);
  const last = walked.at(-1);
  if (!last) throw new Error(`The pass “${pass.name}” goes through no layer. Name a network that has one.`);
  const gradient = measure(making, last, targetOf(making, last) ?? at);
  if (pass.trains.length === 0 && !pass.slopes) return;
  if (gradient === undefined) throw new Error(`The pass “${pass.name}” trains or has slopes, so it needs a loss.`);
  const source = blocks.find(({ walked: before }) => before.some(({ network }) => pass.trains.includes(network)));
  const down = source !== undefined || pass.slopes === true;
  if (down && pass.corruption)
    throw new Error(
      `The pass “${pass.name}” needs a gradient before its ${pass.corruption} corruption; there is none.`,
    );
  const below = backwards(making, walked, gradient, down);
  if (down) backToPoints(making, { looks, width, below }, source);
  if (making.uses.size > 0)
    throw new Error(`In the pass “${pass.name}” a layer is tied to one that does not come before it and learn.`);
}

/** From the gradient `below` at what is seen to that at the points, and on through who made them and learns. */
function backToPoints(
  making: Making,
  { looks, width, below }: { readonly looks: readonly Look[]; readonly width: number; readonly below: Place },
  source: TakenIn['blocks'][number] | undefined,
): void {
  const points = looks.reduceRight((at, one) => lookBack(making, one, at), below);
  keep(making, 'point gradient', { rows: making.pass.rows, width, at: points });
  const maker = source?.walked.at(-1);
  if (source && maker) backwards(making, source.walked, throughActivation(making, maker, points + source.offset));
}

/** A matrix in the arena: [rows, strideOf(width)]. */
type Matrix = { readonly rows: number; readonly width: number; readonly at: Place };

function keep({ results }: Making, name: string, { rows, width, at }: Matrix): void {
  results[name] = { at, length: rows * strideOf(width) };
}

/** The width of the rows that come in, from that which the pass's networks read: back through what it sees. */
function widthTaken(model: Model, { name, sees = [], through }: Pass): number {
  const read = networksOf(model, through)[0]?.inputs ?? 0;
  return sees.reduceRight((width, sight) => {
    if (sight.sight === 'closeness') return width - 1;
    if (sight.sight === 'noise' || width % sight.rows === 0)
      return sight.sight === 'noise' ? width : width / sight.rows;
    throw new Error(
      `The pass “${name}” packs ${sight.rows} rows into ${width} columns, which they do not share evenly.`,
    );
  }, read);
}

/** A sight of a pass with what goes in and what comes out. */
type Look = { readonly sight: Sight; readonly from: Matrix; readonly to: Matrix; readonly pairs: Place };

/** What the pass sees of the stacked rows, each sight with its stage. */
function look(making: Making, clean: Matrix): readonly Look[] {
  const { pass, stages } = making;
  let from = clean;
  return (pass.sees ?? []).map((sight) => {
    const { rows, columns } = sizeSeen(making.pass, sight, from);
    const to = { rows, width: columns, at: matrix(making, rows, columns) };
    const pairs = sight.sight === 'closeness' ? matrix(making, rows, rows) : 0;
    const one = { sight, from, to, pairs };
    stages.push(lookStage(making, one));
    from = to;
    return one;
  });
}

function sizeSeen({ name }: Pass, sight: Sight, { rows, width }: Matrix): { rows: number; columns: number } {
  if (sight.sight === 'noise') return { rows, columns: width };
  if (sight.sight === 'closeness') return { rows, columns: width + 1 };
  if (rows % sight.rows === 0) return { rows: rows / sight.rows, columns: width * sight.rows };
  throw new Error(
    `The pass “${name}” packs ${sight.rows} rows into one, and its ${rows} rows are no multiple of that.`,
  );
}

function lookStage(making: Making, { sight, from, to, pairs }: Look): Stage {
  const { rows, width, at: x } = from;
  const y = to.at;
  switch (sight.sight) {
    case 'noise': {
      const [draws, level] = [fedAt(making, 'instance noise'), fedAt(making, 'deviation')];
      return { stage: 'corrupt', corruption: 'gaussian', rows, width, x, draws, level, y };
    }
    case 'packed':
      return { stage: 'pack', rows: to.rows, width, group: sight.rows, x, y };
    case 'closeness':
      return { stage: 'closeness', rows, reals: realsOf(making.pass, rows), width, scale: sight.scale, x, pairs, y };
  }
}

/** Returns where the gradient at what a sight is given lies, from that at what it gives. */
function lookBack(making: Making, { sight, from, to, pairs }: Look, yGradient: Place): Place {
  if (sight.sight === 'noise') return yGradient;
  const { rows, width, at: x } = from;
  const gradient = matrix(making, rows, width);
  if (sight.sight === 'packed') {
    making.stages.push({ stage: 'unpack', rows: to.rows, width, group: sight.rows, x: gradient, y: yGradient });
  } else {
    const [reals, { scale }] = [realsOf(making.pass, rows), sight];
    making.stages.push({ stage: 'closeness backward', rows, reals, width, scale, x, pairs, yGradient, gradient });
  }
  return gradient;
}

/** How many of `rows` rows are real: those that passed no network, counted as they are seen, packed or not. */
function realsOf({ name, input, rows: all }: Pass, rows: number): number {
  if (typeof input === 'string') return rows;
  const reals = input.filter(({ through }) => through.length === 0).reduce((sum, block) => sum + block.rows, 0);
  const packed = (reals * rows) / all;
  if (Number.isInteger(packed)) return packed;
  throw new Error(`The pass “${name}” packs ${all / rows} rows into one, and its ${reals} real rows are no multiple.`);
}

/** The gradient before the activation of a layer whose outputs were stacked; they lie at its y. */
function throughActivation(making: Making, { layer, rows, y }: Walked, yGradient: Place): Place {
  if (layer.layer !== 'dense' || layer.activation === 'linear') return yGradient;
  const { outputs: width, activation } = layer;
  const gradient = matrix(making, rows, width);
  making.stages.push({ stage: 'through activation', rows, width, y, yGradient, gradient, activation });
  return gradient;
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

/** The rows that a pass reads, what corrupts or blurs them, and the noise of its codes, which has no gaps. */
function shapesOf(model: Model, pass: Pass): Record<string, Shape> {
  const { input, rows, through, corruption, sees = [] } = pass;
  const networks = networksOf(model, through);
  const taken = widthTaken(model, pass);
  const wide = (count: number, names: readonly string[] = []): Shape => {
    const width = networksOf(model, names)[0]?.inputs ?? taken;
    return { rows: count, width, stride: strideOf(width) };
  };
  const codes = networks.flatMap(({ layers }) => layers).filter((layer) => layer.layer === 'gaussian code');
  const noise = rows * codes.reduce((sum, { latent }) => sum + latent, 0);
  return {
    ...(input === 'rows' && { rows: wide(rows) }),
    ...(typeof input !== 'string' &&
      Object.fromEntries(input.map((block) => [block.feed, wide(block.rows, block.through)]))),
    ...(corruption !== undefined && { corruption: wide(rows) }),
    ...(sees.some(({ sight }) => sight === 'noise') && { 'instance noise': wide(rows) }),
    ...(codes.length > 0 && { noise: { rows: 1, width: noise, stride: noise } }),
  };
}

/** Words that name a step of a stream: seed, name, step. */
const STREAM = 3;

/** The fields of a pass's feed, one behind the other, each on a line of its own. */
function feedOf(model: Model, pass: Pass): Record<string, Field> {
  const { input, target, rows, corruption, loss, trains, draws, sees = [] } = pass;
  const packed = sees.reduce((size, sight) => size * (sight.sight === 'packed' ? sight.rows : 1), 1);
  const shapes = Object.entries(shapesOf(model, pass));
  const before = typeof input === 'string' ? [] : input.flatMap((block) => block.through);
  const layers = networksOf(model, [...before, ...pass.through]).flatMap((network) => network.layers);
  const conditional = layers.some((layer) => layer.layer === 'dense' && layer.classes !== undefined);
  const lengths: Record<string, number> = {
    ...((input === 'images' || target) && { images: rows }),
    ...Object.fromEntries(shapes.map(([name, shape]) => [name, draws?.[name] ? STREAM : shape.rows * shape.stride])),
    ...((loss?.loss === 'softmax' || conditional) && { labels: rows }),
    ...(conditional && packed > 1 && { 'pack labels': rows / packed }),
    ...(shapes.some(([name]) => name === 'instance noise') && { deviation: 1 }),
    ...(corruption !== undefined && { 'corruption level': 1 }),
    ...(loss && Object.fromEntries(layers.filter(isPenalty).flatMap(fedTo))),
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

const isPenalty = (layer: Layer): layer is Penalty => layer.layer === 'penalty';

const fedTo = ({ name, penalty }: Penalty): (readonly [string, number])[] => [
  [`${name} weight`, 1],
  ...(penalty === 'KL to rho' ? [[`${name} rho`, 1] as const] : []),
];

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

/** The place of what the networks read: of the input, or of what corruption leaves of it. */
function corrupted(making: Making, x: Place, width: number): Place {
  const { name, rows, corruption, draws: laws } = making.pass;
  if (corruption === undefined) return x;
  const law = corruption === 'masking' ? 'uniform' : 'normal';
  const drawn = laws?.['corruption'];
  if (drawn !== undefined && drawn !== law)
    throw new Error(`The pass “${name}” draws its ${corruption} corruption from “${drawn}”, not “${law}”.`);
  const y = matrix(making, rows, width);
  const [draws, level] = [fedAt(making, 'corruption'), fedAt(making, 'corruption level')];
  making.results['corrupted'] = { at: y, length: rows * strideOf(width) };
  making.stages.push({ stage: 'corrupt', corruption, rows, width, x, draws, level, y });
  return y;
}

/** The layers of some networks in order, each with its stage; the last writes to `into` where that is said. */
function forwards(
  making: Making,
  through: readonly string[],
  given: {
    readonly x: Place;
    readonly rows: number;
    readonly row?: number;
    readonly into?: Place;
    readonly labels?: string;
  },
): readonly Walked[] {
  const { model, pass, layers } = making;
  const { rows, into } = given;
  const labels = fedAt(making, given.labels ?? 'labels') + (given.row ?? 0);
  const networks = networksOf(model, through);
  const steps = networks.flatMap((network) => network.layers.map((layer) => ({ network: network.name, layer })));
  let inputs = networks[0]?.inputs ?? 0;
  let { x } = given;
  return steps.map(({ network, layer }, at) => {
    const place = layers.find((known) => known.network === network && known.dense === layer);
    const width = widthOf(layer, inputs);
    const last = at === steps.length - 1 ? into : undefined;
    if (isPenalty(layer)) checkPenalty(layer, steps.slice(0, at), last);
    const y = isPenalty(layer) ? x : (last ?? matrix(making, rows, width));
    const ofImages = pass.input === 'images' && !pass.corruption && at === 0;
    const step = { network, layer, place, rows, inputs, x, y, ofImages, labels };
    making.stages.push(...forward(making, step));
    inputs = width;
    x = y;
    return step;
  });
}

function checkPenalty({ name, penalty }: Penalty, before: readonly { readonly layer: Layer }[], last?: Place): void {
  const below = before.findLast(({ layer }) => !isPenalty(layer))?.layer;
  if (!below || last !== undefined)
    throw new Error(`The penalty “${name}” needs a layer before it, and layers or a loss behind it, in one network.`);
  if (penalty === 'KL to rho' && (below.layer !== 'dense' || below.activation !== 'sigmoid'))
    throw new Error(`The penalty “${name}” compares means with ρ, so the layer before it must be dense and sigmoid.`);
}

function forward(making: Making, step: Walked): readonly Stage[] {
  const { layer } = step;
  switch (layer.layer) {
    case 'dense':
      return affine(step);
    case 'gaussian code':
      return code(making, step, layer.latent);
    case 'penalty':
      return making.pass.loss ? [penaltyStage(making, step, layer)] : [];
  }
}

/** f(xW + b), with what the label adds inside f where there is one. */
function affine({ place, rows, inputs, x, y, ofImages, labels }: Walked): readonly Stage[] {
  const { dense, weights, table, bias, owner } = placed(place);
  const { outputs, activation, classes } = dense;
  const inner = classes === undefined ? activation : 'linear';
  const product: readonly Stage[] = owner
    ? [turned({ rows, outputs, inputs }, x, weights, y), { ...row({ rows, outputs }, bias, y), activation: inner }]
    : [{ stage: 'dense', rows, inputs, outputs, x, weights, bias, y, activation: inner, ofImages }];
  if (classes === undefined) return product;
  return [...product, { stage: 'add row', rows, outputs, classes, table, labels, y, activation }];
}

/** y = x Wᵀ with another layer's W [outputs, inputs]: what that layer's gradient at its inputs is made with. */
const turned = (
  { rows, outputs, inputs }: { readonly rows: number; readonly outputs: number; readonly inputs: number },
  x: Place,
  weights: Place,
  y: Place,
): Stage => ({
  stage: 'backward to inputs',
  rows,
  inputs: outputs,
  outputs: inputs,
  activation: 'linear',
  yGradient: x,
  weights,
  x: y,
  gradient: y,
});

/** A bias that is added on its own. */
const row = ({ rows, outputs }: { readonly rows: number; readonly outputs: number }, bias: Place, y: Place) =>
  ({ stage: 'add row', rows, outputs, classes: 1, table: bias, labels: undefined, y }) as const;

function penaltyStage(making: Making, { rows, inputs: width, x }: Walked, { name, penalty }: Penalty): Stage {
  const log = logPlace(making, name);
  if (penalty === 'L1') return { stage: 'penalty', penalty, rows, width, x, losses: making.arena.take(rows), log };
  const [losses, means] = [making.arena.take(width), making.arena.take(width)];
  making.results[`${name} means`] = { at: means, length: width };
  return { stage: 'penalty', penalty, rows, width, x, rho: fedAt(making, `${name} rho`), means, losses, log };
}

function code(making: Making, { rows, inputs, x, y }: Walked, latent: number): readonly Stage[] {
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
function measure(making: Making, { layer, rows, inputs, y }: Walked, first: Place): Place | undefined {
  const { pass, stages, results } = making;
  const width = widthOf(layer, inputs);
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

/** The images that the loss is against, if they are not what came in. */
function targetOf(making: Making, { layer, rows, inputs }: Walked): Place | undefined {
  if (!making.pass.target) return undefined;
  const width = widthOf(layer, inputs);
  const x = matrix(making, rows, width);
  making.stages.push({ stage: 'gather', rows, width, indices: fedAt(making, 'images'), x });
  return x;
}

type Measured = Pick<Stage & { stage: 'loss' }, 'rows' | 'width' | 'outputs' | 'gradient' | 'losses' | 'log'>;

function lossStage(making: Making, loss: Loss, measured: Measured, first: Place): Stage {
  switch (loss.loss) {
    case 'bernoulli':
    case 'squared':
      return { stage: 'loss', loss: loss.loss, h2: 1, ...measured, target: first };
    case 'gaussian':
      return { stage: 'loss', ...loss, ...measured, target: first };
    case 'softmax':
      return { stage: 'loss', loss: 'softmax', h2: 1, ...measured, target: fedAt(making, 'labels') };
    case 'adversarial': {
      const { rows, outputs, gradient, losses, log } = measured;
      return { stage: 'adversarial', ...termsOf(making.pass, loss, rows), rows, outputs, gradient, losses, log };
    }
  }
}

/** The discriminator wants real rows real and fake ones fake; the generator wants what it made taken for real. */
function termsOf(pass: Pass, { form, player }: Extract<Loss, { loss: 'adversarial' }>, rows: number) {
  const reals = player === 'generator' || typeof pass.input === 'string' ? 0 : realsOf(pass, rows);
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
 * lowest layer that learns no gradient is made, unless it is wanted `down` to what the first layer reads. Returns where
 * the last gradient is.
 */
function backwards(making: Making, walked: readonly Walked[], last: Place, down = false): Place {
  const learns = ({ network }: Walked) => making.pass.trains.includes(network);
  let gradient = last;
  for (let at = walked.length - 1; at >= 0; at--) {
    const step = walked[at];
    if (!step) break;
    const yGradient = gradient;
    if (down || walked.slice(0, at).some(learns)) gradient = backward(making, step, walked[at - 1], yGradient);
    if (step.layer.layer === 'dense') making.stages.push(...learn(making, step, yGradient, learns(step)));
  }
  return gradient;
}

/** The stage that gives the gradient at a layer's inputs, or before the activation `below` that they come from. */
function backward(making: Making, step: Walked, below: Walked | undefined, yGradient: Place): Place {
  const { layer, place, rows, inputs, x } = step;
  const activation = below?.layer.layer === 'dense' ? below.layer.activation : 'linear';
  if (layer.layer === 'penalty') {
    const stage = { stage: 'through', penalty: layer.penalty, rows, width: inputs, x } as const;
    making.stages.push({ ...stage, gradient: yGradient, activation, ...pulls(making, layer) });
    return yGradient;
  }
  const gradient = matrix(making, rows, inputs);
  if (layer.layer === 'dense') {
    const { weights, owner } = placed(place);
    const { outputs } = layer;
    if (owner) making.stages.push(...turnedBack(making, step, { yGradient, weights, gradient, activation }));
    else
      making.stages.push({
        stage: 'backward to inputs',
        rows,
        inputs,
        outputs,
        yGradient,
        weights,
        x,
        gradient,
        activation,
      });
  } else {
    const { latent } = layer;
    const [noise, weight] = [fedAt(making, 'noise'), fedAt(making, 'weight')];
    making.stages.push({
      stage: 'code backward',
      rows,
      latent,
      moments: x,
      noise,
      zGradient: yGradient,
      gradient,
      weight,
    });
  }
  return gradient;
}

/** Where a penalty's weight, ρ and ρ̂ are. */
const pulls = (making: Making, { name }: Penalty) => ({
  weight: fedAt(making, `${name} weight`),
  rho: fedAt(making, `${name} rho`),
  means: making.results[`${name} means`]?.at ?? 0,
});

/** dx = (dy W) ∘ f′ of a tied layer, by the product that its owner goes forwards with. */
function turnedBack(
  making: Making,
  { rows, inputs, x, layer }: Walked,
  given: Pick<Stage & { stage: 'backward to inputs' }, 'yGradient' | 'weights' | 'gradient' | 'activation'>,
): readonly Stage[] {
  const { yGradient, weights, gradient, activation } = given;
  const bias = making.arena.take(inputs); // Nobody writes there: it stays 0.
  const sizes = { rows, inputs: widthOf(layer, inputs), outputs: inputs };
  const places = { x: yGradient, weights, bias, y: gradient };
  const product = { stage: 'dense', ...sizes, ...places, activation: 'linear', ofImages: false } as const;
  if (activation === 'linear') return [product];
  const nothing = { penalty: 'none', weight: 0, rho: 0, means: 0 } as const;
  return [product, { stage: 'through', ...nothing, rows, width: inputs, x, gradient, activation }];
}

/** What the parameters of a dense layer learn; the weights of a tied one are left to their owner. */
function learn(making: Making, step: Walked, yGradient: Place, learns: boolean): readonly Stage[] {
  const { rows, x, labels } = step;
  const { dense, table, bias, owner, weights } = placed(step.place);
  if (owner && making.pass.trains.includes(owner.network))
    making.uses.set(weights, [...(making.uses.get(weights) ?? []), { rows, left: yGradient, right: x }]);
  if (!learns) return [];
  const { outputs, classes } = dense;
  const shared = { stage: 'backward to table', rows, outputs, yGradient, adam: fedAt(making, 'adam') } as const;
  return [
    ...(owner ? [{ ...shared, classes: 1, table: bias, labels: undefined }] : learnWeights(making, step, yGradient)),
    ...(classes === undefined ? [] : [{ ...shared, classes, table, labels }]),
  ];
}

/**
 * dW = xᵀ dy; where tied layers use W too, one product over stacked rows: [x; their dy]ᵀ [dy; their x].
 */
function learnWeights(making: Making, step: Walked, yGradient: Place): readonly Stage[] {
  const { rows, inputs, x, ofImages } = step;
  const { dense, weights, bias, mask } = placed(step.place);
  const { outputs } = dense;
  const common = { stage: 'backward to weights', biasRows: rows, inputs, outputs, weights, bias, mask } as const;
  const adam = fedAt(making, 'adam');
  const uses = making.uses.get(weights) ?? [];
  if (uses.length === 0) return [{ ...common, rows, x, yGradient, adam, ofImages }];
  making.uses.delete(weights);
  const parts = [{ rows, left: x, right: yGradient }, ...uses];
  const stacked = parts.reduce((sum, part) => sum + part.rows, 0);
  const [lefts, rights] = [matrix(making, stacked, inputs), matrix(making, stacked, outputs)];
  let above = 0;
  const copies = parts.flatMap(({ rows: some, left, right }): Stage[] => {
    const copy = { stage: 'activate', rows: some, activation: 'linear' } as const;
    const [toLeft, toRight] = [lefts + above * strideOf(inputs), rights + above * strideOf(outputs)];
    above += some;
    return [
      { ...copy, width: inputs, x: left, y: toLeft },
      { ...copy, width: outputs, x: right, y: toRight },
    ];
  });
  return [...copies, { ...common, rows: stacked, x: lefts, yGradient: rights, adam, ofImages: false }];
}
