import type { Config, Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { RunRecord } from '#src/run/training.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Snapshot = SnapshotOf<'autoencoder'>;

/** Held-out digits that each snapshot is measured on. */
export const HELD_OUT = 500;

/** Sizes of the code that a sweep visits, and the steps it gives to each. */
export const SWEEP = { sizes: [1, 2, 4, 8, 16, 32, 64], steps: 1000 } as const;

/** What the model is told at these knobs. */
export const configOf = ({ k, linear, width, depth, tied, lr, falls, batch, seed }: Values): Config<'autoencoder'> => ({
  size: k,
  linear: linear === 'yes',
  width,
  depth,
  tied: tied === 'yes',
  lr,
  falls,
  batch,
  seed,
  heldOut: HELD_OUT,
});

/** The numbers that `meta.metrics` names, at one snapshot. */
export function metricsAt({ error, pcaErrors, size, angle, captured }: Snapshot): NumbersOf<typeof meta> {
  const subspace = angle === undefined || captured === undefined ? {} : { angle, captured };
  return { error, 'pca-error': pcaErrors[size] ?? NaN, ...subspace };
}

/** What is kept of a snapshot for the curve of its run. */
export type TracePoint = { readonly step: number; readonly error: number };
export const traceOf = ({ step, error }: Pick<Snapshot, 'step' | 'error'>): TracePoint => ({ step, error });

/** Digits, what comes back of them, and what PCA brings back: one below the other, ten in a row. */
export function threeRows({ originals, answers, pca }: Snapshot['shown']): Uint8Array {
  const all = new Uint8Array(originals.length * 3);
  [originals, answers, pca].forEach((row, i) => all.set(row, i * originals.length));
  return all;
}

/** PCA's error by the number of components. */
export type SizePoint = { readonly size: number; readonly error: number };
export const pcaCurve = ({ pcaErrors }: Pick<Snapshot, 'pcaErrors'>): readonly SizePoint[] =>
  Array.from(pcaErrors, (error, size) => ({ size, error })).slice(1);

/** Where a run stands beside that curve. */
export type RunPoint = SizePoint & { readonly run: number; readonly linear: boolean; readonly step: number };

/** The runs on the same digits as the present one. */
export const comparable = (records: readonly RunRecord[], { data }: Values): readonly RunPoint[] =>
  records
    .filter(({ values }) => values['data'] === data)
    .map(({ run, step, values: { k, linear }, metrics }) => ({
      run,
      step,
      size: Number(k),
      linear: linear === 'yes',
      error: metrics['error'] ?? NaN,
    }));

/** One principal direction: its variance, and the part of it that the decoder spans. */
export type Direction = {
  readonly direction: number;
  readonly variance: number;
  readonly found: number;
  /** Whether it is among the first J, which PCA keeps. */
  readonly kept: boolean;
};

/** The directions that are kept, and as many behind them as let one see where the variances go. */
export function directionsOf({ spectrum, size }: Pick<Snapshot, 'spectrum' | 'size'>): readonly Direction[] {
  const last = Math.max(12, size + 4);
  return Array.from(spectrum?.variances.subarray(0, last) ?? [], (variance, i) => ({
    direction: i + 1,
    variance,
    found: spectrum?.found[i] ?? NaN,
    kept: i < size,
  }));
}
