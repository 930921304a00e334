/** Kernels of one variable, mixtures of Gaussians as known truths, and what one says of the other, in closed form. */
import { normalBelow } from './gaussian.ts';

const bell = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** φ(x; 0, v): the density at x of a Gaussian with mean 0 and variance v. */
const spread = (x: number, variance: number) => Math.exp((-0.5 * x * x) / variance) / Math.sqrt(2 * Math.PI * variance);

export type KernelName = 'gaussian' | 'epanechnikov' | 'top-hat';

/** A symmetric density K(t) of width 1; a bandwidth h makes it K(d/h)/h. */
export type Kernel = {
  /** Where it ends; for the Gaussian where it is below 1e-16 of its peak. */
  readonly reach: number;
  readonly value: (t: number) => number;
  /** ∫ K from −∞ to t. */
  readonly below: (t: number) => number;
  /** (K ∗ K)(t), whose sums are the integral of a squared estimate. */
  readonly twice: (t: number) => number;
  /** ∫ K². */
  readonly roughness: number;
  /** ∫ t² K. */
  readonly variance: number;
  /** ∫ K(t) cos(ut) dt. */
  readonly transform: (u: number) => number;
  /** The mean of K((X − x)/h)/h over X = x + N(d, σ²): the kernel blurred by a Gaussian. */
  readonly blurred: (d: number, h: number, sigma: number) => number;
};

const inside = (t: number, end: number) => Math.min(end, Math.max(-end, t));

const gaussian: Kernel = {
  reach: 8.6,
  value: bell,
  below: normalBelow,
  twice: (t) => spread(t, 2),
  roughness: 0.5 / Math.sqrt(Math.PI),
  variance: 1,
  transform: (u) => Math.exp(-0.5 * u * u),
  blurred: (d, h, sigma) => spread(d, h * h + sigma * sigma),
};

const epanechnikov: Kernel = {
  reach: 1,
  value: (t) => (Math.abs(t) < 1 ? 0.75 * (1 - t * t) : 0),
  below: (t) => 0.5 + 0.25 * inside(t, 1) * (3 - inside(t, 1) ** 2),
  twice: (t) => {
    const a = Math.min(2, Math.abs(t));
    const short = 2 - a;
    return (3 / 160) * short * short * short * (a * a + 6 * a + 4);
  },
  roughness: 3 / 5,
  variance: 1 / 5,
  // 3(sin u − u cos u)/u³, by its series where that cancels.
  transform: (u) =>
    Math.abs(u) < 0.05 ? 1 - (u * u) / 10 + u ** 4 / 280 : (3 * (Math.sin(u) - u * Math.cos(u))) / u ** 3,
  blurred: (d, h, sigma) => {
    const [a, b] = [(-h - d) / sigma, (h - d) / sigma];
    const [atA, atB, mass] = [bell(a), bell(b), normalBelow(b) - normalBelow(a)];
    const square = (d * d + sigma * sigma) * mass + 2 * d * sigma * (atA - atB) + sigma * sigma * (a * atA - b * atB);
    return (0.75 / h) * (mass - square / (h * h));
  },
};

const topHat: Kernel = {
  reach: 1,
  value: (t) => (Math.abs(t) < 1 ? 0.5 : 0),
  below: (t) => 0.5 + 0.5 * inside(t, 1),
  twice: (t) => 0.25 * Math.max(0, 2 - Math.abs(t)),
  roughness: 1 / 2,
  variance: 1 / 3,
  transform: (u) => (u === 0 ? 1 : Math.sin(u) / u),
  blurred: (d, h, sigma) => (normalBelow((h - d) / sigma) - normalBelow((-h - d) / sigma)) / (2 * h),
};

export const kernels: Readonly<Record<KernelName, Kernel>> = { gaussian, epanechnikov, 'top-hat': topHat };

/**
 * How much wider this kernel must be than the Gaussian to smooth as much: the ratio of (∫K²/(∫t²K)²)^⅕, the factor of the
 * kernel in the bandwidth that is best for many points (Marron & Nolan 1988).
 */
export function widthAgainstGaussian(name: KernelName): number {
  const factor = ({ roughness, variance }: Kernel) => (roughness / variance ** 2) ** 0.2;
  return factor(kernels[name]) / factor(gaussian);
}

/** Where the first of the ascending `points` stands that is at least x. */
function firstFrom(points: Float64Array, x: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Σ K((x − xᵢ)/h) over points `from` to `to`; the Gaussian's written out, since every frame asks it a hundred thousand times. */
function bells(points: Float64Array, from: number, to: number, h: number, x: number): number {
  const half = -0.5 / (h * h);
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(half * (x - (points[i] ?? 0)) ** 2);
  return sum / Math.sqrt(2 * Math.PI);
}

function values(points: Float64Array, from: number, to: number, { value }: Kernel, h: number, x: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += value((x - (points[i] ?? 0)) / h);
  return sum;
}

/** The kernel density estimate (1/nh) Σ K((x − xᵢ)/h) at x; `points` ascend. */
export function kernelDensity(points: Float64Array, name: KernelName, h: number, x: number): number {
  const { reach } = kernels[name];
  const [from, to] = [firstFrom(points, x - reach * h), firstFrom(points, x + reach * h)];
  const sum = name === 'gaussian' ? bells(points, from, to, h, x) : values(points, from, to, kernels[name], h, x);
  return sum / (points.length * h);
}

/** In kernels of width 1: points out of reach may add 4e-17 to an estimate, which is 4e-11 of one as large as this. */
const PLAIN = 1e-6;

/** log of the estimate, right also where a Gaussian's sum underflows; −∞ where a kernel that ends is empty. */
export function logKernelDensity(points: Float64Array, name: KernelName, h: number, x: number): number {
  const density = kernelDensity(points, name, h, x);
  if (density * h > PLAIN || name !== 'gaussian') return Math.log(density);
  let nearest = Infinity;
  for (const point of points) nearest = Math.min(nearest, Math.abs(x - point));
  let sum = 0;
  for (const point of points) sum += Math.exp((nearest ** 2 - (x - point) ** 2) / (2 * h * h));
  return Math.log(sum / (points.length * h)) - nearest ** 2 / (2 * h * h) - 0.5 * Math.log(2 * Math.PI);
}

/** Σ weightₖ N(meanₖ, deviationₖ²). */
export type Mixture = readonly { readonly weight: number; readonly mean: number; readonly deviation: number }[];

export const mixtureDensity = (mixture: Mixture, x: number): number =>
  mixture.reduce((sum, { weight, mean, deviation }) => sum + weight * spread(x - mean, deviation ** 2), 0);

/** The mixture's share below x. */
export const mixtureBelow = (mixture: Mixture, x: number): number =>
  mixture.reduce((sum, { weight, mean, deviation }) => sum + weight * normalBelow((x - mean) / deviation), 0);

/** ∫ f g for two mixtures: Gaussians multiply to Gaussians. */
export const overlap = (f: Mixture, g: Mixture): number =>
  f.reduce(
    (sum, a) =>
      sum +
      g.reduce(
        (part, b) => part + a.weight * b.weight * spread(a.mean - b.mean, a.deviation ** 2 + b.deviation ** 2),
        0,
      ),
    0,
  );

/** ∫ f̂ f: the mean over the points of the kernel blurred by the truth. */
function cross(points: Float64Array, { blurred }: Kernel, h: number, truth: Mixture): number {
  let sum = 0;
  for (const point of points)
    for (const { weight, mean, deviation } of truth) sum += weight * blurred(mean - point, h, deviation);
  return sum / points.length;
}

/** Bandwidths top, top/2^¼, top/√2, …: `count` of them. */
export const ladderOf = (top: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => top * 2 ** (-k / 4));

/**
 * What each of several bandwidths comes to: the mean log density of the points themselves, the same with each point under the
 * others alone, and with a truth the squared error.
 */
export type Ladder = {
  readonly h: Float64Array;
  readonly fit: Float64Array;
  readonly loo: Float64Array;
  readonly ise: Float64Array | undefined;
};

/** Below this share of a kernel's peak a sum may lack terms that were left out, and is made anew. */
const FAINT = 1e-20;

/** `points` ascend; `h` is a ladder as `ladderOf` makes it, or a single bandwidth. */
export function climb(points: Float64Array, name: KernelName, h: Float64Array, truth: Mixture | undefined): Ladder {
  const { alone, pairs } = name === 'gaussian' ? gaussianSums(points, h) : windowSums(points, name, h);
  const n = points.length;
  const kernel = kernels[name];
  const own = kernel.value(0);
  const [fit, loo] = [new Float64Array(h.length), new Float64Array(h.length)];
  h.forEach((width, k) => {
    for (let i = 0; i < n; i++) {
      const others = alone[i * h.length + k] ?? 0;
      fit[k] = (fit[k] ?? 0) + Math.log((others + own) / (n * width)) / n;
      const left = others > FAINT ? Math.log(others / ((n - 1) * width)) : logWithout(points, i, name, width);
      loo[k] = (loo[k] ?? 0) + left / n;
    }
  });
  if (!truth) return { h, fit, loo, ise: undefined };
  const square = overlap(truth, truth);
  const ise = h.map((width, k) => {
    const squared = (n * kernel.twice(0) + 2 * (pairs[k] ?? 0)) / (n * n * width);
    return squared - 2 * cross(points, kernel, width, truth) + square;
  });
  return { h, fit, loo, ise };
}

const logWithout = (points: Float64Array, i: number, name: KernelName, h: number) =>
  logKernelDensity(without(points, i), name, h, points[i] ?? 0);

const without = (points: Float64Array, at: number) => points.filter((_, i) => i !== at);

/** For each point and rung Σ over the others of K(d/h), at `i · rungs + k`; and for each rung Σ over pairs of (K∗K)(d/h). */
type Sums = { readonly alone: Float64Array; readonly pairs: Float64Array };

/**
 * Two rungs down h falls by √2, so exp(−d²/2h²) is squared: two exponentials a pair serve the whole ladder. (K∗K) of the
 * Gaussian is the kernel two rungs up, times 1/√2. 20 squarings multiply a rounding error by 2²⁰, to 1e-10.
 */
function gaussianSums(points: Float64Array, h: Float64Array): Sums {
  const [n, rungs, top] = [points.length, h.length, (h[0] ?? 1) * Math.SQRT2];
  const alone = new Float64Array(n * rungs);
  const pairs = new Float64Array(rungs);
  const starts = Math.min(2, rungs);
  const halves = [-0.5 / top ** 2, -0.5 / (top * 2 ** -0.25) ** 2];
  const peak = 1 / Math.sqrt(2 * Math.PI);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const d = (points[j] ?? 0) - (points[i] ?? 0);
      for (let start = 0; start < starts; start++) {
        let e = Math.exp((halves[start] ?? 0) * d * d);
        for (let k = start; k < rungs && e > 1e-24; k += 2) {
          pairs[k] = (pairs[k] ?? 0) + e;
          e *= e;
          alone[i * rungs + k] = (alone[i * rungs + k] ?? 0) + e * peak;
          alone[j * rungs + k] = (alone[j * rungs + k] ?? 0) + e * peak;
        }
      }
    }
  return { alone, pairs: pairs.map((sum) => sum * peak * Math.SQRT1_2) };
}

function windowSums(points: Float64Array, name: KernelName, h: Float64Array): Sums {
  const [n, rungs] = [points.length, h.length];
  const { value, twice } = kernels[name];
  const alone = new Float64Array(n * rungs);
  const pairs = h.map((width, k) => {
    let sum = 0;
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const t = ((points[j] ?? 0) - (points[i] ?? 0)) / width;
        if (t >= 2) break;
        sum += twice(t);
        if (t >= 1) continue;
        const weight = value(t);
        alone[i * rungs + k] = (alone[i * rungs + k] ?? 0) + weight;
        alone[j * rungs + k] = (alone[j * rungs + k] ?? 0) + weight;
      }
    return sum;
  });
  return { alone, pairs };
}

/** ∫ (E f̂ − f)² and ∫ Var f̂ of an estimate from n points, whichever they are. */
export type ExpectedError = { readonly bias: number; readonly variance: number };

/**
 * Both by Plancherel: E f̂ = K_h ∗ f has the transform K̂(hu) f̂(u), so the squared bias is (1/2π)∫(1 − K̂)²|f̂|² and the
 * variance (1/n)(∫K²/h − (1/2π)∫K̂²|f̂|²). |f̂|² is a sum of Gaussians; the trapezoid rule sees it to rounding.
 */
export function expectedErrors(spectrum: Spectrum, name: KernelName, h: number, n: number): ExpectedError {
  const { transform, roughness } = kernels[name];
  const { step, power } = spectrum;
  let [bias, kept] = [0, 0];
  for (let i = 0; i < power.length; i++) {
    const share = (i === 0 ? 0.5 : 1) * (power[i] ?? 0);
    const passed = transform(h * step * i);
    bias += share * (1 - passed) ** 2;
    kept += share * passed * passed;
  }
  const unit = step / Math.PI;
  return { bias: bias * unit, variance: (roughness / h - kept * unit) / n };
}

/** |∫ f(x) e^(iux) dx|² of a mixture at u = 0, step, 2·step, …, until nothing is left of it. */
export type Spectrum = { readonly step: number; readonly power: Float64Array };

export function spectrumOf(truth: Mixture): Spectrum {
  // 2π/step = 52 must exceed the reach of f and of two kernels with h up to 4 together.
  const step = 0.12;
  const end = 6.3 / Math.min(...truth.map(({ deviation }) => deviation));
  const power = Float64Array.from({ length: Math.ceil(end / step) + 1 }, (_, i) => {
    const u = i * step;
    let [even, odd] = [0, 0];
    for (const { weight, mean, deviation } of truth) {
      const size = weight * Math.exp(-0.5 * (u * deviation) ** 2);
      even += size * Math.cos(u * mean);
      odd += size * Math.sin(u * mean);
    }
    return even * even + odd * odd;
  });
  return { step, power };
}
