/** Polynomials of one variable and their roots. */

/** Coefficients of 1, x, x², … */
export type Polynomial = readonly number[];

export const valueAt = (p: Polynomial, x: number): number => p.reduceRight((value, next) => value * x + next, 0);

export function plus(p: Polynomial, q: Polynomial): Polynomial {
  return Array.from({ length: Math.max(p.length, q.length) }, (_, i) => (p[i] ?? 0) + (q[i] ?? 0));
}

export function times(p: Polynomial, q: Polynomial): Polynomial {
  const product = new Array<number>(p.length + q.length - 1).fill(0);
  p.forEach((a, i) => q.forEach((b, j) => (product[i + j] = (product[i + j] ?? 0) + a * b)));
  return product;
}

export const minus = (p: Polynomial, q: Polynomial): Polynomial => plus(p, times([-1], q));

const derivativeOf = (p: Polynomial): Polynomial => p.slice(1).map((coefficient, i) => (i + 1) * coefficient);

/** The places in ascending order at which p changes its sign: between those at which its derivative does, one at most. */
export function rootsBetween(p: Polynomial, low: number, high: number): number[] {
  if (p.length < 2) return [];
  const stops = [low, ...rootsBetween(derivativeOf(p), low, high), high];
  return stops.slice(1).flatMap((to, i) => rootIn(p, stops[i] ?? to, to));
}

/** The root between two places of different sign, by halving: 60 times leave less than a rounding error. */
function rootIn(p: Polynomial, low: number, high: number): number[] {
  const rises = valueAt(p, high) > 0;
  if (valueAt(p, low) > 0 === rises) return [];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (valueAt(p, middle) > 0 === rises) high = middle;
    else low = middle;
  }
  return [(low + high) / 2];
}
