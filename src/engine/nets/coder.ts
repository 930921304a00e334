import type { Random } from '../random.ts';
import * as tf from '../tensors.ts';
import { affine, dense, type Dense } from './dense.ts';

/** The parameters of q(z|x) for a batch, both [batch, latent]: the mean μ and log σ². */
export type Code = { readonly mu: tf.Tensor2D; readonly logVar: tf.Tensor2D };

/** An encoder x → q(z|x) and a decoder z → logits of the pixels, each with `depth` hidden layers. */
export type Coder = {
  encode(x: tf.Tensor2D): Code;
  decode(z: tf.Tensor2D): tf.Tensor2D;
  readonly variables: tf.Variable[];
};

export type CoderShape = {
  readonly pixels: number;
  readonly width: number;
  readonly depth: number;
  readonly latent: number;
  /** Log-odds of each pixel that the decoder begins with, [pixels]; drawn like the other biases where absent. */
  readonly logOdds?: Float32Array;
};

/** pixels → width → … → (μ, log σ²) and latent → width → … → pixels, with rectified hidden units. */
export function coder({ pixels, width, depth, latent, logOdds }: CoderShape, random: Random): Coder {
  // The first layer has the network's name, so that its random numbers do not depend on the depth.
  const hidden = (network: string, inputs: number) =>
    Array.from({ length: depth }, (_, i) =>
      dense(i === 0 ? inputs : width, width, random.fork(i === 0 ? network : `${network} ${i + 1}`)),
    );
  const encoder = hidden('encoder', pixels);
  const mu = dense(width, latent, random.fork('mu'));
  const logVar = dense(width, latent, random.fork('logVar'));
  const decoder = hidden('decoder', latent);
  const last = dense(width, pixels, random.fork('pixels'));
  if (logOdds) tf.tidy(() => last.bias.assign(tf.tensor1d(logOdds)));
  return {
    encode(x) {
      const features = through(encoder, x);
      return { mu: affine(mu, features), logVar: affine(logVar, features) };
    },
    decode: (z) => affine(last, through(decoder, z)),
    variables: [...encoder, mu, logVar, ...decoder, last].flatMap(({ weights, bias }) => [weights, bias]),
  };
}

const through = (layers: readonly Dense[], x: tf.Tensor2D): tf.Tensor2D =>
  layers.reduce<tf.Tensor2D>((input, layer) => tf.relu(affine(layer, input)), x);

/** z = μ + σε, a draw from q(z|x) through which the gradient reaches μ and σ. `noise` is ε ~ N(0, I), [batch, latent]. */
export function reparameterise({ mu, logVar }: Code, noise: tf.Tensor2D): tf.Tensor2D {
  return tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise));
}
