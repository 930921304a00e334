import type { Corruption } from '../../steps/model.ts';
import type { Place } from '../../steps/place.ts';

export type CorruptionStages = {
  /** y = x, with numbers made 0 or 1 or noise added, by `draws` [rows, width] and the number at `level`. */
  corrupt: {
    readonly corruption: Corruption;
    readonly rows: number;
    readonly width: number;
    readonly x: Place;
    readonly draws: Place;
    readonly level: Place;
    readonly y: Place;
  };
};
