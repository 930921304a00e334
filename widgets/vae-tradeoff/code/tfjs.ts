/**
 * A variational autoencoder on digits in TensorFlow.js, with the knobs of the figure “What does β buy?”.
 *
 *     import { train, usual } from './vae-tfjs.ts';
 *     await train(images, { ...usual, beta: 4, latent: 8 }, 2000, console.log);
 *
 * Needs @tensorflow/tfjs 4. `images` are grey values 0 to 1, 784 for one and one behind the other; the last 500 are held
 * out. The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const PIXELS = 784;
const HELD_OUT = 500;
/** Nats; below it a dimension of the code carries nothing. */
const ACTIVE = 0.01;

export type Knobs = {
  /** Weight of the rate; 1 trains the ELBO itself. */
  readonly beta: number;
  /** Dimensions of the code z. */
  readonly latent: number;
  readonly decoder: 'bernoulli' | 'gaussian';
  /** Variance of a pixel, Gaussian decoder alone. */
  readonly h2: number;
  /** Steps over which the weight of the rate rises from 0 to β. */
  readonly warmup: number;
  /** Units of a hidden layer, and hidden layers of the encoder and of the decoder. */
  readonly width: number;
  readonly depth: number;
  /** Step size of Adam. */
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  beta: 1,
  latent: 8,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  width: 128,
  depth: 1,
  lr: 1e-3,
  batch: 128,
  seed: 1,
};

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };

export type Vae = {
  readonly knobs: Knobs;
  readonly encoder: readonly Layer[];
  readonly mu: Layer;
  readonly logVar: Layer;
  readonly decoder: readonly Layer[];
  readonly pixels: Layer;
  readonly adam: tf.Optimizer;
};

/** A layer with weights and biases uniform within ±1/√inputs. */
function dense(inputs: number, outputs: number, seed: () => number): Layer {
  const limit = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', seed())),
    bias: tf.variable(tf.randomUniform([outputs], -limit, limit, 'float32', seed())),
  }));
}

/** pixels → width → … → (μ, log σ²), and z → width → … → logits of the pixels, which begin at `odds`. */
export function vae(knobs: Knobs, odds: tf.Tensor1D): Vae {
  const { width, depth, latent, lr } = knobs;
  let seeds = knobs.seed;
  const seed = () => seeds++;
  const hidden = (inputs: number) =>
    Array.from({ length: depth }, (_, i) => dense(i === 0 ? inputs : width, width, seed));
  const net = {
    encoder: hidden(PIXELS),
    mu: dense(width, latent, seed),
    logVar: dense(width, latent, seed),
    decoder: hidden(latent),
    pixels: dense(width, PIXELS, seed),
  };
  net.pixels.bias.assign(odds);
  return { ...net, knobs, adam: tf.train.adam(lr, 0.9, 0.999, 1e-8) };
}

export const variables = ({ encoder, mu, logVar, decoder, pixels }: Vae): tf.Variable[] =>
  [...encoder, mu, logVar, ...decoder, pixels].flatMap(({ weights, bias }) => [weights, bias]);

const affine = ({ weights, bias }: Layer, x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weights), bias);

/** Rectified layers, one after the other. */
const through = (layers: readonly Layer[], x: tf.Tensor2D): tf.Tensor2D =>
  layers.reduce<tf.Tensor2D>((input, layer) => tf.relu(affine(layer, input)), x);

/** Distortion [batch] and rate [batch, latent] of images x [batch, 784] with ε [batch, latent], in nats. */
export function bound(net: Vae, x: tf.Tensor2D, noise: tf.Tensor2D) {
  const features = through(net.encoder, x);
  const [mu, logVar] = [affine(net.mu, features), affine(net.logVar, features)]; // q(z|x) = N(μ, σ²)
  const z: tf.Tensor2D = tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise)); // z = μ + σε
  const logits = affine(net.pixels, through(net.decoder, z));
  const moments = tf.sub(tf.add(tf.square(mu), tf.exp(logVar)), logVar);
  const rate = tf.mul(0.5, tf.sub(moments, 1)); // KL(q(z|x) ‖ N(0, 1))
  return { distortion: distortion(net.knobs, x, logits), rate };
}

/** −log p(x|z) of every image. */
function distortion({ decoder, h2 }: Knobs, x: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D {
  if (decoder === 'bernoulli') return tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1);
  const error = tf.sum(tf.squaredDifference(x, tf.sigmoid(logits)), 1);
  return tf.add(tf.div(error, 2 * h2), 0.5 * PIXELS * Math.log(2 * Math.PI * h2));
}

export const weightAt = ({ beta, warmup }: Knobs, step: number): number =>
  step < warmup ? (beta * step) / warmup : beta;

/** One step of Adam on distortion + weight · rate, averaged over a batch. */
export function step(net: Vae, x: tf.Tensor2D, noise: tf.Tensor2D, weight: number): void {
  const objective = (): tf.Scalar => {
    const { distortion: nats, rate } = bound(net, x, noise);
    return tf.add(tf.mean(nats), tf.mul(weight, tf.mean(tf.sum(rate, 1))));
  };
  net.adam.minimize(objective, false, variables(net));
}

/** Log odds of the mean image, with one image of middle grey counted in, so that all of them are finite. */
function logOdds(images: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const ink = tf.add(tf.sum(images, 0), 0.5);
    return tf.log(tf.div(ink, tf.sub(images.shape[0] + 1, ink)));
  });
}

/** The numbers 0 … count − 1 in an order that the seed decides. */
function shuffled(count: number, seed: number): Int32Array {
  const keys = tf.tidy(() => tf.randomUniform([count], 0, 1, 'float32', seed).dataSync());
  return Int32Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}

/** Trains, and reports every hundred steps. Give `variables` of what it returns back with `tf.dispose`. */
export async function train(
  images: Float32Array,
  knobs: Knobs,
  steps: number,
  report: (line: string) => void,
): Promise<Vae> {
  const all = tf.tensor2d(images, [images.length / PIXELS, PIXELS]);
  const count = all.shape[0] - HELD_OUT;
  const odds = tf.tidy(() => logOdds(tf.slice(all, 0, count)));
  const net = vae(knobs, odds);
  const normal = (rows: number, seed: number) =>
    tf.randomNormal<tf.Rank.R2>([rows, knobs.latent], 0, 1, 'float32', seed);
  const tell = async (done: number): Promise<void> => {
    report(tf.tidy(() => lineOf(done, bound(net, tf.slice(all, count), normal(HELD_OUT, knobs.seed)))));
    await tf.nextFrame();
  };
  const anEpoch = Math.floor(count / knobs.batch);
  let order = shuffled(count, knobs.seed);
  await tell(0);
  for (let done = 0; done < steps; done++) {
    if (done > 0 && done % anEpoch === 0) order = shuffled(count, knobs.seed + done);
    const first = (done % anEpoch) * knobs.batch;
    tf.tidy(() => {
      const rows = tf.tensor1d(order.slice(first, first + knobs.batch), 'int32');
      step(net, tf.gather(all, rows), normal(knobs.batch, 1000 * knobs.seed + done), weightAt(knobs, done));
    });
    if ((done + 1) % 100 === 0 || done + 1 === steps) await tell(done + 1);
  }
  tf.dispose([all, odds]);
  return net;
}

function lineOf(done: number, { distortion: nats, rate }: ReturnType<typeof bound>): string {
  const rates = [...tf.mean(rate, 0).dataSync()];
  const [d = NaN, r] = [tf.mean(nats).dataSync()[0], rates.reduce((sum, one) => sum + one, 0)];
  const active = rates.filter((one) => one > ACTIVE).length;
  return `step ${done}  rate ${r.toFixed(2)}  distortion ${d.toFixed(1)}  ELBO ${(-d - r).toFixed(1)}  active dimensions ${active}`;
}
