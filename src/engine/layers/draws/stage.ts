import type { Place } from '../../steps/place.ts';

/** In the order of their numbers in the kernels. */
export const LAWS = ['normal', 'uniform'] as const;

export type DrawsStages = {
  /**
   * Random numbers, as random.ts draws them: number i of [rows, width] is number i of the stream whose seed, name and
   * step stand at `stream`. `stride` numbers lie from one row to the next; those that only pad a row are left alone.
   */
  draw: {
    readonly law: (typeof LAWS)[number];
    readonly rows: number;
    readonly width: number;
    readonly stride: number;
    readonly stream: Place;
    readonly to: Place;
  };
  /** Rows [rows, width] of the executor's table of points; the number of row i is `below` of the stream's bits i. */
  pick: {
    readonly rows: number;
    readonly width: number;
    readonly stream: Place;
    readonly to: Place;
  };
};
