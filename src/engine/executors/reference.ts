/**
 * The stages as plain loops: slow and obvious. Values are stored in single precision, sums are made in double. What the
 * fast executors compute is held against this, and this against TensorFlow.js and finite differences.
 */
import { performed } from '../layers/reference.ts';
import type { StageKind, StageOf } from '../steps/stages.ts';
import { feedAt, mustHaveStages, programNamed, type ExecutorFactory } from './executor.ts';
import type { Work } from './plain.ts';

export const reference: ExecutorFactory = (plan, parameters, images) => {
  mustHaveStages(plan);
  const arena = new Float32Array(plan.size);
  arena.set(parameters);
  const work = { plan, arena, whole: new Int32Array(arena.buffer), images };
  return {
    name: 'reference',
    view: ({ at, length }) => arena.subarray(at, at + length),
    run(pass, steps, fill) {
      const turns = (typeof pass === 'string' ? [pass] : pass).map((name) => {
        const program = programNamed(plan, name);
        return { name, program, given: feedAt(program, arena.buffer, program.feed.at * 4) };
      });
      const trail: number[] = [];
      for (let step = 0; step < steps; step++)
        for (const [turn, { name, program, given }] of turns.entries()) {
          fill(given, step, name, turn);
          for (const stage of program.stages) perform(work, stage);
          trail.push(...arena.subarray(program.log.at, program.log.at + program.log.length));
        }
      return Float32Array.from(trail);
    },
  };
};

function perform<Kind extends StageKind>(work: Work, stage: StageOf<Kind>): void {
  performed[stage.stage](work, stage);
}
