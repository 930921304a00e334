import { SIDE } from '#src/engine/data/raster.ts';
import type { Recorded } from './recording.ts';

const COLUMNS = 10;
/** Of the five rows that a snapshot has, those that are shown. */
export const ROWS = 3;

/** Grey bytes, ink dark on white, row by row. */
export type Sheet = { readonly bytes: Buffer; readonly width: number; readonly height: number };

/** The moments one under the other, each ten digits wide and `ROWS` high. */
export function sheetOf(moments: readonly Recorded[]): Sheet {
  const width = COLUMNS * SIDE;
  const height = moments.length * ROWS * SIDE;
  const bytes = Buffer.alloc(width * height, 255);
  for (const [m, { digits }] of moments.entries())
    for (let digit = 0; digit < ROWS * COLUMNS; digit++) {
      const [row, column] = [m * ROWS + Math.floor(digit / COLUMNS), digit % COLUMNS];
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const [y, x] = [row * SIDE + Math.floor(pixel / SIDE), column * SIDE + (pixel % SIDE)];
        bytes[y * width + x] = 255 - (digits[digit * SIDE * SIDE + pixel] ?? 0);
      }
    }
  return { bytes, width, height };
}
