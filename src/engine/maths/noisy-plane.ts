/**
 * Data in the plane with Gaussian noise added. Mixtures of round Gaussians stay such mixtures, so the density and its score
 * are exact at every level of noise.
 */
import type { Mixture } from '../data/plane.ts';

type Point = readonly [x: number, y: number];

/**
 * The law of shrink · x + noise · ε for x from the mixture and ε ~ N(0, I): every component moves to shrink · mₖ, and its
 * variance is shrink² σ² + noise².
 */
export const noised = ({ sigma, components, modes }: Mixture, noise: number, shrink = 1): Mixture => ({
  sigma: Math.hypot(shrink * sigma, noise),
  components: components.map(({ x, y, mode }) => ({ x: shrink * x, y: shrink * y, mode })),
  modes,
});

/** What the components say at one place: log Σₖ exp(−‖x − mₖ‖²/2σ²), and Σₖ rₖ mₖ with rₖ the posterior of component k. */
function gathered({ sigma, components }: Mixture, x: number, y: number): { log: number; mean: Point } {
  const least = components.reduce((low, at) => Math.min(low, (x - at.x) ** 2 + (y - at.y) ** 2), Infinity);
  let [sum, across, up] = [0, 0, 0];
  for (const at of components) {
    // The nearest component is taken out first, or far away all of them would be 0.
    const share = Math.exp((least - (x - at.x) ** 2 - (y - at.y) ** 2) / (2 * sigma * sigma));
    sum += share;
    across += share * at.x;
    up += share * at.y;
  }
  return { log: Math.log(sum) - least / (2 * sigma * sigma), mean: [across / sum, up / sum] };
}

/** log p(x) in nats, also where p(x) is too small for a number. */
export function logDensityAt(mixture: Mixture, x: number, y: number): number {
  const { sigma, components } = mixture;
  return gathered(mixture, x, y).log - Math.log(2 * Math.PI * sigma * sigma * components.length);
}

/** The score ∇ log p(x) = (Σₖ rₖ mₖ − x)/σ². */
export function scoreAt(mixture: Mixture, x: number, y: number): Point {
  const [across, up] = gathered(mixture, x, y).mean;
  const variance = mixture.sigma ** 2;
  return [(across - x) / variance, (up - y) / variance];
}

/**
 * E[x | x̃], the mean of the clean points behind a noisy one x̃ = x + noise · ε: what the best denoiser answers. Component k
 * has the posterior mean mₖ + σ²/(σ² + noise²) (x̃ − mₖ). By Tweedie's formula it is x̃ + noise² ∇ log p(x̃) (Vincent 2011).
 */
export function cleanMeanAt(clean: Mixture, noise: number, x: number, y: number): Point {
  const [across, up] = gathered(noised(clean, noise), x, y).mean;
  const kept = clean.sigma ** 2 / (clean.sigma ** 2 + noise ** 2);
  return [across + kept * (x - across), up + kept * (y - up)];
}

/** E[p(x)] for x from the mixture itself, ∫ p²: the density that a point usually has. The product of two components is N(mₖ; mₗ, 2σ² I). */
export function usualDensity({ sigma, components }: Mixture): number {
  let sum = 0;
  for (const one of components)
    for (const other of components)
      sum += Math.exp(-((one.x - other.x) ** 2 + (one.y - other.y) ** 2) / (4 * sigma * sigma));
  return sum / (4 * Math.PI * sigma * sigma * components.length ** 2);
}
