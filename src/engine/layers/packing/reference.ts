import { at, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function pack({ arena }: Work, { stage, rows, width, group, x, y }: StageOf<'pack' | 'unpack'>): void {
  for (let row = 0; row < rows; row++)
    for (let member = 0; member < group; member++)
      for (let column = 0; column < width; column++) {
        const apart = x + (row * group + member) * strideOf(width) + column;
        const together = y + row * strideOf(group * width) + member * width + column;
        if (stage === 'pack') arena[together] = at(arena, apart);
        else arena[apart] = at(arena, together);
      }
}

export const packing: Performed<'pack' | 'unpack'> = { pack, unpack: pack };
