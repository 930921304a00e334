import type { Page } from '@playwright/test';

/** A worker that races: its script, and what it is told to prepare. */
export type Racing = {
  readonly name: string;
  readonly script: string;
  readonly prepare: unknown;
  readonly counts?: boolean;
};

export type Raced = {
  readonly name: string;
  readonly loss?: number;
  readonly right?: boolean;
  readonly bytes?: number | undefined;
  /** What a step asked of the GPU, if that was to be counted. */
  readonly counts?: { readonly dispatches: number; readonly buffers: number; readonly script: number };
  /** Milliseconds a step, for each round. */
  readonly rounds: readonly number[];
  readonly fault?: string;
};

export type Rounds = { readonly rounds: number; readonly milliseconds: number };

/** Lets workers race in the page: all are made ready, then take turns, so that a busy moment falls on each of them. */
export const raceInPage = (page: Page, racing: readonly Racing[], options: Rounds): Promise<Raced[]> =>
  page.evaluate(takeTurns, { racing, ...options });

/** In the page. */
async function takeTurns({
  racing,
  rounds,
  milliseconds,
}: Rounds & { readonly racing: readonly Racing[] }): Promise<Raced[]> {
  type Report = {
    type: string;
    message: string;
    loss: number;
    right: boolean;
    bytes?: number;
    millisecondsPerStep: number;
    counts: NonNullable<Raced['counts']>;
  };
  const ask = (worker: Worker, command: unknown) =>
    new Promise<Report>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Report>) =>
        data.type === 'failed' ? reject(new Error(data.message)) : resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message || 'its worker stopped'));
      worker.postMessage(command);
    });
  const entries: { raced: Raced; worker: Worker; counting: boolean }[] = [];
  for (const { name, script, prepare, counts: counting = false } of racing) {
    const worker = new Worker(script, { type: 'module' });
    const raced: Raced = await ask(worker, prepare).then(
      ({ loss, right, bytes }) => ({ name, loss, right, bytes, rounds: [] }),
      (error: unknown) => ({ name, rounds: [], fault: (error as Error).message }),
    );
    entries.push({ raced, worker, counting });
  }
  for (let round = 0; round < rounds; round++)
    for (const entry of entries) {
      if (entry.raced.fault !== undefined) continue;
      const { millisecondsPerStep } = await ask(entry.worker, { type: 'round', milliseconds });
      entry.raced = { ...entry.raced, rounds: [...entry.raced.rounds, millisecondsPerStep] };
    }
  for (const entry of entries) {
    if (!entry.counting || entry.raced.fault !== undefined) continue;
    const { counts } = await ask(entry.worker, { type: 'count', steps: 16 });
    entry.raced = { ...entry.raced, counts };
  }
  for (const { worker } of entries) worker.terminate();
  return entries.map(({ raced }) => raced);
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = NaN, above = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
