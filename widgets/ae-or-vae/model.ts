import type { Config, Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Snapshot = SnapshotOf<'ae-or-vae'>;

/** What the model is told at these knobs. */
export const configOf = ({ latent, width, lr, batch, seed }: Values): Config<'ae-or-vae'> => ({
  latent,
  width,
  lr,
  batch,
  seed,
});

/** The numbers that `meta.metrics` names, at one snapshot. */
export function metricsAt({ made, codes }: Pick<Snapshot, 'made' | 'codes'>): NumbersOf<typeof meta> {
  const { ae, vae, own } = made;
  return {
    'frechet-ae': ae.frechet,
    'frechet-vae': vae.frechet,
    'frechet-own': own.frechet,
    'sure-ae': ae.sure,
    'sure-vae': vae.sure,
    'sure-own': own.sure,
    'deviation-ae': codes.ae.deviation,
    'deviation-vae': codes.vae.deviation,
    'near-ae': codes.ae.near,
    'near-vae': codes.vae.near,
  };
}

/** What is kept of a snapshot for the curves of its run: the distances, and the step that they were taken at. */
export type TracePoint = {
  readonly step: number;
  readonly at: number;
  readonly ae: number;
  readonly vae: number;
  readonly own: number;
};
export const traceOf = ({ step, at, made }: Pick<Snapshot, 'step' | 'at' | 'made'>): TracePoint => ({
  step,
  at,
  ae: made.ae.frechet,
  vae: made.vae.frechet,
  own: made.own.frechet,
});

/** A point for each step that distances were taken at. */
export const taken = (trace: readonly TracePoint[]): readonly TracePoint[] =>
  trace.filter(({ at }, i) => trace[i - 1]?.at !== at);

/** The codes of one encoder with the class of each digit. */
export type CodeRow = { readonly x: number; readonly y: number; readonly digit: string };

export const codesOf = ({ codes, labels }: Pick<Snapshot, 'codes' | 'labels'>, of: 'ae' | 'vae'): readonly CodeRow[] =>
  Array.from(labels, (label, i) => ({
    x: codes[of].at[2 * i] ?? NaN,
    y: codes[of].at[2 * i + 1] ?? NaN,
    digit: String(label),
  }));

export const priorOf = ({ prior }: Pick<Snapshot, 'prior'>): readonly { readonly x: number; readonly y: number }[] =>
  Array.from({ length: prior.length / 2 }, (_, i) => ({ x: prior[2 * i] ?? NaN, y: prior[2 * i + 1] ?? NaN }));

/** From the middle to the edge of a square that holds the codes of both, and the prior. */
export const reachOf = ({ codes }: Pick<Snapshot, 'codes'>): number =>
  1.05 * [...codes.ae.at, ...codes.vae.at].reduce((most, value) => Math.max(most, Math.abs(value)), 3.5);
