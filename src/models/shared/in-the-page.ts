/**
 * A trained chain of dense layers outside any executor, in plain loops: what follows a moving finger is computed in the page,
 * where a question to a worker would take longer than the answer.
 */
import type { Plan } from '#src/engine/steps/plan.ts';
import { unpacked } from '#src/engine/steps/rows.ts';

/** y = x W + b, without gaps: W [inputs, outputs], row by row. */
export type Layer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
};

/** The layers of one network of this plan, in their order, out of its parameters. */
export const layersIn = ({ layers }: Plan, network: string, parameters: Float32Array): readonly Layer[] =>
  layers.filter((place) => place.network === network).map((place) => unpacked(place, parameters));

/** What a chain of layers, with a ReLU after all but the last, makes of its input. */
export function through(layers: readonly Layer[], input: ArrayLike<number>): Float64Array {
  let values = input;
  layers.forEach((layer, at) => {
    const sums = linear(layer, values);
    values = at < layers.length - 1 ? sums.map((sum) => Math.max(0, sum)) : sums;
  });
  return Float64Array.from(values);
}

/** All the time goes here; an input of 0, as paper and half of the rectified units are, costs nothing. */
export function linear({ outputs, weights, bias }: Layer, values: ArrayLike<number>): Float64Array {
  const sums = Float64Array.from(bias);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value === 0) continue;
    const from = i * outputs;
    for (let j = 0; j < outputs; j++) sums[j] = (sums[j] ?? NaN) + value * (weights[from + j] ?? NaN);
  }
  return sums;
}
