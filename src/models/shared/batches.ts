import type { DigitSet } from '#src/engine/data/digits.ts';
import type { Random } from '#src/engine/random.ts';

/** Pixels of one image: 28 × 28. */
export const PIXELS = 784;

/**
 * The batch of any step, by its number: the numbers 0 … count − 1 without end, each once an epoch; epoch e has the order
 * that `random` gives at step e. A batch may lie across the border of two epochs.
 */
export function batches(count: number, size: number, random: Random): (step: number) => Uint32Array {
  const epochs = new Map<number, Uint32Array>();
  const orderOf = (epoch: number) => {
    const known = epochs.get(epoch);
    if (known) return known;
    if (epochs.size > 1) epochs.clear();
    const order = random.at(epoch).permutation(count);
    epochs.set(epoch, order);
    return order;
  };
  return (step) =>
    Uint32Array.from(
      { length: size },
      (_, i) => orderOf(Math.floor((step * size + i) / count))[(step * size + i) % count] ?? 0,
    );
}

/** The images at `indices` as grey values: bytes 0 … 255 become 0 … 1, one row of 784 an image. */
export function greys(images: Uint8Array, indices: ArrayLike<number>): Float32Array {
  const values = new Float32Array(indices.length * PIXELS);
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] ?? 0) * PIXELS;
    for (let pixel = 0; pixel < PIXELS; pixel++) values[row * PIXELS + pixel] = (images[from + pixel] ?? 0) / 255;
  }
  return values;
}

/** Grey values as a screen shows them: what lies outside 0 … 1 at the nearer end. */
export const inRange = (values: Float32Array): Float32Array => values.map((value) => Math.min(1, Math.max(0, value)));

/** Grey values 0 … 1 as bytes 0 … 255. */
export function bytes(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(value * 255));
}

/** `count` standard normals. */
export function normals(random: Random, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal());
}

/**
 * Log-odds of the mean image, [784]: what a decoder that knows nothing of a single image should say. Starting from it
 * spares training the first steps, in which it would only learn where ink is ever found.
 * One image more, of middle grey, is counted in, so that a pixel that never has ink gets finite odds.
 */
export function logOddsOf({ images, count }: DigitSet): Float32Array {
  const sums = new Float64Array(PIXELS).fill(0.5);
  for (let i = 0; i < count * PIXELS; i++) sums[i % PIXELS] = (sums[i % PIXELS] ?? 0) + (images[i] ?? 0) / 255;
  return Float32Array.from(sums, (sum) => Math.log(sum / (count + 1 - sum)));
}

/** Mean of each pixel, [784], in grey values 0 to 1: what linear outputs should begin at, for the same reason. */
export function meansOf({ images, count }: DigitSet): Float32Array {
  const sums = new Float64Array(PIXELS);
  for (let i = 0; i < count * PIXELS; i++) sums[i % PIXELS] = (sums[i % PIXELS] ?? 0) + (images[i] ?? 0) / 255;
  return Float32Array.from(sums, (sum) => sum / count);
}
