import type { Standing } from '#src/engine/experiment.ts';
import type { Config, Kind, Snapshot, Source } from '#src/models/registry.ts';
import type { ShownOf, SnapshotReport, Wish, WishOf } from '#src/worker/protocol.ts';
import { beginningBefore, type Conducted } from './beginning.ts';
import type { MetricsOf, WidgetMeta } from './meta.ts';
import type { ParamValues } from './params.ts';
import type { Recording, RecordingOf } from './recording.ts';
import { createTraining, type Training } from './training.ts';
import type { Metrics, StateOf } from './widget-state.ts';

export type { Standing };
/** Bytes of the reader's own files of digits, all together, that a run takes. */
export { MOST_BYTES as MOST_DATA_BYTES } from '#src/engine/data/limits.ts';

/** The one number of a run that no snapshot holds: the conductor measures it. */
export const PACE = 'steps-per-second';

/** How a figure with knobs `Values` trains models of one kind, shows them as `Numbers`, and keeps `Kept` of each for its curves. */
type Way<K extends Kind, Values, Numbers, Kept> = {
  readonly config: (values: Values) => Config<K>;
  /** What the model learns from; `'none'` for a kind that makes its own data from its settings. */
  readonly data: (values: Values) => Source<K>;
  /** The numbers of a snapshot at these knobs, but for its pace. */
  readonly metricsOf: (snapshot: Snapshot<K>, values: Values) => Numbers;
  /** What is kept of every snapshot for the curves; the pictures in it are not. */
  readonly keep: (snapshot: Snapshot<K>) => Kept;
  /** Knobs whose effect the pictures show before anything is trained: the recorded beginning is not shown once one of them has changed. */
  readonly shownUntrained?: readonly (keyof Values & string)[];
};

type TrainedOn<K extends Kind, Values, Numbers, Kept> = Pick<Way<K, Values, Numbers, Kept>, 'metricsOf' | 'keep'> & {
  readonly start: (run: number, values: Values) => WishOf<K>;
  readonly pick: (report: SnapshotReport) => Snapshot<K> | undefined;
  readonly recorded: (recording: Recording) => readonly Snapshot<K>[] | undefined;
  readonly shownUntrained: readonly string[];
};

/** The same of any kind: what the conductor wants to know. */
export type Trained<Values, Numbers, Shown, Kept> = {
  readonly start: (run: number, values: Values) => Wish;
  readonly pick: (report: SnapshotReport) => Shown | undefined;
  /** The snapshots of a recorded run, oldest first, if it is of this kind of model. */
  readonly recorded: (recording: Recording) => readonly Shown[] | undefined;
  readonly metricsOf: (snapshot: Shown, values: Values) => Numbers;
  readonly keep: (snapshot: Shown) => Kept;
  readonly shownUntrained: readonly string[];
};

const isOf = <K extends Kind>(kind: K, report: SnapshotReport): report is SnapshotReport & ShownOf<K> =>
  report.kind === kind;
const wasOf = <K extends Kind>(kind: K, recording: Recording): recording is Recording & RecordingOf<K> =>
  recording.kind === kind;

/** What a figure needs to say of the kind of model that it trains: `trainedOn('vae', { config, data, metricsOf, keep })`. */
export const trainedOn = <K extends Kind, Values, Numbers, Kept>(
  kind: K,
  { config, data, metricsOf, keep, shownUntrained = [] }: Way<K, Values, Numbers, Kept>,
): TrainedOn<K, Values, Numbers, Kept> => ({
  start: (run, values) => ({ type: 'start', run, kind, config: config(values), data: data(values) }),
  pick: (report) => (isOf(kind, report) ? report.snapshot : undefined),
  recorded: (recording) => (wasOf(kind, recording) ? recording.snapshots : undefined),
  metricsOf,
  keep,
  shownUntrained,
});

/** The run of a figure that trains this way. */
export type RunOf<T> =
  T extends Pick<Trained<never, unknown, infer Shown, infer Kept>, 'pick' | 'keep'> ? Conducted<Shown, Kept> : never;

/** What the reader's own files of data are handed to. */
export type TakesFiles = Pick<Training<Standing, Standing>, 'takeFiles'>;

/** Every number that a description names, but for the pace of a run. */
export type NumbersOf<M extends WidgetMeta> = Omit<MetricsOf<M>, typeof PACE>;

/**
 * Begins to conduct the runs of one figure. `pace` is the time of the steps between two snapshots, in milliseconds, where
 * not the usual one. A knob that only looks trains nothing anew, but what it shows has other numbers.
 */
export function conduct<M extends WidgetMeta, Shown extends Standing, Kept extends Pick<Standing, 'step'>>(
  state: StateOf<M>,
  { metricsOf, recorded, shownUntrained, ...trained }: Trained<ParamValues<M['params']>, NumbersOf<M>, Shown, Kept>,
  pace?: number,
): Conducted<Shown, Kept> {
  const numbersOf = (snapshot: Shown, speed: number): Metrics => ({
    ...metricsOf(snapshot, state.values.peek()),
    [PACE]: speed,
  });
  const run = createTraining(state, { ...trained, metricsOf: numbersOf, ...(pace !== undefined && { pace }) });
  const tellAnew = () => {
    const now = run.snapshot.peek();
    if (now) state.report(numbersOf(now, state.metrics.peek()[PACE] ?? 0), now.step);
  };
  const snapshots = state.recording && recorded(state.recording);
  const shown = beginningBefore(state, run, snapshots && { snapshots, metricsOf, keep: trained.keep, shownUntrained });
  const looks = Object.values(state.meta.params).some((knob) => knob.looks);
  const stopTelling = looks ? state.values.subscribe(tellAnew) : () => undefined;
  return {
    ...shown,
    close() {
      stopTelling();
      shown.close();
    },
  };
}
