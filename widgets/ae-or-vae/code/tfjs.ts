/**
 * One autoencoder of digits twice, plain and with the noise and KL of a variational one, in TensorFlow.js, with the knobs of
 * the figure “What does the KL buy?”.
 *
 *     import { train, usual } from './ae-or-vae-tfjs.ts';
 *     const { ae, vae } = await train(images, { ...usual, latent: 16 }, 1000, console.log);
 *
 * Needs @tensorflow/tfjs 4. `images` are grey values 0 to 1, 784 for one and one behind the other; the last 500 are held
 * out. The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const PIXELS = 784;
const HELD_OUT = 500;

export type Knobs = {
  /** Numbers in the code. */
  readonly latent: number;
  /** Units of a hidden layer. */
  readonly width: number;
  /** Step size of Adam. */
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = { latent: 8, width: 128, lr: 1e-3, batch: 128, seed: 1 };

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };

export type Net = {
  readonly encoder: Layer;
  readonly mu: Layer;
  readonly logVar: Layer;
  readonly decoder: Layer;
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

/** pixels → width → (μ, log σ²), and z → width → logits of the pixels, which begin at `odds`. The same seed, the same weights. */
export function net({ latent, width, lr, seed: first }: Knobs, odds: tf.Tensor1D): Net {
  let seeds = first;
  const seed = () => seeds++;
  const layers = {
    encoder: dense(PIXELS, width, seed),
    mu: dense(width, latent, seed),
    logVar: dense(width, latent, seed),
    decoder: dense(latent, width, seed),
    pixels: dense(width, PIXELS, seed),
  };
  layers.pixels.bias.assign(odds);
  return { ...layers, adam: tf.train.adam(lr, 0.9, 0.999, 1e-8) };
}

export const variables = ({ encoder, mu, logVar, decoder, pixels }: Net): tf.Variable[] =>
  [encoder, mu, logVar, decoder, pixels].flatMap(({ weights, bias }) => [weights, bias]);

const affine = ({ weights, bias }: Layer, x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weights), bias);

/** Mean and log variance of the code. */
export function momentsOf({ encoder, mu, logVar }: Net, x: tf.Tensor2D) {
  const features = tf.relu(affine(encoder, x));
  return { mu: affine(mu, features), logVar: affine(logVar, features) };
}

/** Logits of the pixels; their sigmoids are the picture. */
export const decoded = ({ decoder, pixels }: Net, z: tf.Tensor2D): tf.Tensor2D =>
  affine(pixels, tf.relu(affine(decoder, z)));

/** −log p(x|z), mean over images. */
const distortion = (x: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar =>
  tf.mean(tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1));

/** One step of Adam of the plain one: the code is z = μ, and nothing holds it together. */
export const stepOfAe = (ae: Net, x: tf.Tensor2D): void =>
  void ae.adam.minimize(() => distortion(x, decoded(ae, momentsOf(ae, x).mu)), false, [
    ...variables(ae).slice(0, 4),
    ...variables(ae).slice(6),
  ]);

/** One step of the variational one, with ε [batch, latent]: z = μ + σε, and the KL to N(0, I) is added. */
export function stepOfVae(vae: Net, x: tf.Tensor2D, noise: tf.Tensor2D): void {
  const objective = (): tf.Scalar => {
    const { mu, logVar } = momentsOf(vae, x);
    const z: tf.Tensor2D = tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise));
    const terms = tf.sub(tf.add(tf.square(mu), tf.exp(logVar)), tf.add(logVar, 1));
    return tf.add(distortion(x, decoded(vae, z)), tf.mul(0.5, tf.mean(tf.sum(terms, 1))));
  };
  vae.adam.minimize(objective, false, variables(vae));
}

/** Pictures of codes drawn from N(0, I), [count, 784]. */
export const sampled = (of: Net, { latent }: Pick<Knobs, 'latent'>, count: number, seed: number): tf.Tensor2D =>
  tf.tidy(() => tf.sigmoid(decoded(of, tf.randomNormal([count, latent], 0, 1, 'float32', seed))));

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

/** Trains both, and reports every hundred steps. Give `variables` of what it returns back with `tf.dispose`. */
export async function train(
  images: Float32Array,
  knobs: Knobs,
  steps: number,
  report: (line: string) => void,
): Promise<{ readonly ae: Net; readonly vae: Net }> {
  const all = tf.tensor2d(images, [images.length / PIXELS, PIXELS]);
  const count = all.shape[0] - HELD_OUT;
  const odds = tf.tidy(() => logOdds(tf.slice(all, 0, count)));
  const [ae, vae] = [net(knobs, odds), net(knobs, odds)];
  const tell = async (done: number): Promise<void> => {
    report(
      `step ${done}  ${[ae, vae].map((of, i) => lineOf(i === 0 ? 'AE' : 'VAE', of, tf.slice(all, count))).join('  ')}`,
    );
    await tf.nextFrame();
  };
  const anEpoch = Math.floor(count / knobs.batch);
  let order = shuffled(count, knobs.seed);
  await tell(0);
  for (let done = 0; done < steps; done++) {
    if (done > 0 && done % anEpoch === 0) order = shuffled(count, knobs.seed + done);
    const first = (done % anEpoch) * knobs.batch;
    tf.tidy(() => {
      const x: tf.Tensor2D = tf.gather(all, tf.tensor1d(order.slice(first, first + knobs.batch), 'int32'));
      stepOfAe(ae, x);
      stepOfVae(vae, x, tf.randomNormal([knobs.batch, knobs.latent], 0, 1, 'float32', 1000 * knobs.seed + done));
    });
    if ((done + 1) % 100 === 0 || done + 1 === steps) await tell(done + 1);
  }
  tf.dispose([all, odds]);
  return { ae, vae };
}

/** How well digits come back from their mean codes, and how far these spread. */
function lineOf(name: string, of: Net, heldOut: tf.Tensor2D): string {
  const [nats = NaN, variance = NaN] = tf.tidy(() => {
    const { mu } = momentsOf(of, heldOut);
    const spread = tf.mean(tf.moments(mu, 0).variance);
    return [...tf.stack([distortion(heldOut, decoded(of, mu)), spread]).dataSync()];
  });
  heldOut.dispose();
  return `${name}: distortion ${nats.toFixed(1)}, deviation of the codes ${Math.sqrt(variance).toFixed(2)}`;
}
