/** Where a replay stands. Places run from 0, the first moment recorded, to the number of the last. */

/** Milliseconds from the first moment to the last: slow enough to follow a digit. */
const WHOLE = 9000;

/** The place that is reached `milliseconds` after playing began at `from`. */
export const positionAfter = (milliseconds: number, from: number, last: number): number =>
  Math.min(last, from + (Math.max(0, milliseconds) / WHOLE) * last);

/** The two moments between which a place lies, and how much of the later one is seen. */
export function blendAt(position: number, last: number): { at: number; next: number; share: number } {
  const at = Math.min(last, Math.max(0, Math.floor(position)));
  return { at, next: Math.min(last, at + 1), share: Math.min(1, Math.max(0, position - at)) };
}
