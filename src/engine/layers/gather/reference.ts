import type { Performed, Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function perform({ arena, whole, images }: Work, { rows, width, indices, x }: StageOf<'gather'>): void {
  for (let row = 0; row < rows; row++) {
    const from = (whole[indices + row] ?? 0) * width;
    for (let pixel = 0; pixel < width; pixel++)
      arena[x + row * strideOf(width) + pixel] = (images.bytes[from + pixel] ?? 0) / 255;
  }
}

export const gather: Performed<'gather'> = { gather: perform };
