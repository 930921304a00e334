import { fedAt, logPlace, type FeedPart, type LayerPart, type Making, type Walked } from '../../steps/making.ts';
import type { Layer, Penalty } from '../../steps/model.ts';
import type { Stage } from '../../steps/stages.ts';

const isPenalty = (layer: Layer): layer is Penalty => layer.layer === 'penalty';

function check({ name, penalty }: Penalty, before: readonly Layer[], last: boolean): void {
  const below = before.findLast((layer) => !isPenalty(layer));
  if (!below || last)
    throw new Error(`The penalty “${name}” needs a layer before it, and layers or a loss behind it, in one network.`);
  if (penalty === 'KL to rho' && (below.layer !== 'dense' || below.activation !== 'sigmoid'))
    throw new Error(`The penalty “${name}” compares means with ρ, so the layer before it must be dense and sigmoid.`);
}

function penaltyStage(making: Making, { rows, inputs: width, x }: Walked, { name, penalty }: Penalty): Stage {
  const log = logPlace(making, name);
  if (penalty === 'L1') return { stage: 'penalty', penalty, rows, width, x, losses: making.arena.take(rows), log };
  const [losses, means] = [making.arena.take(width), making.arena.take(width)];
  making.results[`${name} means`] = { at: means, length: width };
  return { stage: 'penalty', penalty, rows, width, x, rho: fedAt(making, `${name} rho`), means, losses, log };
}

/** Where a penalty's weight, ρ and ρ̂ are. */
const pulls = (making: Making, { name }: Penalty) => ({
  weight: fedAt(making, `${name} weight`),
  rho: fedAt(making, `${name} rho`),
  means: making.results[`${name} means`]?.at ?? 0,
});

export const penalty: LayerPart<Penalty> = {
  width: (_, inputs) => inputs,
  inPlace: check,
  forward: (making, step, layer) => (making.pass.loss ? [penaltyStage(making, step, layer)] : []),
  backward(making, { rows, inputs, x }, layer, { yGradient, activation }) {
    making.stages.push({
      stage: 'through',
      penalty: layer.penalty,
      rows,
      width: inputs,
      x,
      gradient: yGradient,
      activation,
      ...pulls(making, layer),
    });
    return yGradient;
  },
};

const fedTo = ({ name, penalty }: Penalty): (readonly [string, number])[] => [
  [`${name} weight`, 1],
  ...(penalty === 'KL to rho' ? [[`${name} rho`, 1] as const] : []),
];

/** The weights of penalties, where there is a loss to add them to, and their ρ. */
export const weights: FeedPart = {
  numbers: ({ pass, layers }) =>
    pass.loss ? Object.fromEntries(layers.filter(isPenalty).flatMap((layer) => fedTo(layer))) : {},
};
