import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Standing } from '#src/engine/experiment.ts';
import type { SnapshotReport } from '#src/worker/protocol.ts';
import type { Metrics, WidgetState } from '../widget-state.ts';
import { offPath, onPath, type Curves } from './curves.ts';

/** How a figure reads the snapshots of its kind of model. */
export type Reading<Snapshot, Kept> = {
  /** This widget's snapshot out of a report. */
  readonly pick: (report: SnapshotReport) => Snapshot | undefined;
  readonly metricsOf: (snapshot: Snapshot, stepsPerSecond: number) => Metrics;
  /** What is kept of every snapshot for the curves; the pictures in it are not. */
  readonly keep: (snapshot: Snapshot) => Kept;
};

/** A snapshot that came and is not shown yet. */
export type Seen = {
  readonly now: Standing;
  readonly metricsAt: (stepsPerSecond: number) => Metrics;
  /** Puts it into the figure with these numbers, as one of run `run`. */
  readonly show: (run: number, metrics: Metrics) => void;
};

/** What the figure shows of its run. A new worker may replay the run behind it while it stays as it is. */
export type ShownRun<Snapshot = Standing, Kept = unknown> = {
  readonly snapshot: ReadonlySignal<Snapshot | undefined>;
  /** What was kept of each snapshot, in the order of the steps. */
  readonly history: ReadonlySignal<readonly Kept[]>;
  /** The number of the run that is shown. */
  readonly current: ReadonlySignal<number>;
  /** The furthest step it has been at on the path that its seed names. */
  readonly reached: ReadonlySignal<number>;
  /** The snapshot in a report, if it is of this figure's kind of model. */
  see(report: SnapshotReport): Seen | undefined;
  /** Shows nothing but a run that begins at this step. */
  begin(run: number, step: number): void;
  /** Shows nothing. */
  clear(): void;
};

export function shownRun<Snapshot extends Standing, Kept extends Pick<Standing, 'step'>>(
  state: Pick<WidgetState, 'report'>,
  { pick, metricsOf, keep }: Reading<Snapshot, Kept>,
): ShownRun<Snapshot, Kept> {
  const snapshot = signal<Snapshot | undefined>(undefined);
  const history = signal<readonly Kept[]>([]);
  const current = signal(0);
  const reached = signal(0);
  let curves: Curves<Kept> = { drawn: [] };
  const draw = (next: Curves<Kept>) => {
    curves = next;
    history.value = next.drawn;
  };
  const empty = (step: number) => {
    snapshot.value = undefined;
    draw({ drawn: [] });
    reached.value = step;
    state.report({}, 0);
  };
  const show = (now: Snapshot, run: number, metrics: Metrics) => {
    current.value = run;
    snapshot.value = now;
    state.report(metrics, now.step);
    if (now.byHand) draw(offPath(curves, keep(now)));
    else {
      draw(onPath(curves, keep(now)));
      reached.value = Math.max(reached.value, now.step);
    }
  };
  return {
    snapshot,
    history,
    current,
    reached,
    see(report) {
      const now = pick(report);
      return (
        now && {
          now,
          metricsAt: (stepsPerSecond) => metricsOf(now, stepsPerSecond),
          show: (run, metrics) => batch(() => show(now, run, metrics)),
        }
      );
    },
    begin: (run, step) =>
      batch(() => {
        current.value = run;
        empty(step);
      }),
    clear: () => batch(() => empty(0)),
  };
}
