import { openWorker, type Client } from '#src/worker/client.ts';
import type { Command, Report } from '#src/worker/protocol.ts';

/** The figure's worker: opened when it is first needed, kept from run to run, replaced when it is stuck or gone. */
export type Wire = {
  /** Opens a worker if there is none. */
  open(): void;
  /** Tells the worker, if there is one. */
  readonly send: (command: Command) => void;
  /** Has the worker end a run, if it has one (0 is none). One that is silent may be stuck: it is closed itself. */
  endRun(run: number): void;
  /** Closes the worker; the next one is a new one. */
  close(): void;
};

export function wireTo(onReport: (report: Report) => void): Wire {
  let client: Client | undefined;
  /** Whether the worker was last heard of as silent: it may be stuck, so nothing new is asked of it. */
  let silent = false;
  const close = () => {
    client?.close();
    client = undefined;
    silent = false;
  };
  const hear = (report: Report) => {
    silent = report.type === 'silent';
    onReport(report);
  };
  return {
    open: () => void (client ??= openWorker(hear)),
    send: (command) => client?.send(command),
    endRun(run) {
      if (silent) close();
      else if (run > 0) client?.send({ type: 'stop', run });
    },
    close,
  };
}
