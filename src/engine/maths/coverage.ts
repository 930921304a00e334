/** How much of a known density in the plane a sample reaches, and how far it is from it. */
import type { Random } from '../random.ts';
import { drawPlane, type Mixture } from '../data/plane.ts';
import { normalBelow } from './gaussian.ts';

/** A point is good within so many σ of a component (Srivastava et al. 2017); of true points 98.9 % and more are. */
const GOOD = 3;
/** A mode is covered when the points that are good for it are this share of what a perfect generator puts there. */
const COVERED = 0.1;

export type Coverage = {
  /** Modes with at least a tenth of the good points that true data would put there. */
  readonly modesCovered: number;
  /** Share of points within 3σ of a component. */
  readonly goodShare: number;
};

/** Coverage of `mixture` by points [n, 2]. Each good point counts for the mode of its nearest component. */
export function coverage({ sigma, components, modes }: Mixture, points: Float32Array): Coverage {
  const counts = new Uint32Array(modes);
  const reach = (GOOD * sigma) ** 2;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? NaN;
    const y = points[i + 1] ?? NaN;
    let nearest = Infinity;
    let mode = 0;
    // Plain products and assignments: some browsers take ten times as long for powers and pairs.
    for (const at of components) {
      const across = x - at.x;
      const up = y - at.y;
      const squared = across * across + up * up;
      if (squared < nearest) {
        nearest = squared;
        mode = at.mode;
      }
    }
    if (nearest <= reach) counts[mode] = (counts[mode] ?? 0) + 1;
  }
  const good = counts.reduce((sum, count) => sum + count, 0);
  const enough = (COVERED * (points.length / 2)) / modes;
  return { modesCovered: counts.filter((count) => count >= enough).length, goodShare: good / (points.length / 2) };
}

/** The square that histograms divide into cells: from −half to half, `cells` a side. What lies outside is one cell more. */
export type Cells = { readonly half: number; readonly cells: number };

/** Exact masses of a mixture in the cells, row by row from the upper left, and outside at the end. */
export function massOf({ sigma, components }: Mixture, { half, cells }: Cells): Float64Array {
  const mass = new Float64Array(cells * cells + 1);
  const below = (edge: number, middle: number) =>
    normalBelow(((2 * edge) / cells - 1) * (half / sigma) - middle / sigma);
  const along = (middle: number) =>
    Float64Array.from({ length: cells }, (_, i) => below(i + 1, middle) - below(i, middle));
  for (const { x, y } of components) {
    const [across, upwards] = [along(x), along(y)];
    for (let row = 0; row < cells; row++)
      for (let column = 0; column < cells; column++)
        mass[row * cells + column] =
          (mass[row * cells + column] ?? 0) +
          ((upwards[cells - 1 - row] ?? 0) * (across[column] ?? 0)) / components.length;
  }
  mass[cells * cells] = Math.max(0, 1 - mass.reduce((sum, share) => sum + share, 0));
  return mass;
}

/** The shares of points [n, 2] in the same cells. */
export function sharesOf(points: Float32Array, { half, cells }: Cells): Float64Array {
  const shares = new Float64Array(cells * cells + 1);
  const cellOf = (x: number) => Math.floor(((x + half) / (2 * half)) * cells);
  for (let i = 0; i < points.length; i += 2) {
    const column = cellOf(points[i] ?? NaN);
    const up = cellOf(points[i + 1] ?? NaN);
    const inside = column >= 0 && column < cells && up >= 0 && up < cells;
    const at = inside ? (cells - 1 - up) * cells + column : cells * cells;
    shares[at] = (shares[at] ?? 0) + 2 / points.length;
  }
  return shares;
}

/** The Jensen–Shannon divergence of two distributions over the same cells, in nats. */
export function jensenShannon(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i] ?? 0, q[i] ?? 0];
    if (a > 0) sum += a * Math.log((2 * a) / (a + b));
    if (b > 0) sum += b * Math.log((2 * b) / (a + b));
  }
  return sum / 2;
}

/** True samples that tell how large the plain estimate is for a perfect generator. */
const TRIALS = 8;

/** An estimate of the JSD between a mixture and whatever made some points, and what it would be for a perfect generator. */
export type JsdEstimate = {
  /** In nats, 0 … log 2, for `samples` points [n, 2]. */
  readonly of: (points: Float32Array) => number;
  /** What a histogram of so many true points reads before correction, mean and standard deviation over the trials. */
  readonly bias: number;
  readonly spread: number;
};

/**
 * JSD between the exact cell masses and the histogram of `samples` points. A histogram of true points is not exact
 * either, by about (cells in use) / 8n nats: that bias is measured on seeded true samples and taken out by
 * (J − bias) / (1 − bias / log 2), so that true points read 0 and points that the data never reach read log 2.
 * Differences inside a cell are not seen.
 */
export function jsdEstimate(mixture: Mixture, samples: number, cells: Cells, random: Random): JsdEstimate {
  const mass = massOf(mixture, cells);
  const plain = (points: Float32Array) => jensenShannon(mass, sharesOf(points, cells));
  const trials = Array.from({ length: TRIALS }, (_, i) => plain(drawPlane(mixture, samples, random.at(i))));
  const bias = trials.reduce((sum, trial) => sum + trial, 0) / TRIALS;
  const spread = Math.sqrt(trials.reduce((sum, trial) => sum + (trial - bias) ** 2, 0) / (TRIALS - 1));
  const corrected = (plain: number) => (plain - bias) / (1 - bias / Math.LN2);
  return { of: (points) => Math.max(0, corrected(plain(points))), bias, spread };
}
