import type { Random } from '../random.ts';
import * as tf from '../tensors.ts';

/** One fully connected layer, x ↦ xW + b: weights [inputs, outputs], bias [outputs]. */
export type Dense = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };

/**
 * A layer with weights and biases uniform within ±1/√inputs (Glorot & Bengio 2010, eq. 1). The biases are drawn too:
 * were they zero, every rectified unit of a decoder would have its kink at z = 0, and a code of two dimensions would be
 * decoded by one bundle of rays.
 */
export function dense(inputs: number, outputs: number, random: Random): Dense {
  const limit = 1 / Math.sqrt(inputs);
  const draw = (count: number) => Float32Array.from({ length: count }, () => random.between(-limit, limit));
  return tf.tidy(() => ({
    weights: tf.variable(tf.tensor2d(draw(inputs * outputs), [inputs, outputs])),
    bias: tf.variable(tf.tensor1d(draw(outputs))),
  }));
}

/** xW + b for a batch x [batch, inputs]: [batch, outputs]. */
export function affine(layer: Dense, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.matMul(x, layer.weights), layer.bias);
}
