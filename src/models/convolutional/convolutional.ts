/**
 * What an autoencoder of digits with convolutions is told, and what it shows. Training itself is in run.ts, on whatever
 * executor.
 */
import type { Standing } from '#src/engine/experiment.ts';

/** How the decoder gets from 7 × 7 pixels to 28 × 28; a dense one goes with a dense encoder, a hidden layer in each. */
export type Decoder = 'dense' | 'transposed' | 'resize';

export type ConvolutionalConfig = {
  readonly decoder: Decoder;
  /** Pixels along a side of the kernels of a transposed decoder. */
  readonly kernel: 3 | 4;
  /** How a decoder that resizes enlarges its pictures. */
  readonly method: 'nearest' | 'bilinear';
  /** Numbers in the code. */
  readonly size: number;
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
  /** How many held-out images a snapshot is measured on. */
  readonly heldOut: number;
};

export type ConvolutionalSnapshot = Standing & {
  /** ‖x − x̂‖² of a held-out image, mean. */
  readonly error: number;
  /**
   * What the layers behind the 7 × 7 pixels make of pixels that are all 1, before the sigmoid, [28 × 28]: without a
   * pattern of its own a decoder leaves the interior flat. Nothing for a dense decoder.
   */
  readonly flat: Float32Array | undefined;
  /** The pattern in it, by phaseSpread. */
  readonly spread: number | undefined;
  /** Ten held-out images at most and what comes back of them; bytes, 784 for each image. */
  readonly shown: { readonly originals: Uint8Array; readonly answers: Uint8Array };
};

const SIDE = 28;
/** Two layers of stride 2: the grid repeats after so many pixels. */
const PERIOD = 4;
/** Pixels this far from the border are the same as without one. */
const MARGIN = 8;

/**
 * The checkerboard of an outcome [28 × 28] to a flat input: the standard deviation over the 16 phases of the pixel grid, a
 * phase being the mean of all interior pixels with the same place modulo 4, over the mean absolute value there.
 */
export function phaseSpread(picture: ArrayLike<number>): number {
  const sums = new Float64Array(PERIOD * PERIOD);
  let size = 0;
  for (let y = MARGIN; y < SIDE - MARGIN; y++)
    for (let x = MARGIN; x < SIDE - MARGIN; x++) {
      const value = picture[y * SIDE + x] ?? NaN;
      const phase = (y % PERIOD) * PERIOD + (x % PERIOD);
      sums[phase] = (sums[phase] ?? NaN) + value;
      size += Math.abs(value);
    }
  const count = (SIDE - 2 * MARGIN) ** 2;
  const means = sums.map((sum) => (sum * sums.length) / count);
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length;
  return Math.sqrt(variance) / (size / count);
}
