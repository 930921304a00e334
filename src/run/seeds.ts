import { signal, type ReadonlySignal } from '@preact/signals';
import { verdicts } from './executors.ts';
import { fill, type AnyValues, type ParamSpecs } from './params.ts';
import { runNotices } from './run-notices.ts';
import { sweepOf, type Sweep } from './sweep.ts';
import { nextRun, type TrainingOptions } from './training.ts';
import type { WidgetState } from './widget-state.ts';

/** The same knobs over many seeds, run aside on all cores; what the figure itself shows stays as it is. */
export type SeedBatch<Kept> = {
  readonly id: number;
  /** The knobs of every run, but for the seed. */
  readonly values: AnyValues;
  readonly of: number;
  readonly steps: number;
  /** What each run that is done came to, in the order in which they were done. */
  readonly runs: readonly (Kept & { readonly seed: number })[];
};

export type SeedBatches<Kept> = {
  /** Oldest first, until cleared. */
  readonly batches: ReadonlySignal<readonly SeedBatch<Kept>[]>;
  readonly running: ReadonlySignal<boolean>;
  /** Runs the present knobs with seeds 1 … `of` for `steps` steps each. */
  run(of: number, steps: number): void;
  stop(): void;
  clear(): void;
};

type Wanted<S extends ParamSpecs, Snapshot, Kept> = Pick<TrainingOptions<S, Snapshot, never>, 'start' | 'pick'> & {
  /** What is kept of a run's last snapshot. */
  readonly keepLast: (snapshot: Snapshot) => Kept;
};

/** Steps a run aside is asked for at a time: seconds on the slowest executor, and a few questions a run on the fast ones. */
const STEPS_A_QUESTION = 2000;

export function seedBatches<S extends ParamSpecs, Snapshot, Kept extends object>(
  state: WidgetState<S>,
  { start, pick, keepLast }: Wanted<S, Snapshot, Kept>,
): SeedBatches<Kept> {
  const batches = signal<readonly SeedBatch<Kept>[]>([]);
  const running = signal(false);
  const said = runNotices(state.notices);
  let sweep: Sweep | undefined;
  let lastBatch = 0;

  const stop = () => {
    sweep?.cancel();
    sweep = undefined;
    running.value = false;
    batches.value = batches.value.filter(({ runs }) => runs.length > 0);
  };

  const add = (batch: number, seed: number, kept: Kept) => {
    batches.value = batches.value.map((old) =>
      old.id === batch ? { ...old, runs: [...old.runs, { ...kept, seed }] } : old,
    );
  };

  const run = (of: number, steps: number) => {
    stop();
    said.over();
    const id = ++lastBatch;
    const base = state.values.peek();
    batches.value = [...batches.value, { id, values: { ...(base as AnyValues) }, of, steps, runs: [] }];
    const seeds = Array.from({ length: of }, (_, i) => ({ seed: i + 1 }));
    const plan = sweepOf(seeds, steps, () => plan.done() === plan.of && stop(), STEPS_A_QUESTION);
    sweep = plan;
    running.value = true;
    for (let lane = 0; lane < Math.min(of, navigator.hardwareConcurrency); lane++)
      plan.openLane({
        start: (setting) => ({
          ...start(nextRun(), fill(state.meta.params, setting, base).values),
          executor: state.executor.peek(),
          verdicts: verdicts(),
        }),
        onDone: (report, setting) => {
          const last = pick(report);
          if (last) add(id, Number(setting['seed']), keepLast(last));
        },
        onFailed: (message) => said.say(message),
      });
  };

  return {
    batches,
    running,
    run,
    stop,
    clear() {
      stop();
      said.over();
      batches.value = [];
    },
  };
}
