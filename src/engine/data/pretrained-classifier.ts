/**
 * A small convolutional classifier of 28 × 28 digits, trained beforehand on grown digits (src/tools/classifier) and tested
 * on written ones: what judges samples, of whatever data they are. Three classifiers stand in this project, for three
 * purposes: `Classifier` in src/models/shared/classifier.ts is trained in the page, on the data of a run, to say which
 * digits that run's generator makes; `Classifier` in ./classifier.ts is a yardstick of the grown digits themselves and
 * never leaves the tests and tools; this one is the same for every reader and every run, and its features are what the
 * Fréchet distance, precision, recall, density and coverage of digits are measured in.
 */
import type { Points } from '../maths/points.ts';
import type { DigitSet } from './digits.ts';
import { PIXELS, SIDE } from './raster.ts';

export const CLASSES = 10;

/** A layer that looks at squares of `kernel` × `kernel` cells, `stride` cells apart, without padding. */
type Convolution = {
  readonly side: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly filters: number;
};

/** 28 × 28 × 1 → 12 × 12 × 16 → 4 × 4 × 32 → 64 → 10, with ReLU after all but the last. */
export const FIRST: Convolution = { side: SIDE, channels: 1, kernel: 5, stride: 2, filters: 16 };
export const SECOND: Convolution = { side: 12, channels: 16, kernel: 5, stride: 2, filters: 32 };
const FEATURES = 64;
export const FLAT = 4 * 4 * 32;

/** The tensors of the net in their order in the file, with their shapes. */
export const TENSORS = {
  first: [5, 5, 1, 16],
  firstBias: [16],
  second: [5, 5, 16, 32],
  secondBias: [32],
  hidden: [FLAT, FEATURES],
  hiddenBias: [FEATURES],
  out: [FEATURES, CLASSES],
  outBias: [CLASSES],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type TensorName = keyof typeof TENSORS;

/** Convolutions are [row, column, channel, filter], dense layers [input, output]. */
export type ClassifierWeights = Readonly<Record<TensorName, Float32Array>>;

export type Reading = {
  /** Probability of each class, [n, 10]. */
  readonly probabilities: Float32Array;
  /** The activations before the last layer, [n, 64], not below 0. */
  readonly features: Points & { readonly values: Float32Array };
};

/** How often it reads digits right, 0–1: to be shown beside every judgement. */
export type Accuracy = { readonly grown: number; readonly written: number };

export type PretrainedClassifier = {
  readonly accuracy: Accuracy;
  /** Reads greys [n, 784], 0 paper to 1 ink, row by row. */
  readonly read: (greys: Float32Array) => Reading;
};

/** The classifier with its weights, which come only now, as a file of their own. */
export async function loadPretrainedClassifier(): Promise<PretrainedClassifier> {
  const { ACCURACY, BASE64, REACHES } = await import('./pretrained-weights.ts');
  const weights = unpacked({ reaches: REACHES, base64: BASE64 });
  return { accuracy: ACCURACY, read: (greys) => readDigits(weights, greys) };
}

/** Tensors in eight bits: multiples −127 … 127 of each tensor's reach/127, one behind the other, in base64. */
export type PackedWeights = { readonly reaches: readonly number[]; readonly base64: string };

export function unpacked({ reaches, base64 }: PackedWeights): ClassifierWeights {
  const multiples = Int8Array.from(atob(base64), (character) => character.charCodeAt(0));
  let from = 0;
  const tensors = Object.entries(TENSORS).map(([name, shape], i) => {
    const length = shape.reduce((product: number, size) => product * size, 1);
    const values = Float32Array.from(
      multiples.subarray(from, (from += length)),
      (m) => (m * (reaches[i] ?? NaN)) / 127,
    );
    return [name, values] as const;
  });
  return Object.fromEntries(tensors) as ClassifierWeights;
}

/** The share of a set that is read right. */
export function accuracyOn(weights: ClassifierWeights, { images, labels, count }: DigitSet): number {
  const { probabilities } = readDigits(
    weights,
    Float32Array.from(images, (byte) => byte / 255),
  );
  return labelsOf(probabilities).filter((label, i) => label === labels[i]).length / count;
}

/** The most probable class of each row of probabilities [n, 10]. */
export const labelsOf = (probabilities: Float32Array): Uint8Array =>
  Uint8Array.from({ length: probabilities.length / CLASSES }, (_, row) => {
    const ofRow = probabilities.subarray(row * CLASSES, (row + 1) * CLASSES);
    return ofRow.indexOf(Math.max(...ofRow));
  });

/** Reads greys [n, 784], 0 paper to 1 ink, row by row. In single precision, without a library: some 0.2 ms a digit. */
export function readDigits(weights: ClassifierWeights, greys: Float32Array): Reading {
  if (greys.length % PIXELS !== 0)
    throw new Error(`Expected images of ${PIXELS} greys, found ${greys.length} greys. Give whole images.`);
  const count = greys.length / PIXELS;
  const probabilities = new Float32Array(count * CLASSES);
  const features = new Float32Array(count * FEATURES);
  for (let i = 0; i < count; i++) {
    const found = featuresOf(weights, greys.subarray(i * PIXELS, (i + 1) * PIXELS));
    features.set(found, i * FEATURES);
    probabilities.set(softmax(dense(found, weights.out, weights.outBias)), i * CLASSES);
  }
  return { probabilities, features: { values: features, width: FEATURES } };
}

function featuresOf(weights: ClassifierWeights, image: Float32Array): Float32Array {
  const first = rectified(convolved(FIRST, image, weights.first, weights.firstBias));
  const second = rectified(convolved(SECOND, first, weights.second, weights.secondBias));
  return rectified(dense(second, weights.hidden, weights.hiddenBias));
}

export const outputSide = ({ side, kernel, stride }: Convolution): number => Math.floor((side - kernel) / stride) + 1;

/** From [side, side, channels] to [output side, output side, filters]. */
function convolved(layer: Convolution, input: Float32Array, weights: Float32Array, bias: Float32Array): Float32Array {
  const { filters, stride } = layer;
  const side = outputSide(layer);
  const output = new Float32Array(side * side * filters);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const at = output.subarray((row * side + column) * filters, (row * side + column + 1) * filters);
      at.set(bias);
      addSquare(layer, input, row * stride, column * stride, weights, at);
    }
  return output;
}

/** Adds what the filters see in the square whose upper left cell is (`top`, `left`). A row of a square lies in one piece. */
function addSquare(
  { side, channels, kernel }: Convolution,
  input: Float32Array,
  top: number,
  left: number,
  weights: Float32Array,
  sums: Float32Array,
): void {
  const length = kernel * channels;
  for (let row = 0; row < kernel; row++)
    addProducts(input, ((top + row) * side + left) * channels, length, weights, row * length * sums.length, sums);
}

const dense = (input: Float32Array, weights: Float32Array, bias: Float32Array): Float32Array => {
  const sums = bias.slice();
  addProducts(input, 0, input.length, weights, 0, sums);
  return sums;
};

/**
 * Adds `length` inputs times the rows of weights that belong to them. All the time goes here; an input of 0, as paper and
 * more than half of the rectified activations are, costs nothing.
 */
function addProducts(
  input: Float32Array,
  from: number,
  length: number,
  weights: Float32Array,
  weightsFrom: number,
  sums: Float32Array,
): void {
  const width = sums.length;
  for (let i = 0; i < length; i++) {
    const value = input[from + i] ?? NaN;
    if (value === 0) continue;
    const row = weightsFrom + i * width;
    for (let j = 0; j < width; j++) sums[j] = (sums[j] ?? NaN) + value * (weights[row + j] ?? NaN);
  }
}

const rectified = (values: Float32Array): Float32Array => {
  for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i] ?? NaN);
  return values;
};

const softmax = (scores: Float32Array): Float32Array => {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};
