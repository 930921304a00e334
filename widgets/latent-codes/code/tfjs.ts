/**
 * A decoder driven by a code on digits in TensorFlow.js, with the knobs of the figure on codes.
 *
 *     import { train, usual } from './codes-tfjs.ts';
 *     await train(images, labels, leans, { ...usual, code: 'one-hot' }, 800, console.log);
 *
 * Needs @tensorflow/tfjs 4. `images` are grey values 0 to 1, 784 for one and one behind the other; `labels` are their
 * digits and `leans` how far each leans to the right, which the figure knows of the digits that it grows. The figure draws
 * its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const PIXELS = 784;
const CLASSES = 10;

export type Knobs = {
  /** What the decoder is told: the class; the class with a number for the lean in the place of the 1; or what an encoder finds. */
  readonly code: 'one-hot' | 'scaled' | 'dense';
  /** Numbers in a dense code. */
  readonly size: number;
  /** Units of a hidden layer. */
  readonly width: number;
  /** Step size of Adam. */
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = { code: 'dense', size: 8, width: 128, lr: 3e-3, batch: 50, seed: 1 };

type Layer = { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> };

/** Two layers each; there is an encoder where the code is dense. */
export type Codes = {
  readonly encoder: readonly [Layer, Layer] | undefined;
  readonly decoder: readonly [Layer, Layer];
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

/** code → width → logits of the pixels, which begin at `odds`; and pixels → width → code before it. */
export function codes({ code, size, width, lr, seed: first }: Knobs, odds: tf.Tensor1D): Codes {
  let seeds = first;
  const seed = () => seeds++;
  const numbers = code === 'dense' ? size : CLASSES;
  const encoder = code === 'dense' ? ([dense(PIXELS, width, seed), dense(width, size, seed)] as const) : undefined;
  const decoder = [dense(numbers, width, seed), dense(width, PIXELS, seed)] as const;
  decoder[1].bias.assign(odds);
  return { encoder, decoder, adam: tf.train.adam(lr, 0.9, 0.999, 1e-8) };
}

export const variables = ({ encoder, decoder }: Codes): tf.Variable[] =>
  [...(encoder ?? []), ...decoder].flatMap(({ weights, bias }) => [weights, bias]);

const affine = ({ weights, bias }: Layer, x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weights), bias);

/** A rectified layer, and a linear one. */
const through = ([first, last]: readonly [Layer, Layer], x: tf.Tensor2D): tf.Tensor2D =>
  affine(last, tf.relu(affine(first, x)));

/** −log p(x|z) of images x [batch, 784] at their codes, [batch], in nats; `given` are the codes that no encoder finds. */
export function error({ encoder, decoder }: Codes, x: tf.Tensor2D, given: tf.Tensor2D | undefined): tf.Tensor1D {
  const z = encoder ? through(encoder, x) : given;
  if (!z) throw new Error('A decoder without an encoder needs codes: give each image one.');
  const logits = through(decoder, z);
  return tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1);
}

/** One step of Adam on the error, averaged over a batch. */
export function step(model: Codes, x: tf.Tensor2D, given: tf.Tensor2D | undefined): void {
  model.adam.minimize(() => tf.mean<tf.Scalar>(error(model, x, given)), false, variables(model));
}

/** One-hot classes [count, 10]; scaled, the 1 becomes 0.5 for the least lean of its class and 1.5 for the most. */
export function givenCodes(code: 'one-hot' | 'scaled', labels: Uint8Array, leans: Float32Array): Float32Array {
  const rows = new Float32Array(labels.length * CLASSES);
  labels.forEach((label, i) => {
    const own = leans.filter((_, j) => labels[j] === label);
    const [least, most] = [Math.min(...own), Math.max(...own)];
    const share = most > least ? ((leans[i] ?? 0) - least) / (most - least) : 0.5;
    rows[i * CLASSES + label] = code === 'one-hot' ? 1 : 0.5 + share;
  });
  return rows;
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
  labels: Uint8Array,
  leans: Float32Array,
  knobs: Knobs,
  steps: number,
  report: (line: string) => void,
): Promise<Codes> {
  const { code, batch, seed } = knobs;
  const x = tf.tensor2d(images, [labels.length, PIXELS]);
  const given = code === 'dense' ? undefined : tf.tensor2d(givenCodes(code, labels, leans), [labels.length, CLASSES]);
  const odds = logOdds(x);
  const model = codes(knobs, odds);
  const tell = async (done: number): Promise<void> => {
    const nats = tf.tidy(() => tf.mean(error(model, x, given)).dataSync()[0] ?? NaN);
    report(`step ${done}  error ${nats.toFixed(2)} nats`);
    await tf.nextFrame();
  };
  const anEpoch = Math.floor(labels.length / batch);
  let order = shuffled(labels.length, seed);
  await tell(0);
  for (let done = 0; done < steps; done++) {
    if (done > 0 && done % anEpoch === 0) order = shuffled(labels.length, seed + done);
    const first = (done % anEpoch) * batch;
    tf.tidy(() => {
      const rows = tf.tensor1d(order.slice(first, first + batch), 'int32');
      step(model, tf.gather(x, rows), given && tf.gather(given, rows));
    });
    if ((done + 1) % 100 === 0 || done + 1 === steps) await tell(done + 1);
  }
  tf.dispose([x, odds, given ?? []]);
  return model;
}
