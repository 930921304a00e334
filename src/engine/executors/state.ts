/** The trained state of a run, out of an executor. */
import type { Tensor, TrainedState } from '../experiment.ts';
import type { Field, Plan } from '../steps/plan.ts';
import { readFrom, type AnyExecutor } from './async-executor.ts';

/** Parameters and both moments of Adam: all that training goes on from. */
export const stateOf = ({ parameters }: Plan): Field => ({ at: 0, length: 3 * parameters });

/** The tensors of a plan in the order in which its parameters lie. */
export function layoutOf({ layers, parameters }: Plan): readonly Tensor[] {
  const begins = layers.flatMap(({ network, inputs, dense, owner, weights, table, bias, biases = dense.outputs }) => {
    const name = `${network}/${dense.name}`;
    return [
      ...(owner ? [] : [{ name: `${name} weights ${inputs} × ${dense.outputs}`, at: weights }]),
      ...(dense.classes ? [{ name: `${name} classes ${dense.classes} × ${dense.outputs}`, at: table }] : []),
      { name: `${name} bias ${biases}`, at: bias },
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
