/**
 * Mixtures of Gaussians in the plane and the two steps of EM on them (Dempster, Laird & Rubin 1977), as coordinate ascent on
 * the ELBO (Neal & Hinton 1998). Logarithms are natural, so every amount is in nats, summed over the points.
 */
import { logTwoPi } from './gaussian.ts';

export type Point = readonly [x: number, y: number];
/** Points as pairs x, y one after the other. */
export type Points = Float64Array;
/** Variances along both axes and the covariance between them. */
export type Covariance = { readonly xx: number; readonly xy: number; readonly yy: number };
export type Component = { readonly weight: number; readonly mean: Point; readonly cov: Covariance };
export type Mixture = readonly Component[];
/** One row a point, one column a component, row by row: q(z = k) of each point, or a logarithm that belongs to it. */
export type Rows = Float64Array;

/** `tied`: one full covariance for all. `fixed`: round ones of the least variance and equal weights, so that only means move. */
export const SHAPES = ['full', 'diagonal', 'spherical', 'tied', 'fixed'] as const;
export type Shape = (typeof SHAPES)[number];

/** A responsibility below this counts as none: sums of such could not be divided by without losing digits. */
const NOTHING = 1e-200;

export const determinant = ({ xx, xy, yy }: Covariance): number => xx * yy - xy * xy;

/** Puts log N(x; mean, cov) of every point in column k of the rows. Plain loops: a slider redoes a hundred rounds of them. */
function putLogNormal(rows: Rows, width: number, k: number, points: Points, { mean, cov }: Component): void {
  const det = determinant(cov);
  const [a, b, c] = [cov.yy / det, cov.xy / det, cov.xx / det];
  const [mx, my] = mean;
  const constant = -logTwoPi - 0.5 * Math.log(det);
  for (let n = 0; 2 * n < points.length; n++) {
    const dx = (points[2 * n] ?? 0) - mx;
    const dy = (points[2 * n + 1] ?? 0) - my;
    rows[n * width + k] = constant - 0.5 * (a * dx * dx - 2 * b * dx * dy + c * dy * dy);
  }
}

/** log p(x | z = k) for every point and component. */
export function logDensities(points: Points, mixture: Mixture): Rows {
  const rows = new Float64Array((points.length / 2) * mixture.length);
  mixture.forEach((component, k) => putLogNormal(rows, mixture.length, k, points, component));
  return rows;
}

/** log p(x, z = k) for every point and component; −∞ for a component of weight 0. */
export function logJoints(points: Points, mixture: Mixture): Rows {
  const rows = logDensities(points, mixture);
  const logs = mixture.map(({ weight }) => Math.log(weight));
  for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] ?? 0) + (logs[at % logs.length] ?? 0);
  return rows;
}

/** log Σ exp of each row, without overflow. */
export function logSums(rows: Rows, width: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, n) => {
    const [first, end] = [n * width, (n + 1) * width];
    let [top, sum] = [-Infinity, 0];
    for (let at = first; at < end; at++) top = Math.max(top, rows[at] ?? 0);
    for (let at = first; at < end; at++) sum += Math.exp((rows[at] ?? 0) - top);
    return top + Math.log(sum);
  });
}

/** The evidence of all points, Σ log p(x), from `logSums`. */
export const evidenceOf = (sums: Float64Array): number => sums.reduce((sum, value) => sum + value, 0);

/**
 * The E step: the posterior over components of every point, from the log joints. Each row is divided by its own sum and not
 * by way of the evidence, whose rounding would keep the shares from adding up to one.
 */
export function responsibilities(joints: Rows, width: number): Rows {
  const q = new Float64Array(joints.length);
  for (let first = 0; first < q.length; first += width) {
    let [top, sum] = [-Infinity, 0];
    for (let at = first; at < first + width; at++) top = Math.max(top, joints[at] ?? 0);
    for (let at = first; at < first + width; at++) sum += q[at] = Math.exp((joints[at] ?? 0) - top);
    for (let at = first; at < first + width; at++) {
      const share = (q[at] ?? 0) / sum;
      q[at] = share < NOTHING ? 0 : share;
    }
  }
  return q;
}

/** Every component equally responsible for every point. */
export const undecided = (points: number, width: number): Rows => new Float64Array(points * width).fill(1 / width);

/** Σ q f over points and components, where nothing times anything is nothing. */
function expected(q: Rows, f: (at: number) => number): number {
  let sum = 0;
  q.forEach((share, at) => {
    if (share > 0) sum += share * f(at);
  });
  return sum;
}

/** −Σ q log q, summed over the points. */
export const entropyOf = (q: Rows): number => -expected(q, (at) => Math.log(q[at] ?? 1));

/** The ELBO of all points, Σ E_q[log p(x, z) − log q(z)]. */
export function elboOf(joints: Rows, q: Rows): number {
  let sum = 0;
  for (let at = 0; at < q.length; at++) {
    const share = q[at] ?? 0;
    if (share > 0) sum += share * ((joints[at] ?? 0) - Math.log(share));
  }
  return sum;
}

/** Σ E_q[log p(x | z)], point by point. */
export function expectedLogDensity(points: Points, q: Rows, mixture: Mixture): number {
  const densities = logDensities(points, mixture);
  return expected(q, (at) => densities[at] ?? 0);
}

/** What the points say of one component when each counts by its responsibility. */
export type Moments = { readonly count: number; readonly mean: Point; readonly cov: Covariance };

export function momentsOf(points: Points, q: Rows, width: number, k: number): Moments {
  let [count, sx, sy] = [0, 0, 0];
  for (let n = 0; 2 * n < points.length; n++) {
    const share = q[n * width + k] ?? 0;
    count += share;
    sx += share * (points[2 * n] ?? 0);
    sy += share * (points[2 * n + 1] ?? 0);
  }
  const mean: Point = [sx / count, sy / count];
  return { count, mean, cov: scatter(points, q, width, k, mean, count) };
}

function scatter(points: Points, q: Rows, width: number, k: number, mean: Point, count: number): Covariance {
  let [xx, xy, yy] = [0, 0, 0];
  const [mx, my] = mean;
  for (let n = 0; 2 * n < points.length; n++) {
    const share = (q[n * width + k] ?? 0) / count;
    const dx = (points[2 * n] ?? 0) - mx;
    const dy = (points[2 * n + 1] ?? 0) - my;
    xx += share * dx * dx;
    xy += share * dx * dy;
    yy += share * dy * dy;
  }
  return { xx, xy, yy };
}

/** Standard deviations along the long and the short axis, and the direction of the long one in radians. */
export function axesOf({ xx, xy, yy }: Covariance): { long: number; short: number; angle: number } {
  const middle = (xx + yy) / 2;
  const half = Math.hypot((xx - yy) / 2, xy);
  const long = middle + half;
  // The product of both eigenvalues over the larger one: the difference would lose its digits when they are far apart.
  const short = long > 0 ? Math.max(0, determinant({ xx, xy, yy })) / long : 0;
  return { long: Math.sqrt(long), short: Math.sqrt(short), angle: 0.5 * Math.atan2(2 * xy, xx - yy) };
}

/** The covariance with the same axes, none of them of variance under `least`. */
export function widened(cov: Covariance, least: number): Covariance {
  const { long, short } = axesOf(cov);
  const [high, low] = [long ** 2, short ** 2];
  if (low >= least) return cov;
  if (high <= least) return { xx: least, xy: 0, yy: least };
  // (high I − cov) / (high − low) projects on the short axis.
  const by = (least - low) / (high - low);
  return { xx: cov.xx + by * (high - cov.xx), xy: cov.xy * (1 - by), yy: cov.yy + by * (high - cov.yy) };
}

/**
 * The covariance of this shape with the highest expected log density for points of this scatter, no variance under `least`:
 * the constraint moves each free variance on its own, up to `least`.
 */
function fitted(cov: Covariance, shape: Shape, least: number): Covariance {
  const round = (variance: number) => ({ xx: Math.max(variance, least), xy: 0, yy: Math.max(variance, least) });
  switch (shape) {
    case 'full':
    case 'tied':
      return widened(cov, least);
    case 'diagonal':
      return { xx: Math.max(cov.xx, least), xy: 0, yy: Math.max(cov.yy, least) };
    case 'spherical':
      return round((cov.xx + cov.yy) / 2);
    case 'fixed':
      return round(least);
  }
}

/** The scatter of all points about the means of their components. */
function pooled(moments: readonly Moments[], points: number): Covariance {
  const part = (of: (cov: Covariance) => number) =>
    moments.reduce((sum, { count, cov }) => sum + (count > 0 ? count * of(cov) : 0), 0) / points;
  return { xx: part(({ xx }) => xx), xy: part(({ xy }) => xy), yy: part(({ yy }) => yy) };
}

export type Rule = { readonly shape: Shape; readonly least: number };

/**
 * The M step: the mixture with the highest expected log joint for these responsibilities, among those of the shape whose
 * variances are `least` or more. A component that no point belongs to keeps its place.
 */
export function bestMixture(points: Points, q: Rows, before: Mixture, { shape, least }: Rule): Mixture {
  if (points.length === 0) return before;
  const width = before.length;
  const moments = before.map((old, k) => ({ old, ...momentsOf(points, q, width, k) }));
  const shared = shape === 'tied' ? fitted(pooled(moments, points.length / 2), shape, least) : undefined;
  return moments.map(({ old, count, mean, cov }) => {
    const weight = shape === 'fixed' ? 1 / width : count / (points.length / 2);
    if (count === 0) return { ...old, weight, cov: shared ?? old.cov };
    return { weight, mean, cov: shared ?? fitted(cov, shape, least) };
  });
}

/**
 * Σ E_q[log p(x, z)] from counts, means and scatters alone: −½ of log 2π, log determinant and traces. The points are not
 * looked at one by one, so it checks the sum over points.
 */
export function expectedLogJoint(points: Points, q: Rows, mixture: Mixture): number {
  return mixture.reduce((sum, { weight, mean, cov }, k) => {
    const own = momentsOf(points, q, mixture.length, k);
    if (own.count === 0) return sum;
    const [dx, dy] = [own.mean[0] - mean[0], own.mean[1] - mean[1]];
    const away = { xx: own.cov.xx + dx * dx, xy: own.cov.xy + dx * dy, yy: own.cov.yy + dy * dy };
    const trace = (cov.yy * away.xx - 2 * cov.xy * away.xy + cov.xx * away.yy) / determinant(cov);
    return sum + own.count * (Math.log(weight) - logTwoPi - 0.5 * Math.log(determinant(cov)) - 0.5 * trace);
  }, 0);
}

/**
 * Σ KL(q ‖ posterior), the posterior by the odds of one component against each other, 1 / Σ exp(joint − joint), and not
 * by way of the evidence.
 */
export function klToPosterior(joints: Rows, q: Rows, width: number): number {
  return expected(q, (at) => Math.log(q[at] ?? 1) + logOdds(joints, width, at));
}

/** log Σ exp(joint − own joint) over the row of a cell, the largest odds taken out first, or they would overflow. */
function logOdds(joints: Rows, width: number, at: number): number {
  const first = at - (at % width);
  const own = joints[at] ?? 0;
  let [top, sum] = [-Infinity, 0];
  for (let k = first; k < first + width; k++) top = Math.max(top, (joints[k] ?? 0) - own);
  for (let k = first; k < first + width; k++) sum += Math.exp((joints[k] ?? 0) - own - top);
  return top + Math.log(sum);
}

/** Σ KL(q ‖ weights): how far the responsibilities are from what each component claims before a point is seen. */
export function klToWeights(q: Rows, mixture: Mixture): number {
  const logs = mixture.map(({ weight }) => Math.log(weight));
  return expected(q, (at) => Math.log(q[at] ?? 1) - (logs[at % logs.length] ?? 0));
}

/** Σ E_q of the squared distance between a point and the mean of its component: what k-means lowers. */
export function squaredDistance(points: Points, q: Rows, mixture: Mixture): number {
  const centres = mixture.flatMap(({ mean }) => mean);
  return expected(q, (at) => {
    const [n, k] = [Math.floor(at / mixture.length), at % mixture.length];
    const dx = (points[2 * n] ?? 0) - (centres[2 * k] ?? 0);
    const dy = (points[2 * n + 1] ?? 0) - (centres[2 * k + 1] ?? 0);
    return dx * dx + dy * dy;
  });
}
