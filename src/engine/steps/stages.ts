/** The stages that make a step: of every layer its own (src/engine/layers), each with what it is told. */
import type { ActivationStages } from '../layers/activation/stage.ts';
import type { AdversarialStages } from '../layers/adversarial/stage.ts';
import type { ClosenessStages } from '../layers/closeness/stage.ts';
import type { ConvolutionStages } from '../layers/convolution/stage.ts';
import type { CorruptionStages } from '../layers/corruption/stage.ts';
import type { DenseStages } from '../layers/dense/stage.ts';
import type { DrawsStages } from '../layers/draws/stage.ts';
import type { GatherStages } from '../layers/gather/stage.ts';
import type { GaussianCodeStages } from '../layers/gaussian-code/stage.ts';
import type { LossStages } from '../layers/loss/stage.ts';
import type { PackingStages } from '../layers/packing/stage.ts';
import type { PenaltyStages } from '../layers/penalty/stage.ts';
import type { ResizeStages } from '../layers/resize/stage.ts';

export type { Place } from './place.ts';

type Fields = GatherStages &
  DrawsStages &
  DenseStages &
  ActivationStages &
  GaussianCodeStages &
  LossStages &
  AdversarialStages &
  PenaltyStages &
  CorruptionStages &
  PackingStages &
  ClosenessStages &
  ConvolutionStages &
  ResizeStages;

export type StageKind = keyof Fields;
/** A stage of one of these kinds. */
export type StageOf<Kind extends StageKind> = { [K in Kind]: { readonly stage: K } & Fields[K] }[Kind];

/**
 * One fused piece of a step. Matrices are [rows, strideOf(width)] in the arena; the numbers that only pad a row are 0.
 * An executor runs the list in order.
 */
export type Stage = StageOf<StageKind>;

/** Numbers from one row of a matrix to the next: whole lines of eight, so that no kernel needs a remainder. */
export const strideOf = (width: number): number => Math.ceil(width / 8) * 8;
