/**
 * A denoiser of points in the plane, and one of digits, in TensorFlow.js, with the knobs of the figure on denoising.
 *
 *     import { trainOnDigits, trainOnPlane, usual } from './denoiser-tfjs.ts';
 *     await trainOnPlane(draw, usual, 1500, console.log);
 *     await trainOnDigits(images, { ...usual, on: 'digits', level: 0.3 }, 1000, console.log);
 *
 * Needs @tensorflow/tfjs 4. `draw(count)` gives clean points [count, 2], one behind the other; `images` are grey values 0
 * to 1, 784 for one, and the last 500 are held out. The figure draws its random numbers in its own way, so a seed gives
 * other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const PIXELS = 784;
const HELD_OUT = 500;
const HIDDEN = 64;

export type Knobs = {
  readonly on: 'plane' | 'digits';
  /** The noise of digits; in the plane it is Gaussian. */
  readonly noise: 'gaussian' | 'masking' | 'salt-and-pepper';
  /** Standard deviation of Gaussian noise; of other noise the share of the pixels that it replaces. */
  readonly level: number;
  /** In the plane: hidden layers that read sines of the coordinates too, hidden layers alone, or none. */
  readonly net: 'sines' | 'rectified' | 'linear';
  /** On digits: units of the hidden layer. */
  readonly width: number;
  /** Step size of Adam. */
  readonly lr: number;
  /** Steps over which it falls along a cosine to 0; 0 lets it stay. */
  readonly falls: number;
  /** Points or images a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  on: 'plane',
  noise: 'gaussian',
  level: 0.1,
  net: 'sines',
  width: 256,
  lr: 3e-3,
  falls: 1500,
  batch: 128,
  seed: 1,
};

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };

/** Adam with a step size that may change from step to step. */
class Adam extends tf.AdamOptimizer {
  setRate(rate: number): void {
    this.learningRate = rate;
  }
}

export type Denoiser = { readonly layers: readonly Layer[]; readonly adam: Adam };

/** A layer with weights and biases uniform within ±1/√inputs. */
function dense(inputs: number, outputs: number, seed: number): Layer {
  const limit = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', seed)),
    bias: tf.variable(tf.randomUniform([outputs], -limit, limit, 'float32', seed + 1)),
  }));
}

/** Octaves of sines that the network of the plane reads. */
const octavesOf = ({ net }: Knobs): number => (net === 'sines' ? 3 : 0);

/** Features → 64 → 64 → 2 for points, or a linear layer alone; pixels → width → pixels for digits. */
export function denoiser(knobs: Knobs): Denoiser {
  const { on, net, width, lr, seed } = knobs;
  const read = 2 + 4 * octavesOf(knobs);
  const plane = net === 'linear' ? [read, 2] : [read, HIDDEN, HIDDEN, 2];
  const sizes = on === 'plane' ? plane : [PIXELS, width, PIXELS];
  const layers = sizes.slice(1).map((outputs, i) => dense(sizes[i] ?? 0, outputs, seed + 2 * i));
  return { layers, adam: new Adam(lr, 0.9, 0.999, 1e-8) };
}

/** All that is trained: of each layer its weights and then its biases. */
export const variables = ({ layers }: Denoiser): tf.Variable[] =>
  layers.flatMap(({ weights, bias }) => [weights, bias]);

/** Rectified layers, the last one linear. */
const through = ({ layers }: Denoiser, x: tf.Tensor2D): tf.Tensor2D =>
  layers.reduce((input, { weights, bias }, i) => {
    const sums: tf.Tensor2D = tf.add(tf.matMul(input, weights), bias);
    return i < layers.length - 1 ? tf.relu(sums) : sums;
  }, x);

/** What the network reads of points [count, 2]: x₁, x₂, then sin and cos of 2ʲπx₁ and of 2ʲπx₂ for j = 0, 1, … */
function features(points: tf.Tensor2D, octaves: number): tf.Tensor2D {
  const columns = tf.split(points, 2, 1);
  const waves = Array.from({ length: octaves }, (_, octave) =>
    columns.flatMap((column) => {
      const turned = tf.mul(Math.PI * 2 ** octave, column);
      return [tf.sin(turned), tf.cos(turned)];
    }),
  );
  return tf.concat2d([points, ...(waves.flat() as tf.Tensor2D[])], 1);
}

/** r(x) of noisy rows: a point and the way that the network adds to it, or the pixels of a digit. */
export const restored = (model: Denoiser, knobs: Knobs, noisy: tf.Tensor2D): tf.Tensor2D =>
  knobs.on === 'plane'
    ? tf.add(noisy, through(model, features(noisy, octavesOf(knobs))))
    : tf.sigmoid(through(model, noisy));

/** ‖x − r(x̃)‖² of clean rows and noisy ones: [batch]. */
export const error = (model: Denoiser, knobs: Knobs, clean: tf.Tensor2D, noisy: tf.Tensor2D): tf.Tensor1D =>
  tf.sum(tf.squaredDifference(clean, restored(model, knobs, noisy)), 1);

/** Clean rows with noise, drawn from a seed. */
export function corrupted(clean: tf.Tensor2D, { on, noise, level }: Knobs, seed: number): tf.Tensor2D {
  if (on === 'plane' || noise === 'gaussian')
    return tf.add(clean, tf.mul(level, tf.randomNormal(clean.shape, 0, 1, 'float32', seed)));
  const draws: tf.Tensor2D = tf.randomUniform(clean.shape, 0, 1, 'float32', seed);
  const white = noise === 'masking' ? level : level / 2;
  const blackened = tf.where(tf.less(draws, level), tf.onesLike(clean), clean);
  return tf.where(tf.less(draws, white), tf.zerosLike(clean), blackened);
}

/** The step size after `done` steps. */
const rateAt = ({ lr, falls }: Knobs, done: number): number =>
  falls > 0 ? (lr * (1 + Math.cos(Math.PI * Math.min(1, done / falls)))) / 2 : lr;

/** The step of Adam that follows `done` others, on the error averaged over a batch. */
export function step(model: Denoiser, knobs: Knobs, done: number, clean: tf.Tensor2D, noisy: tf.Tensor2D): void {
  model.adam.setRate(rateAt(knobs, done));
  model.adam.minimize(() => tf.mean<tf.Scalar>(error(model, knobs, clean, noisy)), false, variables(model));
}

/** Trains on batches, and reports the error on held-out rows every hundred steps. */
async function train(
  model: Denoiser,
  knobs: Knobs,
  { batchAt, heldOut }: { readonly batchAt: (done: number) => tf.Tensor2D; readonly heldOut: tf.Tensor2D },
  steps: number,
  report: (line: string) => void,
): Promise<void> {
  const noisy = tf.tidy(() => corrupted(heldOut, knobs, knobs.seed));
  for (let done = 0; ; done++) {
    if (done % 100 === 0 || done === steps) {
      const found = tf.tidy(() => tf.mean(error(model, knobs, heldOut, noisy)).dataSync()[0] ?? NaN);
      report(`step ${done}  error ${found.toPrecision(4)}`);
      await tf.nextFrame();
    }
    if (done === steps) break;
    tf.tidy(() => {
      const clean = batchAt(done);
      step(model, knobs, done, clean, corrupted(clean, knobs, knobs.seed + 1 + done));
    });
  }
  noisy.dispose();
}

/** Trains on points that `draw` gives. Give `variables` of what it returns back with `tf.dispose`. */
export async function trainOnPlane(
  draw: (count: number) => Float32Array,
  knobs: Knobs,
  steps: number,
  report: (line: string) => void,
): Promise<Denoiser> {
  const model = denoiser(knobs);
  const drawn = (count: number) => tf.tensor2d(draw(count), [count, 2]);
  const heldOut = drawn(2000);
  await train(model, knobs, { batchAt: () => drawn(knobs.batch), heldOut }, steps, report);
  heldOut.dispose();
  return model;
}

/** The log odds of the mean image, where the outputs begin: one image of middle grey more is counted in. */
export const logOdds = (x: tf.Tensor2D): tf.Tensor1D =>
  tf.tidy(() => {
    const sums = tf.add(0.5, tf.sum<tf.Tensor1D>(x, 0));
    return tf.log(tf.div(sums, tf.sub(x.shape[0] + 1, sums)));
  });

/** Trains on images. Give `variables` of what it returns back with `tf.dispose`. */
export async function trainOnDigits(
  images: Float32Array,
  knobs: Knobs,
  steps: number,
  report: (line: string) => void,
): Promise<Denoiser> {
  const count = images.length / PIXELS - HELD_OUT;
  const x = tf.tensor2d(images.subarray(0, count * PIXELS), [count, PIXELS]);
  const heldOut = tf.tensor2d(images.subarray(count * PIXELS), [HELD_OUT, PIXELS]);
  const model = denoiser(knobs);
  const odds = logOdds(x);
  model.layers.at(-1)?.bias.assign(odds);
  const anEpoch = Math.floor(count / knobs.batch);
  let order = shuffled(count, knobs.seed);
  const batchAt = (done: number): tf.Tensor2D => {
    if (done > 0 && done % anEpoch === 0) order = shuffled(count, knobs.seed + done);
    const first = (done % anEpoch) * knobs.batch;
    return tf.gather(x, tf.tensor1d(order.slice(first, first + knobs.batch), 'int32'));
  };
  await train(model, knobs, { batchAt, heldOut }, steps, report);
  tf.dispose([x, heldOut, odds]);
  return model;
}

/** The numbers 0 … count − 1 in an order that the seed decides. */
function shuffled(count: number, seed: number): Int32Array {
  const keys = tf.tidy(() => tf.randomUniform([count], 0, 1, 'float32', seed).dataSync());
  return Int32Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}
