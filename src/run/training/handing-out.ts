import type { Standing, TrainedState } from '#src/engine/experiment.ts';
import { run as words } from '../words/figure.ts';
import type { WorkerRun } from './worker-run.ts';

/** Why this run has no state to hand out, in a sentence; nothing where it has one. */
export function refusalOf(run: WorkerRun, shown: Standing | undefined, keepsPast: boolean): string | undefined {
  if (run.run === 0 || !shown) return words.nothingTrained;
  if (run.replayTo !== undefined) return words.isReplayed;
  if ((shown.byHand ?? 0) > 0) return words.offPath;
  return keepsPast ? undefined : words.noState;
}

/** A trained state that was asked for: the newest question is answered, the ones before it are refused. */
export type HandingOut = {
  /** A promise of the state, at once refused where there is a reason to. */
  ask(refusal: string | undefined): Promise<TrainedState>;
  /** What the worker gave, if it had any to give. */
  give(state: TrainedState | undefined): void;
  refuse(reason: string): void;
};

export function handingOut(): HandingOut {
  let asked: PromiseWithResolvers<TrainedState> | undefined;
  const refuse = (reason: string) => asked?.reject(new Error(reason));
  return {
    ask(refusal) {
      refuse(words.askedAgain);
      asked = Promise.withResolvers();
      const { promise } = asked;
      if (refusal !== undefined) refuse(refusal);
      return promise;
    },
    give(state) {
      if (state) asked?.resolve(state);
      else refuse(words.noState);
      asked = undefined;
    },
    refuse,
  };
}
