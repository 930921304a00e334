/**
 * Pictures that are no digits. Training that asks for equal probabilities there teaches a classifier not to be sure of what
 * it has never seen (Hendrycks et al. 2019, "Deep anomaly detection with outlier exposure").
 */
import { PIXELS, SIDE } from '#src/engine/data/raster.ts';
import type { Random } from '#src/engine/random.ts';
import { grey } from './augment.ts';

/** Gives greys 0–1 of one digit, [784]. */
type DrawDigit = (source: Random) => Float32Array;

/** Normal noise around one grey, which may have none. */
function noise(source: Random): Float32Array {
  const [level, deviation] = [source.uniform(), source.between(0, 0.5)];
  return Float32Array.from({ length: PIXELS }, () => grey(level + deviation * source.normal()));
}

/** Pixels of full ink, thrown anywhere. */
function speckles(source: Random): Float32Array {
  const share = source.between(0.02, 0.6);
  return Float32Array.from({ length: PIXELS }, () => (source.uniform() < share ? 1 : 0));
}

/** A grey hill near the middle, wider than a stroke. */
function blob(source: Random): Float32Array {
  const [x, y] = [source.between(10, 18), source.between(10, 18)];
  const [across, down] = [source.between(2, 9), source.between(2, 9)];
  const height = source.between(0.2, 1);
  return Float32Array.from(
    { length: PIXELS },
    (_, pixel) =>
      height *
      Math.exp(-0.5 * (((pixel % SIDE) - x) ** 2 / across ** 2 + (Math.floor(pixel / SIDE) - y) ** 2 / down ** 2)),
  );
}

/** The mean of six to seventeen digits, at up to twice its contrast: what a model that has learnt little draws. */
function mean(source: Random, digit: DrawDigit): Float32Array {
  const [count, contrast] = [6 + source.below(12), source.between(1, 2)];
  const sum = new Float32Array(PIXELS);
  for (let i = 0; i < count; i++) digit(source).forEach((ink, pixel) => (sum[pixel] = (sum[pixel] ?? 0) + ink));
  return sum.map((ink) => grey((contrast * ink) / count));
}

const KINDS = [noise, speckles, blob, mean] as const;

/** One picture of a random kind, greys 0–1, [784]. */
export const outlier = (source: Random, digit: DrawDigit): Float32Array =>
  (KINDS[source.below(KINDS.length)] ?? noise)(source, digit);
