/** Rows of numbers one behind the other, and as stages hold them: each row a whole number of lines. */
import type { LayerPlace } from './plan.ts';
import { strideOf } from './stages.ts';

/** Puts rows of `width` numbers, one behind the other, where rows are whole lines. */
export function setRows(target: Float32Array, values: Float32Array, width: number): void {
  const stride = strideOf(width);
  for (let i = 0; i < values.length; i++) target[Math.floor(i / width) * stride + (i % width)] = values[i] ?? NaN;
}

/** Rows of whole lines as rows of `width` numbers, one behind the other: a copy. */
export function rowsOf(values: Float32Array, width: number): Float32Array {
  const stride = strideOf(width);
  const copy = new Float32Array((values.length / stride) * width);
  for (let from = 0, to = 0; from < values.length; from += stride, to += width)
    copy.set(values.subarray(from, from + width), to);
  return copy;
}

/** One layer's weights [inputs, outputs] and bias, mostly [outputs], out of the parameters. */
export function unpacked(
  { inputs, dense: { outputs }, weights, bias, biases = outputs }: LayerPlace,
  parameters: Float32Array,
) {
  const lines = parameters.subarray(weights, weights + inputs * strideOf(outputs));
  return { inputs, outputs, weights: rowsOf(lines, outputs), bias: parameters.slice(bias, bias + biases) };
}
