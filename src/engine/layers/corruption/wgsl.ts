import { padded } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import { eachQuad, strips } from '../../executors/wgsl/rows.ts';
import type { Corruption } from '../../steps/model.ts';
import type { StageOf } from '../../steps/stages.ts';

function corrupt(places: Places, { corruption, rows, width, x, draws, level, y }: StageOf<'corrupt'>): string {
  const changed = changes(width)[corruption];
  const body = `
    let value = ${places.reader(x, width)('row', 'quad')}; let drawn = ${places.reader(draws, width)('row', 'quad')};
    let level = fed(${places.fed(level)});
    arena[${quadAt(y, width, 'row', 'quad')}] = ${changed};`;
  return eachQuad(rows, quadsOf(width), body);
}

const changes = (width: number): Readonly<Record<Corruption, string>> => ({
  masking: 'select(value, vec4f(), drawn < vec4f(level))',
  gaussian: padded('(value + level * drawn)', 'quad', width),
  'salt and pepper': padded(
    'select(select(value, vec4f(1.0), drawn < vec4f(level)), vec4f(), drawn < vec4f(0.5 * level))',
    'quad',
    width,
  ),
});

export const corruption: PartsOf<'corrupt'> = {
  corrupt: { rows: { text: corrupt, strips: ({ width, x, y }) => strips(width, x, y) } },
};
