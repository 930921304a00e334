/** Codes of two numbers on a grid that the prior sees as even: each cell has the same share of it. */
import { normalQuantile } from '#src/engine/maths/gaussian.ts';

/** Codes at the middles of `side` intervals that the prior gives equal shares: Φ⁻¹((i + ½) / side), ascending. */
export const codesAlong = (side: number): readonly number[] =>
  Array.from({ length: side }, (_, i) => normalQuantile((i + 0.5) / side));

/** The code of each cell, row by row from the upper left, where z₁ is least and z₂ is largest. */
export function placesOn(side: number): readonly (readonly [number, number])[] {
  const along = codesAlong(side);
  return along.toReversed().flatMap((z2) => along.map((z1) => [z1, z2] as const));
}

/** Tiles a side of the plane that a snapshot shows where it is asked for tiles alone. */
export const TILES = 11;
