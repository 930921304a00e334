import type { Place } from '../../steps/place.ts';

/** In the order of their numbers in the kernels. */
export const LOSSES = ['bernoulli', 'gaussian', 'softmax', 'squared'] as const;

export type LossStages = {
  /** The loss of every row at `losses`, its mean at `log`, and the gradient of the mean at `gradient`. */
  loss: {
    readonly loss: (typeof LOSSES)[number];
    readonly h2: number;
    readonly rows: number;
    readonly width: number;
    readonly outputs: Place;
    /** Images [rows, width], or whole numbers [rows] for softmax. */
    readonly target: Place;
    readonly gradient: Place;
    readonly losses: Place;
    readonly log: Place;
  };
};
