/** Two equal Gaussian bumps, or one where they fall together: ½N(mean − reach, deviation²) + ½N(mean + reach, deviation²). */
import { logNormal } from './gaussian.ts';
import { sigmoid, softplus } from './logistic.ts';

/** `reach` ≥ 0 is half the distance between the two peaks; `deviation` > 0 is each one's standard deviation. */
export type Bumps = { readonly mean: number; readonly reach: number; readonly deviation: number };

/** log p(x), exact also where p(x) itself underflows. */
export function logBumps({ mean, reach, deviation }: Bumps, x: number): number {
  const left = logNormal(x, mean - reach, deviation ** 2);
  const right = logNormal(x, mean + reach, deviation ** 2);
  // log(½eˡ + ½eʳ) = l + log(1 + e^(r − l)) − log 2
  return left + softplus(right - left) - Math.LN2;
}

/** d log p/dx: towards the mean of the two peaks' positions, weighted by whose bump x is likely to come from. */
export function scoreOfBumps({ mean, reach, deviation }: Bumps, x: number): number {
  // log right/left = 2 · reach · (x − mean)/deviation²
  const fromRight = sigmoid((2 * reach * (x - mean)) / deviation ** 2);
  return (mean + reach * (2 * fromRight - 1) - x) / deviation ** 2;
}
