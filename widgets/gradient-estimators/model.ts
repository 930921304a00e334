import { latest } from '#src/engine/latest.ts';
import { logNormal, normalBelow } from '#src/engine/maths/gaussian.ts';
import { evenNodes, trapezoid } from '#src/engine/maths/quadrature.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
type Gaussian = Pick<Values, 'mu' | 'sigma'>;

/** What both variances are made of; ε = (z − μ)/σ. */
type Moments = {
  /** ∂/∂μ of E[f]. */
  readonly gradient: number;
  /** E[f]. */
  readonly mean: number;
  /** E[f ε²] and E[f² ε²]. */
  readonly weighted: number;
  readonly squared: number;
  /** E[f′] and E[f′²]. */
  readonly slope: number;
  readonly slopeSquared: number;
};

type Subject = {
  readonly f: (z: number) => number;
  readonly slope: (z: number) => number;
  readonly gradient: (q: Gaussian) => number;
};

const subjects: Readonly<Record<Values['f'], Subject>> = {
  square: { f: (z) => z * z, slope: (z) => 2 * z, gradient: ({ mu }) => 2 * mu },
  sine: {
    f: Math.sin,
    slope: Math.cos,
    gradient: ({ mu, sigma }) => Math.cos(mu) * Math.exp(-0.5 * sigma ** 2),
  },
  well: {
    f: (z) => (z * z - 1) ** 2,
    slope: (z) => 4 * z * (z * z - 1),
    gradient: ({ mu, sigma }) => 4 * mu * (mu ** 2 + 3 * sigma ** 2 - 1),
  },
  step: {
    f: (z) => (z > 0 ? 1 : 0),
    slope: () => 0,
    gradient: ({ mu, sigma }) => Math.exp(logNormal(0, mu, sigma ** 2)),
  },
};

export const subjectOf = ({ f }: Pick<Values, 'f'>): Subject => subjects[f];

/** Strips over ±10 deviations: twelve a deviation, where polynomials and waves under a Gaussian are summed to rounding. */
const STRIPS = 240;
const normals = evenNodes(-10, 10, STRIPS);
const density = normals.at.map((z) => Math.exp(logNormal(z, 0, 1)));

/** The moments by quadrature over ε; for the step, whose corner the rule would miss, by the normal's partial moments. */
export function momentsOf(name: Values['f'], q: Gaussian): Moments {
  const { f, slope, gradient } = subjects[name];
  if (name === 'step') return { ...stepMoments(q), gradient: gradient(q) };
  const under = (g: (z: number, epsilon: number) => number) =>
    trapezoid(normals, (i) => {
      const epsilon = normals.at[i] ?? 0;
      return (density[i] ?? 0) * g(q.mu + q.sigma * epsilon, epsilon);
    });
  return {
    gradient: gradient(q),
    mean: under(f),
    weighted: under((z, epsilon) => f(z) * epsilon ** 2),
    squared: under((z, epsilon) => (f(z) * epsilon) ** 2),
    slope: under(slope),
    slopeSquared: under((z) => slope(z) ** 2),
  };
}

/** With a = μ/σ, E[1(ε > −a)] = Φ(a) and E[ε² 1(ε > −a)] = Φ(a) − a φ(a), by parts. */
function stepMoments({ mu, sigma }: Gaussian): Omit<Moments, 'gradient'> {
  const a = mu / sigma;
  const above = normalBelow(a);
  const weighted = above - a * Math.exp(logNormal(a, 0, 1));
  return { mean: above, weighted, squared: weighted, slope: 0, slopeSquared: 0 };
}

/** The constant taken off f. The best one makes E[(f − b)² ε²] smallest: its derivative by b is zero at E[f ε²]. */
export const baselineOf = (baseline: Values['baseline'], { mean, weighted }: Moments): number =>
  ({ none: 0, mean, best: weighted })[baseline];

/** Variances of one draw: Var[f′(z)], and Var[(f(z) − b) ε/σ] = (E[f²ε²] − 2b E[fε²] + b²)/σ² − gradient². */
export function variancesOf(values: Pick<Values, 'f' | 'mu' | 'sigma' | 'baseline'>) {
  const moments = momentsOf(values.f, values);
  const b = baselineOf(values.baseline, moments);
  const { gradient, weighted, squared, slope, slopeSquared } = moments;
  return {
    path: Math.max(0, slopeSquared - slope ** 2),
    score: Math.max(0, (squared - 2 * b * weighted + b ** 2) / values.sigma ** 2 - gradient ** 2),
  };
}

/** How many estimates the histograms count. */
export const ESTIMATES = 400;

/** The seed's noise: μ and σ move the draws and not the noise. */
const noiseOf = latest((seed: number): Float64Array => {
  const source = random(seed).fork('draws');
  return Float64Array.from({ length: ESTIMATES * meta.params.n.max }, () => source.normal());
});

export type Estimates = { readonly path: Float64Array; readonly score: Float64Array };

/** The 400 estimates of each kind, from the same draws. */
export const estimatesOf = latest(estimate);

function estimate(values: Values): Estimates {
  const { mu, sigma, n, seed } = values;
  const { f, slope } = subjects[values.f];
  const b = baselineOf(values.baseline, momentsOf(values.f, values));
  const noise = noiseOf(seed);
  const estimates = { path: new Float64Array(ESTIMATES), score: new Float64Array(ESTIMATES) };
  for (let k = 0; k < ESTIMATES; k++) {
    let [path, score] = [0, 0];
    for (let i = k * n; i < (k + 1) * n; i++) {
      const epsilon = noise[i] ?? 0;
      const z = mu + sigma * epsilon;
      path += slope(z);
      score += ((f(z) - b) * epsilon) / sigma;
    }
    estimates.path[k] = path / n;
    estimates.score[k] = score / n;
  }
  return estimates;
}

const meanOf = (numbers: Float64Array) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const varianceOf = (numbers: Float64Array) => {
  const mean = meanOf(numbers);
  return numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - 1);
};

/** Every number of `meta.metrics`. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const moments = momentsOf(values.f, values);
  const { path, score } = estimatesOf(values);
  const variances = variancesOf(values);
  return {
    gradient: moments.gradient,
    'path-mean': meanOf(path),
    'score-mean': meanOf(score),
    'path-variance': variances.path,
    'score-variance': variances.score,
    'path-variance-seen': values.n * varianceOf(path),
    'score-variance-seen': values.n * varianceOf(score),
    'path-bias': moments.slope - moments.gradient,
    baseline: baselineOf(values.baseline, moments),
  };
}

export type CurvePoint = { readonly z: number; readonly f: number; readonly q: number };
export type Tangent = { readonly z: number; readonly f: number; readonly slope: number };

/** f and q over the part of the line where q has mass, and the first draws with the slope of f at each. */
export function sceneOf(values: Values): {
  readonly curve: readonly CurvePoint[];
  readonly tangents: readonly Tangent[];
} {
  const { mu, sigma } = values;
  const { f, slope } = subjects[values.f];
  const reach = Math.max(1, 3.2 * sigma);
  const curve = Array.from({ length: 201 }, (_, i) => {
    const z = mu + reach * (i / 100 - 1);
    return { z, f: f(z), q: Math.exp(logNormal(z, mu, sigma ** 2)) };
  });
  const tangents = [...noiseOf(values.seed).subarray(0, 8)]
    .map((epsilon) => mu + sigma * epsilon)
    .filter((z) => Math.abs(z - mu) < reach)
    .map((z) => ({ z, f: f(z), slope: slope(z) }));
  return { curve, tangents };
}

export type Bin = { readonly from: number; readonly to: number; readonly path: number; readonly score: number };

const BINS = 41;

/** How many estimates of each kind fall into each of 41 bins around the true gradient; the outermost take what lies beyond. */
export function binsOf(values: Values): Bin[] {
  const { gradient } = momentsOf(values.f, values);
  const { path, score } = variancesOf(values);
  const reach = Math.max(1e-6, 3.5 * Math.sqrt(Math.max(path, score) / values.n));
  const width = (2 * reach) / BINS;
  const low = gradient - reach;
  const counts = (numbers: Float64Array) => {
    const into = new Array<number>(BINS).fill(0);
    for (const value of numbers) {
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)));
      into[bin] = (into[bin] ?? 0) + 1;
    }
    return into;
  };
  const estimates = estimatesOf(values);
  const [ofPath, ofScore] = [counts(estimates.path), counts(estimates.score)];
  return Array.from({ length: BINS }, (_, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width,
    path: ofPath[i] ?? 0,
    score: ofScore[i] ?? 0,
  }));
}

export type VariancePoint = { readonly mu: number; readonly path: number; readonly score: number };

/** Both variances of one draw over the whole knob of μ. */
export const varianceCurve = (values: Values): VariancePoint[] =>
  Array.from({ length: 61 }, (_, i) => {
    const mu = meta.params.mu.min + ((meta.params.mu.max - meta.params.mu.min) * i) / 60;
    return { mu, ...variancesOf({ ...values, mu }) };
  });
