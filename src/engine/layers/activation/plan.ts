import { matrix, type Making, type Walked } from '../../steps/making.ts';
import type { Activation, Layer } from '../../steps/model.ts';
import type { Place } from '../../steps/stages.ts';

/** The activation that a layer's outputs are the values of. */
export const activationOf = (layer: Layer | undefined): Activation => layer?.activation ?? 'linear';

/** The gradient before the activation of a layer whose outputs were stacked; they lie at its y. */
export function throughActivation(making: Making, { layer, rows, width, y }: Walked, yGradient: Place): Place {
  const activation = activationOf(layer);
  if (activation === 'linear') return yGradient;
  const gradient = matrix(making, rows, width);
  making.stages.push({ stage: 'through activation', rows, width, y, yGradient, gradient, activation });
  return gradient;
}
