import type { Random } from '../random.ts';
import type { LayerPlace, Plan } from './plan.ts';
import { strideOf, type Place } from './stages.ts';

/**
 * The numbers that the parameters of a plan begin with: uniform within ±1/√inputs, weights and then biases, each layer
 * under its own name. A one-hot label counts as inputs behind the others.
 */
export function initialParameters({ layers, parameters }: Plan, random: Random): Float32Array {
  const values = new Float32Array(parameters);
  for (const layer of layers) {
    draw(values, layer, random);
    maskOff(values, layer);
  }
  return values;
}

/** Writes the degrees of a layer's mask, and 0 where it joins nothing. */
function maskOff(values: Float32Array, { dense, weights, mask }: LayerPlace): void {
  if (!mask || !dense.mask) return;
  const { from, to } = dense.mask;
  values.set(from, mask.from);
  values.set(to, mask.to);
  for (const [input, degree] of from.entries())
    for (const [output, reach] of to.entries())
      if (degree > reach) values[weights + input * strideOf(dense.outputs) + output] = 0;
}

function draw(values: Float32Array, place: LayerPlace, random: Random): void {
  const { dense, inputs, weights, table, bias, biases } = place;
  const stride = strideOf(dense.outputs);
  const limit = 1 / Math.sqrt(inputs + (dense.classes ?? 0));
  let column = 0;
  for (const { name, outputs } of dense.parts ?? [dense]) {
    const source = random.fork(name);
    const drawRow = (row: Place, numbers = outputs) => {
      for (let output = 0; output < numbers; output++) values[row + column + output] = source.between(-limit, limit);
    };
    if (dense.tied === undefined) for (let input = 0; input < inputs; input++) drawRow(weights + input * stride);
    for (let label = 0; label < (dense.classes ?? 0); label++) drawRow(table + label * stride);
    drawRow(bias, biases);
    column += outputs;
  }
  if (dense.bias) values.set(dense.bias, bias);
}
