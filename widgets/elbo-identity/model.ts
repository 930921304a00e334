import {
  averageUnder,
  bestModel,
  curvature,
  elbo,
  elboGradient,
  entropy,
  expectedLogJoint,
  expectedLogPrior,
  klToPosterior,
  klToPrior,
  logAverageRatio,
  logEvidence,
  logEvidenceByQuadrature,
  logJoint,
  logRatio,
  posterior,
  reconstruction,
  type LinearGaussian,
  type Normal,
} from '#src/engine/maths/linear-gaussian.ts';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** The posterior of any setting lies within 5 ± 1 (|x|/2s at most, deviation at most 1) and is at least 0.13 wide. */
const nodes = { from: -16, to: 16, count: 321 };

export const modelOf = ({ w, s }: Values): LinearGaussian => ({ w, s });
export const inferenceOf = ({ m, logv }: Values): Normal => ({ mean: m, variance: Math.exp(logv) });
export const posteriorOf = (values: Values): Normal => posterior(modelOf(values), values.x);

/** Every line of both derivations, each computed from its own formula and not from its neighbour. */
export function metricsOf(values: Values): MetricsOf<typeof meta> {
  const { x } = values;
  const model = modelOf(values);
  const q = inferenceOf(values);
  return {
    ...evidenceLines(model, x, q),
    ...elboLines(model, x, q),
    ...gapLines(model, x, q),
    reconstruction: reconstruction(model, x, q),
    kl: klToPrior(q),
    'log-joint': expectedLogJoint(model, x, q),
    'log-prior': expectedLogPrior(q),
    entropy: entropy(q),
    variance: q.variance,
    'posterior-mean': posterior(model, x).mean,
    'posterior-variance': posterior(model, x).variance,
    'data-variance': model.w ** 2 + model.s ** 2,
  };
}

const evidenceLines = (model: LinearGaussian, x: number, q: Normal) => ({
  evidence: logEvidence(model, x),
  'evidence-quadrature': logEvidenceByQuadrature(model, x, nodes),
  'evidence-from-ratio': logAverageRatio(model, x, q),
  'evidence-from-bayes': averageUnder(q, (z) => logJoint(model, x, z) - logPosterior(model, x, z)),
  'evidence-from-split': averageLogRatio(model, x, q) + averageLogRatioToPosterior(model, x, q),
  'evidence-from-parts': elbo(model, x, q) + klToPosterior(model, x, q),
});

const elboLines = (model: LinearGaussian, x: number, q: Normal) => ({
  elbo: elbo(model, x, q),
  'elbo-from-ratio': averageLogRatio(model, x, q),
  'elbo-from-joint': expectedLogJoint(model, x, q) + entropy(q),
  'elbo-from-terms': reconstruction(model, x, q) + expectedLogPrior(q) + entropy(q),
});

const gapLines = (model: LinearGaussian, x: number, q: Normal) => ({
  gap: logEvidence(model, x) - elbo(model, x, q),
  'gap-direct': klToPosterior(model, x, q),
  'gap-from-ratio': averageLogRatioToPosterior(model, x, q),
});

const averageLogRatio = (model: LinearGaussian, x: number, q: Normal) =>
  averageUnder(q, (z) => logRatio(model, x, q, z));

const averageLogRatioToPosterior = (model: LinearGaussian, x: number, q: Normal) =>
  averageUnder(q, (z) => logNormal(z, q.mean, q.variance) - logPosterior(model, x, z));

function logPosterior(model: LinearGaussian, x: number, z: number): number {
  const { mean, variance } = posterior(model, x);
  return logNormal(z, mean, variance);
}

export type StepName = 'E' | 'M' | 'gradient';

/** What each button changes. All of it stays inside the knobs' ranges, so nothing is clamped on the way. */
export const steps: Readonly<Record<StepName, (values: Values) => Partial<Values>>> = {
  E: eStep,
  M: mStep,
  gradient: gradientStep,
};

/** q becomes the exact posterior. */
function eStep(values: Values): Partial<Values> {
  const { mean, variance } = posteriorOf(values);
  return { m: mean, logv: Math.log(variance) };
}

/** w and s become the maximiser of E_q[log p(x, z)] within their ranges; q stays. */
function mStep(values: Values): Partial<Values> {
  const { w, s } = meta.params;
  return bestModel(values.x, inferenceOf(values), { w: [w.min, w.max], s: [s.min, s.max] });
}

/**
 * Half the inverse curvature of the ELBO in μ. The mean then goes half of its way, and log σ², whose curvature is σ²/2 times as
 * large, stays short of its optimum too as long as σ² ≤ e²: a step always climbs.
 */
export const rateOf = (values: Values): number => 0.5 / curvature(modelOf(values));

/** One step of plain gradient ascent on the ELBO in μ and log σ². */
function gradientStep(values: Values): Partial<Values> {
  const rate = rateOf(values);
  const gradient = elboGradient(modelOf(values), values.x, inferenceOf(values));
  return { m: values.m + rate * gradient.mean, logv: values.logv + rate * gradient.logVariance };
}

/** One press of a button and the knobs as it left them; the first of a climb is `start`. */
export type Press = { readonly step: StepName | 'start'; readonly values: Values };

/** Whether the knobs still stand where the last press left them. */
export const continues = (presses: readonly Press[], values: Values): boolean => {
  const last = presses.at(-1)?.values;
  return last !== undefined && knobs.every((name) => last[name] === values[name]);
};

const knobs = Object.keys(meta.params) as (keyof Values)[];

export type TrailPoint = { readonly step: StepName | 'start'; readonly evidence: number; readonly elbo: number };

/** Where evidence and ELBO stood after each press. */
export const trailOf = (presses: readonly Press[]): TrailPoint[] =>
  presses.map(({ step, values }) => ({
    step,
    evidence: logEvidence(modelOf(values), values.x),
    elbo: elbo(modelOf(values), values.x, inferenceOf(values)),
  }));

/** What the last press did, in a sentence. */
export function sentenceOf(presses: readonly Press[]): string {
  const [before, after] = trailOf(presses.slice(-2));
  const last = presses.at(-1);
  if (!before || !after || !last) return 'Press a step and watch both lines of the climb.';
  const both = `the ELBO ${moved(after.elbo - before.elbo)}, the evidence ${moved(after.evidence - before.evidence)}.`;
  if (last.step === 'E') return `q is now the posterior: ${both}`;
  if (last.step === 'gradient') return `μ and log σ² went uphill at rate ${rateOf(last.values).toFixed(4)}: ${both}`;
  const ends = atTheEnd(last.values);
  if (ends.length === 0) return `w and h are now the best for this q: ${both}`;
  return `w and h are now the best within their ranges for this q: ${both} The best of all has ${ends.join(' and ')} past the end.`;
}

/** A change as words; half a unit of the fourth decimal is none. */
function moved(change: number): string {
  if (Math.abs(change) < 5e-5) return 'stayed';
  return `${change < 0 ? 'fell' : 'rose'} by ${Math.abs(change).toFixed(4)}`;
}

/** The knobs whose range keeps an M step from going farther: with one datum and a sure q the best s would be nearly zero and the density without bound. */
const atTheEnd = ({ w, s }: Values): string[] =>
  [w === meta.params.w.min || w === meta.params.w.max ? 'w' : '', s === meta.params.s.min ? 'h' : ''].filter(Boolean);

export type Curve = readonly { readonly z: number; readonly height: number }[];

/** Prior, scaled likelihood, posterior and q over one range of z. The likelihood is no density of z: it is scaled to the prior's height. */
export function curvesOf(values: Values): Readonly<Record<'prior' | 'likelihood' | 'posterior' | 'inference', Curve>> {
  const zs = gridOf([{ mean: 0, variance: 1 }, posteriorOf(values), inferenceOf(values)]);
  const along = (height: (z: number) => number): Curve => zs.map((z) => ({ z, height: height(z) }));
  const { w, s, x } = values;
  const priorPeak = Math.exp(logNormal(0, 0, 1));
  return {
    prior: along((z) => Math.exp(logNormal(z, 0, 1))),
    likelihood: along((z) => priorPeak * Math.exp(-0.5 * ((x - w * z) / s) ** 2)),
    posterior: along(densityOf(posteriorOf(values))),
    inference: along(densityOf(inferenceOf(values))),
  };
}

const densityOf =
  ({ mean, variance }: Normal) =>
  (z: number) =>
    Math.exp(logNormal(z, mean, variance));

/** z from −4 to 4, farther where a normal needs it; 161 even nodes and, round each mean, 41 that follow its own width. */
function gridOf(normals: readonly Normal[]): number[] {
  const ends = normals.flatMap(({ mean, variance }) => [
    mean - 3 * Math.sqrt(variance),
    mean + 3 * Math.sqrt(variance),
  ]);
  const from = Math.min(-4, Math.floor(Math.min(...ends)));
  const to = Math.max(4, Math.ceil(Math.max(...ends)));
  const even = Array.from({ length: 161 }, (_, node) => from + ((to - from) * node) / 160);
  const near = normals.flatMap(({ mean, variance }) =>
    Array.from({ length: 41 }, (_, node) => mean + ((node - 20) / 6) * Math.sqrt(variance)),
  );
  return [...even, ...near.filter((z) => z >= from && z <= to)].sort((a, b) => a - b);
}
