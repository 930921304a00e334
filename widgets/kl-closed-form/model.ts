import { latest } from '#src/engine/latest.ts';
import { klBetweenNormals, klToStandardNormal, logNormal, logTwoPi } from '#src/engine/maths/gaussian.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
type Gaussian = Pick<Values, 'mu' | 'sigma'>;

/** log q(z) for q = N(μ, σ²). */
const logQ = ({ mu, sigma }: Gaussian, z: number) => logNormal(z, mu, sigma ** 2);

/** log p(z) for the prior p = N(0, 1). */
const logPrior = (z: number) => logNormal(z, 0, 1);

/** log q(z)/p(z), whose mean under q is the KL divergence. */
const logRatio = (q: Gaussian, z: number) => logQ(q, z) - logPrior(z);

const integrand = (q: Gaussian, z: number) => Math.exp(logQ(q, z)) * logRatio(q, z);

/** How far from its mean q is integrated, in σ; what lies beyond is below 1e-30. */
const REACH = 12;

/** ∫ f over μ ± 12σ by the trapezoid rule; f vanishes at both ends, so every strip has the same weight. */
function integral({ mu, sigma }: Gaussian, pointsPerSigma: number, f: (z: number) => number): number {
  const count = REACH * pointsPerSigma;
  const width = sigma / pointsPerSigma;
  let sum = 0;
  for (let i = -count; i <= count; i++) sum += f(mu + i * width);
  return sum * width;
}

/** Smooth integrands: the rule converges geometrically, and 24 points a σ leave rounding alone. */
const SMOOTH = 24;

/** Integrands cut off at zero have a corner, and there the rule errs by at most (σ/200)² times the slope, over 8. */
const CORNERED = 200;

/** The amounts that need no formula: every one an integral over z, done by adding up strips. */
function integralsOf(q: Gaussian) {
  const density = (z: number) => Math.exp(logQ(q, z));
  const negativeEntropy = integral(q, SMOOTH, (z) => density(z) * logQ(q, z));
  const crossEntropy = integral(q, SMOOTH, (z) => -density(z) * logPrior(z));
  return {
    'kl-quadrature': integral(q, SMOOTH, (z) => integrand(q, z)),
    'kl-positive-area': integral(q, CORNERED, (z) => Math.max(0, integrand(q, z))),
    'kl-negative-area': integral(q, CORNERED, (z) => Math.min(0, integrand(q, z))),
    'negative-entropy': negativeEntropy,
    'cross-entropy': crossEntropy,
    'entropies-sum': negativeEntropy + crossEntropy,
  };
}

/** The amounts that need no integral, the right ones and the two slips. */
function closedFormsOf({ mu, sigma }: Gaussian) {
  const variance = sigma ** 2;
  const negativeEntropy = -0.5 * Math.log(2 * Math.PI * variance) - 0.5;
  const crossEntropy = 0.5 * logTwoPi + 0.5 * (mu ** 2 + variance);
  return {
    'negative-entropy-closed': negativeEntropy,
    'cross-entropy-closed': crossEntropy,
    'closed-sum': negativeEntropy + crossEntropy,
    kl: 0.5 * (mu ** 2 + variance - 1 - Math.log(variance)),
    'kl-reverse': klBetweenNormals(0, 1, mu, variance),
    'kl-without-half': mu ** 2 + variance - 1 - Math.log(variance),
    'kl-as-printed': mu ** 2 + variance ** 2 - 1 - Math.log(variance ** 2),
  };
}

function termsOf({ mu, sigma }: Gaussian) {
  const { meanTerm, varianceTerm, constant, logTerm, total } = klToStandardNormal(mu, sigma);
  return {
    'mean-term': meanTerm,
    'variance-term': varianceTerm,
    'constant-term': constant,
    'log-term': logTerm,
    'terms-sum': total,
  };
}

/** The mean of the first `n` log ratios and its standard error. */
export type Estimate = { readonly n: number; readonly mean: number; readonly error: number };

/** The fewest samples whose spread is shown. */
const FEWEST = 5;

let drawn: { seed: number; noise: Float64Array } | undefined;

/**
 * The first `count` standard normals of a seed. The last seed's are kept, since μ and σ move the samples and not the
 * noise, and more are drawn than asked for, so that a growing count seldom draws anew.
 */
function noiseOf(seed: number, count: number): Float64Array {
  if (drawn?.seed !== seed || drawn.noise.length < count) {
    const source = random(seed).fork('monte-carlo');
    const length = 2 ** Math.ceil(Math.log2(count));
    drawn = { seed, noise: Float64Array.from({ length }, () => source.normal()) };
  }
  return drawn.noise.subarray(0, count);
}

/** log q(z)/p(z) at z = μ + σε for each of the n draws ε. */
export function logRatiosOf(values: Values): Float64Array {
  const { mu, sigma, samples, seed } = values;
  const ratios = new Float64Array(samples);
  const noise = noiseOf(seed, samples);
  for (let i = 0; i < samples; i++) ratios[i] = logRatio(values, mu + sigma * (noise[i] ?? 0));
  return ratios;
}

/** Sample sizes at which the running estimate is drawn: about 40 a decade, the last one included. */
function checkpoints(samples: number): number[] {
  const decades = Math.log10(samples / FEWEST);
  const stops = Array.from({ length: Math.ceil(40 * decades) }, (_, i) => Math.floor(FEWEST * 10 ** (i / 40)));
  return [...new Set([...stops, samples])];
}

/** The running estimate against the number of samples. Readouts and picture ask for the same one, so it is kept. */
export const runningEstimates = latest(traceOf);

/** Welford's update of the mean and the squared deviations, read off at the checkpoints. */
function traceOf(values: Values): Estimate[] {
  const ratios = logRatiosOf(values);
  const trace: Estimate[] = [];
  let [mean, squares, done] = [0, 0, 0];
  for (const n of checkpoints(values.samples)) {
    for (; done < n; done++) {
      const from = (ratios[done] ?? 0) - mean;
      mean += from / (done + 1);
      squares += from * ((ratios[done] ?? 0) - mean);
    }
    trace.push({ n, mean, error: Math.sqrt(squares / (n - 1) / n) });
  }
  return trace;
}

/** The standard error that the variance of the log ratio, μ²σ² + ½(σ² − 1)², asks for at n samples. */
export function expectedError({ mu, sigma, samples }: Pick<Values, 'mu' | 'sigma' | 'samples'>): number {
  return Math.sqrt((mu ** 2 * sigma ** 2 + 0.5 * (sigma ** 2 - 1) ** 2) / samples);
}

/** Every number of `meta.metrics`, in nats unless it says otherwise. Pictures and readouts ask for the same ones. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const closed = closedFormsOf(values);
  const { mean, error } = runningEstimates(values).at(-1) ?? { mean: 0, error: 0 };
  const inErrors = (amount: number) => (error > 0 ? (amount - mean) / error : 0);
  return {
    ...closed,
    ...integralsOf(values),
    ...termsOf(values),
    'kl-monte-carlo': mean,
    'kl-monte-carlo-error': error,
    'error-expected': expectedError(values),
    'errors-to-kl': inErrors(closed.kl),
    'errors-to-kl-without-half': inErrors(closed['kl-without-half']),
  };
}

/** One point of the picture of q, p and the integrand q log(q/p). */
export type DensityPoint = { readonly z: number; readonly q: number; readonly p: number; readonly integrand: number };

/** q, p and the integrand over the part of the z axis where either has mass, finer where q is narrow. */
export function densitiesOf(values: Values): DensityPoint[] {
  const { mu, sigma } = values;
  const [from, to] = [Math.min(-4, mu - 4.5 * sigma), Math.max(4, mu + 4.5 * sigma)];
  const even = Array.from({ length: 161 }, (_, i) => from + ((to - from) * i) / 160);
  const near = Array.from({ length: 121 }, (_, i) => mu + sigma * (i / 15 - 4));
  return [...even, ...near]
    .sort((a, b) => a - b)
    .map((z) => ({ z, q: Math.exp(logQ(values, z)), p: Math.exp(logPrior(z)), integrand: integrand(values, z) }));
}

/** One bar of the chain that adds up to the divergence. */
export type Bar = { readonly term: string; readonly label: string; readonly from: number; readonly to: number };

/** The four terms, each starting where the one before ends, then the sum from zero. */
export function barsOf(values: Gaussian): Bar[] {
  const terms = termsOf(values);
  const steps = [
    ['mean-term', '½μ²'],
    ['variance-term', '½σ²'],
    ['constant-term', '−½'],
    ['log-term', '−½ log σ²'],
  ] as const;
  let end = 0;
  const bars = steps.map(([term, label]) => {
    const from = end;
    end += terms[term];
    return { term, label, from, to: end };
  });
  return [...bars, { term: 'kl', label: 'KL', from: 0, to: end }];
}
