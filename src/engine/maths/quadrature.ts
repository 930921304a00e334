/** Integrals of smooth functions of one variable that vanish at both ends, in plain double-precision numbers. */

/** Evenly spaced points `from + i · width`, i = 0 … count − 1. */
export type EvenNodes = { readonly at: Float64Array; readonly width: number };

/** `strips + 1` points from `from` to `to`, both included. */
export function evenNodes(from: number, to: number, strips: number): EvenNodes {
  const width = (to - from) / strips;
  return { at: Float64Array.from({ length: strips + 1 }, (_, i) => from + i * width), width };
}

/**
 * ∫ f by the trapezoid rule, with `f(i)` the integrand at node i. Where an analytic f vanishes at both ends, the error
 * falls like exp(−2πd/width), with d the distance of f's nearest singularity from the real axis (Trefethen & Weideman 2014).
 * `every` takes only each such node, for a coarser value whose distance from the fine one bounds the error of the fine one.
 */
export function trapezoid({ at, width }: EvenNodes, f: (i: number) => number, every = 1): number {
  const last = at.length - 1;
  let sum = 0;
  for (let i = 0; i <= last; i += every) sum += (i === 0 || i === last ? 0.5 : 1) * f(i);
  return sum * width * every;
}
