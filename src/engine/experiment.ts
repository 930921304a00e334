/** Who plays against whom in a GAN. */
export type Player = 'discriminator' | 'generator';

/**
 * Train that many steps more; or be at step `to`, backwards as well as on, or on the way there after `most` steps of
 * training, where that is said; or, of a game, let one player alone take a step, which leaves the path that the seed
 * names; or stay, and hand out the trained state with the snapshot, where the run is on that path.
 */
export type Ask = number | Sought | Move | 'state';
export type Sought = { readonly to: number; readonly most?: number };
export type Move = { readonly player: Player };

export const isMove = (ask: Ask | undefined): ask is Move => typeof ask === 'object' && 'player' in ask;

/** The step at which a run that is at `step` will have done what it was asked. */
export function goalOf(ask: Ask | undefined, step: number): number {
  if (isMove(ask)) throw new Error(`There is no ${ask.player} here to move alone. Ask for a number of steps.`);
  if (ask === 'state') return step;
  return typeof ask === 'object' ? ask.to : step + (ask ?? 1);
}

/** The step at which a run stops that goes from step `from` to `goal`: there, or on the way if only so many are to be taken. */
export const stopOf = (ask: Ask | undefined, from: number, goal: number): number =>
  typeof ask === 'object' && 'to' in ask ? Math.min(goal, from + (ask.most ?? Infinity)) : goal;

/**
 * One experiment: a generator of snapshots. The first snapshot is the state before training; each `next(ask)` does what
 * is asked and gives the next one. Pausing is not asking; stopping is `return()`, which gives every tensor back.
 * How steps are grouped into asks never changes what is trained.
 */
export type Run<Snapshot> = AsyncGenerator<Snapshot, void, Ask | undefined>;

/** A stretch of parameters that belong together, such as the weights of a layer. */
export type Tensor = { readonly name: string; readonly length: number };

/** All that a run at a step goes on from besides its settings. */
export type TrainedState = {
  readonly step: number;
  /** The tensors, one behind the other. */
  readonly layout: readonly Tensor[];
  /** [parameters | m | v], each as long as the layout; m and v are the moments of Adam. */
  readonly values: Float32Array;
};

/** What every snapshot says of its run. */
export type Standing = {
  readonly step: number;
  /** Where numbers stopped being numbers, if the run has just gone back from there to its last good state. */
  readonly lostAt?: number;
  /** Steps of one player asked for since the run left the path that its seed names; 0, or not said, on that path. */
  readonly byHand?: number;
  /** If it was asked for, and the run is on a path that its step names. */
  readonly state?: TrainedState;
};

/** A loss or a parameter is no longer a number. */
export class LostNumbers extends Error {
  readonly step: number;
  constructor(step: number, message: string) {
    super(message);
    this.step = step;
  }
}

/** Whether all of these are numbers: zero times a number is 0, and times anything else is not. */
export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) sum += 0 * value;
  return sum === 0;
}
