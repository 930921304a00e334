/** The normal distribution's share of an interval, by its logarithm, so that shares far below 1e-308 are told apart. */
import { logNormal, normalBelow } from './gaussian.ts';

/** Below this the series for Φ loses digits to cancellation and the continued fraction converges. */
const TAIL = -4;
const TERMS = 80;

/** log Φ(x). In the lower tail by the continued fraction of Mills' ratio, 1/(x + 1/(x + 2/(x + …))) (Laplace 1805). */
export function logNormalBelow(x: number): number {
  if (x > -TAIL) return Math.log1p(-Math.exp(logNormalBelow(-x)));
  if (x > TAIL) return Math.log1p(-normalBelow(-x));
  const away = Math.abs(x);
  let fraction = away;
  for (let k = TERMS; k >= 1; k--) fraction = away + k / fraction;
  return logNormal(x, 0, 1) - Math.log(fraction);
}

/** log(Φ(high) − Φ(low)) for low < high, either end infinite or not. */
export function logNormalBetween(low: number, high: number): number {
  // Upper tails are mirrored to lower ones, where the difference loses no digits.
  if (low > 0) return logNormalBetween(-high, -low);
  const below = logNormalBelow(high);
  return below + Math.log1p(-Math.exp(logNormalBelow(low) - below));
}
