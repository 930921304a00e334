import { at, descend, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import { activated, derivative } from '../activation/reference.ts';

function forward({ arena }: Work, { rows, inputs, outputs, x, weights, bias, y, activation }: StageOf<'dense'>): void {
  const [xStride, yStride] = [strideOf(inputs), strideOf(outputs)];
  for (let row = 0; row < rows; row++)
    for (let output = 0; output < outputs; output++) {
      let sum = at(arena, bias + output);
      for (let input = 0; input < inputs; input++)
        sum += at(arena, x + row * xStride + input) * at(arena, weights + input * yStride + output);
      arena[y + row * yStride + output] = activated(sum, activation);
    }
}

function backwardToInputs({ arena }: Work, stage: StageOf<'backward to inputs'>): void {
  const { rows, inputs, outputs, yGradient, weights, x, gradient, activation } = stage;
  const [xStride, yStride] = [strideOf(inputs), strideOf(outputs)];
  for (let row = 0; row < rows; row++)
    for (let input = 0; input < inputs; input++) {
      let sum = 0;
      for (let output = 0; output < outputs; output++)
        sum += at(arena, yGradient + row * yStride + output) * at(arena, weights + input * yStride + output);
      arena[gradient + row * xStride + input] = sum * derivative(at(arena, x + row * xStride + input), activation);
    }
}

function backwardToWeights(work: Work, stage: StageOf<'backward to weights'>): void {
  const { arena } = work;
  const { rows, biasRows, inputs, outputs, x, yGradient, weights, bias, adam, mask } = stage;
  const [xStride, yStride] = [strideOf(inputs), strideOf(outputs)];
  for (let output = 0; output < outputs; output++) {
    let total = 0;
    for (let row = 0; row < biasRows; row++) total += at(arena, yGradient + row * yStride + output);
    descend(work, bias + output, total, adam);
    for (let input = 0; input < inputs; input++) {
      let sum = 0;
      for (let row = 0; row < rows; row++)
        sum += at(arena, x + row * xStride + input) * at(arena, yGradient + row * yStride + output);
      const joined = !mask || at(arena, mask.from + input) <= at(arena, mask.to + output);
      descend(work, weights + input * yStride + output, joined ? sum : 0, adam);
    }
  }
}

function addRow({ arena, whole }: Work, { rows, outputs, table, labels, y, activation }: StageOf<'add row'>): void {
  const stride = strideOf(outputs);
  for (let row = 0; row < rows; row++) {
    const label = labels === undefined ? 0 : (whole[labels + row] ?? NaN);
    for (let output = 0; output < outputs; output++) {
      const place = y + row * stride + output;
      arena[place] = activated(at(arena, place) + at(arena, table + label * stride + output), activation);
    }
  }
}

function backwardToTable(work: Work, stage: StageOf<'backward to table'>): void {
  const { arena, whole } = work;
  const { rows, outputs, classes, table, labels, yGradient, adam } = stage;
  const stride = strideOf(outputs);
  for (let label = 0; label < classes; label++)
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let row = 0; row < rows; row++)
        if (labels === undefined || whole[labels + row] === label) sum += at(arena, yGradient + row * stride + output);
      descend(work, table + label * stride + output, sum, adam);
    }
}

export const dense: Performed<
  'dense' | 'backward to inputs' | 'backward to weights' | 'add row' | 'backward to table'
> = {
  dense: forward,
  'backward to inputs': backwardToInputs,
  'backward to weights': backwardToWeights,
  'add row': addRow,
  'backward to table': backwardToTable,
};
