/** What tests of runs need: the next snapshot of one. */
import type { Ask, Run } from '#src/engine/experiment.ts';

export async function next<Snapshot>(run: Run<Snapshot>, ask?: Ask): Promise<Snapshot> {
  const { value } = await run.next(ask);
  if (!value) throw new Error('The run ended, though it goes on for as long as it is asked.');
  return value;
}
