import type { Signal } from '@preact/signals';
import type { TrainedState } from '#src/engine/experiment.ts';

/** What the run began with, if that came out of a file. */
export type Origin = {
  readonly state: () => TrainedState | undefined;
  /** The step at which the run began. */
  readonly step: () => number;
  set(state: TrainedState | undefined): void;
};

/** `shown` is told the step of a state, and nothing where the run began with its seed. */
export function originAt(shown: Signal<number | undefined>): Origin {
  let state: TrainedState | undefined;
  return {
    state: () => state,
    step: () => state?.step ?? 0,
    set(next) {
      state = next;
      shown.value = next?.step;
    },
  };
}
