/**
 * One latent number, one observed number, both normal: p(z) = N(0, 1), p(x|z) = N(w z, s²). Everything that variational
 * inference approximates elsewhere is exact here (Bishop 2006, section 2.3.3), so bounds can be held to the truth. Nats throughout.
 */
import { entropyOfNormal, klBetweenNormals, klToStandardNormal, logNormal, logTwoPi } from './gaussian.ts';

/** Weight w and noise s > 0 of the generative side; s is a standard deviation. */
export type LinearGaussian = { readonly w: number; readonly s: number };

/** A normal over z; `variance` > 0. */
export type Normal = { readonly mean: number; readonly variance: number };

/** log p(x, z). */
export const logJoint = ({ w, s }: LinearGaussian, x: number, z: number): number =>
  logNormal(z, 0, 1) + logNormal(x, w * z, s ** 2);

/** log p(x): x is normal with mean 0 and variance w² + s². */
export const logEvidence = ({ w, s }: LinearGaussian, x: number): number => logNormal(x, 0, w ** 2 + s ** 2);

/** p(z|x): mean w x / (w² + s²), variance s² / (w² + s²). */
export function posterior({ w, s }: LinearGaussian, x: number): Normal {
  const spread = w ** 2 + s ** 2;
  return { mean: (w * x) / spread, variance: s ** 2 / spread };
}

/** −∂² log p(x, z)/∂z² = 1 + w²/s², the same at every z: the precision of the posterior. */
export const curvature = ({ w, s }: LinearGaussian): number => 1 + (w / s) ** 2;

/** E_q[(x − w z)²]: squared error at the mean of q plus what the spread of q adds. */
export const expectedSquaredError = (w: number, x: number, q: Normal): number =>
  (x - w * q.mean) ** 2 + w ** 2 * q.variance;

/** E_q[log p(x|z)]. */
export const reconstruction = ({ w, s }: LinearGaussian, x: number, q: Normal): number =>
  -0.5 * (logTwoPi + 2 * Math.log(s) + expectedSquaredError(w, x, q) / s ** 2);

/** D_KL(q ‖ p(z)). */
export const klToPrior = (q: Normal): number => klToStandardNormal(q.mean, Math.sqrt(q.variance)).total;

/** D_KL(q ‖ p(z|x)), from the two normals alone. */
export function klToPosterior(model: LinearGaussian, x: number, q: Normal): number {
  const exact = posterior(model, x);
  return klBetweenNormals(q.mean, q.variance, exact.mean, exact.variance);
}

/** ELBO(q) = E_q[log p(x|z)] − D_KL(q ‖ p(z)). */
export const elbo = (model: LinearGaussian, x: number, q: Normal): number => reconstruction(model, x, q) - klToPrior(q);

/** −E_q[log q(z)]. */
export const entropy = (q: Normal): number => entropyOfNormal(q.variance);

/** E_q[log p(z)]. */
export const expectedLogPrior = (q: Normal): number => -0.5 * (logTwoPi + q.mean ** 2 + q.variance);

/** E_q[log p(x, z)]: the value at the mean of q, less half the curvature times its variance; exact, for the log joint is a quadratic in z. */
export const expectedLogJoint = (model: LinearGaussian, x: number, q: Normal): number =>
  logJoint(model, x, q.mean) - 0.5 * curvature(model) * q.variance;

/** E_q[f(z)] as the average of f one standard deviation either side of the mean: exact for polynomials up to the third degree. */
export function averageUnder(q: Normal, f: (z: number) => number): number {
  const sigma = Math.sqrt(q.variance);
  return 0.5 * (f(q.mean - sigma) + f(q.mean + sigma));
}

/** log(p(x, z) / q(z)), a quadratic in z. */
export const logRatio = (model: LinearGaussian, x: number, q: Normal, z: number): number =>
  logJoint(model, x, z) - logNormal(z, q.mean, q.variance);

/**
 * log E_q[p(x, z)/q(z)]. With z = mean + σu the log ratio is a + b u + c u², and for u ~ N(0, 1)
 * log E[exp(a + b u + c u²)] = a + b²/(2(1 − 2c)) − ½ log(1 − 2c); here 1 − 2c = σ² · curvature > 0.
 */
export function logAverageRatio(model: LinearGaussian, x: number, q: Normal): number {
  const { w, s } = model;
  const a = logRatio(model, x, q, q.mean);
  const b = Math.sqrt(q.variance) * ((w * (x - w * q.mean)) / s ** 2 - q.mean);
  const oneLessTwoC = q.variance * curvature(model);
  return a + b ** 2 / (2 * oneLessTwoC) - 0.5 * Math.log(oneLessTwoC);
}

/** Equally spaced z from `from` to `to`. */
export type Nodes = { readonly from: number; readonly to: number; readonly count: number };

/** log ∫ p(x, z) dz by the trapezoid rule; the nodes must cover the posterior, at most one of its standard deviations apart. */
export function logEvidenceByQuadrature(model: LinearGaussian, x: number, { from, to, count }: Nodes): number {
  const width = (to - from) / (count - 1);
  const logs = Array.from({ length: count }, (_, node) => logJoint(model, x, from + node * width));
  const top = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - top), 0);
  const halfEnds = 0.5 * (Math.exp(logJoint(model, x, from) - top) + Math.exp(logJoint(model, x, to) - top));
  return top + Math.log((sum - halfEnds) * width);
}

/** The w and s that maximise E_q[log p(x, z)] for a fixed q, inside the given ranges (Neal & Hinton 1998: the M step). */
export function bestModel(
  x: number,
  q: Normal,
  range: { w: readonly [number, number]; s: readonly [number, number] },
): LinearGaussian {
  const w = clamp((x * q.mean) / (q.mean ** 2 + q.variance), range.w);
  return { w, s: clamp(Math.sqrt(expectedSquaredError(w, x, q)), range.s) };
}

const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));

/** The gradient of the ELBO in the mean and in the log variance of q. */
export function elboGradient(
  model: LinearGaussian,
  x: number,
  q: Normal,
): { readonly mean: number; readonly logVariance: number } {
  const { w, s } = model;
  return {
    mean: (w * (x - w * q.mean)) / s ** 2 - q.mean,
    logVariance: 0.5 * (1 - q.variance * curvature(model)),
  };
}
