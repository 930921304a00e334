/**
 * A variational autoencoder whose evidence is known, in TensorFlow.js, with the knobs of the figure on the exact gap.
 *
 *     import { train, usual } from './vae-exact-tfjs.ts';
 *     await train({ ...usual, shape: 'spiral' }, 2000, console.log);
 *
 * Needs @tensorflow/tfjs 4. The figure draws its random numbers in its own way, so a seed gives other runs here than there,
 * of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

export type Knobs = {
  /** A curve through points of the plane, or linear networks on Gaussian data. */
  readonly model: 'curved' | 'linear';
  readonly shape: 'moons' | 'spiral';
  /** Standard deviation of p(x|z). */
  readonly h: number;
  /** Weight of the rate; 1 trains the ELBO itself. */
  readonly beta: number;
  /** Numbers in the code of the linear model. */
  readonly latent: number;
  /** Step size of Adam. */
  readonly lr: number;
  /** Steps over which it falls along a cosine to 0; 0 lets it stay. */
  readonly falls: number;
  /** Points a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  model: 'curved',
  shape: 'moons',
  h: 0.1,
  beta: 1,
  latent: 5,
  lr: 3e-3,
  falls: 0,
  batch: 128,
  seed: 1,
};

/** Variances of the linear model's data. */
const SPECTRUM = [4, 2, 1, 0.5, 0.5];
const WIDTH = 32;
const HELD_OUT = 300;
const NODES = 801;
const FURTHEST = 6;
const LOG_TWO_PI = Math.log(2 * Math.PI);

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };

/** Adam with a step size that may change from step to step. */
class Adam extends tf.AdamOptimizer {
  setRate(rate: number): void {
    this.learningRate = rate;
  }
}

export type Vae = {
  /** All but their last layer through tanh. The encoder ends in μ and log σ², side by side as two layers. */
  readonly encoder: readonly Layer[];
  readonly mu: Layer;
  readonly logVar: Layer;
  readonly decoder: readonly Layer[];
  readonly adam: Adam;
};

/** Numbers in a point and in its code. */
const sizesOf = ({ model, latent }: Knobs) =>
  model === 'linear' ? { data: SPECTRUM.length, code: latent } : { data: 2, code: 1 };

/** A layer with weights and biases uniform within ±1/√inputs. */
function dense(inputs: number, outputs: number, seed: () => number): Layer {
  const limit = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', seed())),
    bias: tf.variable(tf.randomUniform([outputs], -limit, limit, 'float32', seed())),
  }));
}

/** x → 32 → 32 → (μ, log σ²), and z → 32 → 32 → x̂; straight for the linear model. */
export function vae(knobs: Knobs): Vae {
  let seeds = knobs.seed;
  const seed = () => seeds++;
  const { data, code } = sizesOf(knobs);
  const hidden = knobs.model === 'linear' ? [] : [WIDTH, WIDTH];
  const chain = (widths: readonly number[]) =>
    widths.slice(1).map((outputs, i) => dense(widths[i] ?? 0, outputs, seed));
  const last = hidden.at(-1) ?? data;
  return {
    encoder: chain([data, ...hidden]),
    mu: dense(last, code, seed),
    logVar: dense(last, code, seed),
    decoder: chain([code, ...hidden, data]),
    adam: new Adam(knobs.lr, 0.9, 0.999, 1e-8),
  };
}

export const variables = ({ encoder, mu, logVar, decoder }: Vae): tf.Variable[] =>
  [...encoder, mu, logVar, ...decoder].flatMap(({ weights, bias }) => [weights, bias]);

const affine = ({ weights, bias }: Layer, x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weights), bias);

const throughAll = (layers: readonly Layer[], x: tf.Tensor2D): tf.Tensor2D =>
  layers.reduce<tf.Tensor2D>((input, layer) => tf.tanh(affine(layer, input)), x);

/** The mean of p(x|z). */
function decoded({ decoder }: Vae, z: tf.Tensor2D): tf.Tensor2D {
  const last = decoder.at(-1);
  const features = throughAll(decoder.slice(0, -1), z);
  return last ? affine(last, features) : features;
}

/** Mean and log variance of q(z|x). */
export function momentsOf(net: Vae, x: tf.Tensor2D): { readonly mu: tf.Tensor2D; readonly logVar: tf.Tensor2D } {
  const features = throughAll(net.encoder, x);
  return { mu: affine(net.mu, features), logVar: affine(net.logVar, features) };
}

/** The step size after `done` steps. */
const rateAt = ({ lr, falls }: Knobs, done: number): number =>
  falls > 0 ? (lr * (1 + Math.cos(Math.PI * Math.min(1, done / falls)))) / 2 : lr;

/**
 * The step of Adam that follows `done` others, with ε [batch, J]: on ‖x − x̂‖² + 2h²β · KL, the negative ELBO times 2h²
 * without its constant, averaged over a batch.
 */
export function step(net: Vae, knobs: Knobs, done: number, x: tf.Tensor2D, noise: tf.Tensor2D): void {
  net.adam.setRate(rateAt(knobs, done));
  const objective = (): tf.Scalar => {
    const { mu, logVar } = momentsOf(net, x);
    const z: tf.Tensor2D = tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise)); // z = μ + σε
    const error = tf.sum(tf.squaredDifference(x, decoded(net, z)), 1);
    const rate = tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(mu), tf.exp(logVar)), tf.add(logVar, 1)), 1));
    return tf.mean(tf.add(error, tf.mul(2 * knobs.h ** 2 * knobs.beta, rate)));
  };
  net.adam.minimize(objective, false, variables(net));
}

/**
 * Means over points [n, 2] of log p(x), of the ELBO and of KL(q ‖ posterior), by the trapezoid rule with 801 codes: a row a
 * point, a column a code.
 */
export function exact(net: Vae, { h }: Knobs, x: tf.Tensor2D): { evidence: number; elbo: number; kl: number } {
  return tf.tidy(() => {
    const z = tf.linspace(-FURTHEST, FURTHEST, NODES);
    const width = (2 * FURTHEST) / (NODES - 1);
    const means = tf.transpose(decoded(net, tf.expandDims<tf.Tensor2D>(z, 1)));
    const column = (of: number) => tf.slice(x, [0, of], [-1, 1]);
    const square = (of: number) => tf.squaredDifference(column(of), tf.slice(means, [of, 0], [1, -1]));
    const logLikelihood = tf.sub(tf.div(tf.add(square(0), square(1)), -2 * h * h), LOG_TWO_PI + 2 * Math.log(h));
    const logPrior = tf.mul(-0.5, tf.add(tf.square(z), LOG_TWO_PI));
    const logJoint = tf.add(logLikelihood, logPrior);
    const logs = tf.add(tf.logSumExp(logJoint, 1, true), Math.log(width));
    const { mu, logVar } = momentsOf(net, x);
    const away = tf.div(tf.squaredDifference(z, mu), tf.exp(logVar));
    const logQ = tf.mul(-0.5, tf.add(tf.add(away, logVar), LOG_TWO_PI));
    const q = tf.mul(tf.exp(logQ), width);
    const under = (f: tf.Tensor) => tf.mean(tf.sum(tf.mul(q, f), 1)).dataSync()[0] ?? NaN;
    return {
      evidence: tf.mean(logs).dataSync()[0] ?? NaN,
      elbo: under(tf.sub(logJoint, logQ)),
      kl: under(tf.sub(logQ, tf.sub(logJoint, logs))),
    };
  });
}

/** A point of the shape at t, uniform in [0, 1), and which of two moons. */
function placed({ shape }: Knobs, t: number, second: boolean): readonly [number, number] {
  const turned = (r: number, turns: number) =>
    [r * Math.cos(2 * Math.PI * turns), r * Math.sin(2 * Math.PI * turns)] as const;
  if (shape === 'moons') {
    const [x, y] = turned(0.62, t / 2);
    return second ? [0.31 - x, 0.15 - y] : [x - 0.31, y - 0.15];
  }
  // About uniform in length, which grows with the square of the radius.
  const along = (Math.sqrt(0.15 ** 2 + t * (0.95 ** 2 - 0.15 ** 2)) - 0.15) / 0.8;
  return turned(0.15 + 0.8 * along, 1.75 * along);
}

/** Rows of data. */
function drawn(knobs: Knobs, count: number, seed: number): tf.Tensor2D {
  return tf.tidy(() => {
    const { data } = sizesOf(knobs);
    const noise = tf.randomNormal<tf.Rank.R2>([count, data], 0, 1, 'float32', seed);
    if (knobs.model === 'linear') return tf.mul(noise, tf.tensor1d(SPECTRUM.map(Math.sqrt)));
    const shares = tf.randomUniform([count, 2], 0, 1, 'float32', seed + 1).dataSync();
    const places = Array.from({ length: count }, (_, i) => [
      ...placed(knobs, shares[2 * i] ?? 0, (shares[2 * i + 1] ?? 0) < 0.5),
    ]);
    return tf.add(tf.tensor2d(places), tf.mul(0.05, noise));
  });
}

/** Trains, and reports every hundred steps. Give `variables` of what it returns back with `tf.dispose`. */
export async function train(knobs: Knobs, steps: number, report: (line: string) => void): Promise<Vae> {
  const net = vae(knobs);
  const heldOut = drawn(knobs, HELD_OUT, knobs.seed);
  const { code } = sizesOf(knobs);
  const tell = async (done: number): Promise<void> => {
    report(`step ${done}  ${knobs.model === 'linear' ? lineOf(net, heldOut) : exactLine(exact(net, knobs, heldOut))}`);
    await tf.nextFrame();
  };
  await tell(0);
  for (let done = 0; done < steps; done++) {
    const seed = 1000 * knobs.seed + 3 * done;
    tf.tidy(() => {
      const noise = tf.randomNormal<tf.Rank.R2>([knobs.batch, code], 0, 1, 'float32', seed + 2);
      step(net, knobs, done, drawn(knobs, knobs.batch, seed), noise);
    });
    if ((done + 1) % 100 === 0 || done + 1 === steps) await tell(done + 1);
  }
  tf.dispose(heldOut);
  return net;
}

const exactLine = ({ evidence, elbo, kl }: ReturnType<typeof exact>): string =>
  `evidence ${evidence.toFixed(4)}  ELBO ${elbo.toFixed(4)}  KL to the posterior ${kl.toFixed(4)}`;

/** The rate of each number of the code: those that live. */
const lineOf = (net: Vae, x: tf.Tensor2D): string =>
  tf.tidy(() => {
    const { mu, logVar } = momentsOf(net, x);
    const rates = tf.mul(0.5, tf.mean(tf.sub(tf.add(tf.square(mu), tf.exp(logVar)), tf.add(logVar, 1)), 0)).dataSync();
    return `rates ${Array.from(rates, (rate) => rate.toFixed(4)).join(' ')}`;
  });
