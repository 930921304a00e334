import type { Random } from '../random.ts';
import { LEAK } from '../steps/model.ts';
import * as tf from '../tensors.ts';
import { affine, dense } from './dense.ts';

/** A generator z → points, or a discriminator points → one logit. */
export type PlayerNet = { readonly apply: (x: tf.Tensor2D) => tf.Tensor2D; readonly variables: tf.Variable[] };

export type PlayerShape = {
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  readonly depth: number;
};

/** As tf.leakyRelu, whose slope TensorFlow.js cannot differentiate again, which a penalty on a critic's slope needs. */
const leaky = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.add(LEAK, tf.mul(1 - LEAK, tf.step(x))));

/** Hidden layers alike, rectified in the generator and leaky in the discriminator, then a linear layer. */
export function player(name: 'generator' | 'discriminator', shape: PlayerShape, random: Random): PlayerNet {
  const { inputs, outputs, width, depth } = shape;
  const bend = name === 'generator' ? tf.relu<tf.Tensor2D> : leaky;
  const hidden = Array.from({ length: depth }, (_, i) =>
    dense(i === 0 ? inputs : width, width, random.fork(`${name} ${i + 1}`)),
  );
  const last = dense(width, outputs, random.fork(`${name} out`));
  return {
    apply: (x) =>
      affine(
        last,
        hidden.reduce((values, layer) => bend(affine(layer, values)), x),
      ),
    variables: [...hidden, last].flatMap(({ weights, bias }) => [weights, bias]),
  };
}
