import { latest } from '#src/engine/latest.ts';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import {
  logAverageRatio,
  logEvidence,
  logEvidenceByQuadrature,
  logRatio,
  posterior,
  type LinearGaussian,
  type Normal,
} from '#src/engine/maths/linear-gaussian.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Source = 'prior' | 'q';

/** The weight of the model: x lies around w z in every coordinate. */
export const WEIGHT = 1.5;
const PRIOR: Normal = { mean: 0, variance: 1 };

export const modelOf = ({ s }: Pick<Values, 's'>): LinearGaussian => ({ w: WEIGHT, s });
export const posteriorOf = (values: Values): Normal => posterior(modelOf(values), values.x);

/** q in one coordinate: δ posterior deviations off its mean, ρ of them wide. */
export function inferenceOf(values: Values): Normal {
  const { mean, variance } = posteriorOf(values);
  return { mean: mean + values.delta * Math.sqrt(variance), variance: values.rho ** 2 * variance };
}

/** What the draws of a source come from, in one coordinate. */
export const proposalOf = (values: Values, source: Source): Normal =>
  source === 'prior' ? PRIOR : inferenceOf(values);

/** The signal-to-noise ratio w²/h² and g² = x²/(w² + h²): all that the prior's error depends on. */
const signalOf = ({ x, s }: Values) => ({ a: (WEIGHT / s) ** 2, t: x ** 2 / (WEIGHT ** 2 + s ** 2) });

/** log of E[weight²]/p(x)² in one coordinate when z ~ N(mean, variance) with those δ and ρ; infinite for ρ² ≤ ½. */
export function logSecondMoment({ delta, rho }: { delta: number; rho: number }): number {
  const margin = 2 * rho ** 2 - 1;
  if (margin <= 0) return Infinity;
  return Math.log(rho ** 2) - 0.5 * Math.log(margin) + delta ** 2 / margin;
}

/** The same for draws from the prior: log M, by the formula of the text. */
export function logPriorMoment(values: Values): number {
  const { a, t } = signalOf(values);
  return Math.log1p(a) - 0.5 * Math.log1p(2 * a) + (t * a) / (1 + 2 * a);
}

const logMomentOf = (values: Values, source: Source) =>
  source === 'prior' ? logPriorMoment(values) : logSecondMoment(values);

/** (M^J − 1), the variance of one weight over p(x)². */
const relativeVariance = (values: Values, source: Source, d = values.d) => Math.expm1(d * logMomentOf(values, source));

/** The relative error that the lecture asks for when it counts draws. */
const TARGET = 0.1;

/** log₁₀ of the draws that bring the derived relative error to 10 %; one draw is the least. */
export function digitsNeeded(values: Values, source: Source, d = values.d): number {
  return Math.max(0, Math.log10(relativeVariance(values, source, d) / TARGET ** 2));
}

type Columns = { readonly seed: number; readonly columns: Float64Array[] };
const kept = new Map<Source, Columns>();

/**
 * Standard normals of one coordinate. A coordinate is a stream of its own and more is drawn than asked for, so that neither
 * another dimension nor more draws change what was there.
 */
function columnOf({ seed }: Values, source: Source, coordinate: number, count: number): Float64Array {
  let held = kept.get(source);
  if (held?.seed !== seed) kept.set(source, (held = { seed, columns: [] }));
  const column = held.columns[coordinate];
  if (column && column.length >= count) return column;
  const stream = random(seed).fork(source).at(coordinate);
  const longer = Float64Array.from({ length: 2 ** Math.ceil(Math.log2(count)) }, () => stream.normal());
  held.columns[coordinate] = longer;
  return longer;
}

/** log w(z) − log p(x) of every draw: the log ratio of joint to proposal is a quadratic in the noise, so two sums a draw give it. */
export function logWeightsOf(values: Values, source: Source): Float64Array {
  const { d, n } = values;
  const [constant, linear, square] = quadraticOf(values, source);
  const logs = new Float64Array(n).fill(d * constant);
  for (let coordinate = 0; coordinate < d; coordinate++) {
    const noise = columnOf(values, source, coordinate, n);
    for (let i = 0; i < n; i++) {
      const e = noise[i] ?? 0;
      logs[i] = (logs[i] ?? 0) + e * (linear + square * e);
    }
  }
  return logs;
}

/** Coefficients of log p(x, z) − log q(z) − log p(x) at z = mean + σε, one coordinate: three values fix a quadratic. */
function quadraticOf(values: Values, source: Source): readonly [number, number, number] {
  const proposal = proposalOf(values, source);
  const model = modelOf(values);
  const sigma = Math.sqrt(proposal.variance);
  const at = (e: number) =>
    logRatio(model, values.x, proposal, proposal.mean + sigma * e) - logEvidence(model, values.x);
  const [below, middle, above] = [at(-1), at(0), at(1)];
  return [middle, (above - below) / 2, (above + below) / 2 - middle];
}

/** The draw as a point: its first two coordinates, its share of the sum, and whether it is among those that make 90 %. */
export type Draw = {
  readonly source: Source;
  readonly z1: number;
  readonly z2: number;
  readonly share: number;
  readonly lit: boolean;
};

/** log of the average up to some draw, for each source, in nats. */
export type TracePoint = { readonly n: number; readonly prior: number; readonly q: number };

type Summary = {
  /** log of the average weight over p(x). */
  readonly logRatio: number;
  readonly effective: number;
  readonly lit: number;
  /** Log weights from here up are lit, relative to log p(x). */
  readonly threshold: number;
  /** Those from here up are lit and among the heaviest of all. */
  readonly heavy: number;
  readonly logs: Float64Array;
  /** log of the running average over p(x) at each checkpoint. */
  readonly running: readonly number[];
};

/** The share of the sum that the lit draws make together. */
const LIT_SHARE = 0.9;

function summarise(values: Values, source: Source): Summary {
  const logs = logWeightsOf(values, source);
  const top = logs.reduce((most, log) => Math.max(most, log), -Infinity);
  const weights = logs.map((log) => Math.exp(log - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  return {
    logRatio: top + Math.log(sum / logs.length),
    effective: sum ** 2 / squares,
    ...litOf(logs, top + Math.log(sum)),
    logs,
    running: runningOf(logs, checkpoints(values.n)),
  };
}

/** How many of the heaviest draws reach the share, the log weight of the lightest of them, and of the lightest of the heaviest. */
function litOf(logs: Float64Array, logSum: number): Pick<Summary, 'lit' | 'threshold' | 'heavy'> {
  const heaviest = logs.slice().sort().reverse();
  let [lit, reached] = [0, 0];
  while (reached < LIT_SHARE) reached += Math.exp((heaviest[lit++] ?? NaN) - logSum);
  const threshold = heaviest[lit - 1] ?? NaN;
  return { lit, threshold, heavy: Math.max(threshold, heaviest[HEAVIEST - 1] ?? threshold) };
}

/** Numbers of draws at which the running average is shown: about 30 a decade, the last one included. */
function checkpoints(n: number): number[] {
  const stops = Array.from({ length: Math.ceil(30 * Math.log10(n)) }, (_, i) => Math.floor(10 ** (i / 30)));
  return [...new Set([...stops, n])];
}

/** log of the mean of the first n weights, kept as a maximum and a sum so that nothing under- or overflows. */
function runningOf(logs: Float64Array, stops: readonly number[]): number[] {
  let [top, sum, done] = [-Infinity, 0, 0];
  return stops.map((stop) => {
    for (; done < stop; done++) {
      const log = logs[done] ?? 0;
      if (log > top) [top, sum] = [log, sum * Math.exp(top - log) + 1];
      else sum += Math.exp(log - top);
    }
    return top + Math.log(sum / stop);
  });
}

/** Readouts and pictures ask for the same sums, so the last settings' are kept. */
const summaries = { prior: latest(summarise), q: latest(summarise) } as const;

const summaryOf = (values: Values, source: Source): Summary => summaries[source](values, source);

const exactOf = (values: Values) => values.d * logEvidence(modelOf(values), values.x);

/** The running log averages of both sources. */
export function traceOf(values: Values): TracePoint[] {
  const exact = exactOf(values);
  const [prior, q] = [summaryOf(values, 'prior').running, summaryOf(values, 'q').running];
  return checkpoints(values.n).map((n, at) => ({ n, prior: exact + (prior[at] ?? NaN), q: exact + (q[at] ?? NaN) }));
}

/** Of so many first draws all that are lit are shown, with so many of the others, and the heaviest of all. */
export const FIRST = 1000;
export const OTHERS = 300;
export const HEAVIEST = 60;

/** Dots for the plane of the first two coordinates. In one dimension the second is noise, for sight only. */
export function drawsOf(values: Values, source: Source): Draw[] {
  const { logs, threshold, heavy, logRatio } = summaryOf(values, source);
  const { mean, variance } = proposalOf(values, source);
  const noise = (coordinate: number, i: number) => columnOf(values, source, coordinate, values.n)[i] ?? 0;
  const place = (coordinate: number, i: number) => mean + Math.sqrt(variance) * noise(coordinate, i);
  const chosen: number[] = [];
  let others = 0;
  // Where q is the posterior all weights are equal, and more than the heaviest few reach the level.
  for (let i = 0; i < logs.length && chosen.length < FIRST + HEAVIEST; i++) {
    const log = logs[i] ?? 0;
    const counts = i < FIRST ? log >= threshold : log >= heavy;
    if (counts || (i < FIRST && others++ < OTHERS)) chosen.push(i);
  }
  return chosen.map((i) => {
    const log = logs[i] ?? 0;
    return {
      source,
      z1: place(0, i),
      z2: values.d === 1 ? noise(1, i) : place(1, i),
      share: Math.exp(log - logRatio) / values.n,
      lit: log >= threshold,
    };
  });
}

/** Draws needed for 10 % against the dimension, as powers of ten. */
export type Need = { readonly d: number; readonly prior: number; readonly q: number };

export const needsOf = (values: Values): Need[] =>
  Array.from({ length: meta.params.d.max }, (_, i) => ({
    d: i + 1,
    prior: digitsNeeded(values, 'prior', i + 1),
    q: digitsNeeded(values, 'q', i + 1),
  }));

/** Nodes for the trapezoid rule: the posterior lies within 2.7 and is at least 0.19 wide, so 0.05 apart is far under one deviation. */
const nodes = { from: -12, to: 12, count: 481 };

/** E[p(x|z)²]/p(x)² under the prior in one coordinate, as a sum over z. */
function momentByQuadrature(values: Values): number {
  const { from, to, count } = nodes;
  const width = (to - from) / (count - 1);
  const log = (z: number) =>
    logNormal(z, 0, 1) + 2 * (logNormal(values.x, WEIGHT * z, values.s ** 2) - logEvidence(modelOf(values), values.x));
  let sum = 0;
  for (let node = 0; node < count; node++) sum += Math.exp(log(from + node * width));
  return sum * width;
}

/** The same by N(x; wz, h²)² = N(x; wz, h²/2)/(2h√π) and the evidence of a model with half the noise's variance. */
function momentByDensities(values: Values): number {
  const { x, s } = values;
  const half = logNormal(x, 0, WEIGHT ** 2 + s ** 2 / 2) - Math.log(2 * s * Math.sqrt(Math.PI));
  return Math.exp(half - 2 * logEvidence(modelOf(values), x));
}

/** Every number of `meta.metrics`. Pictures and readouts ask for the same ones. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const { a, t } = signalOf(values);
  const [prior, q] = [estimatesOf(values, 'prior'), estimatesOf(values, 'q')];
  return {
    ...evidenceLines(values),
    'estimate-prior': prior.estimate,
    'estimate-q': q.estimate,
    'ratio-prior': prior.ratio,
    'ratio-q': q.ratio,
    'ess-prior': prior.effective,
    'ess-q': q.effective,
    'ess-prior-expected': prior.expected,
    'ess-q-expected': q.expected,
    'error-prior': prior.error,
    'error-q': q.error,
    'digits-prior': prior.digits,
    'digits-q': q.digits,
    'lit-prior': prior.lit,
    'lit-q': q.lit,
    moment: Math.exp(logPriorMoment(values)),
    'moment-quadrature': momentByQuadrature(values),
    'moment-densities': momentByDensities(values),
    'moment-q': Math.exp(logSecondMoment(values)),
    'signal-to-noise': a,
    surprise: t,
  };
}

function evidenceLines(values: Values) {
  const { d, x } = values;
  const model = modelOf(values);
  return {
    evidence: exactOf(values),
    'evidence-quadrature': d * logEvidenceByQuadrature(model, x, nodes),
    'evidence-under-prior': d * logAverageRatio(model, x, PRIOR),
    'evidence-under-q': d * logAverageRatio(model, x, inferenceOf(values)),
  };
}

function estimatesOf(values: Values, source: Source) {
  const { logRatio: offBy, effective, lit } = summaryOf(values, source);
  const variance = relativeVariance(values, source);
  return {
    estimate: exactOf(values) + offBy,
    ratio: Math.exp(offBy),
    effective,
    expected: values.n / (1 + variance),
    error: Math.sqrt(variance / values.n),
    digits: digitsNeeded(values, source),
    lit,
  };
}

/** What the settings mean for q, in a sentence. */
export function sentenceOf(values: Values): string {
  const share = values.rho ** 2;
  if (share <= 0.5)
    return (
      `The variance of q is ${share.toFixed(2)} of the posterior’s. At one half or less the weights have infinite variance: ` +
      'the average still tends to p(x), but no number of draws promises an error, and the effective number of draws deceives.'
    );
  const { 'error-q': error } = metricsOf(values);
  return error < 1
    ? `The derived relative error of the average from q is ${(100 * error).toFixed(error < 0.001 ? 3 : 1)} %.`
    : 'The derived relative error of the average from q exceeds 100 %: one rare heavy draw is still missing or rules alone.';
}
