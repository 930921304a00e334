/**
 * A GAN on digits in TensorFlow.js, with the knobs of the figure “Which digits does the generator make?”.
 *
 *     import { train, usual } from './gan-digits-tfjs.ts';
 *     await train(images, labels, { ...usual, conditional: true }, 2000, console.log);
 *
 * Needs @tensorflow/tfjs 4. `images` are grey values 0 to 1, 784 for one and one behind the other, and `labels` their
 * digits. The figure's third network, which reads what is made, is left out here. The figure draws its random numbers in
 * its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const PIXELS = 784;
const CLASSES = 10;
/** Slope of D's units below 0. */
const LEAK = 0.2;
/** Digits that D sees as one, with packing (Lin et al. 2018). */
const PACK = 2;
/** Root mean square of pixels' differences at which two digits are half as close as one twice, with batch statistics. */
const CLOSE = 0.25;
/** First σ of instance noise, and the iterations over which it falls to 0. */
const BLUR = 0.5;
const FADING = 3000;

export type Knobs = {
  /** Both players also read the class of a digit, and G is told which one to make (Mirza & Osindero 2014). */
  readonly conditional: boolean;
  readonly loss: 'minimax' | 'non-saturating' | 'least-squares';
  /** Steps of D before each step of G. */
  readonly kd: number;
  /** Step sizes of both players' Adam. */
  readonly lrd: number;
  readonly lrg: number;
  readonly remedy: 'none' | 'batch-statistics' | 'instance-noise' | 'packing';
  /** Dimensions of the latent z, a standard Gaussian. */
  readonly noise: number;
  /** Units of the one hidden layer of each player. */
  readonly width: number;
  /** Real digits, and made ones, a step; even where they are packed. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  conditional: false,
  loss: 'non-saturating',
  kd: 1,
  lrd: 4e-3,
  lrg: 4e-3,
  remedy: 'none',
  noise: 16,
  width: 128,
  batch: 32,
  seed: 1,
};

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };
type Player = { readonly hidden: Layer; readonly out: Layer; readonly adam: tf.Optimizer };
/** G makes digits of noise, D gives each digit it sees a logit a, D = σ(a), or for least squares a plain number. */
export type Game = { readonly knobs: Knobs; readonly generator: Player; readonly discriminator: Player };

/** A layer with weights and biases uniform within ±1/√inputs. */
function dense(inputs: number, outputs: number, seed: () => number): Layer {
  const limit = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', seed())),
    bias: tf.variable(tf.randomUniform([outputs], -limit, limit, 'float32', seed())),
  }));
}

/** z → width → 784 grey values, whose logits begin at `odds`, and what D sees of a digit → width → a. */
export function game(knobs: Knobs, odds: tf.Tensor1D): Game {
  const { conditional, remedy, noise, width, lrd, lrg } = knobs;
  let seeds = knobs.seed;
  const seed = () => seeds++;
  const told = conditional ? CLASSES : 0;
  const seen = remedy === 'packing' ? PACK * PIXELS : remedy === 'batch-statistics' ? PIXELS + 1 : PIXELS;
  const player = (inputs: number, outputs: number, lr: number): Player => ({
    hidden: dense(inputs + told, width, seed),
    out: dense(width, outputs, seed),
    adam: tf.train.adam(lr, 0.5, 0.999, 1e-8),
  });
  const generator = player(noise, PIXELS, lrg);
  generator.out.bias.assign(odds);
  return { knobs, generator, discriminator: player(seen, 1, lrd) };
}

export const variables = ({ hidden, out }: Player): tf.Variable[] =>
  [hidden, out].flatMap(({ weights, bias }) => [weights, bias]);

const affine = ({ weights, bias }: Layer, x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weights), bias);

/** Rows with their classes as one-hot vectors behind them, where classes are told. */
const told = ({ conditional }: Knobs, x: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D =>
  conditional ? tf.concat2d([x, tf.cast(tf.oneHot(classes, CLASSES) as tf.Tensor2D, 'float32')], 1) : x;

/** Digits [n, 784] from z [n, noise]. */
const made = ({ knobs, generator: { hidden, out } }: Game, z: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D =>
  tf.sigmoid(affine(out, tf.relu(affine(hidden, told(knobs, z, classes)))));

/** D's outputs on digits [n, 784] of these classes, as the remedy lets it see them; `blur` is [n, 784], σ and all. */
function judged({ knobs, discriminator }: Game, x: tf.Tensor2D, classes: tf.Tensor1D, blur?: tf.Tensor2D): tf.Tensor2D {
  const packs = knobs.remedy === 'packing';
  const own = packs ? firstOfEach(classes) : classes;
  const seen = told(knobs, seenOf(knobs, x, blur), own);
  return affine(discriminator.out, tf.leakyRelu(affine(discriminator.hidden, seen), LEAK));
}

/** The class of each pack. */
const firstOfEach = (classes: tf.Tensor1D): tf.Tensor1D =>
  tf.reshape(tf.slice2d(tf.reshape<tf.Rank.R2>(classes, [-1, PACK]), [0, 0], [-1, 1]), [-1]);

function seenOf({ remedy }: Knobs, x: tf.Tensor2D, blur: tf.Tensor2D | undefined): tf.Tensor2D {
  switch (remedy) {
    case 'none':
      return x;
    case 'packing':
      return tf.reshape(x, [-1, PACK * PIXELS]);
    case 'instance-noise':
      return blur ? tf.add(x, blur) : x;
    case 'batch-statistics': {
      const apart = tf.mean(tf.square(tf.sub(tf.expandDims(x, 1), tf.expandDims(x, 0))), 2); // [n, n]
      const close = tf.div(1, tf.add(1, tf.div(apart, CLOSE ** 2)));
      const others: tf.Tensor2D = tf.div(tf.sub(tf.sum(close, 1, true), 1), x.shape[0] - 1);
      return tf.concat2d([x, others], 1);
    }
  }
}

function generatorLoss(loss: Knobs['loss'], onFakes: tf.Tensor2D): tf.Scalar {
  if (loss === 'minimax') return tf.neg(tf.mean(tf.softplus(onFakes))); // log(1 − D)
  if (loss === 'non-saturating') return tf.mean(tf.softplus(tf.neg(onFakes))); // −log D
  return tf.mul(0.5, tf.mean(tf.square(tf.sub(onFakes, 1))));
}

function discriminatorLoss(loss: Knobs['loss'], onReals: tf.Tensor2D, onFakes: tf.Tensor2D): tf.Scalar {
  if (loss === 'least-squares')
    return tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(onReals, 1))), tf.mean(tf.square(onFakes))));
  return tf.add(tf.mean(tf.softplus(tf.neg(onReals))), tf.mean(tf.softplus(onFakes))); // −log D(x) − log(1 − D(G(z)))
}

/** Digits [n, 784] or z [n, noise], their classes, and what blurs the digits, [n, 784], with instance noise. */
export type Rows = { readonly x: tf.Tensor2D; readonly classes: tf.Tensor1D; readonly blur?: tf.Tensor2D };

/** One step of Adam of D, on real digits and on as many made ones. */
export function discriminatorStep(players: Game, real: Rows, asked: Rows): void {
  const { knobs, discriminator } = players;
  const objective = () => {
    const onReals = judged(players, real.x, real.classes, real.blur);
    const onFakes = judged(players, made(players, asked.x, asked.classes), asked.classes, asked.blur);
    return discriminatorLoss(knobs.loss, onReals, onFakes);
  };
  discriminator.adam.minimize(objective, false, variables(discriminator));
}

/** One step of Adam of G. */
export function generatorStep(players: Game, asked: Rows): void {
  const { knobs, generator } = players;
  const objective = () =>
    generatorLoss(knobs.loss, judged(players, made(players, asked.x, asked.classes), asked.classes, asked.blur));
  generator.adam.minimize(objective, false, variables(generator));
}

/** Log odds of the mean image, with one image of middle grey counted in, so that all of them are finite. */
function logOdds(images: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const ink = tf.add(tf.sum(images, 0), 0.5);
    return tf.log(tf.div(ink, tf.sub(images.shape[0] + 1, ink)));
  });
}

/** Draws rows of z with the classes asked for, or of real digits with their own, and what blurs them at an iteration. */
function drawn({ conditional, remedy, noise, batch }: Knobs, at: number, seed: () => number) {
  const sigma = BLUR * Math.max(0, 1 - at / FADING);
  const blur = () =>
    remedy === 'instance-noise'
      ? { blur: tf.randomNormal<tf.Rank.R2>([batch, PIXELS], 0, sigma, 'float32', seed()) }
      : {};
  // Packs are of one class where players read classes, so that a pack has one.
  const below = (count: number, pairs: boolean): number[] => {
    const numbers = [...tf.randomUniform([batch], 0, count, 'int32', seed()).dataSync()];
    return numbers.map((number, i) => (pairs ? (numbers[i - (i % PACK)] ?? 0) : number));
  };
  const pairs = remedy === 'packing' && conditional;
  return {
    asked: (): Rows => ({
      x: tf.randomNormal([batch, noise], 0, 1, 'float32', seed()),
      classes: tf.tensor1d(below(CLASSES, pairs), 'int32'),
      ...blur(),
    }),
    real: (images: tf.Tensor2D, labels: Uint8Array): Rows => {
      const rows = below(labels.length, false).map((row, i, all) => {
        const first = labels[all[i - (i % PACK)] ?? 0];
        // The digit drawn, or the next one behind it of the pack's class.
        let own = row;
        while (pairs && labels[own] !== first) own = (own + 1) % labels.length;
        return own;
      });
      const classes = tf.tensor1d(
        rows.map((row) => labels[row] ?? 0),
        'int32',
      );
      return { x: tf.gather(images, tf.tensor1d(rows, 'int32')), classes, ...blur() };
    },
  };
}

/** Trains, and reports both players' losses every 250 iterations of kd steps of D and one of G. */
export async function train(
  images: Float32Array,
  labels: Uint8Array,
  knobs: Knobs,
  iterations: number,
  report: (line: string) => void,
): Promise<Game> {
  const all = tf.tensor2d(images, [labels.length, PIXELS]);
  const odds = logOdds(all);
  const players = game(knobs, odds);
  let seeds = 1000 * knobs.seed;
  const tell = async (done: number): Promise<void> => {
    const { real, asked } = drawn(knobs, done, () => seeds++);
    report(tf.tidy(() => lineOf(players, done, real(all, labels), asked())));
    await tf.nextFrame();
  };
  await tell(0);
  for (let at = 0; at < iterations; at++) {
    const { real, asked } = drawn(knobs, at, () => seeds++);
    for (let i = 0; i < knobs.kd; i++) tf.tidy(() => discriminatorStep(players, real(all, labels), asked()));
    tf.tidy(() => generatorStep(players, asked()));
    if ((at + 1) % 250 === 0 || at + 1 === iterations) await tell(at + 1);
  }
  tf.dispose([all, odds]);
  return players;
}

function lineOf(players: Game, done: number, real: Rows, asked: Rows): string {
  const onReals = judged(players, real.x, real.classes, real.blur);
  const onFakes = judged(players, made(players, asked.x, asked.classes), asked.classes, asked.blur);
  const d = discriminatorLoss(players.knobs.loss, onReals, onFakes).dataSync()[0] ?? NaN;
  const g = generatorLoss(players.knobs.loss, onFakes).dataSync()[0] ?? NaN;
  return `iteration ${done}  loss of D ${d.toFixed(3)}  of G ${g.toFixed(3)}`;
}
