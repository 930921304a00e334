import type { DigitSet } from '#src/engine/data/digits.ts';
import { goalOf, type Player, type Run } from '#src/engine/experiment.ts';
import { affine, dense } from '#src/engine/nets/dense.ts';
import { random, type Random } from '#src/engine/random.ts';
import { LEAK } from '#src/engine/steps/model.ts';
import * as tf from '#src/engine/tensors.ts';
import { greys, logOddsOf, PIXELS } from '../shared/batches.ts';
import { ADAM, trailOf } from '../gan/gan.ts';
import { discriminatorLoss, generatorLoss } from '../gan/gan-tfjs.ts';
import { CLASSES } from '../shared/classifier.ts';
import {
  CLOSE,
  givenTo,
  PACK,
  packClasses,
  snapshotOf,
  worldOf,
  type GanDigitsConfig,
  type GanDigitsData,
  type GanDigitsSnapshot,
  type Given,
  type Measured,
  type World,
} from './gan-digits.ts';
import { widthSeen } from './run.ts';

/** A player: rows [n, inputs] and their classes [n] to outputs. */
type PlayerNet = {
  readonly apply: (x: tf.Tensor2D, classes: Int32Array) => tf.Tensor2D;
  readonly variables: tf.Variable[];
};

/** What one run trains. */
export type Game = {
  readonly config: GanDigitsConfig;
  readonly nets: Readonly<Record<Player, PlayerNet>>;
  readonly optimisers: Readonly<Record<Player, tf.Optimizer>>;
};

/**
 * Trains a GAN on digits by TensorFlow.js and its automatic gradients: the truth that the fast executors are held
 * against, and the way where they cannot run.
 */
export async function* ganDigitsTfjs(config: GanDigitsConfig, data: GanDigitsData): Run<GanDigitsSnapshot> {
  const source = random(config.seed);
  const game = gameOf(config, data.train, source);
  const world = worldOf(config, data, source);
  const losses: number[] = [];
  try {
    for (let step = 0; ;) {
      const values = Float32Array.from(losses.splice(0));
      const every = (from: number) => values.filter((_, i) => i % 2 === from);
      const trail = trailOf(config, step - values.length / 2, every(0), every(1));
      const goal = goalOf(yield snapshotOf(config, data, world, step, await measure(game, data, world), trail), step);
      if (goal < step)
        throw new Error(`TensorFlow.js keeps no past: step ${goal} cannot be gone back to. Reset and run there.`);
      for (; step < goal; step++) losses.push(...(await iterate(game, data.train, source, step)));
    }
  } finally {
    giveBack(game);
  }
}

/** The players as they begin. `giveBack` gives their variables and optimisers back. */
export function gameOf(config: GanDigitsConfig, digits: DigitSet, source: Random): Game {
  const { noise, width, lrd, lrg } = config;
  const init = source.fork('init');
  const adam = (rate: number) => tf.train.adam(rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  const read = config.conditional ? CLASSES : 0;
  const layer = (name: string, inputs: number, outputs: number) => dense(inputs, outputs, init.fork(name));
  const [gHidden, gOut] = [layer('generator hidden', noise + read, width), layer('generator out', width, PIXELS)];
  const dHidden = layer('discriminator hidden', widthSeen(config) + read, width);
  const dOut = layer('discriminator out', width, 1);
  tf.tidy(() => gOut.bias.assign(tf.tensor1d(logOddsOf(digits))));
  /** A row with its class as a one-hot vector behind it. */
  const told = (x: tf.Tensor2D, classes: Int32Array): tf.Tensor2D =>
    read === 0 ? x : tf.concat<tf.Tensor2D>([x, tf.oneHot(tf.tensor1d(classes, 'int32'), read) as tf.Tensor2D], 1);
  const net = (layers: readonly (typeof gHidden)[], apply: PlayerNet['apply']): PlayerNet => ({
    apply,
    variables: layers.flatMap(({ weights, bias }) => [weights, bias]),
  });
  return {
    config,
    nets: {
      generator: net([gHidden, gOut], (z, classes) =>
        tf.sigmoid(affine(gOut, tf.relu(affine(gHidden, told(z, classes))))),
      ),
      discriminator: net([dHidden, dOut], (x, classes) =>
        affine(dOut, tf.leakyRelu(affine(dHidden, told(x, classes)), LEAK)),
      ),
    },
    optimisers: { generator: adam(lrg), discriminator: adam(lrd) },
  };
}

export function giveBack({ nets, optimisers }: Game): void {
  tf.dispose(Object.values(nets).map(({ variables }) => variables));
  for (const optimiser of Object.values(optimisers)) optimiser.dispose();
}

/** kd steps of the discriminator and one of the generator; gives the last losses of both. */
async function iterate(game: Game, digits: DigitSet, source: Random, step: number): Promise<[number, number]> {
  const { config } = game;
  const given = (player: Player, at: number) => givenTo(config, digits, source, player, at);
  let dLoss = NaN;
  for (let i = 0; i < config.kd; i++)
    dLoss = await numberOf(stepOf(game, 'discriminator', digits, given('discriminator', step * config.kd + i)));
  return [dLoss, await numberOf(stepOf(game, 'generator', digits, given('generator', step)))];
}

async function numberOf(loss: tf.Scalar): Promise<number> {
  try {
    return (await loss.data())[0] ?? NaN;
  } finally {
    loss.dispose();
  }
}

/** One step of Adam of one player on its own loss, which it gives back. */
export function stepOf(game: Game, player: Player, digits: DigitSet, given: Given): tf.Scalar {
  const { config, nets, optimisers } = game;
  return tf.tidy(() => {
    const objective = (): tf.Scalar => {
      const { real, fake } = logitsOf(game, digits, given);
      const identity = (x: tf.Tensor2D) => x;
      return player === 'generator'
        ? generatorLoss(config.loss, fake)
        : discriminatorLoss(config.loss, identity, real, fake, new Float32Array());
    };
    const loss = optimisers[player].minimize(objective, true, nets[player].variables);
    if (!loss) throw new Error('TensorFlow.js gave no loss back, though it was asked for it.');
    return loss;
  });
}

/** What the discriminator says of real digits and of made ones, each [rows or packs, 1]. */
function logitsOf({ config, nets }: Game, digits: DigitSet, given: Given) {
  const { batch, noise, remedy } = config;
  const reals = given.real.length;
  const outputOf = (x: tf.Tensor2D, from: number) => {
    const blur =
      remedy === 'instance-noise'
        ? tf.tensor2d(given.blur.subarray(from * PIXELS, (from + batch) * PIXELS), [batch, PIXELS])
        : undefined;
    const ofRows = { ...given, classes: given.classes.subarray(from, from + batch) };
    const classes = remedy === 'packing' ? packClasses(ofRows) : ofRows.classes;
    return nets.discriminator.apply(seen(config, x, blur && tf.mul(given.deviation, blur)), classes);
  };
  const made = nets.generator.apply(tf.tensor2d(given.noise, [batch, noise]), given.classes.subarray(reals));
  const real = tf.tensor2d(greys(digits.images, given.real), [reals, PIXELS]);
  return { real: reals > 0 ? outputOf(real, 0) : real, fake: outputOf(made, reals) };
}

/** Rows as the discriminator sees them, reals and fakes each by themselves (steps/model.ts says what sights are). */
function seen({ remedy, batch }: GanDigitsConfig, x: tf.Tensor2D, blur: tf.Tensor | undefined): tf.Tensor2D {
  if (blur) return tf.add(x, blur);
  if (remedy === 'packing') return tf.reshape(x, [batch / PACK, PACK * PIXELS]);
  if (remedy !== 'batch-statistics') return x;
  const apart = tf.sub(tf.reshape(x, [batch, 1, PIXELS]), tf.reshape(x, [1, batch, PIXELS]));
  const near = tf.div(1, tf.add(1, tf.div(tf.mean(tf.square(apart), 2), CLOSE ** 2)));
  const others = tf.div(tf.sub(tf.sum(near, 1, true), 1), batch - 1);
  return tf.concat<tf.Tensor2D>([x, others as tf.Tensor2D], 1);
}

async function measure(
  game: Game,
  { heldOut }: GanDigitsData,
  { counted, classes, watched }: World,
): Promise<Measured> {
  const { noise } = game.config;
  const { digits, logits } = tf.tidy(() => ({
    digits: game.nets.generator.apply(tf.tensor2d(counted, [classes.length, noise]), classes),
    logits: watched.map((given) => {
      const { real, fake } = logitsOf(game, heldOut, given);
      return tf.concat([real, fake]);
    }),
  }));
  const read = async (tensor: tf.Tensor) => {
    try {
      return await tensor.data<'float32'>();
    } finally {
      tensor.dispose();
    }
  };
  return { digits: await read(digits), logits: await Promise.all(logits.map(read)) };
}
