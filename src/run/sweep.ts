import { openWorker } from '#src/worker/client.ts';
import type { Report, SnapshotReport, Start } from '#src/worker/protocol.ts';
import type { AnyValues } from './params.ts';
import { run as words } from './words/figure.ts';

/** Steps a run aside is asked for at a time: it shows nothing on the way, but must be able to stop. */
const STEPS_A_QUESTION = 100;

/** Settings to run, handed out one at a time to the figure's own run and to runs aside, until all are done. */
export type Sweep = {
  readonly steps: number;
  readonly of: number;
  done(): number;
  /** The next setting that nobody runs yet. */
  take(): AnyValues | undefined;
  /** One setting is done. */
  finish(): void;
  /** Opens a worker beside the figure's, which runs settings for as long as there are any. */
  openLane(lane: Lane): void;
  cancel(): void;
};

export type Lane = {
  readonly start: (setting: AnyValues) => Start;
  readonly onDone: (report: SnapshotReport, setting: AnyValues) => void;
  readonly onFailed: (message: string) => void;
};

type Aside = { readonly done: Promise<SnapshotReport>; readonly close: () => void };

/** A sweep over `settings` with `steps` steps each; `onChange` is called when one of them is done. */
export function sweepOf(
  settings: readonly AnyValues[],
  steps: number,
  onChange: () => void,
  stepsAQuestion = STEPS_A_QUESTION,
): Sweep {
  let [next, done, cancelled] = [0, 0, false];
  const asides = new Set<Aside>();
  const take = () => (cancelled ? undefined : settings[next++]);
  const finish = () => {
    done++;
    if (!cancelled) onChange();
  };
  const runLane = async ({ start, onDone, onFailed }: Lane) => {
    for (let setting = take(); setting; setting = take()) {
      const aside = runAside(start(setting), steps, stepsAQuestion);
      asides.add(aside);
      try {
        onDone(await aside.done, setting);
      } catch (error) {
        if (!cancelled) onFailed(error instanceof Error ? error.message : String(error));
      }
      aside.close();
      asides.delete(aside);
      finish();
    }
  };
  return {
    steps,
    of: settings.length,
    done: () => done,
    take,
    finish,
    openLane: (lane) => void runLane(lane),
    cancel() {
      cancelled = true;
      for (const { close } of asides) close();
    },
  };
}

/** One run in a worker of its own, to step `steps`. Closing it leaves the promise open: nobody waits for it any more. */
function runAside(start: Start, steps: number, stepsAQuestion: number): Aside {
  const { promise, resolve, reject } = Promise.withResolvers<SnapshotReport>();
  const client = openWorker((report: Report) => {
    if (report.type === 'failed' || report.type === 'dead') return reject(new Error(report.message));
    if (report.type !== 'snapshot') return;
    const { step, lostAt } = report.snapshot;
    if (lostAt !== undefined) return reject(new Error(words.leftOut(lostAt)));
    const left = steps - step;
    if (left <= 0) resolve(report);
    else client.send({ type: 'ask', run: start.run, steps: Math.min(left, stepsAQuestion) });
  });
  client.send(start);
  return { done: promise, close: () => client.close() };
}
