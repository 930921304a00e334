import { likeliestBandwidth, nearestBandwidth } from '#src/engine/maths/bandwidth-choice.ts';
import { pointsFor, relativeError } from '#src/engine/maths/dimension-error.ts';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import {
  climb,
  expectedErrors,
  kernelDensity,
  kernels,
  ladderOf,
  logKernelDensity,
  mixtureBelow,
  mixtureDensity,
  overlap,
  spectrumOf,
  widthAgainstGaussian,
  type KernelName,
  type Ladder,
  type Mixture,
} from '#src/engine/maths/kernel-density.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { meta } from './meta.ts';
import { LARGEST, numbersIn } from './points.ts';

export type Values = ParamValues<typeof meta.params>;
type Metrics = MetricsOf<typeof meta>;

/** Points that are too many for a link; the page keeps them itself. */
export type Kept = readonly number[] | undefined;

const part = (weight: number, mean: number, deviation: number) => ({ weight, mean, deviation });

/** The known truths. The last three are densities 2, 4 and 10 of Marron & Wand (1992). */
export const truths: Readonly<Record<Exclude<Values['data'], 'own'>, Mixture>> = {
  one: [part(1, 0, 1)],
  two: [part(0.6, -1.2, 0.5), part(0.4, 1.5, 0.7)],
  skewed: [part(1 / 5, 0, 1), part(1 / 5, 1 / 2, 2 / 3), part(3 / 5, 13 / 12, 5 / 9)],
  spike: [part(2 / 3, 0, 1), part(1 / 3, 0, 1 / 10)],
  claw: [part(1 / 2, 0, 1), ...[-1, -0.5, 0, 0.5, 1].map((mean) => part(1 / 10, mean, 1 / 10))],
};

/** One slot of memory: the same arguments again give the same answer again. */
function lastOf<K extends readonly unknown[], V>(make: (...key: K) => V): (...key: K) => V {
  let kept: { key: K; value: V } | undefined;
  return (...key) => {
    if (!kept?.key.every((argument, i) => argument === key[i])) kept = { key, value: make(...key) };
    return kept.value;
  };
}

/** Draws from a mixture; a longer list begins with the shorter one. */
export function drawsOf(truth: Mixture, count: number, seed: number, name: string): Float64Array {
  const source = random(seed).fork(name);
  return Float64Array.from({ length: count }, () => {
    let [share, at] = [source.uniform(), 0];
    while (at < truth.length - 1 && share >= (truth[at]?.weight ?? 1)) share -= truth[at++]?.weight ?? 0;
    const { mean, deviation } = truth[at] ?? part(1, 0, 1);
    return mean + deviation * source.normal();
  });
}

export type Gaussian = { readonly mean: number; readonly sigma: number };

/** The Gaussian of maximum likelihood: the points' mean and mean squared deviation. */
export function gaussianOf(points: Float64Array): Gaussian {
  const mean = points.reduce((sum, x) => sum + x, 0) / points.length;
  return { mean, sigma: Math.sqrt(points.reduce((sum, x) => sum + (x - mean) ** 2, 0) / points.length) };
}

/** log N(x; μ, σ²); where all points agree σ is 0, and the density is infinite there and nowhere else. */
export function logGaussian({ mean, sigma }: Gaussian, x: number): number {
  if (sigma > 0) return logNormal(x, mean, sigma ** 2);
  return x === mean ? Infinity : -Infinity;
}

export type Histogram = {
  /** `bins` cells of equal width reach from `low` to `high`. */
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  /** The share of a cell, below 1, by which the first begins below `low`; then there is one cell more. */
  readonly origin: number;
  readonly width: number;
  readonly counts: Uint32Array;
  readonly n: number;
};

/** `bins` cells from the smallest to the largest point, moved left by a share `origin` of a cell. Moved by a whole one they are the same. */
export function histogramOf(points: Float64Array, bins: number, origin: number): Histogram {
  const [low, last] = [points[0] ?? 0, points.at(-1) ?? 0];
  const high = last > low ? last : low + 1;
  const moved = origin % 1;
  const counts = new Uint32Array(bins + Math.ceil(moved));
  const histogram = { low, high, bins, origin: moved, width: (high - low) / bins, counts, n: points.length };
  for (const x of points) {
    const cell = cellOf(histogram, x);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return histogram;
}

/** The number of x's cell, of `counts` or beyond. A cell holds its left edge, and the one that ends at the largest point this too. */
function cellOf(histogram: Histogram, x: number): number {
  const { low, high, bins, origin, counts } = histogram;
  if (x === high) return counts.length - 1;
  const at = ((x - low) / (high - low)) * bins + origin;
  // More than the rounding of every number and step could move `at` by.
  const unsure = 8 * Number.EPSILON * bins * (1 + (Math.abs(low) + Math.abs(x)) / (high - low));
  return Math.abs(at - Math.round(at)) > unsure ? Math.floor(at) : cellByDecimals(histogram, x);
}

/** The same in whole numbers, by the decimals that a reader writes and sees: 0.3 is then on an edge of tenths. */
function cellByDecimals({ low, high, bins, origin }: Histogram, x: number): number {
  const [place = 0n, from = 0n, to = 0n, moved = 0n, one = 1n] = wholeNumbers([x, low, high, origin, 1]);
  const at = (place - from) * BigInt(bins) * one + moved * (to - from);
  return at < 0n ? -1 : Number(at / ((to - from) * one));
}

/** Numbers as their shortest decimals say, all times the least power of ten that makes them whole. */
function wholeNumbers(numbers: readonly number[]): bigint[] {
  const written = numbers.map((x) => {
    const [digits = '', power] = x.toExponential().split('e');
    const [, decimals = ''] = digits.split('.');
    return { digits: BigInt(digits.replace('.', '')), places: decimals.length - Number(power) };
  });
  const most = Math.max(...written.map(({ places }) => places));
  return written.map(({ digits, places }) => digits * 10n ** BigInt(most - places));
}

/** Its height at x. */
export const histogramAt = (histogram: Histogram, x: number): number =>
  (histogram.counts[cellOf(histogram, x)] ?? 0) / (histogram.n * histogram.width);

/** Where cell i begins, and the one before it ends. */
const edgeOf = ({ low, width, origin }: Histogram, i: number): number => low + (i - origin) * width;

/** Height times width, cell by cell. */
export function areaOf(histogram: Histogram): number {
  const areas = Array.from(histogram.counts, (_, i) => {
    const [from, to] = [edgeOf(histogram, i), edgeOf(histogram, i + 1)];
    return histogramAt(histogram, (from + to) / 2) * (to - from);
  });
  return areas.reduce((sum, area) => sum + area, 0);
}

/** What is fitted to: ascending points, the truth behind them if it is known, and the unit in which h is turned. */
export type Sample = { readonly points: Float64Array; readonly truth: Mixture | undefined; readonly unit: number };

const drawn = lastOf((data: keyof typeof truths, n: number, seed: number): Sample => {
  const truth = truths[data];
  return { points: drawsOf(truth, n, seed, 'points').sort(), truth, unit: 1 };
});

const given = lastOf((text: string, kept: Kept): Sample => {
  const points = Float64Array.from(kept ?? numbersIn(text)).sort();
  return { points, truth: undefined, unit: gaussianOf(points).sigma || 1 };
});

export function sampleOf({ data, n, seed, points }: Values, kept?: Kept): Sample {
  return data === 'own' ? given(points, kept) : drawn(data, n, seed);
}

/** The bandwidths tried, in the sample's unit: from 4 down to 0.0055 in steps of a quarter octave. */
const RUNGS = 39;
const TOP = 4;

const ladder = lastOf(({ points, truth, unit }: Sample, kernel: KernelName): Ladder =>
  climb(points, kernel, ladderOf(TOP * unit, RUNGS), truth),
);

/** The same for one bandwidth alone. */
const atBandwidth = lastOf(({ points, truth }: Sample, kernel: KernelName, h: number): Ladder =>
  climb(points, kernel, Float64Array.of(h), truth),
);

/** The bandwidth with the least squared error against the truth, and that error. */
const bestOf = lastOf((sample: Sample, truth: Mixture, kernel: KernelName) => {
  const best = nearestBandwidth(sample.points, kernel, truth, ladder(sample, kernel));
  return { best, least: climb(sample.points, kernel, Float64Array.of(best), truth).ise?.[0] ?? NaN };
});

const quantile = (points: Float64Array, share: number): number => {
  const at = share * (points.length - 1);
  const [low = 0, high = low] = [points[Math.floor(at)], points[Math.ceil(at)]];
  return low + (at - Math.floor(at)) * (high - low);
};

export type Bandwidths = Readonly<Record<'silverman' | 'scott' | 'loo', number>>;

/** The three rules. Those of thumb are written for the Gaussian kernel; another kernel is wider by its factor. */
export const bandwidthsOf = lastOf((sample: Sample, kernel: KernelName): Bandwidths => {
  const { points, unit } = sample;
  const n = points.length;
  const s = gaussianOf(points).sigma * Math.sqrt(n / (n - 1));
  const quartiles = (quantile(points, 0.75) - quantile(points, 0.25)) / 1.34;
  const narrow = quartiles > 0 ? Math.min(s, quartiles) : s;
  const rungs = ladder(sample, kernel);
  const least = rungs.h.at(-1) ?? 0.01 * unit;
  const factor = widthAgainstGaussian(kernel) * n ** -0.2;
  return {
    silverman: Math.max(least, 0.9 * narrow * factor),
    scott: Math.max(least, 1.06 * s * factor),
    loo: likeliestBandwidth(points, kernel, rungs),
  };
});

export function bandwidthOf(sample: Sample, { rule, h, kernel }: Values): number {
  return rule === 'manual' ? h * sample.unit : bandwidthsOf(sample, kernel)[rule];
}

/** ∫ of the estimate by quadrature. The Gaussian sum is smooth; the others are parabolas between edges. */
export function areaUnder(points: Float64Array, kernel: KernelName, h: number): number {
  if (kernel !== 'gaussian') return betweenEdges(points, kernel, h);
  const from = (points[0] ?? 0) - 8.5 * h;
  const strips = Math.ceil((2 * ((points.at(-1) ?? 0) + 8.5 * h - from)) / h);
  let sum = 0;
  for (let i = 0; i <= strips; i++) sum += kernelDensity(points, kernel, h, from + (i * h) / 2);
  return (sum * h) / 2;
}

function betweenEdges(points: Float64Array, kernel: KernelName, h: number): number {
  const edges = Float64Array.from([...points, ...points], (x, i) => (i < points.length ? x - h : x + h)).sort();
  const f = (x: number) => kernelDensity(points, kernel, h, x);
  let sum = 0;
  for (let i = 1; i < edges.length; i++) {
    const [from, to] = [edges[i - 1] ?? 0, edges[i] ?? 0];
    // Just inside the piece, since a top-hat jumps at its edges; a parabola is the same at three inner points.
    const [middle, off] = [(from + to) / 2, (to - from) / 4];
    // Milne's open rule, exact for cubics.
    if (to > from) sum += ((to - from) / 3) * (2 * f(middle - off) - f(middle) + 2 * f(middle + off));
  }
  return sum;
}

const FRESH = 300;
const FOLDS = 5;

type Logs = Readonly<Record<'gaussian' | 'histogram' | 'kde', number[]>>;

/** log densities of points that the fits have not seen. */
function logsOn(points: Float64Array, fresh: Iterable<number>, { bins, origin, kernel }: Values, h: number): Logs {
  const [gaussian, histogram] = [gaussianOf(points), histogramOf(points, bins, origin)];
  const logs: Logs = { gaussian: [], histogram: [], kde: [] };
  for (const x of fresh) {
    logs.gaussian.push(logGaussian(gaussian, x));
    logs.histogram.push(Math.log(histogramAt(histogram, x)));
    logs.kde.push(logKernelDensity(points, kernel, h, x));
  }
  return logs;
}

const freshOf = lastOf((truth: Mixture, seed: number) => drawsOf(truth, FRESH, seed, 'held-out'));

/** On fresh draws where the truth is known; else each fifth of the points, shuffled, under a fit to the other four. */
export function heldOut({ points, truth }: Sample, values: Values, h: number): Logs {
  if (truth) return logsOn(points, freshOf(truth, values.seed), values, h);
  const order = random(values.seed).fork('folds').permutation(points.length);
  const folds = Array.from({ length: Math.min(FOLDS, points.length) }, (_, fold) => {
    const held = points.filter((__, i) => (order[i] ?? 0) % FOLDS === fold);
    return logsOn(
      points.filter((__, i) => (order[i] ?? 0) % FOLDS !== fold),
      held,
      values,
      h,
    );
  });
  const all = (name: keyof Logs) => folds.flatMap((logs) => logs[name]);
  return { gaussian: all('gaussian'), histogram: all('histogram'), kde: all('kde') };
}

const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
/** The mean of log densities; one density of 0 makes all the points together impossible, whatever the others are. */
const meanLog = (logs: readonly number[]) => (logs.includes(-Infinity) ? -Infinity : meanOf(logs));
const lostIn = (logs: readonly number[]) => logs.filter((log) => log === -Infinity).length;

/** The standard error of a mean; a mean of −∞ has none. */
function errorOf(logs: readonly number[]): number {
  const mean = meanLog(logs);
  if (!Number.isFinite(mean) || logs.length < 2) return NaN;
  return Math.sqrt(meanOf(logs.map((log) => (log - mean) ** 2)) / (logs.length - 1));
}

/** ∫(f̂ − f)² of the histogram: a cell's height against the truth's share of the cell. */
export function histogramError(histogram: Histogram, truth: Mixture): number {
  const { width, counts, n } = histogram;
  let sum = overlap(truth, truth);
  counts.forEach((count, i) => {
    const height = count / (n * width);
    const share = mixtureBelow(truth, edgeOf(histogram, i + 1)) - mixtureBelow(truth, edgeOf(histogram, i));
    sum += height * height * width - 2 * height * share;
  });
  return sum;
}

/** ∫(f̂ − f)² of a Gaussian: integrals of products of Gaussians. */
export function gaussianError({ mean, sigma }: Gaussian, truth: Mixture): number {
  if (sigma === 0) return Infinity;
  const fit = [part(1, mean, sigma)];
  return overlap(fit, fit) - 2 * overlap(fit, truth) + overlap(truth, truth);
}

/** The rows of the second picture: what each bandwidth is worth to the points and to the truth. */
export type Rung = {
  readonly h: number;
  readonly loo: number;
  readonly ise: number;
  readonly bias: number;
  readonly variance: number;
};

const spectra = lastOf(spectrumOf);

const expected = lastOf((truth: Mixture, kernel: KernelName) =>
  Array.from(ladderOf(TOP, RUNGS), (h) => expectedErrors(spectra(truth), kernel, h, 1)),
);

export function rungsOf(values: Values, kept?: Kept): readonly Rung[] {
  const sample = sampleOf(values, kept);
  const { h, loo, ise } = ladder(sample, values.kernel);
  const errors = sample.truth && expected(sample.truth, values.kernel);
  return Array.from(h, (width, k) => ({
    h: width,
    loo: loo[k] ?? NaN,
    ise: ise?.[k] ?? NaN,
    bias: errors?.[k]?.bias ?? NaN,
    variance: (errors?.[k]?.variance ?? NaN) / sample.points.length,
  }));
}

/** The numbers that need the truth; without one there are none. */
function againstTruth(sample: Sample, values: Values, h: number) {
  const { points, truth } = sample;
  const { kernel, bins, origin } = values;
  const names = ['best-bandwidth', 'ise-gaussian', 'ise-histogram', 'ise-kde', 'ise-ratio'] as const;
  if (!truth) return Object.fromEntries([...names, 'bias', 'variance', 'mise'].map((name) => [name, NaN]));
  const { best, least } = bestOf(sample, truth, kernel);
  const ise = atBandwidth(sample, kernel, h).ise?.[0] ?? NaN;
  const { bias, variance } = expectedErrors(spectra(truth), kernel, h, points.length);
  return {
    'best-bandwidth': best,
    'ise-gaussian': gaussianError(gaussianOf(points), truth),
    'ise-histogram': histogramError(histogramOf(points, bins, origin), truth),
    'ise-kde': ise,
    'ise-ratio': ise / least,
    bias,
    variance,
    mise: bias + variance,
  };
}

function likelihoods(sample: Sample, values: Values, h: number) {
  const { points } = sample;
  const { bins, origin, kernel } = values;
  const gaussian = gaussianOf(points);
  const histogram = histogramOf(points, bins, origin);
  const kernelFit = atBandwidth(sample, kernel, h);
  const { gaussian: onGaussian, histogram: onHistogram, kde: onKernels } = heldOut(sample, values, h);
  return {
    'fit-gaussian': -0.5 * Math.log(2 * Math.PI * gaussian.sigma ** 2) - 0.5,
    'fit-gaussian-direct': meanOf(points.map((x) => logGaussian(gaussian, x))),
    'fit-histogram': meanOf(points.map((x) => Math.log(histogramAt(histogram, x)))),
    'fit-kde': kernelFit.fit[0] ?? NaN,
    loo: kernelFit.loo[0] ?? NaN,
    'held-out-gaussian': meanLog(onGaussian),
    'held-out-histogram': meanLog(onHistogram),
    'held-out-kde': meanLog(onKernels),
    'held-out-error': errorOf(onKernels),
    'lost-histogram': lostIn(onHistogram),
    'lost-kde': lostIn(onKernels),
  };
}

/** Points that an evaluation looks at, on average over the points: a kernel that ends needs only those near. */
function costOf(points: Float64Array, kernel: KernelName, h: number): number {
  if (kernel === 'gaussian') return points.length;
  let [pairs, from] = [0, 0];
  points.forEach((x, i) => {
    while (x - (points[from] ?? 0) >= h) from++;
    pairs += i - from;
  });
  return 1 + (2 * pairs) / points.length;
}

function costs({ points }: Sample, { kernel, bins, origin }: Values, h: number) {
  return {
    'stored-gaussian': 2,
    'stored-histogram': histogramOf(points, bins, origin).counts.length + 2,
    'stored-kde': points.length + 1,
    'cost-kde': costOf(points, kernel, h),
  };
}

/** The relative error that Silverman's table asks for: the root of 0.1. */
export const GOOD = Math.sqrt(0.1);

/** Cells of a histogram with k bins along each of d axes. */
export const cellCount = (bins: number, d: number) => bins ** d;

export const DIMENSIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** What dimension does with n points: the error of either estimator at the peak, relative to the density there. */
export type AtDimension = { readonly d: number; readonly kernel: number; readonly histogram: number };

export const byDimension = lastOf((n: number): readonly AtDimension[] =>
  DIMENSIONS.map((d) => ({ d, kernel: relativeError('kernel', d, n), histogram: relativeError('histogram', d, n) })),
);

/** Points for a relative mean squared error of 0.1, which no knob but d moves. */
export const needed = lastOf((d: number) => ({ kernel: pointsFor('kernel', d), histogram: pointsFor('histogram', d) }));

function inDimensions(n: number, { dimension, bins }: Values) {
  const { kernel, histogram } = byDimension(n)[dimension - 1] ?? { kernel: NaN, histogram: NaN };
  const enough = needed(dimension);
  return {
    'error-kde': kernel,
    'error-histogram': histogram,
    'needed-kde': enough.kernel,
    'needed-histogram': enough.histogram,
    cells: cellCount(bins, dimension),
    'bytes-histogram': 8 * cellCount(bins, dimension),
    'bytes-kde': 8 * n * dimension,
  };
}

const counted = lastOf((values: Values, kept: Kept): Metrics => {
  const sample = sampleOf(values, kept);
  const { points } = sample;
  const rules = bandwidthsOf(sample, values.kernel);
  const h = bandwidthOf(sample, values);
  const { mean, sigma } = gaussianOf(points);
  const histogram = histogramOf(points, values.bins, values.origin);
  return {
    bandwidth: h,
    silverman: rules.silverman,
    scott: rules.scott,
    'loo-bandwidth': rules.loo,
    // Numbers that cancel leave a rounding error behind, which should not be shown as a mean.
    mean: Math.abs(mean) < 1e-12 * sigma ? 0 : mean,
    sigma,
    ...likelihoods(sample, values, h),
    'integral-kde': areaUnder(points, values.kernel, h),
    'integral-histogram': areaOf(histogram),
    ...againstTruth(sample, values, h),
    'below-zero': meanOf(points.map((x) => kernels[values.kernel].below(-x / h))),
    ...costs(sample, values, h),
    ...inDimensions(points.length, values),
  } as Metrics;
});

/** Every number of `meta.metrics`; those against a truth are NaN where none is known. */
export const metricsOf = (values: Values, kept?: Kept): Metrics => counted(values, kept);

/** A place of the first picture: the kernels, the Gaussian and the truth (NaN where unknown) there. */
export type Place = { readonly x: number; readonly kde: number; readonly gaussian: number; readonly truth: number };

/** What the first picture shows of x: all points, the known truth, and room beside them. */
export function spanOf({ points, truth, unit }: Sample): readonly [number, number] {
  const [low, high] = [points[0] ?? 0, points.at(-1) ?? 0];
  if (truth) return [Math.min(-4, low - 0.2), Math.max(4, high + 0.2)];
  const room = high > low ? 0.25 * (high - low) : 3 * unit;
  return [low - room, high + room];
}

const STRIPS = 240;

/** Evenly spaced places, and more at every point where the kernel is too narrow for them. */
function placesOf(sample: Sample, kernel: KernelName, h: number): number[] {
  const [from, to] = spanOf(sample);
  const step = (to - from) / STRIPS;
  const even = Array.from({ length: STRIPS + 1 }, (_, i) => from + i * step);
  const near =
    kernel === 'gaussian' ? [-2.2, -1.3, -0.6, 0, 0.6, 1.3, 2.2] : [-1.001, -0.999, -0.5, 0, 0.5, 0.999, 1.001];
  const wanted = kernel === 'top-hat' ? 12 : 3;
  const extra = h < wanted * step ? Array.from(sample.points).flatMap((x) => near.map((t) => x + t * h)) : [];
  return [...even, ...extra].filter((x) => x >= from && x <= to).sort((a, b) => a - b);
}

function densitiesAt(values: Values, places: readonly number[], kept?: Kept): readonly Place[] {
  const sample = sampleOf(values, kept);
  const h = bandwidthOf(sample, values);
  const gaussian = gaussianOf(sample.points);
  return places.map((x) => ({
    x,
    kde: kernelDensity(sample.points, values.kernel, h, x),
    // A spike of no width cannot be drawn.
    gaussian: gaussian.sigma > 0 ? Math.exp(logGaussian(gaussian, x)) : 0,
    truth: sample.truth ? mixtureDensity(sample.truth, x) : NaN,
  }));
}

export function placesAt(values: Values, kept?: Kept): readonly Place[] {
  const sample = sampleOf(values, kept);
  return densitiesAt(values, placesOf(sample, values.kernel, bandwidthOf(sample, values)), kept);
}

/** Hills of more points than these could not be told apart. */
const MOST_HILLS = 60;
/** Places on a hill, from one end to the other; a Gaussian ends where it is too low to be seen. */
const [ON_A_HILL, GAUSSIAN_ENDS] = [41, 3.2];

export type OnHill = { readonly x: number; readonly y: number };

/** What each point adds to the kernels' density: its own hill, of area 1/n; a gap (NaN) behind each. */
export function hillsOf(values: Values, kept?: Kept): readonly OnHill[] {
  const sample = sampleOf(values, kept);
  const { points } = sample;
  const h = bandwidthOf(sample, values);
  const reach = h * (values.kernel === 'gaussian' ? GAUSSIAN_ENDS : 1.001);
  if (points.length > MOST_HILLS) return [];
  return Array.from(points).flatMap((point) => {
    const hill = Array.from({ length: ON_A_HILL }, (_, i) => {
      const x = point + reach * ((2 * i) / (ON_A_HILL - 1) - 1);
      return { x, y: kernelDensity(Float64Array.of(point), values.kernel, h, x) / points.length };
    });
    return [...hill, { x: point + reach, y: NaN }];
  });
}

/** All four densities at even places, for the table. */
export function tableOf(values: Values, kept?: Kept): readonly (Place & { readonly histogram: number })[] {
  const sample = sampleOf(values, kept);
  const histogram = histogramOf(sample.points, values.bins, values.origin);
  const [from, to] = spanOf(sample);
  const even = Array.from({ length: 49 }, (_, i) => from + (i * (to - from)) / 48);
  return densitiesAt(values, even, kept).map((place) => ({ ...place, histogram: histogramAt(histogram, place.x) }));
}

/** A cell of the histogram with its height. */
export type Cell = { readonly from: number; readonly to: number; readonly count: number; readonly height: number };

export function cellsOf(values: Values, kept?: Kept): readonly Cell[] {
  const histogram = histogramOf(sampleOf(values, kept).points, values.bins, values.origin);
  return Array.from(histogram.counts, (count, i) => ({
    from: edgeOf(histogram, i),
    to: edgeOf(histogram, i + 1),
    count,
    height: count / (histogram.n * histogram.width),
  }));
}

/** ——— The reader's own numbers. */

/** How they are read and written. */
export * from './points.ts';

/** The points that a hand works on: the reader's own in the order given, or the drawn ones, to three decimals. */
export function inHand(values: Values, kept?: Kept): readonly number[] {
  if (values.data === 'own') return kept ?? numbersIn(values.points);
  return Array.from(sampleOf(values).points, (x) => Number(x.toFixed(3)));
}

/** What two knobs mean for points of the reader's own, and for no others. */
export function aboutOwn(values: Values, kept?: Kept): string {
  if (values.data !== 'own') return '';
  const { points, unit } = sampleOf(values, kept);
  return (
    `With points of your own, h counts in their standard deviations: 1 is ${Number(unit.toPrecision(4))}. ` +
    `And n changes nothing: there are ${points.length} points.`
  );
}

/** Which of the points lies nearest to x, if one does within `within`. */
export function nearestTo(points: readonly number[], x: number, within: number): number | undefined {
  let [best, distance] = [-1, within];
  points.forEach((point, i) => {
    if (Math.abs(point - x) <= distance) [best, distance] = [i, Math.abs(point - x)];
  });
  return best < 0 ? undefined : best;
}

/** A place of the picture as a number with no more decimals than a pixel can tell. */
export function pointed(x: number, [from, to]: readonly [number, number]): number {
  const decimals = Math.min(100, Math.max(0, 3 - Math.floor(Math.log10(to - from))));
  return Math.max(-LARGEST, Math.min(LARGEST, Number(x.toFixed(decimals)) + 0));
}
