import type { Place } from '../../steps/place.ts';

/** Functions of a logit a, in the order of their numbers in the kernels. */
export const TERMS = ['softplus(-a)', 'softplus(a)', '-softplus(a)', '(a-1)^2/2', 'a^2/2'] as const;
export type Term = (typeof TERMS)[number];

export type AdversarialStages = {
  /**
   * A GAN's loss on one logit a row: `realTerm` on the first `reals` rows, `fakeTerm` on the others, each a mean over its
   * own rows; `losses` hold the rows' terms.
   */
  adversarial: {
    readonly rows: number;
    readonly reals: number;
    readonly realTerm: Term;
    readonly fakeTerm: Term;
    readonly outputs: Place;
    readonly gradient: Place;
    readonly losses: Place;
    readonly log: Place;
  };
};
