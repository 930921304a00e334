/**
 * How well a density can be estimated at the peak of a standard normal in d dimensions, exactly: the relative mean squared error
 * E[(f̂(0) − f(0))²]/f(0)² of a Gaussian kernel (Silverman 1986, section 4.5) and of a histogram with cubes for cells.
 */
import { latest } from '../latest.ts';
import { normalBelow } from './gaussian.ts';

/** At n points the relative mean squared error is bias² + one/n. */
export type Parts = { readonly bias: number; readonly one: number };

/** The kernel N(0, h²I): E f̂(0) = N(0; 0, (1 + h²)I), and a squared kernel is half as wide. */
export function kernelParts(h: number, d: number): Parts {
  const mean = (1 + h * h) ** (-d / 2);
  return { bias: (mean - 1) ** 2, one: (2 * h * h + h ** 4) ** (-d / 2) - mean * mean };
}

/** The mean and the mean square of a cell's share P/(w φ(0)) along one axis, over an origin that falls anywhere. */
export type CellMoments = { readonly width: number; readonly first: number; readonly second: number };

const PEAK = 1 / Math.sqrt(2 * Math.PI);

/** By the midpoint rule over the place t of the cell's left edge, −w < t < 0; 40 nodes leave less than 1e-3 of the moments. */
export function cellMoments(width: number): CellMoments {
  const nodes = 40;
  let [first, second] = [0, 0];
  for (let i = 0; i < nodes; i++) {
    const from = (-width * (i + 0.5)) / nodes;
    const share = (normalBelow(from + width) - normalBelow(from)) / (width * PEAK);
    first += share / nodes;
    second += share ** 2 / nodes;
  }
  return { width, first, second };
}

/** A histogram with cubes of side w, its origin anywhere: axes are independent, so moments are powers. */
export function cellParts({ width, first, second }: CellMoments, d: number): Parts {
  const square = second ** d;
  return { bias: square - 2 * first ** d + 1, one: (first / (width * PEAK)) ** d - square };
}

/** Widths from 0.03 to 6, 1.5 % apart: the least error over them is within 1e-4 of the least over all. */
const WIDTHS = Float64Array.from({ length: 354 }, (_, i) => 0.03 * 1.0151 ** i);

/** The same whatever is asked; counted once. */
const cellsOf = latest(() => Array.from(WIDTHS, cellMoments));

export type Estimator = 'kernel' | 'histogram';

/** Bias and variance at every width, narrow to wide. */
function partsOf(which: Estimator, d: number): readonly Parts[] {
  if (which === 'kernel') return Array.from(WIDTHS, (h) => kernelParts(h, d));
  return cellsOf().map((moments) => cellParts(moments, d));
}

/** The root of the relative mean squared error with n points, at the width that is best for it. */
export const relativeError = (which: Estimator, d: number, n: number): number =>
  Math.sqrt(Math.min(1, ...partsOf(which, d).map(({ bias, one }) => bias + one / n)));

/** How many points bring the relative mean squared error down to `target`, at the best width: the least n, rounded up. */
export function pointsFor(which: Estimator, d: number, target = 0.1): number {
  const needed = partsOf(which, d).map(({ bias, one }) => (bias < target ? one / (target - bias) : Infinity));
  return Math.ceil(Math.min(...needed));
}
