import type { Player } from '#src/engine/experiment.ts';
import type { Command } from '#src/worker/protocol.ts';

/** A run as the worker has it. One question at a time is in flight; of what is wished meanwhile the newest is kept. */
export type WorkerRun = {
  /** Its number; 0 where the worker has none. */
  readonly run: number;
  /** The step at which it stands; while it is replayed the figure shows the step it is to come to. */
  readonly step: number;
  /** Whether a question is in flight. */
  readonly asked: boolean;
  /** What is to be asked once the answer is there: to go to a step, or to let one player take a step. */
  readonly wish: number | Player | undefined;
  /** The step to which it is replayed after its worker died; nothing is shown on the way. */
  readonly replayTo: number | undefined;
};

/** Where the worker has no run. */
export const NO_RUN: WorkerRun = { run: 0, step: 0, asked: false, wish: undefined, replayTo: undefined };

/** A run that is begun at `step`, and owes its first snapshot. */
export const begun = (run: number, step: number, replayTo?: number): WorkerRun => ({
  run,
  step,
  asked: true,
  wish: undefined,
  replayTo,
});

/** Whether anything new has to wait. */
export const isBusy = ({ asked, replayTo }: WorkerRun): boolean => asked || replayTo !== undefined;

/** The run after a snapshot. A replay goes on until it is where it was to come, or its numbers are lost. */
export function answered(run: WorkerRun, step: number, lostAt?: number): WorkerRun {
  const goesOn = run.replayTo !== undefined && step < run.replayTo && lostAt === undefined;
  return { ...run, step, asked: false, replayTo: goesOn ? run.replayTo : undefined };
}

/** What the next question depends on besides the run itself. */
export type Circumstances = {
  readonly playing: boolean;
  readonly goal: number;
  readonly inSight: boolean;
  readonly stepsAQuestion: number;
  /** The furthest step of the path that the seed names. */
  readonly reached: number;
  /** Whether moves by hand have led off that path. */
  readonly offPath: boolean;
};

export type Question =
  | { readonly type: 'ask'; readonly steps: number }
  | { readonly type: 'seek'; readonly step: number }
  | { readonly type: 'move'; readonly player: Player };

/** What the run is asked by itself, if anything. A replay goes on while the figure is paused; neither does out of sight. */
export function nextQuestion(run: WorkerRun, now: Circumstances): Question | undefined {
  const to = run.replayTo ?? now.goal;
  const rests = !now.playing && run.replayTo === undefined;
  if (rests || run.asked || run.run === 0 || !now.inSight || run.step >= to) return undefined;
  // A game that left its path by moves by hand is put back on it: only there its steps leave marks, and have a link.
  if (now.offPath) return { type: 'seek', step: Math.min(run.step, now.reached) };
  return { type: 'ask', steps: Math.min(now.stepsAQuestion, to - run.step) };
}

/** The run in the worker, and the questions it is asked. */
export type Asking = {
  readonly now: () => WorkerRun;
  readonly isBusy: () => boolean;
  become(run: WorkerRun): void;
  /** Asks the worker at once. */
  ask(question: Question): void;
  /** Asks when nothing is in flight any more; a newer wish takes the place of an older one. */
  wish(wish: number | Player | undefined): void;
  /** A snapshot came. */
  answered(step: number, lostAt?: number): void;
};

export function askingBy(send: (command: Command) => void): Asking {
  let run = NO_RUN;
  return {
    now: () => run,
    isBusy: () => isBusy(run),
    become: (next) => void (run = next),
    ask(question) {
      run = { ...run, asked: true };
      send({ ...question, run: run.run });
    },
    wish: (wish) => void (run = { ...run, wish }),
    answered: (step, lostAt) => void (run = answered(run, step, lostAt)),
  };
}
