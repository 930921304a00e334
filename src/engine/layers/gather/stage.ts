import type { Place } from '../../steps/place.ts';

export type GatherStages = {
  /** Images by the numbers at `indices`, as grey values: x [rows, width]. */
  gather: {
    readonly rows: number;
    readonly width: number;
    readonly indices: Place;
    readonly x: Place;
  };
};
