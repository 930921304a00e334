/**
 * The same seed takes the same steps, so a run whose worker died can be replayed to where it was. That is done once:
 * what killed two workers may kill the third as well.
 */
export type Replays = {
  /** The step to replay to, where the run stood at `step`; nothing where it is not replayed. Then it has been. */
  take(step: number, sweeping: boolean): number | undefined;
  /** The run is begun anew, and may be replayed. */
  renew(): void;
};

export function replaysOnce(): Replays {
  let replayed = false;
  return {
    take(step, sweeping) {
      // At step 0 nothing is lost, and a sweep would not know which of its settings are done.
      if (step === 0 || replayed || sweeping) return undefined;
      replayed = true;
      return step;
    },
    renew: () => void (replayed = false),
  };
}
