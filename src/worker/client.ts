import { sentenceOf } from './sentence.ts';
import { silenceWatch } from './silence.ts';
import { isolated, startWorker } from './open.ts';
import type { Command, Report } from './protocol.ts';
import script from './train.worker.ts?worker&url';

export type Client = { readonly send: (command: Command) => void; readonly close: () => void };

const NOT_FETCHED = 'The training worker stopped (its script could not be fetched or did not run).';
const STOPPED = 'The training worker stopped (an error ended its script).';
const NOT_HERE =
  'Training cannot start inside this frame: the page around it allows it scripts and nothing else. Open the figure by “Full page” below.';

/**
 * The only place that makes a training worker. One that cannot start or crashes answers with a `dead` report for the run
 * it was last asked about; of one that is silent for long the page is told, and no more: it may be busy, and only the
 * reader knows how long to wait.
 */
export function openWorker(onReport: (report: Report) => void): Client {
  let run = 0;
  let worker: Worker | undefined;
  /** Before its script runs it cannot answer: until then it is loading, for as long as the line takes. */
  let awake = false;
  let waiting = false;
  const watch = silenceWatch((milliseconds) =>
    onReport({ type: 'silent', run, seconds: Math.round(milliseconds / 1000) }),
  );
  const close = () => {
    watch.rest();
    worker?.terminate();
    worker = undefined;
  };
  const bury = (message: string) => {
    if (!worker) return;
    close();
    onReport({ type: 'dead', run, message: isolated() && !awake ? NOT_HERE : message });
  };
  const listen = ({ data }: MessageEvent<Report>) => {
    awake = true;
    if (data.type !== 'alive') waiting = data.type === 'progress' || data.type === 'ready' || data.type === 'moved';
    if (waiting) watch.expect();
    else watch.rest();
    onReport(data);
  };
  try {
    worker = startWorker(script);
    worker.onmessage = listen;
    worker.onerror = (event) => {
      event.preventDefault();
      bury(awake ? STOPPED : NOT_FETCHED);
    };
  } catch (error) {
    const message = isolated() ? NOT_HERE : sentenceOf(error);
    queueMicrotask(() => onReport({ type: 'dead', run, message }));
  }
  return {
    send(command) {
      run = command.run;
      worker?.postMessage(command);
      if (command.type === 'stop') return;
      waiting = true;
      if (awake) watch.expect();
    },
    close,
  };
}
