/**
 * An autoencoder of digits in TensorFlow.js, with the knobs of the figure on autoencoders and PCA.
 *
 *     import { train, usual } from './autoencoder-tfjs.ts';
 *     await train(images, { ...usual, linear: 'yes', k: 6, lr: 0.01 }, 1000, console.log);
 *
 * Needs @tensorflow/tfjs 4. `images` are grey values 0 to 1, 784 for one and one behind the other; the last 500 are held
 * out. The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const PIXELS = 784;
const HELD_OUT = 500;

export type Knobs = {
  /** Numbers in the code. */
  readonly k: number;
  /** Straight from pixels to code and back; otherwise through rectified hidden layers. */
  readonly linear: 'yes' | 'no';
  /** Units of a hidden layer. */
  readonly width: number;
  /** Hidden layers on either side. */
  readonly depth: number;
  /** Each layer of the decoder has the weights of its counterpart in the encoder, transposed. */
  readonly tied: 'yes' | 'no';
  /** Step size of Adam. */
  readonly lr: number;
  /** Steps over which it falls along a cosine to 0; 0 lets it stay. */
  readonly falls: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  k: 8,
  linear: 'no',
  width: 128,
  depth: 1,
  tied: 'no',
  lr: 3e-3,
  falls: 1000,
  batch: 128,
  seed: 1,
};

type Layer = {
  readonly weights: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
  /** The weights are another layer's, and are used transposed. */
  readonly transposed?: true;
};

/** Adam with a step size that may change from step to step. */
class Adam extends tf.AdamOptimizer {
  setRate(rate: number): void {
    this.learningRate = rate;
  }
}

/** The layers of either side: some rectified ones and the last, or a linear one alone. */
export type Autoencoder = {
  readonly encoder: readonly Layer[];
  readonly decoder: readonly Layer[];
  readonly adam: Adam;
};

/** A layer with weights and biases uniform within ±1/√inputs. */
function dense(inputs: number, outputs: number, seed: () => number): Layer {
  const limit = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', seed())),
    bias: tf.variable(tf.randomUniform([outputs], -limit, limit, 'float32', seed())),
  }));
}

/**
 * Pixels → width … → k → width … → pixels, or pixels → k → pixels. The outputs begin at the mean image, [784]; a linear
 * code begins with mean 0, and if it is tied with orthonormal columns.
 */
export function autoencoder({ k, linear, width, depth, tied, lr, seed: first }: Knobs, mean: tf.Tensor1D): Autoencoder {
  let seeds = first;
  const seed = () => seeds++;
  const sizes = linear === 'yes' ? [PIXELS, k] : [PIXELS, ...Array<number>(depth).fill(width), k];
  const layers = (widths: readonly number[]) =>
    widths.slice(1).map((outputs, i) => dense(widths[i] ?? 0, outputs, seed));
  const encoder = layers(sizes);
  const own = layers([...sizes].reverse());
  const decoder = own.map(({ weights, bias }, at): Layer => {
    const counterpart = encoder.at(-1 - at);
    if (tied === 'no' || !counterpart) return { weights, bias };
    weights.dispose();
    return { weights: counterpart.weights, bias, transposed: true };
  });
  decoder.at(-1)?.bias.assign(mean);
  const [code] = encoder;
  if (linear === 'yes' && tied === 'yes' && code)
    tf.tidy(() => {
      const [columns] = tf.linalg.qr(code.weights);
      code.weights.assign(columns as tf.Tensor2D);
    });
  if (linear === 'yes' && code)
    tf.tidy(() => code.bias.assign(tf.neg(tf.squeeze(tf.matMul(tf.expandDims(mean), code.weights), [0]))));
  return { encoder, decoder, adam: new Adam(lr, 0.9, 0.999, 1e-8) };
}

/** All that is trained: of each layer its weights and then its biases, the encoder's first. */
export const variables = ({ encoder, decoder }: Autoencoder): tf.Variable[] =>
  [...encoder, ...decoder].flatMap(({ weights, bias, transposed }) => (transposed ? [bias] : [weights, bias]));

/** Rectified layers, the last one linear. */
const through = (layers: readonly Layer[], x: tf.Tensor2D): tf.Tensor2D =>
  layers.reduce((input, { weights, bias, transposed }, i) => {
    const sums: tf.Tensor2D = tf.add(tf.matMul(input, weights, false, transposed), bias);
    return i < layers.length - 1 ? tf.relu(sums) : sums;
  }, x);

/** ‖x − x̂‖² of images x [batch, 784]: [batch]. */
export function error({ encoder, decoder }: Autoencoder, x: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.squaredDifference(x, through(decoder, through(encoder, x))), 1);
}

/** The step size after `done` steps. */
const rateAt = ({ lr, falls }: Knobs, done: number): number =>
  falls > 0 ? (lr * (1 + Math.cos(Math.PI * Math.min(1, done / falls)))) / 2 : lr;

/** The step of Adam that follows `done` others, on the error averaged over a batch. */
export function step(model: Autoencoder, knobs: Knobs, done: number, x: tf.Tensor2D): void {
  model.adam.setRate(rateAt(knobs, done));
  model.adam.minimize(() => tf.mean<tf.Scalar>(error(model, x)), false, variables(model));
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
): Promise<Autoencoder> {
  const count = images.length / PIXELS - HELD_OUT;
  const x = tf.tensor2d(images.subarray(0, count * PIXELS), [count, PIXELS]);
  const heldOut = tf.tensor2d(images.subarray(count * PIXELS), [HELD_OUT, PIXELS]);
  const mean = tf.tidy(() => tf.mean<tf.Tensor1D>(x, 0));
  const model = autoencoder(knobs, mean);
  const tell = async (done: number): Promise<void> => {
    const found = tf.tidy(() => tf.mean(error(model, heldOut)).dataSync()[0] ?? NaN);
    report(`step ${done}  error ${found.toFixed(2)}`);
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
      step(model, knobs, done, tf.gather(x, rows));
    });
    if ((done + 1) % 100 === 0 || done + 1 === steps) await tell(done + 1);
  }
  tf.dispose([x, heldOut, mean]);
  return model;
}
