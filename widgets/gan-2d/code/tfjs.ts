/**
 * A GAN on points in the plane in TensorFlow.js, with the knobs of the figure “What happens when two networks play against each other?”.
 *
 *     import { ring, train, usual } from './gan-tfjs.ts';
 *     await train(ring(8192), { ...usual, loss: 'wasserstein', kd: 3 }, 4000, console.log);
 *
 * Needs @tensorflow/tfjs 4. Any points x, y, one behind the other, stand in for the ring. The figure draws its random
 * numbers in its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

/** Slope of D's units below 0. */
const LEAK = 0.2;
/** Points that D sees as one, with packing (Lin et al. 2018). */
const PACK = 2;
/** Distance at which two points count as half as close as one point twice, with batch statistics. */
const CLOSE = 0.5;
/** First σ of instance noise, and the iterations over which it falls to 0. */
const BLUR = 0.3;
const FADING = 4000;
/** Weight of the Wasserstein critic's penalty on its slope (Gulrajani et al. 2017). */
const PENALTY = 0.1;

export type Knobs = {
  readonly loss: 'minimax' | 'non-saturating' | 'least-squares' | 'wasserstein';
  /** Steps of D before each step of G. */
  readonly kd: number;
  /** Step sizes of both players' Adam. */
  readonly lrd: number;
  readonly lrg: number;
  readonly remedy: 'none' | 'packing' | 'batch-statistics' | 'instance-noise';
  /** Dimensions of the latent z, a standard Gaussian. */
  readonly noise: number;
  /** Units of a hidden layer, and hidden layers, of each player. */
  readonly width: number;
  readonly depth: number;
  /** Real points, and fake ones, a step; even where they are packed. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  loss: 'non-saturating',
  kd: 1,
  lrd: 2e-3,
  lrg: 1e-3,
  remedy: 'none',
  noise: 2,
  width: 32,
  depth: 2,
  batch: 128,
  seed: 1,
};

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };
type Rectify = (x: tf.Tensor2D) => tf.Tensor2D;

export type Player = {
  readonly apply: (x: tf.Tensor2D) => tf.Tensor2D;
  readonly variables: readonly tf.Variable[];
  readonly adam: tf.Optimizer;
};

/** G makes points of noise, D gives each point it sees a logit a. */
export type Game = { readonly knobs: Knobs; readonly generator: Player; readonly discriminator: Player };

/** A layer with weights and biases uniform within ±1/√inputs. */
function dense(inputs: number, outputs: number, seed: () => number): Layer {
  const limit = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', seed())),
    bias: tf.variable(tf.randomUniform([outputs], -limit, limit, 'float32', seed())),
  }));
}

const affine = ({ weights, bias }: Layer, x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weights), bias);

/** As tf.leakyRelu, whose slope TensorFlow.js cannot differentiate again, which the penalty on a critic's slope needs. */
const leaky: Rectify = (x) => tf.mul(x, tf.add(LEAK, tf.mul(1 - LEAK, tf.step(x))));

/** Hidden layers alike, then a linear one. */
function player(sizes: readonly number[], rectify: Rectify, lr: number, seed: () => number): Player {
  const layers = sizes.slice(1).map((outputs, i) => dense(sizes[i] ?? 0, outputs, seed));
  const apply = (x: tf.Tensor2D): tf.Tensor2D =>
    layers.reduce((input, layer, i) => {
      const y = affine(layer, input);
      return i < layers.length - 1 ? rectify(y) : y;
    }, x);
  const variables = layers.flatMap(({ weights, bias }) => [weights, bias]);
  return { apply, variables, adam: tf.train.adam(lr, 0.5, 0.999, 1e-8) };
}

export function game(knobs: Knobs): Game {
  const { noise, width, depth, lrd, lrg, remedy } = knobs;
  let seeds = knobs.seed;
  const seed = () => seeds++;
  const hidden = Array.from({ length: depth }, () => width);
  const seen = remedy === 'packing' ? 2 * PACK : remedy === 'batch-statistics' ? 3 : 2;
  return {
    knobs,
    generator: player([noise, ...hidden, 2], (x) => tf.relu(x), lrg, seed),
    discriminator: player([seen, ...hidden, 1], leaky, lrd, seed),
  };
}

/** What D reads of points [n, 2]: the remedies against collapse change this and nothing else. `blur` is [n, 2], σ and all. */
function seenOf({ remedy }: Knobs, x: tf.Tensor2D, blur: tf.Tensor2D | undefined): tf.Tensor2D {
  switch (remedy) {
    case 'none':
      return x;
    case 'packing':
      return tf.reshape(x, [-1, 2 * PACK]);
    case 'instance-noise':
      return blur ? tf.add(x, blur) : x;
    case 'batch-statistics': {
      const apart = tf.mean(tf.square(tf.sub(tf.expandDims(x, 1), tf.expandDims(x, 0))), 2); // [n, n]
      const close = tf.div(1, tf.add(1, tf.div(apart, CLOSE ** 2)));
      // Each point is as close as can be to itself, which does not count.
      const others: tf.Tensor2D = tf.div(tf.sub(tf.sum(close, 1, true), 1), x.shape[0] - 1);
      return tf.concat2d([x, others], 1);
    }
  }
}

/** D's outputs on fakes are logits a, D = σ(a), or plain numbers for the last two losses. */
function generatorLoss(loss: Knobs['loss'], onFakes: tf.Tensor2D): tf.Scalar {
  switch (loss) {
    case 'minimax':
      return tf.neg(tf.mean(tf.softplus(onFakes))); // log(1 − D)
    case 'non-saturating':
      return tf.mean(tf.softplus(tf.neg(onFakes))); // −log D
    case 'least-squares':
      return tf.mul(0.5, tf.mean(tf.square(tf.sub(onFakes, 1))));
    case 'wasserstein':
      return tf.neg(tf.mean(onFakes));
  }
}

/** What D makes small on real and fake rows that it reads; `between` [rows, 1] says where a critic's slope is held. */
function discriminatorLoss(
  loss: Knobs['loss'],
  d: Player['apply'],
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  between: tf.Tensor2D,
): tf.Scalar {
  const [onReals, onFakes] = [d(real), d(fake)];
  switch (loss) {
    case 'minimax':
    case 'non-saturating':
      return tf.add(tf.mean(tf.softplus(tf.neg(onReals))), tf.mean(tf.softplus(onFakes))); // −log D(x) − log(1 − D(G(z)))
    case 'least-squares':
      return tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(onReals, 1))), tf.mean(tf.square(onFakes))));
    case 'wasserstein': {
      const points: tf.Tensor2D = tf.add(tf.mul(between, real), tf.mul(tf.sub(1, between), fake));
      return tf.add(tf.sub(tf.mean(onFakes), tf.mean(onReals)), tf.mul(PENALTY, slopePenalty(d, points)));
    }
  }
}

/** Mean of (‖∂D/∂x‖ − 1)² over points [n, 2]. */
export function slopePenalty(d: Player['apply'], points: tf.Tensor2D): tf.Scalar {
  const slope = tf.grad((x: tf.Tensor) => tf.sum(d(x as tf.Tensor2D)))(points);
  // The root's own slope is infinite at 0, where a critic is flat.
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(slope), 1), 1e-12));
  return tf.mean(tf.square(tf.sub(norm, 1)));
}

/** What a step is given. */
export type Batch = {
  /** Real points [n, 2], of which G's step sees none, and z of the fakes [n, noise]. */
  readonly real: tf.Tensor2D;
  readonly z: tf.Tensor2D;
  /** Where the slope of a Wasserstein critic is held, [n, 1] or of packs. */
  readonly between: tf.Tensor2D;
  /** Instance noise of reals and of fakes, [n, 2]. */
  readonly blurs?: { readonly real: tf.Tensor2D; readonly fake: tf.Tensor2D };
};

/** One step of Adam of D. */
export function discriminatorStep({ knobs, generator, discriminator }: Game, { real, z, between, blurs }: Batch): void {
  const { apply, variables, adam } = discriminator;
  const objective = () => {
    const ours = seenOf(knobs, real, blurs?.real);
    const theirs = seenOf(knobs, generator.apply(z), blurs?.fake);
    return discriminatorLoss(knobs.loss, apply, ours, theirs, between);
  };
  adam.minimize(objective, false, [...variables]);
}

/** One step of Adam of G. */
export function generatorStep(
  { knobs, generator, discriminator }: Game,
  { z, blurs }: Omit<Batch, 'real' | 'between'>,
): void {
  const { apply, variables, adam } = generator;
  const objective = () => generatorLoss(knobs.loss, discriminator.apply(seenOf(knobs, apply(z), blurs?.fake)));
  adam.minimize(objective, false, [...variables]);
}

/** Points of eight Gaussians on a circle, x, y, one behind the other. */
export function ring(count: number, seed = 1): Float32Array {
  const eighths = tf.tidy(() => tf.floor(tf.randomUniform([count], 0, 8, 'float32', seed)).dataSync());
  const around = tf.tidy(() => tf.randomNormal([count, 2], 0, 0.05, 'float32', seed).dataSync());
  return Float32Array.from({ length: 2 * count }, (_, i) => {
    const angle = (Math.PI / 4) * (eighths[i >> 1] ?? NaN);
    return 0.9 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + (around[i] ?? NaN);
  });
}

/** Draws what a step is given: real points out of `pool` [count, 2], noise, and what blurs them at an iteration. */
function drawn({ noise, batch, remedy }: Knobs, pool: tf.Tensor2D, at: number, seed: () => number): Batch {
  const sigma = BLUR * Math.max(0, 1 - at / FADING);
  const normal = (width: number, deviation: number) =>
    tf.randomNormal<tf.Rank.R2>([batch, width], 0, deviation, 'float32', seed());
  const rows = tf.randomUniform<tf.Rank.R1>([batch], 0, pool.shape[0], 'int32', seed());
  return {
    real: tf.gather(pool, rows),
    z: normal(noise, 1),
    between: tf.randomUniform([remedy === 'packing' ? batch / PACK : batch, 1], 0, 1, 'float32', seed()),
    ...(remedy === 'instance-noise' && { blurs: { real: normal(2, sigma), fake: normal(2, sigma) } }),
  };
}

/** Trains, and reports both players' losses every 250 iterations of kd steps of D and one of G. */
export async function train(
  points: Float32Array,
  knobs: Knobs,
  iterations: number,
  report: (line: string) => void,
): Promise<Game> {
  const pool = tf.tensor2d(points, [points.length / 2, 2]);
  const players = game(knobs);
  let seeds = 1000 * knobs.seed;
  const batch = (at: number) => drawn(knobs, pool, at, () => seeds++);
  const tell = async (done: number): Promise<void> => {
    report(tf.tidy(() => lineOf(players, done, batch(done))));
    await tf.nextFrame();
  };
  await tell(0);
  for (let at = 0; at < iterations; at++) {
    for (let i = 0; i < knobs.kd; i++) tf.tidy(() => discriminatorStep(players, batch(at)));
    tf.tidy(() => generatorStep(players, batch(at)));
    if ((at + 1) % 250 === 0 || at + 1 === iterations) await tell(at + 1);
  }
  pool.dispose();
  return players;
}

function lineOf({ knobs, generator, discriminator }: Game, done: number, { real, z, between, blurs }: Batch): string {
  const [ours, theirs] = [seenOf(knobs, real, blurs?.real), seenOf(knobs, generator.apply(z), blurs?.fake)];
  const d = discriminatorLoss(knobs.loss, discriminator.apply, ours, theirs, between).dataSync()[0] ?? NaN;
  const g = generatorLoss(knobs.loss, discriminator.apply(theirs)).dataSync()[0] ?? NaN;
  return `iteration ${done}  loss of D ${d.toFixed(3)}  of G ${g.toFixed(3)}`;
}
