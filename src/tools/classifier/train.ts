/** The training of the classifier that judges samples; `npm run train:classifier` runs it. */
import type * as Tf from '@tensorflow/tfjs-core';
import type { DigitSet } from '#src/engine/data/digits.ts';
import { CLASSES, TENSORS, type ClassifierWeights, type TensorName } from '#src/engine/data/pretrained-classifier.ts';
import { SIDE } from '#src/engine/data/raster.ts';
import { random } from '#src/engine/random.ts';
import { drawBatch, type Diet } from './batch.ts';
import { initial, network, type Tensors } from './network.ts';

export type Training = {
  readonly steps: number;
  readonly batch: number;
  /** Adam's learning rate at the beginning; it falls to 0 along half a cosine. */
  readonly rate: number;
  readonly seed: number;
  readonly diet: Diet;
};

/** What the weights in src/engine/data/pretrained-weights.ts were trained with. None of it was fitted to written digits. */
export const TRAINING: Training = {
  steps: 6000,
  batch: 64,
  rate: 2e-3,
  seed: 1,
  diet: {
    augmentation: { turn: 6, slant: 0.12, size: 0.1, shift: 1, bend: 0.7, rim: 0.15, steepness: 0.4 },
    outliers: 0.1,
    mixtures: 0.1,
  },
};

/** Trains on grown digits and yields the loss of each step, in nats. The same seed gives the same weights on one machine. */
export function* trainClassifier(
  tf: typeof Tf,
  digits: DigitSet,
  { steps, batch, rate, seed, diet }: Training,
): Generator<number, ClassifierWeights> {
  const net = network(tf);
  const weights = variables(tf, initial(random(seed).fork('pretrained classifier')));
  const source = random(seed).fork('batches of the pretrained classifier');
  const adam = tf.train.adam(rate);
  for (let step = 0; step < steps; step++) {
    const { greys, targets } = drawBatch(source.at(step), digits, batch, diet);
    Object.assign(adam, { learningRate: (rate / 2) * (1 + Math.cos((Math.PI * step) / steps)) });
    yield tf.tidy(() => {
      const wanted = tf.tensor2d(targets, [batch, CLASSES]);
      const pass = net.forward(weights, tf.tensor4d(greys, [batch, SIDE, SIDE, 1]));
      adam.applyGradients(byVariable(weights, net.gradients(weights, pass, wanted)));
      return net.lossOf(pass, wanted).dataSync()[0] ?? NaN;
    });
  }
  const trained = eachTensor((name) => Float32Array.from(weights[name].dataSync()));
  tf.dispose(weights);
  adam.dispose();
  return trained;
}

type Variables = Record<TensorName, Tf.Variable>;

const names = Object.keys(TENSORS) as TensorName[];

const eachTensor = <Value>(make: (name: TensorName) => Value): Record<TensorName, Value> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<TensorName, Value>;

const variables = (tf: typeof Tf, values: ClassifierWeights): Variables =>
  eachTensor((name) => tf.tidy(() => tf.variable(tf.tensor(values[name], [...TENSORS[name]]))));

/** Adam knows variables by the names that TensorFlow.js gave them. */
const byVariable = (weights: Variables, gradients: Tensors): { name: string; tensor: Tf.Tensor }[] =>
  names.map((name) => ({ name: weights[name].name, tensor: gradients[name] }));
