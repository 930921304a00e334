/** The way to a step, in pieces between which the worker can be heard and stopped. */
import type { Run, Standing } from '#src/engine/experiment.ts';

/** About how long a piece takes, in milliseconds. */
const PIECE_MILLISECONDS = 500;

export type Way = {
  /** Milliseconds that a step took last; Infinity where nothing is known. */
  readonly pace: number;
  readonly now: () => number;
  /** Called between two pieces with the step that is reached. Whether to go on. */
  readonly goesOn: (step: number) => Promise<boolean>;
};

/**
 * Has the run be at step `to` and gives the snapshot there, or the one at which numbers were lost; nothing if it was
 * broken off or is over. Pieces are as long as the last steps promise.
 */
export async function seekIn<Named extends { readonly snapshot: Standing }>(
  run: Run<Named>,
  to: number,
  { pace, now, goesOn }: Way,
): Promise<Named | undefined> {
  for (let most = Math.max(1, Math.round(PIECE_MILLISECONDS / pace)); ;) {
    const begin = now();
    const { value, done } = await run.next({ to, most });
    if (done) return undefined;
    const { step, lostAt } = value.snapshot;
    if (step === to || lostAt !== undefined) return value;
    most = pieceOf(most, now() - begin);
    if (!(await goesOn(step))) return undefined;
  }
}

/** As many steps as fill the time, and at most four times as many as in the last piece, which may have been a lucky one. */
const pieceOf = (steps: number, milliseconds: number): number =>
  Math.max(1, Math.min(4 * steps, Math.round((steps * PIECE_MILLISECONDS) / Math.max(milliseconds, 1))));
