import type { Dense, Layer, Loss, Model, Pass } from './model.ts';
import { strideOf, type Place, type Stage } from './stages.ts';

/** A named stretch of numbers. */
export type Field = { readonly at: Place; readonly length: number };

/** A layer's parameters in the arena: weights [inputs, strideOf(outputs)], bias [strideOf(outputs)]. */
export type LayerPlace = {
  readonly network: string;
  readonly inputs: number;
  readonly dense: Dense;
  readonly weights: Place;
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
  return { network, inputs, dense, weights: parameters.take(inputs * stride), bias: parameters.take(stride) };
}

const widthOf = (layer: Layer): number => (layer.layer === 'dense' ? layer.outputs : layer.latent);

/** What a walk forwards leaves for the walk back: each layer with what went in and what came out. */
type Walked = {
  readonly layer: Layer;
  readonly place: LayerPlace | undefined;
  readonly inputs: number;
  readonly x: Place;
  readonly y: Place;
  readonly noise: Place;
  readonly ofImages: boolean;
};

type Making = {
  readonly pass: Pass;
  readonly stages: Stage[];
  readonly arena: Room;
  readonly feedAt: Place;
  readonly fields: Record<string, Field>;
  readonly logAt: Place;
  readonly names: string[];
  readonly results: Record<string, Field>;
};

function programOf(model: Model, places: readonly LayerPlace[], pass: Pass, arena: Room): Program {
  const fields = feedOf(model, pass);
  const lengthOfFeed = Object.values(fields).reduce((sum, { length }) => sum + strideOf(length), 0);
  const feedAt = arena.take(lengthOfFeed);
  const logAt = arena.take(8);
  const making: Making = { pass, stages: [], arena, feedAt, fields, logAt, names: [], results: {} };
  const { walked, first } = forwards(making, model, places);
  const last = walked.at(-1);
  if (!last) throw new Error(`The pass “${pass.name}” goes through no layer. Name a network that has one.`);
  measure(making, last, first);
  if (pass.trains) backwards(making, walked);
  return {
    pass,
    stages: making.stages,
    feed: { at: feedAt, length: lengthOfFeed, fields },
    log: { at: logAt, length: making.names.length, names: making.names },
    results: making.results,
  };
}

const networksOf = ({ networks }: Model, { through }: Pass) =>
  through.map((name) => {
    const found = networks.find((network) => network.name === name);
    if (found) return found;
    const known = networks.map((network) => network.name).join(', ');
    throw new Error(`There is no network “${name}” to go through; there are ${known}.`);
  });

/** The fields of a pass's feed, one behind the other, each on a line of its own. */
function feedOf(model: Model, pass: Pass): Record<string, Field> {
  const networks = networksOf(model, pass);
  const codes = networks.flatMap(({ layers }) => layers).filter((layer) => layer.layer === 'gaussian code');
  const lengths: Record<string, number> = {
    ...(pass.input === 'images' ? { images: pass.rows } : { rows: pass.rows * strideOf(networks[0]?.inputs ?? 0) }),
    ...(pass.loss?.loss === 'softmax' && { labels: pass.rows }),
    ...(pass.trains && { adam: 2 }),
    ...(codes.length > 0 && { weight: 1, noise: pass.rows * codes.reduce((sum, { latent }) => sum + latent, 0) }),
  };
  let at = 0;
  const fields: Record<string, Field> = {};
  for (const [name, length] of Object.entries(lengths)) {
    fields[name] = { at, length };
    at += strideOf(length);
  }
  return fields;
}

const fedAt = ({ feedAt, fields }: Making, name: string): Place => feedAt + (fields[name]?.at ?? 0);

function logAt({ logAt, names }: Making, name: string): Place {
  names.push(name);
  return logAt + names.length - 1;
}

const matrix = ({ arena, pass }: Making, width: number): Place => arena.take(pass.rows * strideOf(width));

/** The layers of a pass in order, each with its stage. */
function forwards(making: Making, model: Model, places: readonly LayerPlace[]) {
  const { pass, stages } = making;
  const networks = networksOf(model, pass);
  let inputs = networks[0]?.inputs ?? 0;
  const first = pass.input === 'images' ? matrix(making, inputs) : fedAt(making, 'rows');
  if (pass.input === 'images')
    stages.push({ stage: 'gather', rows: pass.rows, width: inputs, indices: fedAt(making, 'images'), x: first });
  let x = first;
  const walked: Walked[] = [];
  for (const network of networks)
    for (const layer of network.layers) {
      const place = places.find(({ network: name, dense }) => name === network.name && dense === layer);
      const ofImages = pass.input === 'images' && walked.length === 0;
      const step = {
        layer,
        place,
        inputs,
        x,
        y: matrix(making, widthOf(layer)),
        noise: fedAt(making, 'noise'),
        ofImages,
      };
      walked.push(step);
      stages.push(forward(making, step));
      inputs = widthOf(layer);
      x = step.y;
    }
  return { walked, first };
}

function forward(making: Making, { layer, place, inputs, x, y, noise, ofImages }: Walked): Stage {
  const { rows } = making.pass;
  if (layer.layer === 'dense') {
    const { outputs, activation } = layer;
    const { weights, bias } = placed(place);
    return { stage: 'dense', rows, inputs, outputs, x, weights, bias, y, activation, ofImages };
  }
  const { latent } = layer;
  if (inputs !== 2 * latent)
    throw new Error(
      `A code of ${latent} dimensions needs ${2 * latent} numbers (μ and log σ²) and is given ${inputs}.`,
    );
  const losses = making.arena.take(rows);
  making.results['moments'] = { at: x, length: rows * strideOf(2 * latent) };
  making.results['rates'] = { at: losses, length: rows };
  return { stage: 'code', rows, latent, moments: x, noise, z: y, losses, log: logAt(making, 'rate') };
}

function placed(place: LayerPlace | undefined): LayerPlace {
  if (!place) throw new Error('A dense layer has no place in the arena: plan the model that it belongs to.');
  return place;
}

/** The last outputs; the loss on them and its gradient; what is shown of them. */
function measure(making: Making, { layer, y }: Walked, first: Place): void {
  const { pass, stages, results } = making;
  const [width, { rows, loss, shows }] = [widthOf(layer), pass];
  results['outputs'] = { at: y, length: rows * strideOf(width) };
  if (loss) {
    if (layer.layer !== 'dense' || layer.activation !== 'linear')
      throw new Error(`The loss of the pass “${pass.name}” takes logits, so its last layer must be dense and linear.`);
    const losses = making.arena.take(rows);
    results['losses'] = { at: losses, length: rows };
    const gradient = matrix(making, width);
    results['gradient'] = { at: gradient, length: rows * strideOf(width) };
    const target = loss.loss === 'softmax' ? fedAt(making, 'labels') : first;
    const log = logAt(making, 'distortion');
    stages.push({ stage: 'loss', ...variance(loss), rows, width, outputs: y, target, gradient, losses, log });
  }
  if (shows === undefined) return;
  const shown = matrix(making, width);
  results['shown'] = { at: shown, length: rows * strideOf(width) };
  stages.push({ stage: 'activate', rows, width, x: y, y: shown, activation: shows });
}

const variance = (loss: Loss) => ({ loss: loss.loss, h2: loss.loss === 'gaussian' ? loss.h2 : 1 });

/**
 * From the last layer to the first: each passes its gradient down by the weights it had, and only then learns. The
 * gradient below the first layer is not wanted.
 */
function backwards(making: Making, walked: readonly Walked[]): void {
  let gradient = making.results['gradient']?.at;
  for (let at = walked.length - 1; at >= 0; at--) {
    const step = walked[at];
    if (gradient === undefined || !step) throw new Error(`The pass “${making.pass.name}” trains, so it needs a loss.`);
    const below = walked[at - 1];
    const yGradient = gradient;
    if (below) gradient = backward(making, step, below, yGradient);
    if (step.layer.layer === 'dense') making.stages.push(learn(making, step, yGradient));
  }
}

/** The stage that gives the gradient at a layer's inputs; returns where. */
function backward(making: Making, { layer, place, inputs, x, noise }: Walked, below: Walked, yGradient: Place): Place {
  const { rows } = making.pass;
  const gradient = matrix(making, inputs);
  if (layer.layer === 'dense') {
    const { weights } = placed(place);
    const activation = below.layer.layer === 'dense' ? below.layer.activation : 'linear';
    const { outputs } = layer;
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
    const weight = fedAt(making, 'weight');
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

function learn(making: Making, { layer, place, inputs, x, ofImages }: Walked, yGradient: Place): Stage {
  const { weights, bias } = placed(place);
  const [{ rows }, outputs, adam] = [making.pass, widthOf(layer), fedAt(making, 'adam')];
  return { stage: 'backward to weights', rows, inputs, outputs, x, yGradient, weights, bias, adam, ofImages };
}
