import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { Standing } from '#src/engine/experiment.ts';
import type { WidgetMeta } from './meta.ts';
import { changed, fill, type ParamValues } from './params.ts';
import type { Recording } from './recording.ts';
import { standsIn, takenAfter } from './training/stand-in.ts';
import type { RunRecord, Training } from './training.ts';
import type { Metrics, ShownBeginning, StateOf } from './widget-state.ts';

/** What a figure shows of a recorded run. */
export type Recorded<Values, Shown, Kept> = {
  /** Oldest first. */
  readonly snapshots: readonly Shown[];
  readonly metricsOf: (snapshot: Shown, values: Values) => Metrics;
  readonly keep: (snapshot: Shown) => Kept;
  readonly shownUntrained: readonly string[];
};

/** A run as views draw it: where the reader has none, `snapshot` and all that is drawn with it are those of the beginning. */
export type Conducted<Shown, Kept> = Training<Shown, Kept> & {
  /** The snapshot of the reader's own run. */
  readonly own: ReadonlySignal<Shown | undefined>;
};

/** The number of the beginning among the records of runs: none of the reader's has it. */
const NO_RUN = 0;

/**
 * Lets a recorded run stand in for the reader's own until there is one. Only what is drawn comes from it: the run itself, its
 * step and its numbers for links, exercises and the page around it know nothing of it.
 */
export function beginningBefore<M extends WidgetMeta, Shown extends Standing, Kept>(
  state: StateOf<M>,
  run: Training<Shown, Kept>,
  recorded: Recorded<ParamValues<M['params']>, Shown, Kept> | undefined,
): Conducted<Shown, Kept> {
  const last = recorded?.snapshots.at(-1);
  const { recording } = state;
  if (!recorded || !last || !recording) return { ...run, own: run.snapshot };
  const { taken, letGo } = placeIn(state, run);
  const shown = computed(() => shownOf(state, { taken: taken.value, recording, recorded, last }));
  const stopShowing = effect(() => {
    const now = shown.value;
    untracked(() => (state.beginning.value = now));
  });
  return {
    ...run,
    ...inPlaceOf(state, run, { history: recorded.snapshots.map(recorded.keep), last }),
    own: run.snapshot,
    close() {
      letGo();
      stopShowing();
      run.close();
    },
  };
}

/** Whether the place of the pictures is taken by a run of the reader's, and the way to watch no longer. */
function placeIn(state: StateOf<WidgetMeta>, run: Pick<Training<unknown, unknown>, 'snapshot'>) {
  // A link that plays or seeks has begun its run by now.
  const taken = signal(state.status.peek() !== 'idle');
  const letGo = effect(() => {
    const now = { snapshot: run.snapshot.value !== undefined, status: state.status.value };
    taken.value = takenAfter(taken.peek(), now);
  });
  return { taken, letGo };
}

type At<Values, Shown> = {
  readonly taken: boolean;
  readonly recording: Recording;
  readonly recorded: Pick<Recorded<Values, Shown, never>, 'metricsOf' | 'shownUntrained'>;
  readonly last: Shown;
};

/** What is shown of the beginning as the figure stands. */
function shownOf<M extends WidgetMeta, Shown extends Standing>(
  state: StateOf<M>,
  { taken, recording: { knobs }, recorded, last }: At<ParamValues<M['params']>, Shown>,
): ShownBeginning | undefined {
  const { params } = state.meta;
  const values = state.values.value;
  const trained = fill(params, knobs, values).values;
  const standing = standsIn({
    taken,
    linked: (state.link.step ?? 0) > 0,
    turned: changed(params, values, trained),
    shownUntrained: recorded.shownUntrained,
  });
  return (
    standing && { alike: standing === 'alike', steps: last.step, knobs, metrics: recorded.metricsOf(last, trained) }
  );
}

/** What views draw: of the run, or of the beginning while that is shown. */
function inPlaceOf<M extends WidgetMeta, Shown, Kept>(
  { beginning, seen }: Pick<StateOf<M>, 'beginning' | 'seen'>,
  run: Training<Shown, Kept>,
  { history, last }: { readonly history: readonly Kept[]; readonly last: Shown },
): Pick<Training<Shown, Kept>, 'snapshot' | 'history' | 'current' | 'records'> {
  const records = (): readonly RunRecord[] => {
    const now = beginning.value;
    if (!now) return run.records.value;
    return [...run.records.value, { run: NO_RUN, values: { ...seen.value }, metrics: now.metrics, step: now.steps }];
  };
  return {
    snapshot: computed(() => (beginning.value ? last : run.snapshot.value)),
    history: computed(() => (beginning.value ? history : run.history.value)),
    current: computed(() => (beginning.value ? NO_RUN : run.current.value)),
    records: computed(records),
  };
}
