import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { frechetDistance } from '../maths/frechet-distance.ts';
import { random } from '../random.ts';
import * as tf from '../tensors.ts';
import { grownDigits, type DigitSet } from './digits.ts';
import {
  accuracyOn,
  FIRST,
  FLAT,
  labelsOf,
  loadPretrainedClassifier,
  outputSide,
  readDigits,
  SECOND,
  TENSORS,
  unpacked,
  type ClassifierWeights,
} from './pretrained-classifier.ts';
import { ACCURACY, BASE64, REACHES } from './pretrained-weights.ts';

const weights = unpacked({ reaches: REACHES, base64: BASE64 });
/** Grown from a seed that neither training nor the measured accuracy used. */
const grown = grownDigits(1000, 103);
const greysOf = ({ images }: DigitSet) => Float32Array.from(images, (byte) => byte / 255);
const clear = greysOf(grown);

/** Four standard errors of a share of n. */
const fourErrors = (share: number, n: number) => 4 * Math.sqrt((share * (1 - share)) / n);

describe('the file', () => {
  test('holds each number of each tensor as a multiple of its reach/127', () => {
    const lengths = Object.values(TENSORS).map((shape) => shape.reduce((product: number, size) => product * size, 1));
    expect(Object.values(weights).map((values) => values.length)).toEqual(lengths);
    expect(atob(BASE64)).toHaveLength(lengths.reduce((sum, length) => sum + length));
    Object.values(weights).forEach((values, i) => {
      expect(Math.max(...values.map(Math.abs))).toBe(Math.fround(REACHES[i] ?? NaN));
    });
  });

  test('by hand: bytes 127, −127, 1 of a tensor with the reach 2 are 2, −2 and 2/127', () => {
    const lengths = Object.values(TENSORS).map((shape) => shape.reduce((product: number, size) => product * size, 1));
    const bytes = new Int8Array(lengths.reduce((sum, length) => sum + length));
    bytes.set([127, -127, 1]);
    bytes.set([-64], 400);
    const found = unpacked({
      reaches: [2, 0.5, 1, 1, 1, 1, 1, 1],
      base64: Buffer.from(bytes.buffer).toString('base64'),
    });
    expect([...found.first.slice(0, 4)]).toEqual([2, -2, Math.fround(2 / 127), 0]);
    expect(found.firstBias[0]).toBe(Math.fround((-64 * 0.5) / 127));
  });
});

describe('the plain forward pass', () => {
  test('has layers that fit each other', () => {
    expect([outputSide(FIRST), outputSide(SECOND)]).toEqual([SECOND.side, 4]);
    expect(outputSide(SECOND) ** 2 * SECOND.filters).toBe(FLAT);
  });

  test('computes what TensorFlow.js computes with the same weights', async () => {
    await openBackend('cpu');
    const source = random(4);
    const images = Float32Array.from({ length: 20 * 784 }, (_, i) =>
      i < 10 * 784 ? (clear[i] ?? NaN) : source.uniform(),
    );
    const found = readDigits(weights, images);
    const { features, featureErrors, probabilities, scoreErrors } = byTensorFlow(weights, images);
    // Six standard deviations of rounding errors taken as independent, of which there are 1,280.
    features.forEach((value, i) => {
      expect(Math.abs(value - (found.features.values[i] ?? NaN))).toBeLessThan(6 * (featureErrors[i] ?? NaN));
    });
    // |∂p/∂scores| ≤ ½ in the sum of magnitudes.
    probabilities.forEach((value, i) => {
      const row = scoreErrors.slice(Math.floor(i / 10) * 10, Math.floor(i / 10) * 10 + 10);
      expect(Math.abs(value - (found.probabilities[i] ?? NaN))).toBeLessThan(3 * Math.max(...row) + 2 ** -22);
    });
    expect(found.features.width).toBe(64);
    expect(features).toHaveLength(20 * 64);
  });

  test('probabilities of each image add up to one, and each image is read by itself', () => {
    const { probabilities, features } = readDigits(weights, clear.subarray(0, 5 * 784));
    for (let row = 0; row < 5; row++) {
      const alone = readDigits(weights, clear.subarray(row * 784, (row + 1) * 784));
      expect(probabilities.slice(row * 10, row * 10 + 10)).toEqual(alone.probabilities);
      expect(features.values.slice(row * 64, row * 64 + 64)).toEqual(alone.features.values);
      // Ten roundings of 2⁻²⁴ each.
      expect(Math.abs(alone.probabilities.reduce((sum, p) => sum + p) - 1)).toBeLessThan(1e-6);
    }
  });

  test('of no images there is nothing to read, and half an image is refused', () => {
    expect(readDigits(weights, new Float32Array()).probabilities).toHaveLength(0);
    expect(() => readDigits(weights, new Float32Array(800))).toThrow(
      'Expected images of 784 greys, found 800 greys. Give whole images.',
    );
  });
});

/**
 * Features and probabilities by TensorFlow.js's own convolutions, with the standard deviation of the difference between two
 * sums in single precision, rounding errors being independent (Higham & Mary 2019): a sum of n products is off by some
 * 2⁻²⁴ √n times the root of the sum of their squares, and hands on the errors of its inputs times its weights. Both sides
 * round, hence the factor 2 on the variance.
 */
function byTensorFlow(w: ClassifierWeights, greys: Float32Array) {
  return tf.tidy(() => {
    const [first, second] = [tf.tensor4d(w.first, [5, 5, 1, 16]), tf.tensor4d(w.second, [5, 5, 16, 32])];
    const [hidden, out] = [tf.tensor2d(w.hidden, [FLAT, 64]), tf.tensor2d(w.out, [64, 10])];
    const input = tf.tensor4d(greys, [greys.length / 784, 28, 28, 1]);
    const conv = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, 2, 'valid');
    const variance = (sumOfSquares: tf.Tensor, inherited: tf.Tensor, n: number) =>
      tf.add(tf.mul(sumOfSquares, 2 * n * 2 ** -48), inherited);
    const one: tf.Tensor4D = tf.relu(tf.add(conv(input, first), w.firstBias));
    const oneErrors: tf.Tensor4D = variance(conv(tf.square(input), tf.square(first)), tf.scalar(0), 25) as tf.Tensor4D;
    const two = tf.relu(tf.add(conv(one, second), w.secondBias));
    const twoErrors = variance(conv(tf.square(one), tf.square(second)), conv(oneErrors, tf.square(second)), 400);
    const [flat, flatErrors] = [tf.reshape(two, [-1, FLAT]), tf.reshape(twoErrors, [-1, FLAT])];
    const features = tf.relu(tf.add(tf.matMul(flat, hidden), w.hiddenBias));
    const featureErrors = variance(
      tf.matMul(tf.square(flat), tf.square(hidden)),
      tf.matMul(flatErrors, tf.square(hidden)),
      FLAT,
    );
    const scores = tf.add(tf.matMul(features, out), w.outBias);
    const scoreErrors = variance(
      tf.matMul(tf.square(features), tf.square(out)),
      tf.matMul(featureErrors, tf.square(out)),
      64,
    );
    const numbers = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
    return {
      features: numbers(features),
      featureErrors: numbers(tf.sqrt(featureErrors)),
      probabilities: numbers(tf.softmax(scores)),
      scoreErrors: numbers(tf.sqrt(scoreErrors)),
    };
  });
}

test('it comes with its accuracy, and reads by the weights in the file', async () => {
  const { accuracy, read } = await loadPretrainedClassifier();
  expect(accuracy).toEqual(ACCURACY);
  expect(read(clear.subarray(0, 784))).toEqual(readDigits(weights, clear.subarray(0, 784)));
});

test('the most probable label of each row is the place of its largest probability', () => {
  const rows = Float32Array.of(0, 0.1, 0, 0, 0, 0.5, 0.4, 0, 0, 0, 0.9, 0, 0, 0, 0, 0, 0, 0, 0, 0.1);
  expect([...labelsOf(rows)]).toEqual([5, 0]);
});

test('it reads as many of 1,000 other grown digits right as it says', () => {
  const found = accuracyOn(weights, grown);
  // Two samples: 1,000 here, 5,000 behind the number that it says.
  expect(Math.abs(found - ACCURACY.grown)).toBeLessThan(
    fourErrors(ACCURACY.grown, 1000) + fourErrors(ACCURACY.grown, 5000),
  );
});

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

function writtenDigits(): DigitSet {
  const read = (name: string, header: number) =>
    new Uint8Array(gunzipSync(readFileSync(`${folder}${name}`))).slice(header);
  const labels = read('mnist-5k-labels-idx1-ubyte.gz', 8);
  return { images: read('mnist-5k-images-idx3-ubyte.gz', 16), labels, count: labels.length };
}

test.skipIf(!existsSync(folder))(
  'it reads as many of 5,000 written digits right as it says, at least 95 % (where shared/data holds them)',
  () => {
    const found = accuracyOn(weights, writtenDigits());
    // The very same digits: only one on the border between two classes may fall either way with another exp.
    expect(Math.abs(found - ACCURACY.written)).toBeLessThan(1.5 / 5000);
    // What digits like these would give: three standard errors are 0.9 points.
    expect(found - (3 / 4) * fourErrors(found, 5000)).toBeGreaterThan(0.95);
  },
);

describe('an image that is not a clear digit', () => {
  const count = 300;
  const images = (make: (i: number) => Float32Array) => {
    const greys = new Float32Array(count * 784);
    for (let i = 0; i < count; i++) greys.set(make(i), i * 784);
    return readDigits(weights, greys);
  };
  const digit = (i: number) => clear.subarray(i * 784, (i + 1) * 784);
  const source = random(11);
  /** Share of images whose largest probability is above 0.9. */
  const sure = ({ probabilities }: { probabilities: Float32Array }) =>
    Array.from({ length: count }, (_, i) => Math.max(...probabilities.subarray(i * 10, i * 10 + 10))).filter(
      (most) => most > 0.9,
    ).length / count;

  const digits = images(digit);

  test('of grown digits it is sure of most', () => {
    expect(sure(digits)).toBeGreaterThan(0.6);
  });

  test.each([
    [
      'normal noise',
      () => Float32Array.from({ length: 784 }, () => Math.min(1, Math.max(0, 0.5 + 0.3 * source.normal()))),
    ],
    ['one grey', (i: number) => new Float32Array(784).fill(i / count)],
    ['the mean of ten digits', (i: number) => mean(Array.from({ length: 10 }, (_, j) => digit((10 * i + j) % 1000)))],
    ['digits blurred by three pixels', (i: number) => blurred(digit(i), 3)],
  ])('of %s it is hardly ever sure', (_, make) => {
    expect(sure(images(make))).toBeLessThan(0.05);
  });

  test('the more digits are blurred the less often it is sure, and the further away their features are', () => {
    const others = images((i) => digit(500 + i));
    const far = [0.7, 1, 1.5].map((width) => {
      const found = images((i) => blurred(digit(i), width));
      return { sure: sure(found), distance: frechetDistance(others.features, found.features) };
    });
    const floor = frechetDistance(others.features, digits.features);
    const steps = [{ sure: sure(digits), distance: floor }, ...far];
    steps.slice(1).forEach((next, i) => {
      expect(next.sure).toBeLessThan(steps[i]?.sure ?? NaN);
      expect(next.distance).toBeGreaterThan(steps[i]?.distance ?? NaN);
    });
    expect(steps.at(-1)?.distance).toBeGreaterThan(5 * floor);
  });
});

const mean = (images: readonly Float32Array[]) =>
  Float32Array.from(
    { length: 784 },
    (_, pixel) => images.reduce((sum, image) => sum + (image[pixel] ?? NaN), 0) / images.length,
  );

/** A Gaussian blur of deviation `width`, in pixels, across and then down; beyond the image is paper. */
function blurred(image: Float32Array, width: number): Float32Array {
  const reach = Math.ceil(3 * width);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / width) ** 2));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const along = (greys: Float32Array, step: number, place: (pixel: number) => number) =>
    greys.map((_, pixel) =>
      kernel.reduce((sum, weight, i) => {
        const at = place(pixel) + i - reach;
        return at < 0 || at > 27 ? sum : sum + (weight / total) * (greys[pixel + (i - reach) * step] ?? NaN);
      }, 0),
    );
  return along(
    along(image, 1, (pixel) => pixel % 28),
    28,
    (pixel) => Math.floor(pixel / 28),
  );
}
