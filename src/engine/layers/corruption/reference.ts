import { at, type Performed, type Work } from '../../executors/plain.ts';
import type { Corruption } from '../../steps/model.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function corrupt({ arena }: Work, { corruption, rows, width, x, draws, level, y }: StageOf<'corrupt'>): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      const [value, drawn, amount] = [at(arena, x + place), at(arena, draws + place), at(arena, level)];
      arena[y + place] = corruptions[corruption](value, drawn, amount);
    }
}

const corruptions: Readonly<Record<Corruption, (value: number, drawn: number, level: number) => number>> = {
  masking: (value, drawn, level) => (drawn < level ? 0 : value),
  gaussian: (value, drawn, level) => value + level * drawn,
  'salt and pepper': (value, drawn, level) => (drawn < level ? (drawn < level / 2 ? 0 : 1) : value),
};

export const corruption: Performed<'corrupt'> = { corrupt };
