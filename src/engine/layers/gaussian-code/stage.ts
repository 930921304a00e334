import type { Place } from '../../steps/place.ts';

export type GaussianCodeStages = {
  /** z = μ + σε, and the KL of every row at `losses`; its mean at `log`. ε [rows · latent] without padding. */
  code: {
    readonly rows: number;
    readonly latent: number;
    readonly moments: Place;
    readonly noise: Place;
    readonly z: Place;
    readonly losses: Place;
    readonly log: Place;
  };
  /** From the gradient at z to the gradient at [μ | log σ²], with the KL's own; its weight stands at `weight`. */
  'code backward': {
    readonly rows: number;
    readonly latent: number;
    readonly moments: Place;
    readonly noise: Place;
    readonly zGradient: Place;
    readonly gradient: Place;
    readonly weight: Place;
  };
};
