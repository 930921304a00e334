import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Player, Standing } from '#src/engine/experiment.ts';
import type { DataFile, ExecutorName, Wish } from '#src/worker/protocol.ts';
import { blame } from './blame.ts';
import { rememberExecutor, verdicts } from './executors.ts';
import { MAX_STEP } from './links.ts';
import { fill, type AnyValues, type ParamSpecs, type ParamValues } from './params.ts';
import { runNotices } from './run-notices.ts';
import { arrivalOf } from './training/arrival.ts';
import { discard, restart, turned } from './training/begin.ts';
import type { Conductor } from './training/conductor.ts';
import { ask, move, play, seek, stepOnce, sweep } from './training/drive.ts';
import { handingOut } from './training/handing-out.ts';
import { watchedKnobs } from './training/knobs.ts';
import { lifeOf } from './training/life.ts';
import { originAt } from './training/origin.ts';
import { paceOf } from './training/pace.ts';
import { recordsOf, type RunRecord } from './training/records.ts';
import { replaysOnce } from './training/replays.ts';
import { listen, wait } from './training/reports.ts';
import { shownRun, type Reading, type ShownRun } from './training/shown.ts';
import { putIn, takeOut, takeOver } from './training/states.ts';
import { sweepingThen } from './training/sweeping.ts';
import { wireTo } from './training/wire.ts';
import { askingBy } from './training/worker-run.ts';
import type { Progress } from './waiting.ts';
import type { WidgetState } from './widget-state.ts';
import { run as words } from './words/figure.ts';

export type { RunRecord } from './training/records.ts';
export { nextRun } from './training/run-number.ts';

export type TrainingOptions<S extends ParamSpecs, Snapshot, Kept> = Reading<Snapshot, Kept> & {
  /** The command that starts a run with these knobs. */
  readonly start: (run: number, values: ParamValues<S>) => Wish;
  /** Milliseconds of steps between two snapshots, where the usual 160 are too many or too few. */
  readonly pace?: number;
};

export type Training<Snapshot, Kept> = {
  readonly snapshot: ReadonlySignal<Snapshot | undefined>;
  /** What was kept of each snapshot of this run, oldest first. */
  readonly history: ReadonlySignal<readonly Kept[]>;
  /** The number of the figure's own run among the records. */
  readonly current: ReadonlySignal<number>;
  /** This run and the ones before it, until cleared. */
  readonly records: ReadonlySignal<readonly RunRecord[]>;
  readonly progress: ReadonlySignal<Progress | undefined>;
  /** Why this backend and no other, in a sentence. */
  readonly why: ReadonlySignal<string>;
  /** The sweep under way: which of how many; undefined outside one. */
  readonly sweeping: ReadonlySignal<{ readonly at: number; readonly of: number } | undefined>;
  /** The furthest step this run has been at. */
  readonly reached: ReadonlySignal<number>;
  play(until?: number): void;
  pause(): void;
  /** Goes to a step this run has been at; from there it goes on as it did before. */
  seek(step: number): void;
  stepOnce(): void;
  /**
   * Lets one player of a game take a step alone. The run is then off the path that its seed names: until it seeks a step
   * or starts anew it leaves no record, and history follows it aside.
   */
  move(player: Player): void;
  /** Back to step 0 with the same knobs. */
  restart(): void;
  /** Runs each setting in turn for `steps` steps, leaving a record each. */
  sweep(settings: readonly AnyValues[], steps: number): void;
  clearRecords(): void;
  takeFiles(files: readonly DataFile[]): void;
  /** Trains on something else from now on: a fresh worker, and the run from its beginning. */
  trainOn(executor: ExecutorName): void;
  close(): void;
};

/**
 * Conducts one figure's runs: idle → loading → running ⇄ paused → done, or failed with a sentence; the table of that is
 * `transitions` in `training/life.ts`. A knob that changes starts the run anew, so that the same link always shows the
 * same figure. Here the parts are put together; what each of them does stands in `training/`.
 */
export function createTraining<S extends ParamSpecs, Snapshot extends Standing, Kept extends Pick<Standing, 'step'>>(
  state: WidgetState<S>,
  options: TrainingOptions<S, Snapshot, Kept>,
): Training<Snapshot, Kept> {
  const shown = shownRun(state, options);
  const conductor = conductorOf(state, options, shown);
  const stopWatchingSight = effect(() => {
    if (state.inSight.value) ask(conductor);
  });
  const trainOn = (executor: ExecutorName) => {
    state.executor.value = executor;
    rememberExecutor(executor);
    trainAnew(conductor);
  };
  state.controls.value = {
    ...driving(conductor),
    why: conductor.why,
    trainOn,
    takeOut: () => takeOut(conductor),
    putIn: (values, from) => putIn(conductor, values, from),
  };
  if (state.link.step !== undefined && state.link.step > 0) play(conductor, state.link.step);
  else if (state.link.play) play(conductor);
  return {
    ...signalsOf(conductor, shown),
    ...driving(conductor),
    seek: (step) => seek(conductor, step),
    move: (player) => move(conductor, player),
    sweep: (settings, steps) => sweep(conductor, settings, steps),
    clearRecords: () => conductor.records.dropOthers(conductor.asking.now().run),
    takeFiles: (files) => takeFiles(conductor, files),
    trainOn,
    close() {
      stopWatchingSight();
      close(conductor);
    },
  };
}

/** The parts, and what each of them is told by the others. */
function conductorOf<S extends ParamSpecs, Snapshot, Kept>(
  state: WidgetState<S>,
  { start, pace }: TrainingOptions<S, Snapshot, Kept>,
  shown: ShownRun,
): Conductor {
  const { meta, values } = state;
  const wire = wireTo((report) => listen(conductor, report));
  const life = lifeOf(state.status, meta.longest ?? MAX_STEP);
  const progress = signal<Progress | undefined>(undefined);
  const conductor: Conductor = {
    life,
    wire,
    asking: askingBy(wire.send),
    pace: paceOf(pace),
    shown,
    records: recordsOf(),
    sweeping: sweepingThen(() => {
      life.aim();
      life.happens('rested');
    }),
    knobs: watchedKnobs(state, () => turned(conductor)),
    origin: originAt(state.origin),
    arrival: arrivalOf({
      send: wire.send,
      onWaiting: (report) => wait(conductor, report),
      onCancelled: () => void (progress.value = undefined),
      onStanding: (arriving, report) => takeOver(conductor, arriving, report),
    }),
    handing: handingOut(),
    replays: replaysOnce(),
    notices: runNotices(state.notices),
    progress,
    backend: state.backend,
    why: signal(''),
    inSight: state.inSight,
    startOf: (run, patch) => ({
      ...start(run, fill(meta.params, patch, values.peek()).values),
      executor: state.executor.peek(),
      verdicts: verdicts(),
    }),
    blame: (lostAt, step) => blame(meta.params, values.peek(), lostAt, step),
  };
  return conductor;
}

/** The buttons of a run, for its bar and for those who drive it from outside. */
const driving = (conductor: Conductor) => ({
  play: (until?: number) => play(conductor, until),
  pause: () => conductor.life.pause(),
  stepOnce: () => stepOnce(conductor),
  restart: () => restart(conductor),
});

const signalsOf = <Snapshot, Kept>(
  { progress, records, sweeping, why }: Conductor,
  { current, history, reached, snapshot }: ShownRun<Snapshot, Kept>,
) => ({
  snapshot,
  history,
  current,
  reached,
  records: records.all,
  progress,
  why,
  sweeping: sweeping.progress,
});

/** A fresh worker, and what was known of the old one's pace forgotten. */
function trainAnew(conductor: Conductor): void {
  conductor.wire.close();
  conductor.pace.forget();
  restart(conductor, true);
}

function takeFiles({ asking, wire }: Conductor, files: readonly DataFile[]): void {
  wire.open();
  wire.send({ type: 'take', run: asking.now().run, files });
}

function close(conductor: Conductor): void {
  const { arrival, knobs, sweeping, wire } = conductor;
  sweeping.end();
  arrival.cancel(words.closed);
  discard(conductor);
  knobs.close();
  wire.close();
}
