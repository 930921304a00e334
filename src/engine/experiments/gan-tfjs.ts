import { goalOf, isMove, type Player, type Run } from '../experiment.ts';
import { player, type PlayerNet } from '../nets/players.ts';
import { random, type Random } from '../random.ts';
import * as tf from '../tensors.ts';
import {
  ADAM,
  afterIterations,
  afterMove,
  givenTo,
  onPath,
  snapshotOf,
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
  const trail: tf.Tensor[] = [];
  const move = (who: Player, step: number) => stepOf(game, who, givenTo(config, world, source, who, step));
  try {
    for (let at = onPath(config, 0); ;) {
      const ask = yield snapshotOf(
        config,
        world,
        at,
        await measure(game, world),
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
export function gameOf({ width, depth, noise, lrd, lrg, ...rest }: GanConfig, source: Random): Game {
  const init = source.fork('init');
  const adam = (rate: number) => tf.train.adam(rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  return {
    config: { width, depth, noise, lrd, lrg, ...rest },
    nets: {
      generator: player('generator', { inputs: noise, outputs: 2, width, depth }, init),
      discriminator: player('discriminator', { inputs: 2, outputs: 1, width, depth }, init),
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
export function stepOf({ config, nets, optimisers }: Game, who: Player, { real, noise, between }: Given): tf.Scalar {
  return tf.tidy(() => {
    const z = tf.tensor2d(noise, [config.batch, config.noise]);
    const objective = (): tf.Scalar => {
      const fake = nets.generator.apply(z);
      if (who === 'generator') return generatorLoss(config.loss, nets.discriminator.apply(fake));
      const x = tf.tensor2d(real, [config.batch, 2]);
      return discriminatorLoss(config.loss, nets.discriminator.apply, x, fake, tf.tensor2d(between, [config.batch, 1]));
    };
    const loss = optimisers[who].minimize(objective, true, nets[who].variables);
    if (!loss) throw new Error('TensorFlow.js gave no loss back, though it was asked for it.');
    return loss;
  });
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

/** What the discriminator makes small: [n, 2] real and fake points, and where between them a critic's slope is held. */
export function discriminatorLoss(
  loss: GanLoss,
  apply: PlayerNet['apply'],
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  between: tf.Tensor2D,
): tf.Scalar {
  const [a, b] = [apply(real), apply(fake)];
  switch (loss) {
    case 'minimax':
    case 'non-saturating':
      return tf.add(tf.mean(tf.softplus(tf.neg(a))), tf.mean(tf.softplus(b))); // −log D(x) − log(1 − D(G(z)))
    case 'least-squares':
      return tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(a, 1))), tf.mean(tf.square(b))));
    case 'wasserstein': {
      const points = tf.add<tf.Tensor2D>(tf.mul(between, real), tf.mul(tf.sub(1, between), fake));
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
async function measure({ config, nets }: Game, world: World): Promise<Measured> {
  const { generator, discriminator } = nets;
  const { loss, noise } = config;
  const probability = loss === 'minimax' || loss === 'non-saturating';
  const found = tf.tidy(() => {
    const made = (z: Float32Array) => generator.apply(tf.tensor2d(z, [z.length / noise, noise]));
    const shown = (logits: tf.Tensor2D) => (probability ? tf.sigmoid(logits) : logits);
    const real = tf.tensor2d(world.real, [world.real.length / 2, 2]);
    const fakes = made(world.shown);
    const gLoss = (x: tf.Tensor) => generatorLoss(loss, discriminator.apply(x as tf.Tensor2D));
    const between = tf.fill<tf.Rank.R2>([world.real.length / 2, 1], 0.5);
    const numbers = [
      discriminatorLoss(loss, discriminator.apply, real, fakes, between),
      gLoss(fakes),
      tf.mean(shown(discriminator.apply(real))),
      tf.mean(shown(discriminator.apply(fakes))),
    ];
    const cells = tf.tensor2d(world.cells, [world.cells.length / 2, 2]);
    return {
      ...{ fakes, numbers: tf.stack(numbers), pull: tf.grad(gLoss)(fakes), warp: made(world.grid) },
      ...{ field: shown(discriminator.apply(cells)), counted: made(world.counted) },
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
