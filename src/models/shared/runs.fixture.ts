/** What tests of runs need. */
import type { Ask, Run } from '#src/engine/experiment.ts';
import { PIXELS } from './batches.ts';

/** The next snapshot of a run. */
export async function next<Snapshot>(run: Run<Snapshot>, ask?: Ask): Promise<Snapshot> {
  const { value } = await run.next(ask);
  if (!value) throw new Error('The run ended, though it goes on for as long as it is asked.');
  return value;
}

/** How many of some answers, images of 784 bytes, are nearer to their own original than to any other. */
export function answersToTheirOwn(originals: Uint8Array, answers: Uint8Array): number {
  const images = Array.from({ length: originals.length / PIXELS }, (_, i) => i);
  const distance = (one: number, other: number) => {
    let sum = 0;
    for (let pixel = 0; pixel < PIXELS; pixel++)
      sum += ((answers[one * PIXELS + pixel] ?? NaN) - (originals[other * PIXELS + pixel] ?? NaN)) ** 2;
    return sum;
  };
  return images.filter((own) => images.every((other) => distance(own, own) <= distance(own, other))).length;
}
