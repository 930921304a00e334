import type { Config, Snapshot as SnapshotOf, Source } from '#src/models/registry.ts';
import { ACTIVE, FOUND_FROM } from '#src/models/sparse/sparse.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { RunRecord } from '#src/run/training.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Snapshot = SnapshotOf<'sparse'>;

/** Held-out pictures that each snapshot is measured on. */
export const HELD_OUT = 500;

/** Weights of the penalty that a sweep visits, and the steps it gives to each. */
export const SWEEP = { weights: [0, 0.03, 0.1, 0.3, 1], steps: 1000 } as const;

/** What the model is told at these knobs. Planted strokes add up, so the outputs are linear there. */
export const configOf = ({ atoms, penalty, weight, rho, tied, k, lr, batch, seed }: Values): Config<'sparse'> => ({
  size: k,
  penalty,
  weight,
  rho,
  tied: atoms === 'planted' && tied === 'yes',
  linear: atoms === 'planted',
  lr,
  batch,
  seed,
  heldOut: HELD_OUT,
});

export const sourceOf = ({ atoms, data }: Values): Source<'sparse'> => (atoms === 'planted' ? 'planted' : data);

/** The numbers that `meta.metrics` names, at one snapshot. */
export function metricsAt({
  error,
  activeShare,
  meanActivity,
  deadShare,
  atomLength,
  found,
}: Snapshot): NumbersOf<typeof meta> {
  return {
    error,
    'active-share': activeShare,
    'mean-activity': meanActivity,
    'dead-share': deadShare,
    'atom-length': atomLength,
    ...(found && { 'found-share': found.likeness.filter(isFound).length / found.likeness.length }),
  };
}

export const isFound = (likeness: number): boolean => likeness >= FOUND_FROM;

/** What is kept of a snapshot: no picture draws a run's course. */
export const traceOf = ({ step, error }: Pick<Snapshot, 'step' | 'error'>) => ({ step, error });

/** Pictures above what comes back of them: ten in a row. */
export function twoRows({ originals, answers }: Snapshot['shown']): Uint8Array {
  const all = new Uint8Array(originals.length * 2);
  all.set(originals);
  all.set(answers, originals.length);
  return all;
}

/** The atom of one unit in the sheet. */
export type Tile = {
  readonly unit: number;
  /** 784 bytes, 128 for no weight. */
  readonly atom: Uint8Array;
  /** The unit's value for the chosen picture, and whether that counts as active. */
  readonly value: number;
  readonly lit: boolean;
  /** The planted stroke that it is most like, and the |cos| between them. */
  readonly stroke?: { readonly image: Uint8Array; readonly likeness: number; readonly found: boolean };
};

const PIXELS = 784;

/** The sheet of atoms, as the chosen picture sees it. */
export function tilesOf(
  { shown, found }: Snapshot,
  { digit, penalty }: Pick<Values, 'digit' | 'penalty'>,
): readonly Tile[] {
  const part = (images: Uint8Array, at: number) => images.subarray(at * PIXELS, (at + 1) * PIXELS);
  return shown.units.map((unit, at) => {
    const value = shown.codes[digit * shown.units.length + at] ?? 0;
    const likeness = found?.likeness[at] ?? NaN;
    return {
      unit,
      atom: part(shown.atoms, at),
      value,
      lit: value > ACTIVE[penalty],
      ...(found && { stroke: { image: part(found.strokes, at), likeness, found: isFound(likeness) } }),
    };
  });
}

/** How many of all units are active for the chosen picture. */
export const activeFor = ({ shown }: Snapshot, { digit }: Pick<Values, 'digit'>): number => shown.active[digit] ?? 0;

/** So many units between two shares. */
export type Bar = { readonly from: number; readonly to: number; readonly units: number };

const BARS = 20;

/**
 * Units by how much they are used: under L1 by the share of pictures in which they are active, under KL, which asks for a
 * mean, by their mean value. A bar has its lower end, the last one both.
 */
export function barsOf(
  { usage, means }: Pick<Snapshot, 'usage' | 'means'>,
  penalty: Values['penalty'],
): readonly Bar[] {
  const bars = Array.from({ length: BARS }, (_, i) => ({ from: i / BARS, to: (i + 1) / BARS, units: 0 }));
  for (const share of penalty === 'l1' ? usage : means) {
    const bar = bars[Math.min(BARS - 1, Math.floor(share * BARS))];
    if (bar) bar.units++;
  }
  return bars;
}

/** What comes out at one weight. `found` is NaN where nothing is planted. */
export type WeightPoint = {
  readonly weight: number;
  readonly error: number;
  readonly active: number;
  readonly mean: number;
  readonly length: number;
  readonly found: number;
};
/** The same of one run. */
export type RunPoint = WeightPoint & { readonly run: number; readonly step: number };

/** A sweep with the knobs as the figure opens, 1,000 steps for each weight. */
const BEFOREHAND: readonly WeightPoint[] = [
  { weight: 0, error: 3.73, active: 0.88, mean: 1.924, length: 1.93, found: NaN },
  { weight: 0.03, error: 5.14, active: 0.426, mean: 0.405, length: 2.57, found: NaN },
  { weight: 0.1, error: 7.26, active: 0.205, mean: 0.191, length: 3.27, found: NaN },
  { weight: 0.3, error: 12.38, active: 0.112, mean: 0.092, length: 5.38, found: NaN },
];

/** What was trained beforehand with these knobs, but for the weight. */
export const beforehandAt = (values: Values): readonly WeightPoint[] =>
  values.atoms === 'digits' && values.penalty === 'l1' && values.k === 256 && values.data === 'digits'
    ? BEFOREHAND
    : [];

/** The runs that differ from the present one in the weight, the seed or how they are trained at most, by rising weight. */
export const comparable = (records: readonly RunRecord[], values: Values): readonly RunPoint[] =>
  records
    .filter((record) => ALIKE.every((knob) => record.values[knob] === values[knob]))
    .map(({ run, step, values: { weight }, metrics }) => ({
      run,
      step,
      weight: Number(weight),
      error: metrics['error'] ?? NaN,
      active: metrics['active-share'] ?? NaN,
      mean: metrics['mean-activity'] ?? NaN,
      length: metrics['atom-length'] ?? NaN,
      found: metrics['found-share'] ?? NaN,
    }))
    .toSorted((a, b) => a.weight - b.weight);

const ALIKE = ['atoms', 'penalty', 'rho', 'tied', 'k', 'data'] as const;
