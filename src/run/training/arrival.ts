import type { TrainedState } from '#src/engine/experiment.ts';
import type { Command, Report, SnapshotReport, Start } from '#src/worker/protocol.ts';
import type { AnyValues } from '../params.ts';
import { isWaiting, type Waiting } from '../waiting.ts';

/** A run that begins with a state out of a file, until it stands. */
export type ArrivingRun = {
  readonly run: number;
  readonly values: AnyValues;
  readonly from: TrainedState;
  /** What was said of what computes it: that is the figure's once it stands. */
  readonly said: readonly Report[];
};

/** A state out of a file on its way into the figure. Until it stands the figure keeps what it has. */
export type Arrival = {
  /** Starts its run beside the figure's; fulfilled once it stands, rejected with a sentence if it is cancelled. */
  begin(start: Start & { readonly from: TrainedState }, values: AnyValues): Promise<void>;
  /** Hears a report, if it is of this run. Whether it was. */
  hear(report: Report): boolean;
  /** Ends its run, if there is one, and rejects its promise with this reason. */
  cancel(reason: string): void;
};

export type ArrivalHooks = {
  readonly send: (command: Command) => void;
  /** It is waited for. */
  readonly onWaiting: (report: Waiting) => void;
  /** It was given up, and is not waited for any more. */
  readonly onCancelled: () => void;
  /** Its first snapshot is there: it becomes the figure's own. */
  readonly onStanding: (arriving: ArrivingRun, report: SnapshotReport) => void;
};

/** With the promise that its caller waits for. */
type Expected = ArrivingRun & { readonly settled: PromiseWithResolvers<undefined> };

export function arrivalOf({ send, onWaiting, onCancelled, onStanding }: ArrivalHooks): Arrival {
  let arriving: Expected | undefined;
  const cancel = (reason: string) => {
    if (!arriving) return;
    send({ type: 'stop', run: arriving.run });
    arriving.settled.reject(new Error(reason));
    arriving = undefined;
    onCancelled();
  };
  const stand = (standing: Expected, report: SnapshotReport) => {
    arriving = undefined;
    onStanding(standing, report);
    standing.settled.resolve(undefined);
  };
  /** Nothing is shown of it before its first snapshot is there. */
  const listen = (waited: Expected, report: Report) => {
    if (isWaiting(report)) onWaiting(report);
    else if (report.type === 'ready' || report.type === 'moved')
      arriving = { ...waited, said: [...waited.said, report] };
    else if (report.type === 'failed') cancel(report.message);
    else if (report.type === 'snapshot') stand(waited, report);
  };
  return {
    begin(start, values) {
      const settled = Promise.withResolvers<undefined>();
      arriving = { run: start.run, values, from: start.from, said: [], settled };
      send(start);
      return settled.promise;
    },
    hear(report) {
      if (report.run !== arriving?.run) return false;
      listen(arriving, report);
      return true;
    },
    cancel,
  };
}
