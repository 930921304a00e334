import { at, descend, type Performed, type Work } from '../../executors/plain.ts';
import { numbersOf, smallOf, tapsOf, type Geometry } from '../../steps/pictures.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import { activated, derivative } from '../activation/reference.ts';

/**
 * Calls `visit` for each pair of numbers that a weight joins: with the number of the weight's row, the place in the large
 * picture, and the first place of the pixel in the small one. What lies beyond the border joins nothing.
 */
function eachTap(geometry: Geometry, visit: (tap: number, large: number, small: number) => void): void {
  const { height, width, channels, features, kernel, stride, padding } = geometry;
  const small = smallOf(geometry);
  for (let i = 0; i < small.height; i++)
    for (let j = 0; j < small.width; j++)
      for (let down = 0; down < kernel; down++)
        for (let across = 0; across < kernel; across++) {
          const [y, x] = [i * stride - padding + down, j * stride - padding + across];
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          for (let channel = 0; channel < channels; channel++) {
            const tap = (down * kernel + across) * channels + channel;
            visit(tap, (y * width + x) * channels + channel, (i * small.width + j) * features);
          }
        }
}

/** What becomes of the sums of one row, `channels` numbers for each pixel. */
function finish(
  { arena }: Work,
  { bias, below, activation }: Pick<StageOf<'convolve'>, 'bias' | 'below' | 'activation'>,
  { sums, channels, place }: { readonly sums: Float64Array; readonly channels: number; readonly place: number },
  to: number,
): void {
  sums.forEach((sum, i) => {
    if (bias !== undefined) arena[to + place + i] = activated(sum + at(arena, bias + (i % channels)), activation);
    else arena[to + place + i] = sum * derivative(at(arena, (below ?? NaN) + place + i), activation);
  });
}

function convolve(work: Work, stage: StageOf<'convolve'>): void {
  const { rows, features, from, weights, to } = stage;
  const [large, small] = [numbersOf(stage), numbersOf(smallOf(stage))];
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(small);
    eachTap(stage, (tap, here, pixel) => {
      const x = at(work.arena, from + row * strideOf(large) + here);
      for (let f = 0; f < features; f++)
        sums[pixel + f] = (sums[pixel + f] ?? NaN) + x * at(work.arena, weights + tap * strideOf(features) + f);
    });
    finish(work, stage, { sums, channels: features, place: row * strideOf(small) }, to);
  }
}

function convolveTransposed(work: Work, stage: StageOf<'convolve transposed'>): void {
  const { rows, channels, features, from, weights, to } = stage;
  const [large, small] = [numbersOf(stage), numbersOf(smallOf(stage))];
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(large);
    eachTap(stage, (tap, here, pixel) => {
      for (let f = 0; f < features; f++) {
        const weight = at(work.arena, weights + tap * strideOf(features) + f);
        sums[here] = (sums[here] ?? NaN) + at(work.arena, from + row * strideOf(small) + pixel + f) * weight;
      }
    });
    finish(work, stage, { sums, channels, place: row * strideOf(large) }, to);
  }
}

function backwardToKernel(work: Work, stage: StageOf<'backward to kernel'>): void {
  const { rows, features, channels, large, small, weights, bias, biased, adam } = stage;
  const [ofLarge, ofSmall] = [numbersOf(stage), numbersOf(smallOf(stage))];
  const slopes = new Float64Array(tapsOf(stage) * features);
  for (let row = 0; row < rows; row++)
    eachTap(stage, (tap, here, pixel) => {
      const x = at(work.arena, large + row * strideOf(ofLarge) + here);
      for (let f = 0; f < features; f++) {
        const y = at(work.arena, small + row * strideOf(ofSmall) + pixel + f);
        slopes[tap * features + f] = (slopes[tap * features + f] ?? NaN) + x * y;
      }
    });
  slopes.forEach((slope, i) => {
    descend(work, weights + Math.floor(i / features) * strideOf(features) + (i % features), slope, adam);
  });
  const [numbers, count, from] = biased === 'large' ? [ofLarge, channels, large] : [ofSmall, features, small];
  for (let channel = 0; channel < count; channel++) {
    let sum = 0;
    for (let row = 0; row < rows; row++)
      for (let i = channel; i < numbers; i += count) sum += at(work.arena, from + row * strideOf(numbers) + i);
    descend(work, bias + channel, sum, adam);
  }
}

export const convolution: Performed<'convolve' | 'convolve transposed' | 'backward to kernel'> = {
  convolve,
  'convolve transposed': convolveTransposed,
  'backward to kernel': backwardToKernel,
};
