import {
  fedAt,
  matrix,
  packOf,
  placed,
  type FeedPart,
  type LayerPart,
  type LayerPlace,
  type Making,
  type Room,
  type Walked,
} from '../../steps/making.ts';
import type { Dense, Mask } from '../../steps/model.ts';
import { strideOf, type Place, type Stage, type StageOf } from '../../steps/stages.ts';
import { backward as backwardOfOwn, descent, product } from './plain.ts';
import type { MaskPlace } from './stage.ts';

type Part = Required<LayerPart<Dense>>;

const place: Part['place'] = (dense, { network, inputs, parameters, before }) => {
  const stride = strideOf(dense.outputs);
  const owner = dense.tied === undefined ? undefined : ownerOf(dense, inputs, before);
  const weights = owner ? owner.weights : parameters.take(inputs * stride);
  const table = parameters.take((dense.classes ?? 0) * stride);
  const bias = parameters.take(stride);
  const mask = dense.mask && placeMask(dense, dense.mask, inputs, parameters);
  return { network, inputs, dense, weights, table, bias, ...(owner && { owner }), ...(mask && { mask }) };
};

function placeMask({ name, outputs, tied }: Dense, { from, to }: Mask, inputs: number, parameters: Room): MaskPlace {
  if (tied !== undefined) throw new Error(`“${name}” is tied to “${tied}”: give the mask to that one, for both.`);
  if (from.length !== inputs || to.length !== outputs)
    throw new Error(`“${name}” is ${inputs} → ${outputs}, and its mask ${from.length} → ${to.length}: make them one.`);
  return { from: parameters.take(inputs), to: parameters.take(outputs) };
}

/** The one layer before a tied one that has the name it asks for, and the sizes. */
function ownerOf({ name, tied, outputs }: Dense, inputs: number, before: readonly LayerPlace[]): LayerPlace {
  const named = before.filter(({ layer, owner }) => layer.layer === 'dense' && layer.name === tied && !owner);
  const [owner] = named;
  if (!owner || named.length > 1)
    throw new Error(`“${name}” is tied to “${tied}”; before it there are ${named.length} layers so named, not one.`);
  if (owner.inputs === outputs && owner.dense.outputs === inputs) return owner;
  const sizes = `${owner.inputs} → ${owner.dense.outputs}`;
  throw new Error(`“${name}” (${inputs} → ${outputs}) is tied to “${tied}” (${sizes}): one must turn the other round.`);
}

/** f(xW + b), with what the label adds inside f where there is one. */
function affine(step: Walked): readonly Stage[] {
  const { place, rows, inputs, x, y, labels } = step;
  const { dense, weights, table, bias, owner } = placed(place);
  const { outputs, activation, classes } = dense;
  const inner = classes === undefined ? activation : 'linear';
  const made: readonly Stage[] = owner
    ? [turned({ rows, outputs, inputs }, x, weights, y), { ...row({ rows, outputs }, bias, y), activation: inner }]
    : [product(step, inner)];
  if (classes === undefined) return made;
  return [...made, { stage: 'add row', rows, outputs, classes, table, labels, y, activation }];
}

/** y = x Wᵀ with another layer's W [outputs, inputs]: what that layer's gradient at its inputs is made with. */
const turned = (
  { rows, outputs, inputs }: { readonly rows: number; readonly outputs: number; readonly inputs: number },
  x: Place,
  weights: Place,
  y: Place,
): Stage => ({
  stage: 'backward to inputs',
  rows,
  inputs: outputs,
  outputs: inputs,
  activation: 'linear',
  yGradient: x,
  weights,
  x: y,
  gradient: y,
});

/** A bias that is added on its own. */
const row = ({ rows, outputs }: { readonly rows: number; readonly outputs: number }, bias: Place, y: Place) =>
  ({ stage: 'add row', rows, outputs, classes: 1, table: bias, labels: undefined, y }) as const;

const backward: Part['backward'] = (making, step, dense, given) => {
  const { weights, owner } = placed(step.place);
  if (!owner) return backwardOfOwn(making, step, dense, given);
  const gradient = matrix(making, step.rows, step.inputs);
  making.stages.push(...turnedBack(making, step, { ...given, weights, gradient }));
  return gradient;
};

/** dx = (dy W) ∘ f′ of a tied layer, by the product that its owner goes forwards with. */
function turnedBack(
  making: Making,
  { rows, inputs, x, place }: Walked,
  given: Pick<StageOf<'backward to inputs'>, 'yGradient' | 'weights' | 'gradient' | 'activation'>,
): readonly Stage[] {
  const { yGradient, weights, gradient, activation } = given;
  const bias = making.arena.take(inputs); // Nobody writes there: it stays 0.
  const product: Stage = {
    stage: 'dense',
    rows,
    inputs: placed(place).dense.outputs,
    outputs: inputs,
    x: yGradient,
    weights,
    bias,
    y: gradient,
    activation: 'linear',
    ofImages: false,
  };
  if (activation === 'linear') return [product];
  const nothing = { weight: 0, rho: 0, means: 0 };
  return [product, { stage: 'through', penalty: 'none', ...nothing, rows, width: inputs, x, gradient, activation }];
}

/** What the parameters of a dense layer learn; the weights of a tied one are left to their owner. */
function learn(making: Making, step: Walked, yGradient: Place, learns: boolean): readonly Stage[] {
  const { rows, x, labels } = step;
  const { dense, table, bias, owner, weights } = placed(step.place);
  if (owner && making.pass.trains.includes(owner.network))
    making.uses.set(weights, [...(making.uses.get(weights) ?? []), { rows, left: yGradient, right: x }]);
  if (!learns) return [];
  const { outputs, classes } = dense;
  const shared = { stage: 'backward to table', rows, outputs, yGradient, adam: fedAt(making, 'adam') } as const;
  return [
    ...(owner ? [{ ...shared, classes: 1, table: bias, labels: undefined }] : learnWeights(making, step, yGradient)),
    ...(classes === undefined ? [] : [{ ...shared, classes, table, labels }]),
  ];
}

/**
 * dW = xᵀ dy; where tied layers use W too, one product over stacked rows: [x; their dy]ᵀ [dy; their x].
 */
function learnWeights(making: Making, step: Walked, yGradient: Place): readonly Stage[] {
  const { rows, inputs, x } = step;
  const { dense, weights } = placed(step.place);
  const { outputs } = dense;
  const own = descent(making, step, yGradient);
  const uses = making.uses.get(weights) ?? [];
  if (uses.length === 0) return [own];
  making.uses.delete(weights);
  const parts = [{ rows, left: x, right: yGradient }, ...uses];
  const stacked = parts.reduce((sum, part) => sum + part.rows, 0);
  const [lefts, rights] = [matrix(making, stacked, inputs), matrix(making, stacked, outputs)];
  let above = 0;
  const copies = parts.flatMap(({ rows: some, left, right }): Stage[] => {
    const copy = { stage: 'activate', rows: some, activation: 'linear' } as const;
    const [toLeft, toRight] = [lefts + above * strideOf(inputs), rights + above * strideOf(outputs)];
    above += some;
    return [
      { ...copy, width: inputs, x: left, y: toLeft },
      { ...copy, width: outputs, x: right, y: toRight },
    ];
  });
  return [...copies, { ...own, rows: stacked, x: lefts, yGradient: rights, ofImages: false }];
}

export const dense: LayerPart<Dense> = {
  width: ({ outputs }) => outputs,
  place,
  forward: (_, step) => affine(step),
  backward,
  learn,
};

/** Labels for layers that read one, and where rows are packed those of the packs. */
export const labels: FeedPart = {
  numbers({ pass, layers }) {
    const packed = packOf(pass);
    if (!layers.some((layer) => layer.layer === 'dense' && layer.classes !== undefined)) return {};
    return { labels: pass.rows, ...(packed > 1 && { 'pack labels': pass.rows / packed }) };
  },
};
