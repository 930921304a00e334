import type { Random } from '../random.ts';
import * as tf from '../tensors.ts';
import { affine, dense } from './dense.ts';

/** The parameters of q(z|x) for a batch, both [batch, latent]: the mean μ and log σ². */
export type Code = { readonly mu: tf.Tensor2D; readonly logVar: tf.Tensor2D };

/** An encoder x → q(z|x) and a decoder z → logits of the pixels, each with one hidden layer. */
export type Coder = {
  encode(x: tf.Tensor2D): Code;
  decode(z: tf.Tensor2D): tf.Tensor2D;
  readonly variables: tf.Variable[];
};

export type CoderShape = {
  readonly pixels: number;
  readonly width: number;
  readonly latent: number;
  /** Log-odds of each pixel that the decoder begins with, [pixels]; drawn like the other biases where absent. */
  readonly logOdds?: Float32Array;
};

/** pixels → width → (μ, log σ²) and latent → width → pixels, with rectified hidden units. */
export function coder({ pixels, width, latent, logOdds }: CoderShape, random: Random): Coder {
  const layers = {
    encoder: dense(pixels, width, random.fork('encoder')),
    mu: dense(width, latent, random.fork('mu')),
    logVar: dense(width, latent, random.fork('logVar')),
    decoder: dense(latent, width, random.fork('decoder')),
    pixels: dense(width, pixels, random.fork('pixels')),
  };
  if (logOdds) tf.tidy(() => layers.pixels.bias.assign(tf.tensor1d(logOdds)));
  return {
    encode(x) {
      const hidden = tf.relu(affine(layers.encoder, x));
      return { mu: affine(layers.mu, hidden), logVar: affine(layers.logVar, hidden) };
    },
    decode: (z) => affine(layers.pixels, tf.relu(affine(layers.decoder, z))),
    variables: Object.values(layers).flatMap(({ weights, bias }) => [weights, bias]),
  };
}

/** z = μ + σε, a draw from q(z|x) through which the gradient reaches μ and σ. `noise` is ε ~ N(0, I), [batch, latent]. */
export function reparameterise({ mu, logVar }: Code, noise: tf.Tensor2D): tf.Tensor2D {
  return tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise));
}
