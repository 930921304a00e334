import type { Config, Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { RunRecord } from '#src/run/training.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
type Snapshot = SnapshotOf<'vae'>;

/** Held-out images that each snapshot is measured on. */
export const HELD_OUT = 500;

/** Settings of β that a sweep visits, half a decade apart, and the steps it gives to each. */
export const SWEEP = { betas: [0.1, 0.3, 1, 3, 10, 30], steps: 300 } as const;

/** The engine's configuration for these knobs. */
export const configOf = ({
  beta,
  latent,
  decoder,
  h2,
  warmup,
  width,
  depth,
  lr,
  batch,
  seed,
}: Values): Config<'vae'> => ({
  beta,
  latent,
  decoder,
  h2,
  warmup,
  width,
  depth,
  lr,
  batch,
  seed,
  heldOut: HELD_OUT,
  ...(latent === 2 && { tiles: true }),
});

/** The numbers of the figure at one snapshot, under the names that links, exercises and tests use. */
export const metricsAt = ({ rate, distortion, elbo, activeUnits, squaredError }: Snapshot): NumbersOf<typeof meta> => ({
  rate,
  distortion,
  elbo,
  'active-units': activeUnits,
  'squared-error': squaredError,
});

/** What is kept of a snapshot for the curves of its run, in nats per image. */
export type TracePoint = { readonly step: number; readonly rate: number; readonly distortion: number };
export const traceOf = ({ step, rate, distortion }: Snapshot): TracePoint => ({ step, rate, distortion });

/** A run on the rate–distortion plane, in nats per image. */
export type PlanePoint = {
  readonly run: number;
  readonly beta: number;
  readonly rate: number;
  readonly distortion: number;
  readonly step: number;
};

/** The runs that share a scale with the present knobs: the same data, decoder and, if it has one, h². */
export function comparable(records: readonly RunRecord[], values: Values): readonly PlanePoint[] {
  const same = ({ values: theirs }: RunRecord) =>
    theirs['data'] === values.data &&
    theirs['decoder'] === values.decoder &&
    (values.decoder === 'bernoulli' || theirs['h2'] === values.h2);
  return records.filter(same).map(({ run, values: { beta }, metrics, step }) => ({
    run,
    beta: Number(beta),
    rate: metrics['rate'] ?? NaN,
    distortion: metrics['distortion'] ?? NaN,
    step,
  }));
}
