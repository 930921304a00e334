/** A trained state, into an executor; fetched where a run begins from one. */
import { LANGUAGE } from '#src/base/language.ts';
import type { Tensor, TrainedState } from '../experiment.ts';
import type { Plan } from '../steps/planning.ts';
import { writeTo, type AnyExecutor } from './async-executor.ts';
import { layoutOf, stateOf } from './state.ts';

/** Puts a state into an executor of the same plan; throws a sentence where it is of another one. */
export function putIn(executor: AnyExecutor, plan: Plan, { layout, values }: TrainedState): void {
  const wanted = layoutOf(plan);
  const other = wanted.findIndex(({ name, length }, i) => layout[i]?.name !== name || layout[i].length !== length);
  if (layout.length !== wanted.length || other >= 0 || values.length !== 3 * plan.parameters)
    throw new Error(
      `These settings make a network of ${shapeOf(wanted)}, and the state is one of ${shapeOf(layout)}. ` +
        'Take a state that was saved with the settings it names.',
    );
  writeTo(executor, stateOf(plan), values);
}

const shapeOf = (layout: readonly Tensor[]): string => {
  const numbers = layout.reduce((sum, { length }) => sum + length, 0);
  return `${layout.length} tensors with ${numbers.toLocaleString(LANGUAGE)} parameters (${layout[0]?.name ?? 'none'} first)`;
};
