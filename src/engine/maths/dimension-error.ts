/**
 * How well a density can be estimated at the peak of a standard normal in d dimensions, exactly: the relative mean squared error
 * E[(f̂(0) − f(0))²]/f(0)² of a Gaussian kernel (Silverman 1986, section 4.5) and of a histogram with cubes for cells.
 */
import { latest } from '../latest.ts';
import { GAUSS_EIGHT } from './gauss-rule.ts';
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

/**
 * Over the place t of the cell's left edge, −w < t < 0; cells at t and at −w − t are mirror images, so half the way will do.
 * Eight points leave less than 1e-13 of the moments up to w = 2, where the best widths for `pointsFor` lie, and 1e-9 at w = 6.
 */
export function cellMoments(width: number): CellMoments {
  let [first, second] = [0, 0];
  for (const [place, weight] of GAUSS_EIGHT) {
    const from = (width * (place - 1)) / 4;
    const share = (normalBelow(from + width) - normalBelow(from)) / (width * PEAK);
    first += (weight / 2) * share;
    second += (weight / 2) * share ** 2;
  }
  return { width, first, second };
}

/** A histogram with cubes of side w, its origin anywhere: axes are independent, so moments are powers. */
export function cellParts({ width, first, second }: CellMoments, d: number): Parts {
  const square = second ** d;
  return { bias: square - 2 * first ** d + 1, one: (first / (width * PEAK)) ** d - square };
}

export type Estimator = 'kernel' | 'histogram';

const partsAt = (which: Estimator, width: number, d: number): Parts =>
  which === 'kernel' ? kernelParts(width, d) : cellParts(cellMoments(width), d);

/** Widths from 0.03 to 6, 1.5 % apart: the best of all lies between the neighbours of the best of these. */
const WIDTHS = Float64Array.from({ length: 354 }, (_, i) => 0.03 * 1.0151 ** i);

/** The same in every dimension; counted once. */
const cellsOf = latest(() => Array.from(WIDTHS, cellMoments));

const rungs = new Map<string, readonly Parts[]>();

/** Bias and variance at every width, narrow to wide: the same for every n, and counted once. */
function rungsOf(which: Estimator, d: number): readonly Parts[] {
  const name = `${which} ${d}`;
  const known = rungs.get(name);
  if (known) return known;
  const made =
    which === 'kernel' ? Array.from(WIDTHS, (h) => kernelParts(h, d)) : cellsOf().map((cell) => cellParts(cell, d));
  rungs.set(name, made);
  return made;
}

const GOLD = (Math.sqrt(5) - 1) / 2;
const ROUNDS = 18;

/** The least of f between two places, by golden section (Kiefer 1953): each round keeps 0.618 of the way between them. */
function goldenLeast(f: (x: number) => number, left: number, right: number): number {
  let [a, b] = [right - GOLD * (right - left), left + GOLD * (right - left)];
  let [atA, atB] = [f(a), f(b)];
  for (let round = 0; round < ROUNDS; round++)
    if (atA < atB) {
      [right, b, atB] = [b, a, atA];
      a = right - GOLD * (right - left);
      atA = f(a);
    } else {
      [left, a, atA] = [a, b, atB];
      b = left + GOLD * (right - left);
      atB = f(b);
    }
  return Math.min(atA, atB);
}

/**
 * The least `cost` over all widths. 18 rounds leave 0.618¹⁸ of 3 %, 5e-6 of the width. Where w⁴ and w⁻ᵈ are in balance the
 * logarithm of the cost bends by d² + 4d at most, 140 in ten dimensions: ½ · 140 · (5e-6)² = 2e-9 of the cost is left.
 */
function leastOver(which: Estimator, d: number, cost: (parts: Parts) => number): number {
  const costs = rungsOf(which, d).map(cost);
  const best = costs.indexOf(Math.min(...costs));
  const [left = 0, right = left] = [WIDTHS[Math.max(0, best - 1)], WIDTHS[Math.min(costs.length - 1, best + 1)]];
  return goldenLeast((width) => cost(partsAt(which, width, d)), left, right);
}

/** The root of the relative mean squared error with n points, at the width that is best for it. */
export const relativeError = (which: Estimator, d: number, n: number): number =>
  Math.sqrt(
    Math.min(
      1,
      leastOver(which, d, ({ bias, one }) => bias + one / n),
    ),
  );

/** How many points bring the relative mean squared error down to `target`, at the best width: the least n, rounded up. */
export const pointsFor = (which: Estimator, d: number, target = 0.1): number =>
  Math.ceil(leastOver(which, d, ({ bias, one }) => (bias < target ? one / (target - bias) : Infinity)));
