import { GROUP } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import type { Job } from '../../executors/wgsl/product.ts';
import { strideOf, type Place, type StageOf } from '../../steps/stages.ts';

/** A quad for each invocation; `value` gives the number at `row` and `column`, both variables. */
function eachQuad(rows: number, width: number, to: Place, value: string): Job {
  const quads = quadsOf(width);
  const code = `
  let item = group * ${GROUP} + l;
  if (item < ${rows * quads}) {
    let row = item / ${quads}; let quad = item % ${quads};
    var made = vec4f();
    for (var i = 0u; i < 4; i++) { let column = 4 * quad + i; if (column < ${width}) { made[i] = ${value}; } }
    arena[${quadAt(to, width, 'row', 'quad')}] = made;
  }`;
  return { groups: Math.ceil((rows * quads) / GROUP), code };
}

/** One number of a matrix, wherever it is read from. */
const numberOf = (places: Places, place: Place, width: number, row: string, column: string): string =>
  `${places.reader(place, width)(`(${row})`, `((${column}) / 4)`)}[(${column}) % 4]`;

function pack(places: Places, { rows, width, group, x, y }: StageOf<'pack'>): Job {
  const value = numberOf(places, x, width, `row * ${group} + column / ${width}`, `column % ${width}`);
  return eachQuad(rows, group * width, y, value);
}

function unpack({ rows, width, group, x, y }: StageOf<'unpack'>): Job {
  const value = `number(${y} + row / ${group} * ${strideOf(group * width)} + row % ${group} * ${width} + column)`;
  return eachQuad(rows * group, width, x, value);
}

export const packing: PartsOf<'pack' | 'unpack'> = {
  pack: { alone: { job: pack } },
  unpack: { alone: { job: (_, stage) => unpack(stage) } },
};
