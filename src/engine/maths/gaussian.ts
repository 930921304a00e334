/** The normal distribution in plain double-precision numbers. Logarithms are natural, so every amount is in nats. */

/** log(2π): twice the negative log density of a standard normal at its mean. */
export const logTwoPi = Math.log(2 * Math.PI);

/** log N(x; mean, variance). The third argument is a variance σ², not a standard deviation. */
export function logNormal(x: number, mean: number, variance: number): number {
  return -0.5 * (logTwoPi + Math.log(variance) + (x - mean) ** 2 / variance);
}

/** Differential entropy of N(·, variance): ½ log(2πe σ²). */
export function entropyOfNormal(variance: number): number {
  return 0.5 * (logTwoPi + 1 + Math.log(variance));
}

/** The terms of ½(μ² + σ² − log σ² − 1), each with its sign, so that the four add up to `total`. */
export type KlTerms = {
  readonly meanTerm: number;
  readonly varianceTerm: number;
  readonly logTerm: number;
  readonly constant: number;
  readonly total: number;
};

/**
 * KL(N(μ, σ²) ‖ N(0, 1)), term by term (Kingma & Welling 2013, appendix B). `sigma` is a standard deviation > 0;
 * at σ = 0 the KL is infinite.
 */
export function klToStandardNormal(mu: number, sigma: number): KlTerms {
  const meanTerm = mu ** 2 / 2;
  const varianceTerm = sigma ** 2 / 2;
  const logTerm = -Math.log(sigma);
  const constant = -0.5;
  return { meanTerm, varianceTerm, logTerm, constant, total: meanTerm + varianceTerm + logTerm + constant };
}

/** KL(N(mean1, variance1) ‖ N(mean2, variance2)); both spreads are variances. */
export function klBetweenNormals(mean1: number, variance1: number, mean2: number, variance2: number): number {
  const ratio = variance1 / variance2;
  return 0.5 * ((mean1 - mean2) ** 2 / variance2 + ratio - Math.log(ratio) - 1);
}

/** Φ(x), the standard normal's share below x, by Marsaglia's series (2004, "Evaluating the normal distribution"). */
export function normalBelow(x: number): number {
  // Beyond 8 what is left is below 1e-15.
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * Math.exp(logNormal(x, 0, 1));
}

/** The x with Φ(x) = `share`, 0 < share < 1, by halving an interval. */
export function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
