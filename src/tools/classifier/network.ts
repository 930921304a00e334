/**
 * The classifier's net in TensorFlow.js, forward and backward. The backward pass is written out: TensorFlow.js's kernels
 * in WebAssembly have no gradient for the filters of a convolution, and what they have for its input is slow.
 */
import type * as Tf from '@tensorflow/tfjs-core';
import { FIRST, FLAT, SECOND, TENSORS, type TensorName } from '#src/engine/data/pretrained-classifier.ts';
import type { Random } from '#src/engine/random.ts';

/** Weights, or their gradients, with the shapes of TENSORS. */
export type Tensors = Record<TensorName, Tf.Tensor>;

/** What a batch leaves in each layer, after its ReLU. */
type Pass = {
  readonly images: Tf.Tensor4D;
  readonly first: Tf.Tensor4D;
  readonly second: Tf.Tensor4D;
  readonly features: Tf.Tensor2D;
  /** Unnormalised log probabilities, [n, 10]. */
  readonly scores: Tf.Tensor2D;
};

/** Weights normal with variance 2/inputs (He et al. 2015), biases zero. */
export function initial(source: Random): Record<TensorName, Float32Array> {
  const drawn = Object.entries(TENSORS).map(([name, shape]) => {
    const length = shape.reduce((product: number, size) => product * size, 1);
    const deviation = shape.length === 1 ? 0 : Math.sqrt((2 * (shape.at(-1) ?? NaN)) / length);
    const stream = source.fork(name);
    return [name, Float32Array.from({ length }, () => deviation * stream.normal())] as const;
  });
  return Object.fromEntries(drawn) as Record<TensorName, Float32Array>;
}

/** `tf` is handed in, since a test computes the same on another copy. */
export function network(tf: typeof Tf) {
  const convolved = (input: Tf.Tensor4D, filter: Tf.Tensor, bias: Tf.Tensor, stride: number): Tf.Tensor4D =>
    tf.relu(tf.add(tf.conv2d(input, filter as Tf.Tensor4D, stride, 'valid'), bias));

  /** Reads images [n, 28, 28, 1]. */
  const forward = (w: Tensors, images: Tf.Tensor4D): Pass => {
    const first = convolved(images, w.first, w.firstBias, FIRST.stride);
    const second = convolved(first, w.second, w.secondBias, SECOND.stride);
    const features: Tf.Tensor2D = tf.relu(tf.add(tf.matMul(tf.reshape(second, [-1, FLAT]), w.hidden), w.hiddenBias));
    return { images, first, second, features, scores: tf.add(tf.matMul(features, w.out), w.outBias) };
  };

  /** Mean cross-entropy in nats with targets [n, 10], which sum to one in each row. */
  const lossOf = ({ scores }: Pass, targets: Tf.Tensor2D): Tf.Scalar =>
    tf.mean(tf.sum(tf.mul(targets, tf.sub(tf.logSumExp(scores, 1, true), scores)), 1));

  const gradients = (w: Tensors, { images, first, second, features, scores }: Pass, targets: Tf.Tensor2D): Tensors => {
    const count = images.shape[0];
    const ofScores: Tf.Tensor2D = tf.div(tf.sub(tf.softmax(scores), targets), count);
    const ofFeatures: Tf.Tensor2D = tf.mul(tf.matMul(ofScores, w.out, false, true), tf.step(features));
    const ofFlat = tf.reshape(tf.matMul(ofFeatures, w.hidden, false, true), second.shape);
    const ofSecond: Tf.Tensor4D = tf.mul(ofFlat, tf.step(second));
    const ofFirst: Tf.Tensor4D = tf.mul(inputGradient(tf, ofSecond, w.second, first.shape), tf.step(first));
    return {
      first: filterGradient(tf, images, ofFirst, FIRST),
      firstBias: tf.sum(ofFirst, [0, 1, 2]),
      second: filterGradient(tf, first, ofSecond, SECOND),
      secondBias: tf.sum(ofSecond, [0, 1, 2]),
      hidden: tf.matMul(tf.reshape(second, [count, FLAT]), ofFeatures, true, false),
      hiddenBias: tf.sum(ofFeatures, 0),
      out: tf.matMul(features, ofScores, true, false),
      outBias: tf.sum(ofScores, 0),
    };
  };

  return { forward, lossOf, gradients };
}

/**
 * The gradient of a convolution's filters is a convolution itself: its images are the input's channels, its channels are the
 * batch, and its filters are the output's gradient with gaps of the stride.
 */
function filterGradient(
  tf: typeof Tf,
  input: Tf.Tensor4D,
  ofOutput: Tf.Tensor4D,
  { kernel, stride }: typeof FIRST,
): Tf.Tensor {
  const [images, filters] = [tf.transpose(input, [3, 1, 2, 0]), tf.transpose(ofOutput, [1, 2, 0, 3])];
  const all = tf.conv2d(images, filters, 1, 'valid', 'NHWC', stride);
  return tf.transpose(tf.slice(all, [0, 0, 0, 0], [-1, kernel, kernel, -1]), [1, 2, 0, 3]);
}

/** The gradient of the second convolution's input [n, side, side, channels]: what each square hands back, by one product. */
function inputGradient(
  tf: typeof Tf,
  ofOutput: Tf.Tensor4D,
  filter: Tf.Tensor,
  shape: [number, number, number, number],
): Tf.Tensor4D {
  const filters = SECOND.filters;
  const ofSquares = tf.matMul(tf.reshape(ofOutput, [-1, filters]), tf.reshape(filter, [-1, filters]), false, true);
  return tf.tensor4d(overlaid(ofSquares.dataSync<'float32'>(), shape, ofOutput.shape[1]), shape);
}

/** Adds squares [n · squares², kernel, kernel, channels] to the places in the input that they were cut from. */
function overlaid(
  ofSquares: Float32Array,
  [count, side, , channels]: readonly number[],
  squares: number,
): Float32Array {
  const { kernel, stride } = SECOND;
  const sums = new Float32Array((count ?? 0) * (side ?? 0) ** 2 * (channels ?? 0));
  const length = kernel * (channels ?? 0);
  for (let from = 0; from < ofSquares.length; from += length) {
    const [square, row] = [Math.floor(from / (length * kernel)), (from / length) % kernel];
    const [image, place] = [Math.floor(square / squares ** 2), square % squares ** 2];
    const [top, left] = [Math.floor(place / squares) * stride + row, (place % squares) * stride];
    const to = ((image * (side ?? 0) + top) * (side ?? 0) + left) * (channels ?? 0);
    for (let i = 0; i < length; i++) sums[to + i] = (sums[to + i] ?? 0) + (ofSquares[from + i] ?? 0);
  }
  return sums;
}
