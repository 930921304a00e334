/** A short trial of a run, by the clock. */
import type { Run } from '#src/engine/experiment.ts';

const MILLISECONDS = 200;
const MOST_STEPS = 5000;
/** Shaders that take longer than this to compile are not worth the wait. */
const PATIENCE_MILLISECONDS = 6000;

/**
 * Steps a second that a run takes once it is warm, its pictures included; 0 if it breaks off or keeps the reader
 * waiting. The run is over then. `onTurn` is called after each question that it answered.
 */
export async function paceOf(run: Run<unknown>, onTurn: () => void): Promise<number> {
  const timed = async (steps: number): Promise<number> => {
    const begin = performance.now();
    const { done } = await inTime(run.next(steps));
    if (done) throw new Error('The run ended in its trial.');
    onTurn();
    return Math.max(0.1, performance.now() - begin);
  };
  try {
    await timed(0);
    let [steps, taken] = [1, await timed(1)];
    // Each question is as long as the last one promises, and no more than a few times longer: the first ones warm up.
    while (taken < MILLISECONDS / 2 && steps < MOST_STEPS) {
      steps = Math.ceil(Math.min(8 * steps, (MILLISECONDS * steps) / taken));
      taken = await timed(steps);
    }
    return (1000 * steps) / taken;
  } catch {
    return 0;
  } finally {
    // It may still be busy; it ends when it is done.
    run.return().catch(() => undefined);
  }
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The trial took too long.')), PATIENCE_MILLISECONDS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}
