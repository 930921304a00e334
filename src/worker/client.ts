import type { Command, Report } from './protocol.ts';

export type Client = { readonly send: (command: Command) => void; readonly close: () => void };

/** A worker that answers nothing for so long is taken for dead; the slowest backend answers within a few seconds. */
const SILENCE_MILLISECONDS = 20_000;

/**
 * The only place that makes a training worker. A worker that cannot start, crashes or falls silent answers with a `dead`
 * report for the run it was last asked about, so that a figure never waits for ever.
 */
export function openWorker(onReport: (report: Report) => void): Client {
  let run = 0;
  let watch: ReturnType<typeof setTimeout> | undefined;
  let worker: Worker | undefined;
  const bury = (reason: string) => {
    clearTimeout(watch);
    worker?.terminate();
    worker = undefined;
    onReport({ type: 'dead', run, message: `The training worker stopped (${reason}).` });
  };
  const expectAnswer = () => {
    clearTimeout(watch);
    watch = setTimeout(
      () => bury(`it did not answer for ${SILENCE_MILLISECONDS / 1000} seconds`),
      SILENCE_MILLISECONDS,
    );
  };
  try {
    worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      clearTimeout(watch);
      if (data.type === 'progress' || data.type === 'ready') expectAnswer();
      onReport(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      bury(event.message || 'its script could not be loaded');
    };
  } catch (error) {
    queueMicrotask(() => bury(error instanceof Error ? error.message : String(error)));
  }
  return {
    send(command) {
      run = command.run;
      worker?.postMessage(command);
      if (worker && command.type !== 'stop') expectAnswer();
    },
    close() {
      clearTimeout(watch);
      worker?.terminate();
      worker = undefined;
    },
  };
}
