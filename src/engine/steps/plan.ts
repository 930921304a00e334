import { every } from '../layers/plan.ts';
import type { Model } from './model.ts';
import { planWith, type Plan } from './planning.ts';

export type { Field, LayerPlace } from './making.ts';
export type { Plan, Program } from './planning.ts';

/** The plan of any model. */
export const planOf = (model: Model): Plan => planWith(every, model);
