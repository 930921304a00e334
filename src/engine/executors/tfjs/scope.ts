/** What a pass is read with. */
import type { Plan, Program } from '../../steps/plan.ts';
import type * as tf from '../../tensors.ts';
import type { Fed } from './feed.ts';
import type { Weights } from './weights.ts';

/** A term of what is trained, with its weight; the log keeps it without. */
export type Term = { readonly value: tf.Scalar; readonly weight: number };

/** What the parts of a reading share. */
export type Scope = {
  readonly plan: Plan;
  readonly program: Program;
  readonly weights: Weights;
  readonly fed: Fed;
  /** Counts a term; the terms stand in the order of the pass's log. */
  readonly count: (term: Term) => void;
  /** Leaves a matrix behind under the name of a result. */
  readonly leave: (name: string, matrix: tf.Tensor) => void;
};
