import type { Status } from '../widget-state.ts';

/** What decides whether a recorded beginning stands where the pictures of a run will. */
export type Circumstances = {
  /** Whether the place is taken by a run of the reader's. */
  readonly taken: boolean;
  /** Whether the figure was opened by a link to a step of a run. */
  readonly linked: boolean;
  /** Knobs with other values than in the recording, except those that only look. */
  readonly turned: readonly string[];
  /** Knobs of which the figure shows what they do before anything is trained. */
  readonly shownUntrained: readonly string[];
};

/** Shown with the knobs that it was trained with; shown with others, and marked as such; or not shown. */
export type Standing = 'alike' | 'otherwise' | undefined;

export function standsIn({ taken, linked, turned, shownUntrained }: Circumstances): Standing {
  if (taken || linked || turned.some((name) => shownUntrained.includes(name))) return undefined;
  return turned.length === 0 ? 'alike' : 'otherwise';
}

/**
 * Whether the place is taken. The first snapshot of a run takes it, and it stays taken while that run begins anew, so that
 * nothing flickers in between; a reset, after which the reader has no run, gives it back.
 */
export const takenAfter = (taken: boolean, now: { readonly snapshot: boolean; readonly status: Status }): boolean =>
  now.snapshot || (taken && now.status !== 'idle');
