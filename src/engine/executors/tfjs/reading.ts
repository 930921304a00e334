/** A pass read forwards, from its description: what the networks make of what comes in, and what is made small. */
import { rate } from '../../losses.ts';
import {
  LEAK,
  type Activation,
  type Block,
  type Corruption,
  type Dense,
  type Layer,
  type Pass,
  type Sight,
} from '../../steps/model.ts';
import { networksOf, realsOf, type LayerPlace } from '../../steps/making.ts';
import * as tf from '../../tensors.ts';
import { lossOf, penaltyOf } from './losses.ts';
import { convolved, enlarged } from './pictures.ts';
import type { Scope } from './scope.ts';

/** Reads the pass. `nudge`, which is 0, is added to the input points, so that the gradient with respect to them can be taken. */
export function read(scope: Scope, nudge?: tf.Tensor2D): void {
  const { program, leave } = scope;
  const { pass } = program;
  const came = takenIn(scope);
  const points: tf.Tensor2D = nudge ? tf.add(came, nudge) : came;
  leave('points', points);
  const seen = (pass.sees ?? []).reduce((x, sight) => look(scope, sight, x), corrupted(scope, points));
  leave('seen', seen);
  const labels = { field: seen.shape[0] < pass.rows ? 'pack labels' : 'labels', row: 0 };
  const walk = (x: tf.Tensor2D, quietly = false) =>
    through(quietly ? { ...scope, count: nothing, leave: nothing } : scope, pass.through, x, labels);
  const outputs = walk(seen);
  leave('outputs', outputs);
  if (pass.shows) leave('shown', activations[pass.shows](outputs));
  if (!pass.loss) return;
  const target = targetOf(scope, outputs) ?? points;
  const { rows, value } = lossOf(scope, pass.loss, { outputs, target, seen, again: (x) => walk(x, true) });
  leave('losses', rows);
  scope.count({ value, weight: 1 });
}

/** What the loss is against, if not what came in. */
function targetOf({ program, fed }: Scope, { shape: [, width] }: tf.Tensor2D): tf.Tensor2D | undefined {
  const { target } = program.pass;
  if (!target) return undefined;
  return target === 'rows' ? fed.matrix('target') : fed.images(width);
}

const nothing = () => undefined;

/** The rows of the pass as they come in, [rows, width]. */
function takenIn(scope: Scope): tf.Tensor2D {
  const { plan, program, fed } = scope;
  const { input, through: names } = program.pass;
  if (input === 'rows') return drawnOrFed(scope, 'rows');
  if (input === 'images') return fed.images(networksOf(plan.model, names)[0]?.inputs ?? 0);
  let row = 0;
  const blocks = input.map((block) => {
    const rows = blockOf(scope, block, row);
    row += block.rows;
    return rows;
  });
  const [only] = blocks;
  return only && blocks.length === 1 ? only : tf.concat2d(blocks, 0);
}

function blockOf(scope: Scope, { feed, through: names }: Block, row: number): tf.Tensor2D {
  return through(scope, names, drawnOrFed(scope, feed), { field: 'labels', row });
}

/** The rows of a field; what is drawn stays behind. */
function drawnOrFed({ program, fed, leave }: Scope, field: string): tf.Tensor2D {
  const rows = fed.matrix(field);
  if (program.pass.draws?.[field]) leave(field, rows);
  return rows;
}

/** What corruption leaves of the rows (steps/model.ts). */
function corrupted(scope: Scope, x: tf.Tensor2D): tf.Tensor2D {
  const { corruption } = scope.program.pass;
  if (!corruption) return x;
  const draws = drawnOrFed(scope, 'corruption');
  const level = scope.fed.number('corruption level');
  const left = corruptions[corruption](x, draws, level);
  scope.leave('corrupted', left);
  return left;
}

const corruptions: Readonly<Record<Corruption, (x: tf.Tensor2D, draws: tf.Tensor2D, level: number) => tf.Tensor2D>> = {
  masking: (x, draws, level) => tf.where(tf.less(draws, level), tf.zerosLike(x), x),
  gaussian: (x, draws, level) => tf.add(x, tf.mul(level, draws)),
  'salt and pepper': (x, draws, level) => {
    const salted = tf.where(tf.less(draws, level), tf.onesLike(x), x);
    return tf.where(tf.less(draws, level / 2), tf.zerosLike(x), salted);
  },
};

function look(scope: Scope, sight: Sight, x: tf.Tensor2D): tf.Tensor2D {
  const [rows, width] = x.shape;
  switch (sight.sight) {
    case 'noise':
      return tf.add(x, tf.mul(scope.fed.number('deviation'), drawnOrFed(scope, 'instance noise')));
    case 'packed':
      return tf.reshape(x, [rows / sight.rows, width * sight.rows]);
    case 'closeness': {
      const reals = realsOf(scope.program.pass, rows);
      const blocks = [[0, reals] as const, [reals, rows - reals] as const].filter(([, count]) => count > 0);
      const close = blocks.map(([from, count]) => closeness(tf.slice2d(x, [from, 0], [count, width]), sight.scale));
      return tf.concat2d([x, tf.concat2d(close, 0)], 1);
    }
  }
}

/** How close each row of a block is to the others of it, [rows, 1]. */
function closeness(block: tf.Tensor2D, scale: number): tf.Tensor2D {
  const [rows, width] = block.shape;
  const apart = tf.sub(tf.reshape(block, [rows, 1, width]), tf.reshape(block, [1, rows, width]));
  const near = tf.div(1, tf.add(1, tf.div(tf.mean(tf.square(apart), 2), scale ** 2)));
  // Each row is at no distance from itself, which does not count.
  return tf.div(tf.sub(tf.sum(near, 1, true), 1), Math.max(1, rows - 1));
}

/** Where the labels of some rows stand: in which field, from which row on. */
type Labels = { readonly field: string; readonly row: number };

/** Rows on their way through networks. */
function through(scope: Scope, names: readonly string[], first: tf.Tensor2D, labels: Labels): tf.Tensor2D {
  let x = first;
  for (const { name, layers } of networksOf(scope.plan.model, names))
    for (const layer of layers) x = passed(scope, name, layer, x, labels);
  return x;
}

function passed(scope: Scope, network: string, layer: Layer, x: tf.Tensor2D, labels: Labels): tf.Tensor2D {
  switch (layer.layer) {
    case 'dense':
      return dense(scope, network, layer, x, labels);
    case 'gaussian code':
      return code(scope, layer.latent, x);
    case 'penalty': {
      const { program, fed, count } = scope;
      if (program.pass.loss) count(penaltyOf(scope, layer, x, fed.number(`${layer.name} weight`)));
      return x;
    }
    case 'convolution':
    case 'transposed convolution': {
      const { weights, bias } = scope.weights.of(placeOf(scope, network, layer));
      return activationIn(scope.program.pass, layer.activation)(convolved(layer, x, weights, bias));
    }
    case 'resize':
      return enlarged(layer, x);
  }
}

function placeOf({ plan }: Scope, network: string, layer: Layer): LayerPlace {
  const place = plan.layers.find((known) => known.network === network && known.layer === layer);
  if (place) return place;
  throw new Error(`A layer of “${network}” has no place: plan the model that it belongs to.`);
}

/** f(xW + b), with the row of the table that the label names inside f. */
function dense(scope: Scope, network: string, layer: Dense, x: tf.Tensor2D, { field, row }: Labels): tf.Tensor2D {
  const place = placeOf(scope, network, layer);
  const { weights, table, bias, joints } = scope.weights.of(place);
  const joined = joints ? tf.mul<tf.Tensor2D>(weights, joints) : weights;
  const affine: tf.Tensor2D = tf.add(tf.matMul(x, joined, false, place.owner !== undefined), bias);
  const f = activationIn(scope.program.pass, layer.activation);
  if (!table) return f(affine);
  const hot = scope.fed.labels(field, row, x.shape[0], table.shape[0]);
  return f(tf.add(affine, tf.matMul(hot, table)));
}

/** z = μ + σε, which leaves μ and log σ² behind and counts the rate. */
function code(scope: Scope, latent: number, moments: tf.Tensor2D): tf.Tensor2D {
  const [rows] = moments.shape;
  scope.leave('moments', moments);
  const mu = tf.slice2d(moments, [0, 0], [rows, latent]);
  const logVar = tf.slice2d(moments, [0, latent], [rows, latent]);
  const noise = tf.reshape<tf.Rank.R2>(tf.slice2d(drawnOrFed(scope, 'noise'), [0, 0], [1, rows * latent]), [
    rows,
    latent,
  ]);
  scope.count({ value: tf.mul<tf.Scalar>(1 / rows, tf.sum(rate(mu, logVar))), weight: scope.fed.number('weight') });
  return tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise));
}

const activations: Readonly<Record<Activation, (x: tf.Tensor2D) => tf.Tensor2D>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  'leaky relu': (x) => tf.leakyRelu(x, LEAK),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
};

/** As tf.leakyRelu, whose slope TensorFlow.js does not differentiate again, as a penalty on a slope has to. */
const leakyTwice = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.add(LEAK, tf.mul(1 - LEAK, tf.step(x))));

function activationIn({ loss }: Pass, activation: Activation): (x: tf.Tensor2D) => tf.Tensor2D {
  const twice = loss?.loss === 'adversarial' && loss.slopePenalty !== undefined;
  return twice && activation === 'leaky relu' ? leakyTwice : activations[activation];
}
