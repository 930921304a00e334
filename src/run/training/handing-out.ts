import type { Standing, TrainedState } from '#src/engine/experiment.ts';
import { run as words } from '../words/figure.ts';
import type { WorkerRun } from './worker-run.ts';

/** Why this run has no state to hand out, in a sentence; nothing where it has one. */
export function refusalOf(run: WorkerRun, shown: Standing | undefined): string | undefined {
  if (run.run === 0 || !shown) return words.nothingTrained;
  if (run.replayTo !== undefined) return words.isReplayed;
  return (shown.byHand ?? 0) > 0 ? words.offPath : undefined;
}

/** A trained state that was asked for: the newest question is answered, the ones before it are refused. */
export type HandingOut = {
  /** A promise of the state, at once refused where there is a reason to. */
  ask(refusal: string | undefined): Promise<TrainedState>;
  /** What the worker gave: nothing where a move by hand, not yet shown when it was asked, took a game off its path. */
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
      else refuse(words.offPath);
      asked = undefined;
    },
    refuse,
  };
}
