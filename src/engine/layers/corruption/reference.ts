import { at, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function corrupt({ arena }: Work, { corruption, rows, width, x, draws, level, y }: StageOf<'corrupt'>): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      const [value, drawn, amount] = [at(arena, x + place), at(arena, draws + place), at(arena, level)];
      if (corruption === 'masking') arena[y + place] = drawn < amount ? 0 : value;
      else arena[y + place] = value + amount * drawn;
    }
}

export const corruption: Performed<'corrupt'> = { corrupt };
