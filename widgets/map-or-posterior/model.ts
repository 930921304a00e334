import gammaln from '@stdlib/math-base-special-gammaln';
import { latest } from '#src/engine/latest.ts';
import { logNormal, normalBelow } from '#src/engine/maths/gaussian.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** Draws shown in either picture. */
export const DRAWS = 400;
/** What counts as near. */
const NEAR = 0.25;
/** Where the needle stands. */
const NEEDLE = 2;

/** A posterior over one number: its density up to a factor, the range that holds all but 1e-6 of it, and what is known of it in closed form. */
type Posterior = {
  readonly density: (z: number) => number;
  readonly range: readonly [number, number];
  readonly mode?: number;
  readonly mean: number;
  readonly below?: (z: number) => number;
};

const posteriorOf = (values: Values): Posterior => posteriors[values.example](values);

const posteriors: Readonly<Record<Values['example'], (values: Values) => Posterior>> = {
  /** (1 − π) N(0, 1) + π N(2, ω²). */
  spike: ({ share, width }) => ({
    density: (z) => (1 - share) * Math.exp(logNormal(z, 0, 1)) + share * Math.exp(logNormal(z, NEEDLE, width ** 2)),
    range: [-5, NEEDLE + 5 * Math.max(width, 0.6)],
    mean: share * NEEDLE,
    below: (z) => (1 - share) * normalBelow(z) + share * normalBelow((z - NEEDLE) / width),
  }),
  /** Prior N(0, 1), x = z² + N(0, s²): the derivative −z + 2z(x − z²)/s² vanishes at 0 and where z² = x − s²/2. */
  square: ({ x, s }) => ({
    density: (z) => Math.exp(-0.5 * z * z - 0.5 * ((x - z * z) / s) ** 2),
    range: [-5, 5],
    mode: Math.sqrt(Math.max(0, x - s ** 2 / 2)),
    mean: 0,
  }),
  /** Prior e^{−z} on z > 0, k events of a Poisson with mean z: a gamma of shape k + 1 and rate 2. */
  events: ({ k }) => ({
    density: (z) => z ** k * Math.exp(-2 * z),
    range: [0, (k + 1) / 2 + 4 * Math.sqrt(k + 1) + 3],
    mode: k / 2,
    mean: (k + 1) / 2,
    below: (z) => 1 - poissonUpTo(k, 2 * z),
  }),
};

/** P(N ≤ k) for a Poisson variable N of the given mean. */
function poissonUpTo(k: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return sum;
}

/**
 * Strips of the grid: 0.01 wide and less for the needle, half of its narrowest deviation, and for the two answers. For
 * the events up to 0.027, at k = 20, where the deviation is 2.3.
 */
const STRIPS = 1200;

export type CurvePoint = { readonly z: number; readonly height: number };
type Grid = {
  readonly from: number;
  readonly width: number;
  readonly points: readonly CurvePoint[];
  readonly below: Float64Array;
};

/** The normalised density on a grid and the probability below each of its nodes, by the trapezoid rule. */
function gridOf({ density, range: [from, to] }: Posterior): Grid {
  const width = (to - from) / STRIPS;
  const raw = Array.from({ length: STRIPS + 1 }, (_, i) => density(from + i * width));
  const below = new Float64Array(STRIPS + 1);
  for (let i = 1; i <= STRIPS; i++) below[i] = (below[i - 1] ?? 0) + (width * ((raw[i - 1] ?? 0) + (raw[i] ?? 0))) / 2;
  const total = below[STRIPS] ?? 1;
  return {
    from,
    width,
    points: raw.map((height, i) => ({ z: from + i * width, height: height / total })),
    below: below.map((share) => share / total),
  };
}

type Kept = { readonly grid: Grid; readonly draws: readonly number[] };
/** Grid and draws of the last settings: readouts and pictures ask for the same ones. */
const keptOf = latest((values: Values): Kept => {
  const grid = gridOf(posteriorOf(values));
  const source = random(values.seed).fork('posterior');
  return { grid, draws: Array.from({ length: DRAWS }, () => quantile(grid, source.uniform())) };
});

/** The z with so much probability below, by halving and a straight line within the strip; 0 ≤ share < 1. */
function quantile({ from, width, below }: Grid, share: number): number {
  let [low, high] = [0, STRIPS];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((below[middle] ?? 0) <= share) low = middle;
    else high = middle;
  }
  const [under, over] = [below[low] ?? 0, below[high] ?? 1];
  return from + width * (low + (share - under) / (over - under));
}

/** The density over z, for drawing. */
export const curveOf = (values: Values): readonly CurvePoint[] => keptOf(values).grid.points;

/** Four hundred draws from the posterior. */
export const drawsOf = (values: Values): readonly number[] => keptOf(values).draws;

/** Where the density is highest: its closed form, or the best node and then thirds of the strips beside it. */
function modeOf({ density, mode }: Posterior, { points, width }: Grid): number {
  if (mode !== undefined) return mode;
  const best = points.reduce((top, point) => (point.height > top.height ? point : top));
  let [low, high] = [best.z - width, best.z + width];
  for (let i = 0; i < 60; i++) {
    const third = (high - low) / 3;
    if (density(low + third) < density(high - third)) low += third;
    else high -= third;
  }
  return (low + high) / 2;
}

/** Where half of the probability lies below: from the closed distribution function, or zero where the density is even. */
function medianOf({ below, mean, range }: Posterior): number {
  if (!below) return mean;
  let [low, high] = range;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < 0.5) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|z − centre| ≤ ¼) on the grid, which ends far above every centre and begins at 0 where there is nothing below. */
function massNear({ from, width, below }: Grid, centre: number): number {
  const upTo = (z: number) => {
    const place = Math.max(0, (z - from) / width);
    const node = Math.floor(place);
    const [left, right] = [below[node] ?? 0, below[node + 1] ?? 1];
    return left + (place - node) * (right - left);
  };
  return upTo(centre + NEAR) - upTo(centre - NEAR);
}

/** E‖z‖ for a standard normal in d dimensions. */
export const normMean = (d: number): number => Math.SQRT2 * Math.exp(gammaln((d + 1) / 2) - gammaln(d / 2));

/** The density of ‖z‖ at r: 2^{1 − d/2} r^{d − 1} e^{−r²/2}/Γ(d/2), the chi distribution. */
export const normDensity = (d: number, r: number): number =>
  Math.exp((1 - d / 2) * Math.LN2 + (d === 1 ? 0 : (d - 1) * Math.log(r)) - r ** 2 / 2 - gammaln(d / 2));

/** log P(‖z‖ ≤ 1): the lower incomplete gamma function at (d/2, ½) by its series, whose terms all have one sign. */
export function logWithinOne(d: number): number {
  const a = d / 2;
  let [term, sum] = [1, 1];
  for (let i = 1; term > 1e-17 * sum; i++) {
    term *= 0.5 / (a + i);
    sum += term;
  }
  return a * Math.log(0.5) - 0.5 - gammaln(a + 1) + Math.log(sum);
}

/** Sums of squares of the first d normals of each draw, for every d: another dimension only adds a coordinate. */
const squaresOf = latest((seed: number): readonly Float64Array[] =>
  Array.from({ length: DRAWS }, (_, draw) => {
    const source = random(seed).fork('norms').at(draw);
    let sum = 0;
    return Float64Array.from({ length: meta.params.d.max }, () => (sum += source.normal() ** 2));
  }),
);

/** The lengths of four hundred draws in d dimensions. */
export const normsOf = ({ seed, d }: Pick<Values, 'seed' | 'd'>): readonly number[] =>
  squaresOf(seed).map((sums) => Math.sqrt(sums[d - 1] ?? 0));

/** The density of the length from 0 to a little beyond where draws lie. */
export function normCurveOf({ d }: Pick<Values, 'd'>): CurvePoint[] {
  const to = Math.sqrt(d) + 3.5;
  return Array.from({ length: 241 }, (_, i) => (to * i) / 240).map((z) => ({ z, height: normDensity(d, z) }));
}

/** Every number of `meta.metrics`. */
export const metricsOf = latest((values: Values): MetricsOf<typeof meta> => ({
  ...placesOf(values),
  ...lengthsOf(values),
}));

const average = (numbers: readonly number[]) => numbers.reduce((sum, z) => sum + z, 0) / numbers.length;

function placesOf(values: Values) {
  const posterior = posteriorOf(values);
  const { grid, draws } = keptOf(values);
  const mode = modeOf(posterior, grid);
  const { mean, density } = posterior;
  return {
    mode,
    mean,
    median: medianOf(posterior),
    deviation: Math.sqrt(secondMoment(grid) - mean ** 2),
    'mean-drawn': average(draws),
    'near-mode': massNear(grid, mode),
    'near-mean': massNear(grid, mean),
    'height-at-mean': density(mean) / density(mode),
  };
}

const secondMoment = ({ points, width }: Grid): number =>
  points.reduce((sum, { z, height }) => sum + z * z * height * width, 0);

function lengthsOf(values: Values) {
  const { d } = values;
  const mean = normMean(d);
  const lengths = normsOf(values);
  return {
    'root-d': Math.sqrt(d),
    'norm-mean': mean,
    'norm-deviation': Math.sqrt(d - mean ** 2),
    'norm-mean-drawn': average(lengths),
    'norm-least': Math.min(...lengths),
    'norm-mode': Math.sqrt(d - 1),
    'digits-within-one': logWithinOne(d) / Math.LN10,
    drop: d / 2,
  };
}
