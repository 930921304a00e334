/** Who plays against whom in a GAN. */
export type Player = 'discriminator' | 'generator';

/**
 * Train that many steps more; or be at step `to`, backwards as well as on, which needs an executor that keeps the past;
 * or, of a game, let one player alone take a step, which leaves the path that the seed names.
 */
export type Ask = number | { readonly to: number } | { readonly player: Player };

/** The step at which a run that is at `step` will have done what it was asked. */
export const goalOf = (ask: Exclude<Ask, { player: Player }> | undefined, step: number): number =>
  typeof ask === 'object' ? ask.to : step + (ask ?? 1);

/**
 * One experiment: a generator of snapshots. The first snapshot is the state before training; each `next(ask)` does what
 * is asked and gives the next one. Pausing is not asking; stopping is `return()`, which gives every tensor back.
 * How steps are grouped into asks never changes what is trained.
 */
export type Run<Snapshot> = AsyncGenerator<Snapshot, void, Ask | undefined>;

/** What every snapshot says of its run. */
export type Standing = {
  readonly step: number;
  /** Where numbers stopped being numbers, if the run has just gone back from there to its last good state. */
  readonly lostAt?: number;
};

/** A loss or a parameter is no longer a number. */
export class LostNumbers extends Error {
  readonly step: number;
  constructor(step: number, message: string) {
    super(message);
    this.step = step;
  }
}
