import type { Place } from '../../steps/place.ts';

export type ClosenessStages = {
  /**
   * y [rows, width + 1] = [x | c]: c of a row is the mean over the others of its block of k = 1 / (1 + d / scale²), where
   * d is the mean over columns of the squared difference. The first `reals` rows are one block, the others the second.
   * k stands at `pairs` [rows, rows] where both rows are of one block; elsewhere, and between a row and itself, is 0.
   */
  closeness: {
    readonly rows: number;
    readonly reals: number;
    readonly width: number;
    readonly scale: number;
    readonly x: Place;
    readonly pairs: Place;
    readonly y: Place;
  };
  /** From the gradient at [x | c] to the gradient at x. */
  'closeness backward': {
    readonly rows: number;
    readonly reals: number;
    readonly width: number;
    readonly scale: number;
    readonly x: Place;
    readonly pairs: Place;
    readonly yGradient: Place;
    readonly gradient: Place;
  };
};
