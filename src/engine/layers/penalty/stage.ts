import type { Activation } from '../../steps/model.ts';
import type { Place } from '../../steps/place.ts';

/** In the order of their numbers in the kernels; “none” where only the activation is gone through. */
export const PENALTIES = ['none', 'L1', 'KL to rho'] as const;

export type PenaltyStages = {
  penalty: Absolute | Divergence;
  /** dx ← (dx + weight · the penalty's slope at x) ∘ f′, in place; f is the activation that x are the values of. */
  through: {
    readonly penalty: (typeof PENALTIES)[number];
    readonly rows: number;
    readonly width: number;
    readonly x: Place;
    readonly gradient: Place;
    readonly activation: Activation;
    readonly weight: Place;
    readonly rho: Place;
    readonly means: Place;
  };
};

/** Σ|x| of every row at `losses`, its mean at `log`. */
type Absolute = {
  readonly penalty: 'L1';
  readonly rows: number;
  readonly width: number;
  readonly x: Place;
  readonly losses: Place;
  readonly log: Place;
};

/** KL(Bernoulli(ρ) ‖ Bernoulli(ρ̂)) of every column at `losses`, its sum at `log`; ρ̂, the column's mean, at `means`. */
type Divergence = {
  readonly penalty: 'KL to rho';
  readonly rows: number;
  readonly width: number;
  readonly x: Place;
  readonly rho: Place;
  readonly means: Place;
  readonly losses: Place;
  readonly log: Place;
};

/** Column means are held this far from 0 and 1, where their divergence is infinite. */
export const MARGIN = 2 ** -20;
