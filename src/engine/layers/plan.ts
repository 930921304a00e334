/** How layers, sights and losses are planned, by their kind, and what they ask to be fed, in the feed's order. */
import type { FeedPart, LayerOf, LayerPart, LossOf, LossPart, SightOf, SightPart } from '../steps/making.ts';
import type { Layer, Loss, Sight } from '../steps/model.ts';
import { adversarial, between } from './adversarial/plan.ts';
import { closeness } from './closeness/plan.ts';
import { corruption, instanceNoise, noise } from './corruption/plan.ts';
import { dense, labels } from './dense/plan.ts';
import { codes, gaussianCode } from './gaussian-code/plan.ts';
import { bernoulli, classes, gaussian, softmax, squared } from './loss/plan.ts';
import { packed } from './packing/plan.ts';
import { penalty, weights } from './penalty/plan.ts';

export const layers: { readonly [K in Layer['layer']]: LayerPart<LayerOf<K>> } = {
  dense,
  'gaussian code': gaussianCode,
  penalty,
};

export const sights: { readonly [K in Sight['sight']]: SightPart<SightOf<K>> } = { noise, packed, closeness };

export const losses: { readonly [K in Loss['loss']]: LossPart<LossOf<K>> } = {
  bernoulli,
  gaussian,
  squared,
  softmax,
  adversarial,
};

const learning: FeedPart = { numbers: ({ pass }) => (pass.trains.length > 0 ? { adam: 2 } : {}) };

export const feeds: readonly FeedPart[] = [
  labels,
  classes,
  corruption,
  instanceNoise,
  between,
  weights,
  learning,
  codes,
];
