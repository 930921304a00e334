import type { Contest } from '#src/bench/models/contests.ts';
import { modelOfContest, raceDigits } from '#src/bench/models/race.ts';
import { planOf } from '#src/engine/steps/plan.ts';

/**
 * Multiply-adds of a step's dense products, three for each weight and row but for gradients nobody asks for: `all` of the
 * model, and those `done`, which leave out the paper of the images.
 */
export function multiplyAddsOf(contest: Contest): { readonly all: number; readonly done: number } {
  const { images } = raceDigits();
  const ink = images.reduce((count, grey) => count + (grey > 0 ? 1 : 0), 0) / images.length;
  let [all, done] = [0, 0];
  for (const { stages } of Object.values(planOf(modelOfContest(contest)).programs))
    for (const stage of stages) {
      if (stage.stage !== 'dense' && stage.stage !== 'backward to inputs' && stage.stage !== 'backward to weights')
        continue;
      const count = stage.rows * stage.inputs * stage.outputs;
      all += count;
      done += count * ('ofImages' in stage && stage.ofImages ? ink : 1);
    }
  return { all, done };
}
