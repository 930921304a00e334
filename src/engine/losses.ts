/**
 * The terms of the variational bound as TensorFlow.js functions, in nats. `x` is a batch of images [batch, pixels] with
 * grey values in [0, 1]; a loss of a batch is one number per image, a tensor [batch].
 */
import * as tf from './tensors.ts';

/** KL(N(μ, σ²) ‖ N(0, 1)) = ½(μ² + σ² − log σ² − 1) for every image and latent dimension: [batch, latent]. */
export function rate(mu: tf.Tensor2D, logVar: tf.Tensor2D): tf.Tensor2D {
  const moments = tf.add(tf.square(mu), tf.exp(logVar));
  return tf.mul(0.5, tf.sub(tf.sub(moments, logVar), 1));
}

/**
 * −log p(x|z) of a Bernoulli decoder: −Σ x log σ(a) + (1 − x) log(1 − σ(a)) over pixels, with a the logits. Since
 * log σ(a) = a − softplus(a) and log(1 − σ(a)) = −softplus(a), that is Σ softplus(a) − x·a, which never takes the
 * logarithm of a rounded 0. A grey pixel enters as the cross-entropy of its value, as is usual for these digits; it is
 * then no longer the log probability of a binary pixel.
 */
export function bernoulliDistortion(x: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1);
}

/** ‖x − x̂‖² of every image: [batch]. */
export function squaredError(x: tf.Tensor2D, mean: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.squaredDifference(x, mean), 1);
}

/** −log N(x; x̂, h² I) = ‖x − x̂‖² / (2h²) + ½ D log(2πh²) with D pixels: [batch]. `h2` is the variance h² of a pixel. */
export function gaussianDistortion(x: tf.Tensor2D, mean: tf.Tensor2D, h2: number): tf.Tensor1D {
  const constant = 0.5 * x.shape[1] * Math.log(2 * Math.PI * h2);
  return tf.add(tf.div(squaredError(x, mean), 2 * h2), constant);
}
