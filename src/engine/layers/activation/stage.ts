import type { Activation } from '../../steps/model.ts';
import type { Place } from '../../steps/place.ts';

export type ActivationStages = {
  /** y = f(x), number by number. */
  activate: {
    readonly rows: number;
    readonly width: number;
    readonly x: Place;
    readonly y: Place;
    readonly activation: Activation;
  };
  /** gradient = yGradient ∘ f′, with f the activation whose values y are. */
  'through activation': {
    readonly rows: number;
    readonly width: number;
    readonly y: Place;
    readonly yGradient: Place;
    readonly gradient: Place;
    readonly activation: Activation;
  };
};
