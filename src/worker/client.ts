import type { Command, Report } from './protocol.ts';

export type Client = { readonly send: (command: Command) => void; readonly close: () => void };

/**
 * The only place that makes a training worker. A worker that cannot start or dies answers with a `failed` report for
 * the run it was last asked about, so that a figure never waits for ever.
 */
export function openWorker(onReport: (report: Report) => void): Client {
  let run = 0;
  const dead = (reason: string) =>
    onReport({
      type: 'failed',
      run,
      message: `The training worker stopped (${reason}). The figure keeps what it had; press run to start a new one, or reload the page.`,
    });
  let worker: Worker;
  try {
    worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' });
  } catch (error) {
    queueMicrotask(() => dead(error instanceof Error ? error.message : String(error)));
    return { send: ({ run: asked }) => void (run = asked), close: () => undefined };
  }
  worker.onmessage = (event: MessageEvent<Report>) => onReport(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    dead(event.message || 'its script could not be loaded');
  };
  return {
    send(command) {
      run = command.run;
      worker.postMessage(command);
    },
    close: () => worker.terminate(),
  };
}
