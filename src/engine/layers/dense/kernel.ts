/** The stages of a dense layer: which product computes them. */
import { setAdamStep } from '../../kernels/adam';
import { strideOf } from '../../kernels/vector';
import { BackwardToInputs, BackwardToWeights, Dense } from '../../kernels/words';
import { keepMask } from './masks.kernel';
import { backward, backwardToBias, descend, forward, setScratch } from './products.kernel';
import { descendSparse, forwardSparse } from './sparse.kernel';

let scratchRow: usize = 0;

/** Where the kernels may work: a panel, a matrix in strips, a tile, and a row of weights. */
export function scratch(panel: usize, strips: usize, tile: usize, row: usize): void {
  setScratch(panel, strips, tile);
  scratchRow = row;
}

export function dense(s: Dense): void {
  const xStride = strideOf(s.inputs), yStride = strideOf(s.outputs);
  if (s.lists) forwardSparse(s.rows, s.inputs, s.lists, s.weights, s.bias, s.y, yStride, s.activation, s.slope);
  else forward(s.rows, s.inputs, s.outputs, s.x, xStride, s.weights, s.bias, s.y, yStride, s.activation, s.slope);
}

export function backwardToInputs(s: BackwardToInputs): void {
  const dyStride = strideOf(s.outputs), dxStride = strideOf(s.inputs);
  backward(s.rows, s.inputs, s.outputs, s.yGradient, dyStride, s.weights, s.x, s.gradient, dxStride, s.activation, s.slope);
}

export function backwardToWeights(s: BackwardToWeights): void {
  const xStride = strideOf(s.inputs), dyStride = strideOf(s.outputs), dy = s.yGradient;
  setAdamStep(s.adam);
  if (s.lists) {
    descendSparse(s.rows, s.inputs, s.lists, dy, dyStride, s.weights, scratchRow);
    backwardToBias(s.biasRows, dy, dyStride, s.bias);
  } else {
    descend(s.rows, s.inputs, s.outputs, s.x, xStride, dy, dyStride, s.weights, s.bias, s.biasRows);
  }
  if (s.maskFrom) keepMask(s.inputs, dyStride, s.weights, s.maskFrom, s.maskTo);
}
