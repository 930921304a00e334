import { mix } from '#src/base/mix.ts';
import { latest } from '#src/engine/latest.ts';
import { klBetweenNormals, logNormal } from '#src/engine/maths/gaussian.ts';
import { evenNodes, trapezoid } from '#src/engine/maths/quadrature.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** A product of two normals: means and variances of its factors. */
export type Factors = { readonly m1: number; readonly m2: number; readonly v1: number; readonly v2: number };
type Posterior = Pick<Values, 'rho' | 'sigma'>;

/** The inverse of σ²(1 ρ; ρ 1), as diagonal and off-diagonal entry. */
export function precisionOf({ rho, sigma }: Posterior): { readonly diagonal: number; readonly off: number } {
  const covariance = { diagonal: sigma ** 2, off: rho * sigma ** 2 };
  const determinant = covariance.diagonal ** 2 - covariance.off ** 2;
  return { diagonal: covariance.diagonal / determinant, off: -covariance.off / determinant };
}

/** log p(z₁, z₂ | x) as a function of the codes. */
function logPosterior(posterior: Posterior): (z1: number, z2: number) => number {
  const { diagonal, off } = precisionOf(posterior);
  const peak = -Math.log(2 * Math.PI) + 0.5 * Math.log(diagonal ** 2 - off ** 2);
  return (z1, z2) => peak - 0.5 * (diagonal * (z1 ** 2 + z2 ** 2) + 2 * off * z1 * z2);
}

/**
 * KL of a product of normals from the posterior in nats: ½(tr ΛS + mᵀΛm − 2 − log det ΛS) with S = diag(v₁, v₂)
 * (Bishop 2006, section 10.1.2, in our letters).
 */
export function gapOf(posterior: Posterior, { m1, m2, v1, v2 }: Factors): number {
  const { diagonal, off } = precisionOf(posterior);
  const trace = diagonal * (v1 + v2);
  const square = diagonal * (m1 ** 2 + m2 ** 2) + 2 * off * m1 * m2;
  return 0.5 * (trace + square - 2 - Math.log((diagonal ** 2 - off ** 2) * v1 * v2));
}

/** One update: the factor's new mean and variance come from the log density averaged over the other factor. */
export function updated(posterior: Posterior, q: Factors, which: 1 | 2): Factors {
  const { diagonal, off } = precisionOf(posterior);
  const mean = (-off / diagonal) * (which === 1 ? q.m2 : q.m1);
  return which === 1 ? { ...q, m1: mean, v1: 1 / diagonal } : { ...q, m2: mean, v2: 1 / diagonal };
}

/** The factors before the first update and after each of `updates`. */
export function wayOf(values: Values): readonly [Factors, ...Factors[]] {
  let q: Factors = { m1: values.m1, m2: values.m2, v1: values.spread ** 2, v2: values.spread ** 2 };
  const way: [Factors, ...Factors[]] = [q];
  for (let k = 0; k < values.updates; k++) {
    q = updated(values, q, k % 2 === 0 ? 1 : 2);
    way.push(q);
  }
  return way;
}

export const factorsOf = (values: Values): Factors => {
  const way = wayOf(values);
  return way.at(-1) ?? way[0];
};

/** Both factors at their best: middle zero, variance 1/Λ₁₁. */
const bestOf = (posterior: Posterior): Factors => {
  const variance = 1 / precisionOf(posterior).diagonal;
  return { m1: 0, m2: 0, v1: variance, v2: variance };
};

/** Strips for a smooth density over ±8 deviations: sixteen a deviation leave rounding alone. */
const STRIPS = 128;

const nodesAround = (mean: number, variance: number) => {
  const reach = 8 * Math.sqrt(variance);
  return evenNodes(mean - reach, mean + reach, STRIPS);
};

/** The integral of q log(q/p) over the plane for a product around zero: a sum over squares. */
function gapByQuadrature(posterior: Posterior, { v1, v2 }: Factors): number {
  const [first, second] = [nodesAround(0, v1), nodesAround(0, v2)];
  const logP = logPosterior(posterior);
  const logQ2 = second.at.map((z2) => logNormal(z2, 0, v2));
  return trapezoid(first, (i) => {
    const z1 = first.at[i] ?? 0;
    const logQ1 = logNormal(z1, 0, v1);
    return trapezoid(second, (j) => {
      const logQ = logQ1 + (logQ2[j] ?? NaN);
      return Math.exp(logQ) * (logQ - logP(z1, second.at[j] ?? 0));
    });
  });
}

/** E over q₂ of log p(z₁, z₂ | x), by an integral over z₂. */
export function averagedLogDensity(posterior: Posterior, q: Factors, z1: number): number {
  const nodes = nodesAround(q.m2, q.v2);
  const logP = logPosterior(posterior);
  return trapezoid(nodes, (i) => {
    const z2 = nodes.at[i] ?? 0;
    return Math.exp(logNormal(z2, q.m2, q.v2)) * logP(z1, z2);
  });
}

/** Minus the second difference of the averaged log density: exact for a parabola, whatever the step. */
function curvatureOf(posterior: Posterior, q: Factors): number {
  const height = (z1: number) => averagedLogDensity(posterior, q, z1);
  return -(height(1) - 2 * height(0) + height(-1));
}

/** Every number of `meta.metrics`. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const { rho, sigma } = values;
  const q = factorsOf(values);
  const best = bestOf(values);
  return {
    gap: gapOf(values, q),
    'gap-best': gapOf(values, best),
    'gap-closed': -0.5 * Math.log(1 - rho ** 2) + 0,
    'gap-quadrature': gapByQuadrature(values, best),
    'gap-marginals': gapOf(values, { ...best, v1: sigma ** 2, v2: sigma ** 2 }),
    'gap-marginals-closed': rho ** 2 / (1 - rho ** 2) + 0.5 * Math.log(1 - rho ** 2),
    precision: precisionOf(values).diagonal,
    'precision-averaged': curvatureOf(values, best),
    variance: best.v1,
    'variance-closed': (1 - rho ** 2) * sigma ** 2,
    'variance-given': sigma ** 2 - (rho * sigma ** 2) ** 2 / sigma ** 2,
    'variance-true': sigma ** 2,
    'mean-1': q.m1,
    'mean-2': q.m2,
  };
}

/** On the way from one q to the next: means and standard deviations are mixed. */
export const between =
  (from: Factors, to: Factors) =>
  (share: number): Factors => {
    const variance = (a: number, b: number) => mix(Math.sqrt(a), Math.sqrt(b), share) ** 2;
    return {
      m1: mix(from.m1, to.m1, share),
      m2: mix(from.m2, to.m2, share),
      v1: variance(from.v1, to.v1),
      v2: variance(from.v2, to.v2),
    };
  };

/** What the picture of the plane shows: q where it is, or on its way from where it was before the last update. */
export function planeOf(values: Values, q = factorsOf(values), before?: Factors) {
  const { m1, m2, v1, v2 } = q;
  const way = [...wayOf(values).slice(0, -1), q];
  const variance = values.sigma ** 2;
  return {
    posterior: { mean: [0, 0], v11: variance, v12: values.rho * variance, v22: variance },
    q: { mean: [m1, m2], v11: v1, v12: 0, v22: v2 },
    before: before && ({ mean: [before.m1, before.m2], v11: before.v1, v12: 0, v22: before.v2 } as const),
    way: way.map((factors) => [factors.m1, factors.m2] as const),
  } as const;
}

export type GapPoint = { readonly update: number; readonly gap: number };

/** The gap before the first update and after each. */
export const gapsOf = (values: Values): GapPoint[] =>
  wayOf(values).map((q, update) => ({ update, gap: gapOf(values, q) }));

/** How far one factor is from the true marginal of its code, in nats, for the words beside the picture. */
export const marginalGapOf = (values: Values): number => {
  const { m1, v1 } = factorsOf(values);
  return klBetweenNormals(m1, v1, 0, values.sigma ** 2);
};

/** One point of the picture of z₁: the true marginal and the factor. */
export type MarginalPoint = { readonly z: number; readonly posterior: number; readonly factor: number };

export function marginalsOf(values: Values, { m1, v1 } = factorsOf(values)): MarginalPoint[] {
  const reach = 4;
  return Array.from({ length: 241 }, (_, i) => {
    const z = -reach + (2 * reach * i) / 240;
    return { z, posterior: Math.exp(logNormal(z, 0, values.sigma ** 2)), factor: Math.exp(logNormal(z, m1, v1)) };
  });
}

/** What the updates have reached, in a sentence. */
export function sentenceOf(values: Values): string {
  const { gap, 'gap-closed': least } = metricsOf(values);
  if (values.updates === 0) return 'No factor has been updated yet.';
  const last = values.updates % 2 === 1 ? 'q₁' : 'q₂';
  const above = gap - least;
  return above < 0.00005
    ? `After ${values.updates} updates nothing more is to be gained.`
    : `Update ${values.updates} was ${last}’s; ${above.toFixed(4)} nats are still to be gained.`;
}
