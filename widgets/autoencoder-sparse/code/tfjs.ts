/**
 * An autoencoder with a penalty on its code in TensorFlow.js, with the knobs of the figure on sparse codes.
 *
 *     import { planted, train, usual } from './sparse-tfjs.ts';
 *     await train(images, { ...usual, weight: 0.3 }, 1000, console.log);
 *     await train(planted(4500), { ...usual, atoms: 'planted', weight: 0.3 }, 1000, console.log);
 *
 * Needs @tensorflow/tfjs 4. `images` are grey values 0 to 1, 784 for one and one behind the other; the last 500 are held
 * out. The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
 */
import * as tf from '@tensorflow/tfjs';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const HELD_OUT = 500;

export type Knobs = {
  /** Digits with a sigmoid behind the decoder, or sums of strokes with linear outputs. */
  readonly atoms: 'digits' | 'planted';
  /** L1 on rectified units, or KL from ρ to the mean of each sigmoid unit over the batch. */
  readonly penalty: 'l1' | 'kl';
  /** What the penalty is multiplied by. */
  readonly weight: number;
  /** The mean that KL asks for. */
  readonly rho: number;
  /** With planted strokes: whether the decoder has the encoder's weights, transposed. */
  readonly tied: 'yes' | 'no';
  /** Units of the code. */
  readonly k: number;
  /** Step size of Adam. */
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
};

export const usual: Knobs = {
  atoms: 'digits',
  penalty: 'l1',
  weight: 0.1,
  rho: 0.05,
  tied: 'yes',
  k: 256,
  lr: 1e-3,
  batch: 128,
  seed: 1,
};

export type Autoencoder = {
  /** [784, k] and [k]. */
  readonly encoder: tf.Variable<tf.Rank.R2>;
  readonly encoderBias: tf.Variable<tf.Rank.R1>;
  /** [k, 784], whose rows are the atoms; none where the encoder's are used. And [784]. */
  readonly decoder: tf.Variable<tf.Rank.R2> | undefined;
  readonly decoderBias: tf.Variable<tf.Rank.R1>;
  readonly adam: tf.AdamOptimizer;
};

/** Weights and biases uniform within ±1/√inputs. */
export function autoencoder({ atoms, tied, k, lr, seed: first }: Knobs): Autoencoder {
  let seeds = first;
  const uniform = <R extends tf.Rank>(shape: tf.ShapeMap[R], inputs: number) => {
    const limit = 1 / Math.sqrt(inputs);
    return tf.tidy(() => tf.variable<R>(tf.randomUniform<R>(shape, -limit, limit, 'float32', seeds++)));
  };
  return {
    encoder: uniform<tf.Rank.R2>([PIXELS, k], PIXELS),
    encoderBias: uniform<tf.Rank.R1>([k], PIXELS),
    decoder: atoms === 'planted' && tied === 'yes' ? undefined : uniform<tf.Rank.R2>([k, PIXELS], k),
    decoderBias: uniform<tf.Rank.R1>([PIXELS], k),
    adam: new tf.AdamOptimizer(lr, 0.9, 0.999, 1e-8),
  };
}

/** All that is trained: of each layer its weights and then its biases, the encoder's first. */
export const variables = ({ encoder, encoderBias, decoder, decoderBias }: Autoencoder): tf.Variable[] => [
  encoder,
  encoderBias,
  ...(decoder ? [decoder] : []),
  decoderBias,
];

/** The code of images x [batch, 784]: [batch, k]. */
export function codeOf({ encoder, encoderBias }: Autoencoder, { penalty }: Knobs, x: tf.Tensor2D): tf.Tensor2D {
  const sums: tf.Tensor2D = tf.add(tf.matMul(x, encoder), encoderBias);
  return penalty === 'l1' ? tf.relu(sums) : tf.sigmoid(sums);
}

/** ‖x − x̂‖² of images from their codes: [batch]. */
export function error(model: Autoencoder, { atoms }: Knobs, x: tf.Tensor2D, code: tf.Tensor2D): tf.Tensor1D {
  const { encoder, decoder, decoderBias } = model;
  const sums = tf.add(tf.matMul(code, decoder ?? encoder, false, !decoder), decoderBias);
  return tf.sum(tf.squaredDifference(x, atoms === 'planted' ? sums : tf.sigmoid(sums)), 1);
}

/** L1: Σ|zⱼ|, the mean over the batch. KL: Σ KL(ρ ‖ ρ̂ⱼ) with ρ̂ⱼ the mean of unit j over the batch. */
export function penaltyOf({ penalty, rho }: Knobs, code: tf.Tensor2D): tf.Scalar {
  if (penalty === 'l1') return tf.mean(tf.sum(tf.abs(code), 1));
  const means = tf.clipByValue(tf.mean<tf.Tensor1D>(code, 0), 2 ** -20, 1 - 2 ** -20);
  const on = tf.mul(rho, tf.sub(Math.log(rho), tf.log(means)));
  const off = tf.mul(1 - rho, tf.sub(Math.log(1 - rho), tf.log(tf.sub(1, means))));
  return tf.sum(tf.add(on, off));
}

/** A step of Adam on the error of a batch and the weighted penalty. */
export function step(model: Autoencoder, knobs: Knobs, x: tf.Tensor2D): void {
  const loss = () => {
    const code = codeOf(model, knobs, x);
    return tf.add<tf.Scalar>(tf.mean(error(model, knobs, x, code)), tf.mul(knobs.weight, penaltyOf(knobs, code)));
  };
  model.adam.minimize(loss, false, variables(model));
}

/** A straight stroke at random: ink 0 to 1, 784 numbers. */
function stroke(): Float32Array {
  const [angle, half] = [Math.PI * Math.random(), 4 + 3 * Math.random()];
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  const place = (reach: number) => 3 + reach + (SIDE - 7 - 2 * reach) * Math.random();
  const [middleX, middleY] = [place(Math.abs(half * x)), place(Math.abs(half * y))];
  return Float32Array.from({ length: PIXELS }, (_, pixel) => {
    const [right, down] = [(pixel % SIDE) - middleX, Math.floor(pixel / SIDE) - middleY];
    const along = Math.max(-half, Math.min(half, right * x + down * y));
    return Math.max(0, Math.min(1, 1.5 - Math.hypot(right - along * x, down - along * y)));
  });
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const cosine = (a: Float32Array, b: Float32Array) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

/** Pictures of two to four of 32 strokes, no two of which have a cosine above 0.3. */
export function planted(count: number): Float32Array {
  const strokes: Float32Array[] = [];
  while (strokes.length < 32) {
    const next = stroke();
    if (strokes.every((other) => cosine(other, next) <= 0.3)) strokes.push(next);
  }
  const images = new Float32Array(count * PIXELS);
  for (let picture = 0; picture < count; picture++) {
    const image = images.subarray(picture * PIXELS, (picture + 1) * PIXELS);
    const few = strokes.toSorted(() => Math.random() - 0.5).slice(0, 2 + Math.floor(3 * Math.random()));
    for (const one of few) {
      const strength = 0.5 + Math.random() / 2;
      one.forEach((ink, pixel) => (image[pixel] = Math.min(1, (image[pixel] ?? 0) + strength * ink)));
    }
  }
  return images;
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
  const model = autoencoder(knobs);
  const tell = async (done: number): Promise<void> => {
    const [found = NaN, active = NaN] = tf.tidy(() => {
      const code = codeOf(model, knobs, heldOut);
      const above = tf.greater(code, knobs.penalty === 'l1' ? 0.001 : 0.05);
      const numbers = [tf.mean(error(model, knobs, heldOut, code)), tf.mean(tf.cast(above, 'float32'))];
      return numbers.map((number) => number.dataSync()[0] ?? NaN);
    });
    report(`step ${done}  error ${found.toFixed(2)}  active share ${active.toFixed(3)}`);
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
      step(model, knobs, tf.gather(x, rows));
    });
    if ((done + 1) % 100 === 0 || done + 1 === steps) await tell(done + 1);
  }
  tf.dispose([x, heldOut]);
  return model;
}
