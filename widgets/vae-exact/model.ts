import { latest } from '#src/engine/latest.ts';
import { densityAt, planeSet } from '#src/engine/data/plane.ts';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import {
  exactAt,
  guessAt,
  NODES,
  partsAt,
  traced,
  type Guess,
  type Parts,
  type Point,
} from '#src/models/vae-exact/curve.ts';
import type { Config, Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Snapshot = SnapshotOf<'vae-exact'>;

/** Held-out points that each snapshot is measured on. */
export const HELD_OUT = 300;

/** What the model is told at these knobs; where the point lies that is looked at trains nothing. */
export const configOf = ({ model, shape, h, beta, latent, lr, falls, batch, seed }: Values): Config<'vae-exact'> => ({
  model,
  shape,
  h,
  beta,
  latent,
  lr,
  falls,
  batch,
  seed,
  heldOut: HELD_OUT,
});

/** Whether a snapshot is one of linear networks. */
export const isLinear = ({ left }: Pick<Snapshot, 'left'>): boolean => left.length > 0;

type Measured = Pick<
  Snapshot,
  'evidence' | 'elbo' | 'kl' | 'rate' | 'distortion' | 'activeUnits' | 'resolved' | 'left'
>;

/** The numbers that `meta.metrics` names; none of them where 801 codes are too few for this run. */
export function metricsAt(snapshot: Measured): NumbersOf<typeof meta> {
  const { rate, distortion, activeUnits } = snapshot;
  const { evidence, elbo, kl } = traceOf({ ...snapshot, step: 0 });
  const sides = { evidence, elbo, gap: evidence - elbo, 'kl-to-posterior': kl };
  return isLinear(snapshot) ? { ...sides, rate, distortion, 'active-units': activeUnits } : sides;
}

/** What is kept of a snapshot for the curves of its run. */
export type TracePoint = {
  readonly step: number;
  readonly evidence: number;
  readonly elbo: number;
  readonly kl: number;
};
export const traceOf = ({ step, evidence, elbo, kl, resolved }: Measured & { readonly step: number }): TracePoint =>
  resolved ? { step, evidence, elbo, kl } : { step, evidence: NaN, elbo: NaN, kl: NaN };

const curveOf = latest((networks: Snapshot['networks']) => traced(networks));

/** The curve that the decoder traces, z from −3 to 3: all but 0.3 % of the prior. */
export type CurvePlace = { readonly z: number; readonly x: number; readonly y: number };
const SHOWN = 3;

function placesOf({ networks }: Pick<Snapshot, 'networks'>): readonly CurvePlace[] {
  const { at, nodes } = curveOf(networks);
  return Array.from(nodes.at, (z, k) => ({ z, x: at[2 * k] ?? NaN, y: at[2 * k + 1] ?? NaN }));
}

export const curveShown = latest((snapshot: Pick<Snapshot, 'networks'>): readonly CurvePlace[] =>
  placesOf(snapshot).filter(({ z }) => Math.abs(z) <= SHOWN + 1e-9),
);

/** Both densities of the code of one point at the nodes, and what the point contributes. */
export type Look = {
  readonly x: Point;
  readonly q: Guess;
  readonly parts: Parts;
  readonly densities: readonly { readonly z: number; readonly posterior: number; readonly q: number }[];
  /** Places of the curve where the posterior is above a hundredth of its peak. */
  readonly likely: readonly (readonly CurvePlace[])[];
  /** Places of the curve within two standard deviations of the mean of q. */
  readonly said: readonly CurvePlace[];
};

/** Densities below this share of their peak are not drawn. */
const FAINT = 0.01;

/** What is known of the code of the point at these coordinates. */
export function lookAt({ networks }: Pick<Snapshot, 'networks'>, h: number, x: Point): Look {
  const curve = curveOf(networks);
  const q = guessAt(networks, x);
  const { logPosterior } = exactAt(curve, h, x);
  const densities = Array.from(NODES.at, (z, k) => ({
    z,
    posterior: Math.exp(logPosterior[k] ?? NaN),
    q: Math.exp(logNormal(z, q.mean, q.sd ** 2)),
  }));
  const peak = Math.max(...densities.map(({ posterior }) => posterior));
  const places = placesOf({ networks });
  const likely = stretches(places, (_, k) => (densities[k]?.posterior ?? 0) > FAINT * peak);
  const said = places.filter(({ z }) => Math.abs(z - q.mean) <= 2 * q.sd);
  return { x, q, parts: partsAt(curve, h, x, q), densities, likely, said };
}

/** The runs of neighbours that pass. */
function stretches<Row>(rows: readonly Row[], passes: (row: Row, i: number) => boolean): readonly (readonly Row[])[] {
  const found: Row[][] = [];
  rows.forEach((row, i) => {
    if (!passes(row, i)) return;
    const before = i > 0 && passes(rows[i - 1] as Row, i - 1);
    if (before) found.at(-1)?.push(row);
    else found.push([row]);
  });
  return found;
}

/** From where to where the codes reach that either density gives a hundredth of its peak, in quarters and with some room. */
export function rangeOf({ densities, q }: Pick<Look, 'densities' | 'q'>): [number, number] {
  const peak = Math.max(...densities.map(({ posterior }) => posterior));
  const seen = densities.filter(({ posterior }) => posterior > FAINT * peak).map(({ z }) => z);
  const low = Math.min(seen[0] ?? q.mean, q.mean - 3 * q.sd);
  const high = Math.max(seen.at(-1) ?? q.mean, q.mean + 3 * q.sd);
  return [Math.floor(4 * low - 0.2) / 4, Math.ceil(4 * high + 0.2) / 4];
}

/** Mean of log p(x) under the mixture that the points were drawn from: what no model exceeds but by the draw of the points. */
export const bestOf = latest((points: Float32Array, shape: Values['shape']): number => {
  const mixture = planeSet(shape);
  let sum = 0;
  for (let i = 0; i < points.length; i += 2)
    sum += Math.log(densityAt(mixture, points[i] ?? NaN, points[i + 1] ?? NaN));
  return (2 * sum) / points.length;
});

/** The water level: a direction of the data with a smaller variance is left as it is. */
export const levelOf = ({ h, beta }: Pick<Values, 'h' | 'beta'>): number => beta * h ** 2;
