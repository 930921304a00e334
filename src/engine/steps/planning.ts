/** A model made into stages, from the parts that are at hand: the plain ones or every one. */
import { activationOf, throughActivation } from '../layers/activation/plan.ts';
import { drawFields, feedOf } from './feed.ts';
import {
  atHand,
  fedAt,
  keep,
  logPlace,
  matrix,
  networksOf,
  room,
  type Field,
  type LayerOf,
  type LayerPart,
  type LayerPlace,
  type LossOf,
  type LossPart,
  type Look,
  type Making,
  type Measured,
  type Parts,
  type Walked,
} from './making.ts';
import type { Block, Layer, Loss, Model, Pass, Sight } from './model.ts';
import { look, lookBack, widthTaken } from './sights.ts';
import { strideOf, type Place, type Stage } from './stages.ts';

export type { Field, LayerPlace } from './making.ts';

/** A pass ready to run. Places of `feed` are counted from the beginning of the feed, all others from the arena's. */
export type Program = {
  readonly pass: Pass;
  readonly stages: readonly Stage[];
  /** Why no stages compute the pass, in a sentence; then there are none. */
  readonly beyond?: string;
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

/** The plan of a model that has nothing but these parts. */
export function planWith(parts: Parts, model: Model): Plan {
  const { layers, parameters } = placeLayers(parts, model);
  const arena = room(3 * parameters);
  const programs = model.passes.map((pass) => [pass.name, programOf({ parts, model, layers, arena, pass })] as const);
  return { model, layers, parameters, programs: Object.fromEntries(programs), size: arena.used() };
}

type Kind = Layer['layer'];

const partOf = <K extends Kind>({ layers }: Parts, layer: LayerOf<K>): LayerPart<LayerOf<K>> =>
  atHand<LayerPart<LayerOf<K>>>(layers[layer.layer], layer.layer);

const widthOf = <K extends Kind>(parts: Parts, layer: LayerOf<K>, inputs: number): number =>
  partOf<K>(parts, layer).width(layer, inputs);

const placeOf = <K extends Kind>(
  parts: Parts,
  layer: LayerOf<K>,
  given: Parameters<NonNullable<LayerPart<LayerOf<K>>['place']>>[1],
) => partOf<K>(parts, layer).place?.(layer, given);

function placeLayers(parts: Parts, { networks }: Model): Pick<Plan, 'layers' | 'parameters'> {
  const parameters = room(0);
  const layers: LayerPlace[] = [];
  for (const { name, inputs: first, layers: described } of networks) {
    let inputs = first;
    for (const layer of described) {
      const place = placeOf<Kind>(parts, layer, { network: name, inputs, parameters, before: layers });
      if (place) layers.push({ ...place, layer });
      inputs = widthOf<Kind>(parts, layer, inputs);
    }
  }
  return { layers, parameters: parameters.used() };
}

function programOf(given: Pick<Making, 'parts' | 'model' | 'layers' | 'arena' | 'pass'>): Program {
  const { parts, model, layers, arena, pass } = given;
  const fields = feedOf(parts, model, pass);
  const length = Object.values(fields).reduce((sum, field) => sum + strideOf(field.length), 0);
  const feedAt = arena.take(length);
  const making: Making = {
    parts,
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
  const beyond = parts.beyond?.(pass);
  return {
    pass,
    stages: beyond === undefined ? stages : [],
    ...(beyond !== undefined && { beyond }),
    feed: { at: feedAt, length, fields },
    log: { at: logAt, length: names.length, names },
    results,
  };
}

function compile(making: Making): void {
  const { parts, model, pass } = making;
  drawFields(making);
  const width = widthTaken(parts, model, pass);
  const { at, blocks } = takeIn(making, width);
  const clean = { rows: pass.rows, width, at: pass.corruption === undefined ? at : corrupted(making, at, width) };
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

const corrupted = (making: Making, x: Place, width: number): Place =>
  atHand(making.parts.corrupted, 'corruption')(making, x, width);

/** From the gradient `below` at what is seen to that at the points, and on through the networks that made them, where these learn. */
function backToPoints(
  making: Making,
  { looks, width, below }: { readonly looks: readonly Look<Sight>[]; readonly width: number; readonly below: Place },
  source: TakenIn['blocks'][number] | undefined,
): void {
  const points = looks.reduceRight((at, one) => lookBack<Sight['sight']>(making, one, at), below);
  keep(making, 'point gradient', { rows: making.pass.rows, width, at: points });
  const maker = source?.walked.at(-1);
  if (source && maker) backwards(making, source.walked, throughActivation(making, maker, points + source.offset));
}

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
  given: {
    readonly x: Place;
    readonly rows: number;
    readonly row?: number;
    readonly into?: Place;
    readonly labels?: string;
  },
): readonly Walked[] {
  const { parts, model, pass, layers } = making;
  const { rows, into } = given;
  const labels = fedAt(making, given.labels ?? 'labels') + (given.row ?? 0);
  const networks = networksOf(model, through);
  const steps = networks.flatMap((network) => network.layers.map((layer) => ({ network: network.name, layer })));
  let inputs = networks[0]?.inputs ?? 0;
  let { x } = given;
  return steps.map(({ network, layer }, at) => {
    const place = layers.find((known) => known.network === network && known.layer === layer);
    const width = widthOf<Kind>(parts, layer, inputs);
    const last = at === steps.length - 1 ? into : undefined;
    const before = steps.slice(0, at).map((one) => one.layer);
    const y = isInPlace<Kind>(parts, layer, before, last !== undefined) ? x : (last ?? matrix(making, rows, width));
    const ofImages = pass.input === 'images' && !pass.corruption && at === 0;
    const step = { network, layer, place, rows, inputs, width, x, y, ofImages, labels };
    making.stages.push(...forward<Kind>(making, step, layer));
    inputs = width;
    x = y;
    return step;
  });
}

/** Whether what comes out of a layer lies where what goes in does. */
function isInPlace<K extends Kind>(parts: Parts, layer: LayerOf<K>, before: readonly Layer[], last: boolean): boolean {
  const { inPlace } = partOf<K>(parts, layer);
  inPlace?.(layer, before, last);
  return inPlace !== undefined;
}

const forward = <K extends Kind>(making: Making, step: Walked, layer: LayerOf<K>): readonly Stage[] =>
  partOf<K>(making.parts, layer).forward(making, step, layer);

/** The last outputs, what is shown of them, and the loss on them. Returns where the gradient at the outputs is. */
function measure(making: Making, { layer, rows, width, y }: Walked, first: Place): Place | undefined {
  const { pass, stages, results } = making;
  results['outputs'] = { at: y, length: rows * strideOf(width) };
  if (pass.shows !== undefined) {
    const shown = matrix(making, rows, width);
    results['shown'] = { at: shown, length: rows * strideOf(width) };
    stages.push({ stage: 'activate', rows, width, x: y, y: shown, activation: pass.shows });
  }
  if (!pass.loss) return undefined;
  if (layer.activation !== 'linear')
    throw new Error(`The loss of the pass “${pass.name}” takes logits, so its last layer must be dense and linear.`);
  const losses = making.arena.take(rows);
  results['losses'] = { at: losses, length: rows };
  const gradient = matrix(making, rows, width);
  const log = logPlace(making, logNameOf<Loss['loss']>(making, pass.loss));
  stages.push(lossStage<Loss['loss']>(making, pass.loss, { rows, width, outputs: y, gradient, losses, log }, first));
  return gradient;
}

/** What the loss is against, if not what came in. */
function targetOf(making: Making, { rows, width }: Walked): Place | undefined {
  const { target } = making.pass;
  if (!target) return undefined;
  if (target === 'rows') return fedAt(making, 'target');
  const x = matrix(making, rows, width);
  making.stages.push({ stage: 'gather', rows, width, indices: fedAt(making, 'images'), x });
  return x;
}

const lossPart = <K extends Loss['loss']>({ parts }: Making, loss: LossOf<K>): LossPart<LossOf<K>> =>
  atHand<LossPart<LossOf<K>>>(parts.losses[loss.loss], loss.loss);

const lossStage = <K extends Loss['loss']>(making: Making, loss: LossOf<K>, measured: Measured, first: Place): Stage =>
  lossPart<K>(making, loss).stage(making, loss, measured, first);

const logNameOf = <K extends Loss['loss']>(making: Making, loss: LossOf<K>): string =>
  lossPart<K>(making, loss).log(loss);

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
    if (down || walked.slice(0, at).some(learns))
      gradient = backward<Kind>(making, step, step.layer, { below: walked[at - 1], yGradient });
    const { learn } = partOf<Kind>(making.parts, step.layer);
    making.stages.push(...(learn?.(making, step, yGradient, learns(step)) ?? []));
  }
  return gradient;
}

/** The stages that give the gradient at a layer's inputs, or before the activation that they come from. */
function backward<K extends Kind>(
  making: Making,
  step: Walked,
  layer: LayerOf<K>,
  { below, yGradient }: { readonly below: Walked | undefined; readonly yGradient: Place },
): Place {
  return partOf<K>(making.parts, layer).backward(making, step, layer, {
    yGradient,
    activation: activationOf(below?.layer),
  });
}
