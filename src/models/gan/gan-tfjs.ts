import { goalOf, isMove, type Player, type Run } from '#src/engine/experiment.ts';
import { player, type PlayerNet } from '#src/engine/nets/players.ts';
import { random, type Random } from '#src/engine/random.ts';
import * as tf from '#src/engine/tensors.ts';
import {
  ADAM,
  afterIterations,
  afterMove,
  CLOSE,
  FIELD,
  givenTo,
  onPath,
  PACK,
  seenCells,
  seenWidth,
  SHOWN_REALS,
  snapshotOf,
  streamsOf,
  trailOf,
  worldOf,
  type GanConfig,
  type GanLoss,
  type GanSnapshot,
  type Given,
  type Measured,
  type World,
} from './gan.ts';

/** What one run trains. The trail holds [D's loss, G's loss] of each iteration since the last snapshot. */
export type Game = {
  readonly config: GanConfig;
  readonly nets: Readonly<Record<Player, PlayerNet>>;
  readonly optimisers: Readonly<Record<Player, tf.Optimizer>>;
};

/**
 * Trains a GAN by TensorFlow.js and its automatic gradients: the truth that the fast executors are held against, the way
 * where they cannot run, and the only one for the Wasserstein critic, whose penalty needs a second derivative.
 */
export async function* ganTfjs(config: GanConfig): Run<GanSnapshot> {
  const source = random(config.seed);
  const game = gameOf(config, source);
  const world = worldOf(config, source);
  const seen = seenCells(config, world);
  const trail: tf.Tensor[] = [];
  const streams = { discriminator: streamsOf(source, 'discriminator'), generator: streamsOf(source, 'generator') };
  const move = (who: Player, step: number) => stepOf(game, who, givenTo(config, world, streams[who], who, step));
  try {
    for (let at = onPath(config, 0); ;) {
      const ask = yield snapshotOf(
        config,
        world,
        at,
        await measure(game, world, seen),
        await readTrail(config, at.step, trail),
      );
      if (isMove(ask)) {
        move(ask.player, at.moves[ask.player]).dispose();
        at = afterMove(at, ask.player);
        continue;
      }
      const goal = goalOf(ask, at.step);
      if (goal < at.step || (typeof ask === 'object' && at.byHand > 0))
        throw new Error(`TensorFlow.js keeps no past: step ${goal} cannot be gone back to. Reset and run there.`);
      for (; at.step < goal; at = afterIterations(config, at, 1)) trail.push(iterate(config, at.moves, move));
    }
  } finally {
    tf.dispose([trail, ...Object.values(game.nets).map(({ variables }) => variables)]);
    for (const optimiser of Object.values(game.optimisers)) optimiser.dispose();
  }
}

/** The players as they begin. Their variables and optimisers have to be given back. */
export function gameOf(config: GanConfig, source: Random): Game {
  const { width, depth, noise, lrd, lrg } = config;
  const init = source.fork('init');
  const adam = (rate: number) => tf.train.adam(rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  return {
    config,
    nets: {
      generator: player('generator', { inputs: noise, outputs: 2, width, depth }, init),
      discriminator: player('discriminator', { inputs: seenWidth(config), outputs: 1, width, depth }, init),
    },
    optimisers: { generator: adam(lrg), discriminator: adam(lrd) },
  };
}

/** kd steps of the discriminator and one of the generator; gives the last losses of both. */
function iterate(
  { kd }: GanConfig,
  moves: Readonly<Record<Player, number>>,
  move: (who: Player, step: number) => tf.Scalar,
) {
  return tf.tidy(() => {
    const losses = Array.from({ length: kd }, (_, i) => move('discriminator', moves.discriminator + i));
    return tf.stack([...losses.slice(-1), move('generator', moves.generator)]);
  });
}

/** One step of Adam of one player on its own loss, which it gives back. */
export function stepOf({ config, nets, optimisers }: Game, who: Player, given: Given): tf.Scalar {
  const { generator, discriminator } = nets;
  return tf.tidy(() => {
    const rows = given.noise.length / config.noise;
    const reals = given.real.length / 2;
    const z = tf.tensor2d(given.noise, [rows, config.noise]);
    const blur = (from: number, count: number) =>
      tf.tensor2d(given.blur.subarray(2 * from, 2 * (from + count)), [count, 2]);
    const seen = (x: tf.Tensor2D, from: number) =>
      config.remedy === 'instance-noise'
        ? tf.add<tf.Tensor2D>(x, tf.mul(given.deviation, blur(from, x.shape[0])))
        : see(config, x);
    const objective = (): tf.Scalar => {
      const fake = seen(generator.apply(z), reals);
      if (who === 'generator') return generatorLoss(config.loss, discriminator.apply(fake));
      const real = seen(tf.tensor2d(given.real, [reals, 2]), 0);
      return discriminatorLoss(config.loss, discriminator.apply, real, fake, given.between);
    };
    const loss = optimisers[who].minimize(objective, true, nets[who].variables);
    if (!loss) throw new Error('TensorFlow.js gave no loss back, though it was asked for it.');
    return loss;
  });
}

/** What the discriminator reads of points [n, 2], but for instance noise: steps/model.ts tells of each way. */
export function see({ remedy }: GanConfig, x: tf.Tensor2D): tf.Tensor2D {
  if (remedy === 'packing') return tf.reshape(x, [-1, 2 * PACK]);
  if (remedy !== 'batch-statistics') return x;
  const apart = tf.mean(tf.square(tf.sub(tf.expandDims(x, 1), tf.expandDims(x, 0))), 2); // [n, n]
  const close = tf.div(1, tf.add(1, tf.div(apart, CLOSE ** 2)));
  // Each row is as close as can be to itself, which does not count.
  const others = tf.div(tf.sub(tf.sum(close, 1, true), 1), Math.max(1, x.shape[0] - 1));
  return tf.concat2d([x, others as tf.Tensor2D], 1);
}

/** What the generator makes small, given D's outputs a on fakes, [n, 1]. */
export function generatorLoss(loss: GanLoss, a: tf.Tensor2D): tf.Scalar {
  switch (loss) {
    case 'minimax':
      return tf.neg(tf.mean(tf.softplus(a))); // log(1 − D)
    case 'non-saturating':
      return tf.mean(tf.softplus(tf.neg(a))); // −log D
    case 'least-squares':
      return tf.mul(0.5, tf.mean(tf.square(tf.sub(a, 1))));
    case 'wasserstein':
      return tf.neg(tf.mean(a));
  }
}

/** What the discriminator makes small: real and fake rows that it reads, and where between them a critic's slope is held. */
export function discriminatorLoss(
  loss: GanLoss,
  apply: PlayerNet['apply'],
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  between: Float32Array,
): tf.Scalar {
  const [a, b] = [apply(real), apply(fake)];
  switch (loss) {
    case 'minimax':
    case 'non-saturating':
      return tf.add(tf.mean(tf.softplus(tf.neg(a))), tf.mean(tf.softplus(b))); // −log D(x) − log(1 − D(G(z)))
    case 'least-squares':
      return tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(a, 1))), tf.mean(tf.square(b))));
    case 'wasserstein': {
      const rows = real.shape[0];
      const share = tf.tensor2d(between.subarray(0, rows), [rows, 1]);
      const points = tf.add<tf.Tensor2D>(tf.mul(share, real), tf.mul(tf.sub(1, share), fake));
      return tf.add(tf.sub(tf.mean(b), tf.mean(a)), tf.mul(PENALTY, gradientPenalty(apply, points)));
    }
  }
}

/** λ of Gulrajani et al. 2017, who use 0.1 for points in the plane and 10 for images. */
const PENALTY = 0.1;

/** Mean of (‖∂D/∂x‖ − 1)² over points [n, 2]. */
export function gradientPenalty(apply: PlayerNet['apply'], points: tf.Tensor2D): tf.Scalar {
  const slope = tf.grad((x: tf.Tensor) => tf.sum(apply(x as tf.Tensor2D)))(points);
  // The root's own slope is infinite at 0, where a critic is flat.
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(slope), 1), 1e-12));
  return tf.mean(tf.square(tf.sub(norm, 1)));
}

/** The trail as numbers; it is empty afterwards. */
async function readTrail(config: GanConfig, step: number, trail: tf.Tensor[]) {
  const values = trail.length === 0 ? new Float32Array() : await read(tf.tidy(() => tf.concat(trail)));
  tf.dispose(trail.splice(0));
  const every = (from: number) => values.filter((_, i) => i % 2 === from);
  return trailOf(config, step - values.length / 2, every(0), every(1));
}

/** Everything that is measured on the points of the world. */
async function measure({ config, nets }: Game, world: World, seen: readonly Float32Array[]): Promise<Measured> {
  const { generator, discriminator } = nets;
  const { loss, noise } = config;
  const probability = loss === 'minimax' || loss === 'non-saturating';
  const found = tf.tidy(() => {
    const made = (z: Float32Array) => generator.apply(tf.tensor2d(z, [z.length / noise, noise]));
    const shown = (logits: tf.Tensor2D) => (probability ? tf.sigmoid(logits) : logits);
    const real = tf.tensor2d(world.real, [world.real.length / 2, 2]);
    const fakes = made(world.shown);
    const gLoss = (x: tf.Tensor) => generatorLoss(loss, discriminator.apply(see(config, x as tf.Tensor2D)));
    const [ours, theirs] = [see(config, real), see(config, fakes)];
    const between = new Float32Array(SHOWN_REALS).fill(0.5);
    const numbers = [
      discriminatorLoss(loss, discriminator.apply, ours, theirs, between),
      gLoss(fakes),
      tf.mean(shown(discriminator.apply(ours))),
      tf.mean(shown(discriminator.apply(theirs))),
    ];
    const fields = seen.map((cells) =>
      shown(discriminator.apply(tf.tensor2d(cells, [FIELD * FIELD, seenWidth(config)]))),
    );
    return {
      ...{ fakes, numbers: tf.stack(numbers), pull: tf.grad(gLoss)(fakes), warp: made(world.grid) },
      ...{ field: tf.mean(tf.stack(fields), 0), counted: made(world.counted) },
    };
  });
  const [fakes, numbers, pull, warp, field, counted] = await Promise.all(
    [found.fakes, found.numbers, found.pull, found.warp, found.field, found.counted].map(read),
  );
  const none = new Float32Array();
  const [dLoss = NaN, gLoss = NaN, dReal = NaN, dFake = NaN] = numbers ?? none;
  const points = { fakes: fakes ?? none, pull: pull ?? none, warp: warp ?? none, counted: counted ?? none };
  return { ...points, field: field ?? none, dLoss, gLoss, dReal, dFake };
}

/** The values of a tensor, which is given back also when they cannot be read. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<'float32'>();
  } finally {
    tensor.dispose();
  }
}
