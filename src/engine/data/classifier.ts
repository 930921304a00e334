import { random } from '../random.ts';
import type { DigitSet } from './digits.ts';

const INPUTS = 784;
const CLASSES = 10;

/**
 * A net 784 – hidden – 10 with ReLU and softmax. One array holds, in this order: weights into the hidden layer
 * (784 × hidden), its biases (hidden), weights out of it (10 × hidden), its biases (10).
 */
export type Classifier = { readonly hidden: number; readonly parameters: Float32Array | Float64Array };

type Layout = { hidden: number; hiddenBias: number; out: number; outBias: number; length: number };

export function layout(hidden: number): Layout {
  const hiddenBias = INPUTS * hidden;
  const out = hiddenBias + hidden;
  const outBias = out + CLASSES * hidden;
  return { hidden, hiddenBias, out, outBias, length: outBias + CLASSES };
}

/** Weights normal with variance 2/inputs (He et al. 2015), biases zero. */
export function untrained(seed: number, hidden = 128): Classifier {
  const { hiddenBias, out, outBias, length } = layout(hidden);
  const parameters = new Float32Array(length);
  const source = random(seed).fork('classifier');
  for (let i = 0; i < hiddenBias; i++) parameters[i] = source.normal() * Math.sqrt(2 / INPUTS);
  for (let i = out; i < outBias; i++) parameters[i] = source.normal() * Math.sqrt(2 / hidden);
  return { hidden, parameters };
}

/** What one image leaves in the net: its inked pixels, the hidden layer and the probability of each class. */
type Pass = { pixels: Uint16Array; ink: Float64Array; hidden: Float64Array; probability: Float64Array };

const newPass = (hidden: number): Pass => ({
  pixels: new Uint16Array(INPUTS),
  ink: new Float64Array(INPUTS),
  hidden: new Float64Array(hidden),
  probability: new Float64Array(CLASSES),
});

/** Reads image `index`; returns how many of its pixels hold ink. Paper adds nothing, so it is passed over. */
function forward({ hidden, parameters }: Classifier, images: Uint8Array, index: number, pass: Pass): number {
  const { hiddenBias, out, outBias } = layout(hidden);
  for (let h = 0; h < hidden; h++) pass.hidden[h] = parameters[hiddenBias + h] ?? 0;
  let inked = 0;
  for (let pixel = 0; pixel < INPUTS; pixel++) {
    const value = (images[index * INPUTS + pixel] ?? 0) / 255;
    if (value === 0) continue;
    pass.pixels[inked] = pixel;
    pass.ink[inked++] = value;
    const row = pixel * hidden;
    for (let h = 0; h < hidden; h++) pass.hidden[h] = (pass.hidden[h] ?? 0) + value * (parameters[row + h] ?? 0);
  }
  for (let h = 0; h < hidden; h++) pass.hidden[h] = Math.max(0, pass.hidden[h] ?? 0);
  for (let c = 0; c < CLASSES; c++) {
    let sum = parameters[outBias + c] ?? 0;
    for (let h = 0; h < hidden; h++) sum += (parameters[out + c * hidden + h] ?? 0) * (pass.hidden[h] ?? 0);
    pass.probability[c] = sum;
  }
  softmax(pass.probability);
  return inked;
}

function softmax(scores: Float64Array): void {
  const highest = Math.max(...scores);
  let total = 0;
  for (let c = 0; c < scores.length; c++) total += scores[c] = Math.exp((scores[c] ?? 0) - highest);
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] ?? 0) / total;
}

/** Adds the gradient of −log p(label) of the image just read to `gradient`, laid out as the parameters are. */
function backward(
  { hidden, parameters }: Classifier,
  pass: Pass,
  inked: number,
  label: number,
  gradient: Float64Array,
) {
  const { hiddenBias, out, outBias } = layout(hidden);
  const error = new Float64Array(hidden);
  for (let c = 0; c < CLASSES; c++) {
    const wrong = (pass.probability[c] ?? 0) - (c === label ? 1 : 0);
    gradient[outBias + c] = (gradient[outBias + c] ?? 0) + wrong;
    const row = out + c * hidden;
    for (let h = 0; h < hidden; h++) {
      gradient[row + h] = (gradient[row + h] ?? 0) + wrong * (pass.hidden[h] ?? 0);
      error[h] = (error[h] ?? 0) + wrong * (parameters[row + h] ?? 0);
    }
  }
  for (let h = 0; h < hidden; h++) {
    if (pass.hidden[h] === 0) error[h] = 0;
    gradient[hiddenBias + h] = (gradient[hiddenBias + h] ?? 0) + (error[h] ?? 0);
  }
  for (let i = 0; i < inked; i++) {
    const row = (pass.pixels[i] ?? 0) * hidden;
    const value = pass.ink[i] ?? 0;
    for (let h = 0; h < hidden; h++) gradient[row + h] = (gradient[row + h] ?? 0) + value * (error[h] ?? 0);
  }
}

/** Mean −log p(label) over the images at `indices`, in nats, and its gradient (written over `gradient`). */
export function loss(
  classifier: Classifier,
  set: DigitSet,
  indices: Uint32Array,
  gradient: Float64Array,
  pass = newPass(classifier.hidden),
): number {
  gradient.fill(0);
  let total = 0;
  for (const index of indices) {
    const label = set.labels[index] ?? 0;
    const inked = forward(classifier, set.images, index, pass);
    total -= Math.log(Math.max(pass.probability[label] ?? 0, Number.MIN_VALUE));
    backward(classifier, pass, inked, label, gradient);
  }
  for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] ?? 0) / indices.length;
  return total / indices.length;
}

/** Adam (Kingma & Ba 2015) with its usual constants: each call is one step down the gradient. */
function adam(length: number): (parameters: Classifier['parameters'], gradient: Float64Array, rate: number) => void {
  const [first, second] = [new Float64Array(length), new Float64Array(length)];
  let step = 0;
  return (parameters, gradient, rate) => {
    step++;
    const pace = (rate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    for (let i = 0; i < length; i++) {
      const slope = gradient[i] ?? 0;
      const mean = (first[i] = 0.9 * (first[i] ?? 0) + 0.1 * slope);
      const square = (second[i] = 0.999 * (second[i] ?? 0) + 0.001 * slope * slope);
      parameters[i] = (parameters[i] ?? 0) - (pace * mean) / (Math.sqrt(square) + 1e-8);
    }
  };
}

export type Training = { epochs: number; seed: number; rate?: number; batch?: number; hidden?: number };

/**
 * Trains on a set of digits; the learning rate falls in a straight line from `rate` to zero. Yields the share done (0–1)
 * after each batch. The order of the digits and the first weights come from the seed alone.
 */
export function* train(set: DigitSet, training: Training): Generator<number, Classifier> {
  const { epochs, seed, rate = 0.001, batch = 64, hidden = 128 } = training;
  const classifier = untrained(seed, hidden);
  const { parameters } = classifier;
  const [descend, gradient, pass] = [adam(parameters.length), new Float64Array(parameters.length), newPass(hidden)];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random(seed).fork('order').at(epoch).permutation(set.count);
    for (let start = 0; start < set.count; start += batch) {
      const done = (epoch + start / set.count) / epochs;
      loss(classifier, set, order.subarray(start, start + batch), gradient, pass);
      descend(parameters, gradient, rate * (1 - done));
      yield done;
    }
  }
  return classifier;
}

/** The most probable label of each image (count × 784 bytes). */
export function classify(classifier: Classifier, images: Uint8Array): Uint8Array {
  const pass = newPass(classifier.hidden);
  return Uint8Array.from({ length: images.length / INPUTS }, (_, index) => {
    forward(classifier, images, index, pass);
    return pass.probability.indexOf(Math.max(...pass.probability));
  });
}
