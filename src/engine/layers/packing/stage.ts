import type { Place } from '../../steps/place.ts';

/** `group` rows of x [rows · group, width] side by side, as one of y [rows, group · width]. */
type Packed = {
  readonly rows: number;
  readonly width: number;
  readonly group: number;
  readonly x: Place;
  readonly y: Place;
};

export type PackingStages = {
  /** From x to y. */
  pack: Packed;
  /** From y to x. */
  unpack: Packed;
};
