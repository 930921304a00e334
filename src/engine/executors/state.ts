/** The trained state of a run, out of one executor and into another. */
import { LANGUAGE } from '#src/base/language.ts';
import type { Tensor, TrainedState } from '../experiment.ts';
import type { Field, Plan } from '../steps/plan.ts';
import { readFrom, writeTo, type AnyExecutor } from './async-executor.ts';

/** Parameters and both moments of Adam: all that training goes on from. */
export const stateOf = ({ parameters }: Plan): Field => ({ at: 0, length: 3 * parameters });

/** The tensors of a plan in the order in which its parameters lie. */
export function layoutOf({ layers, parameters }: Plan): readonly Tensor[] {
  const begins = layers.flatMap(({ network, inputs, dense, owner, weights, table, bias }) => {
    const name = `${network}/${dense.name}`;
    return [
      ...(owner ? [] : [{ name: `${name} weights ${inputs} × ${dense.outputs}`, at: weights }]),
      ...(dense.classes ? [{ name: `${name} classes ${dense.classes} × ${dense.outputs}`, at: table }] : []),
      { name: `${name} bias ${dense.outputs}`, at: bias },
    ];
  });
  return begins.map(({ name, at }, i) => ({ name, length: (begins[i + 1]?.at ?? parameters) - at }));
}

/** A copy of the state that training is at. */
export const takeOut = async (executor: AnyExecutor, plan: Plan, step: number): Promise<TrainedState> => ({
  step,
  layout: layoutOf(plan),
  values: (await readFrom(executor, stateOf(plan))).slice(),
});

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
