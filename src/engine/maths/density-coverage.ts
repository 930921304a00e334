/**
 * Density and coverage of samples by nearest neighbours (Naeem et al. 2020, "Reliable fidelity and diversity metrics for
 * generative models", section 3.2). Both look at balls around real points alone, so one outlying sample costs little.
 */
import { shareVisited, visits } from './nearest-neighbours.ts';
import type { Points } from './points.ts';

export type DensityCoverage = {
  /** In how many balls of real points a sample lies, on average, over k; 1 is expected of a perfect model, and there is no upper limit. */
  readonly density: number;
  /** Share of the real points whose ball holds at least one sample, 0–1. */
  readonly coverage: number;
};

/** The balls reach to each real point's k-th neighbour among the real ones [n, width], of which there are more than k. */
export function densityCoverage(real: Points, samples: Points, k = 5): DensityCoverage {
  const { ofGuest, ofBall } = visits(real, samples, k);
  const total = ofGuest.reduce((sum, count) => sum + count, 0);
  return { density: total / (k * ofGuest.length), coverage: shareVisited(ofBall) };
}

/**
 * The coverage expected of a perfect model, in any dimension: 1 − ∏ᵢ₌₁ᵏ (N − i)/(M + N − i) for N real points and M
 * samples. A real point stays uncovered if its k nearest among the N − 1 others and the M samples are all real, and the
 * order of draws from one distribution is like any other order.
 */
export function expectedCoverage(real: number, samples: number, k = 5): number {
  let uncovered = 1;
  for (let i = 1; i <= k; i++) uncovered *= (real - i) / (samples + real - i);
  return 1 - uncovered;
}
