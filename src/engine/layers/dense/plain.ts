/** A dense layer f(xW + b) whose parameters are its own and whose rows have no labels. */
import { fedAt, matrix, placed, type LayerPart, type Making, type Walked } from '../../steps/making.ts';
import type { Activation, Dense } from '../../steps/model.ts';
import { strideOf, type Place, type StageOf } from '../../steps/stages.ts';

type Part = Required<LayerPart<Dense>>;

const place: Part['place'] = (dense, { network, inputs, parameters }) => {
  const { name, outputs, tied, classes, mask } = dense;
  if (tied !== undefined || classes !== undefined || mask)
    throw new Error(`“${name}” has more than weights and a bias: plan the model with planOf.`);
  const stride = strideOf(outputs);
  const weights = parameters.take(inputs * stride);
  const bias = parameters.take(stride);
  return { network, inputs, dense, weights, table: bias, bias };
};

/** xW + b, through this activation. */
export function product({ place, rows, inputs, x, y, ofImages }: Walked, activation: Activation): StageOf<'dense'> {
  const { dense, weights, bias } = placed(place);
  return { stage: 'dense', rows, inputs, outputs: dense.outputs, x, weights, bias, y, activation, ofImages };
}

export const backward: Part['backward'] = (making, { place, rows, inputs, x }, { outputs }, given) => {
  const { yGradient, activation } = given;
  const gradient = matrix(making, rows, inputs);
  const { weights } = placed(place);
  const stage = 'backward to inputs';
  making.stages.push({ stage, rows, inputs, outputs, yGradient, weights, x, gradient, activation });
  return gradient;
};

/** dW = xᵀ dy and db. */
export function descent(making: Making, step: Walked, yGradient: Place): StageOf<'backward to weights'> {
  const { rows, inputs, x, ofImages } = step;
  const { dense, weights, bias, mask } = placed(step.place);
  const { outputs } = dense;
  const common = { stage: 'backward to weights', biasRows: rows, inputs, outputs, weights, bias, mask } as const;
  return { ...common, rows, x, yGradient, adam: fedAt(making, 'adam'), ofImages };
}

export const plainDense: LayerPart<Dense> = {
  width: ({ outputs }) => outputs,
  place,
  forward: (_, step, { activation }) => [product(step, activation)],
  backward,
  learn: (making, step, yGradient, learns) => (learns ? [descent(making, step, yGradient)] : []),
};
