/**
 * A finger on a slider or a picture may be about to scroll the page. It moves what it touches only once it has gone
 * sideways, or when it lifts where it came down.
 */

/** Pixels within which a finger counts as resting; browsers allow about as much before they scroll. */
const SLOP = 8;

type Spot = { readonly clientX: number; readonly clientY: number };

export const isSideways = (from: Spot, to: Spot): boolean => {
  const across = Math.abs(to.clientX - from.clientX);
  return across > SLOP && across > Math.abs(to.clientY - from.clientY);
};

export const isTap = (from: Spot, to: Spot): boolean =>
  Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) <= SLOP;
