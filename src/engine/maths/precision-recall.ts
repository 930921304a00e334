/**
 * Precision and recall of samples by nearest neighbours (Kynkäänniemi et al. 2019, "Improved precision and recall metric
 * for assessing generative models", equations 1 and 2).
 */
import { shareVisited, visits } from './nearest-neighbours.ts';
import type { Points } from './points.ts';

export type PrecisionRecall = {
  /** Share of the samples that lie in the ball of at least one real point, 0–1. */
  readonly precision: number;
  /** Share of the real points that lie in the ball of at least one sample, 0–1. */
  readonly recall: number;
};

/**
 * The balls reach to each point's k-th neighbour in its own set; both sets [n, width] need more than k points. Neither
 * number is 1 for a perfect model, so show real points against real ones beside them; and precision praises whatever
 * lies in the middle of the data, such as a grey blob among digits.
 */
export const precisionRecall = (real: Points, samples: Points, k = 3): PrecisionRecall => ({
  precision: shareVisited(visits(real, samples, k).ofGuest),
  recall: shareVisited(visits(samples, real, k).ofGuest),
});
