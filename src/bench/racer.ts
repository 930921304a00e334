import type { BackendName } from '#src/engine/backends.ts';
import type { Contest } from './models/contests.ts';

/** Who races: our own stages on an executor, or plain TensorFlow.js on one of its backends. */
export type Contestant =
  | { readonly with: 'stages'; readonly executor: 'webgpu' | 'simd' | 'reference' }
  | { readonly with: 'tfjs'; readonly backend: BackendName };

export type RaceCommand =
  /** Build the model, take the checked number of steps, and say what the last one cost. */
  | { readonly type: 'prepare'; readonly contest: Contest; readonly contestant: Contestant }
  /** Train for about so long, at least one step, and say how long a step took. */
  | { readonly type: 'round'; readonly milliseconds: number }
  /** Take that many steps, twice, and say what the second time asked of the GPU. */
  | { readonly type: 'count'; readonly steps: number };

/** What a step asks of the GPU, and milliseconds of JavaScript before it is left to it. */
export type Counts = { readonly dispatches: number; readonly buffers: number; readonly script: number };

export type RaceReport =
  | { readonly type: 'ready'; readonly loss: number; readonly right: boolean; readonly bytes: number | undefined }
  | { readonly type: 'round'; readonly steps: number; readonly millisecondsPerStep: number }
  | { readonly type: 'counted'; readonly counts: Counts }
  | { readonly type: 'failed'; readonly message: string };

/** A contestant in a worker of its own, since TensorFlow.js's backends do not mix. */
export type RaceClient = {
  /** One question at a time. A worker that dies answers `failed`. */
  readonly ask: (command: RaceCommand) => Promise<RaceReport>;
  readonly close: () => void;
};

export function openRacer(): RaceClient {
  const worker = new Worker(new URL('./race.worker.ts', import.meta.url), { type: 'module' });
  let answer: (report: RaceReport) => void = () => undefined;
  worker.onmessage = ({ data }: MessageEvent<RaceReport>) => answer(data);
  worker.onerror = (event) => {
    event.preventDefault();
    answer({ type: 'failed', message: 'its worker stopped, or its script could not be fetched' });
  };
  return {
    ask: (command) =>
      new Promise((resolve) => {
        answer = resolve;
        worker.postMessage(command);
      }),
    close() {
      worker.terminate();
      answer({ type: 'failed', message: 'the race was stopped' });
    },
  };
}
