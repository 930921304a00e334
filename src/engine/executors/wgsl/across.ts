/** Stages whose rows need one another: each is a shader of its own, so that all before it is done. */
import { strideOf, type Place, type Stage } from '../../steps/stages.ts';
import { GROUP, literal } from './functions.ts';
import { quadAt, quadsOf, type Of, type Places } from './places.ts';
import type { Job } from './product.ts';

export type AcrossStage = Of<'pack' | 'unpack'> | Of<'closeness'> | Of<'closeness backward'>;

export function acrossJob(places: Places, stage: AcrossStage): Job {
  switch (stage.stage) {
    case 'pack':
      return pack(places, stage);
    case 'unpack':
      return unpack(stage);
    case 'closeness':
      return closeness(places, stage);
    case 'closeness backward':
      return closenessBackward(places, stage);
  }
}

export const isAcross = (stage: Stage): stage is AcrossStage =>
  stage.stage === 'pack' ||
  stage.stage === 'unpack' ||
  stage.stage === 'closeness' ||
  stage.stage === 'closeness backward';

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

function pack(places: Places, { rows, width, group, x, y }: Of<'pack' | 'unpack'>): Job {
  const value = numberOf(places, x, width, `row * ${group} + column / ${width}`, `column % ${width}`);
  return eachQuad(rows, group * width, y, value);
}

function unpack({ rows, width, group, x, y }: Of<'pack' | 'unpack'>): Job {
  const value = `number(${y} + row / ${group} * ${strideOf(group * width)} + row % ${group} * ${width} + column)`;
  return eachQuad(rows * group, width, x, value);
}

/** The row of a workgroup, and the first and behind the last of its block. */
const blockOf = (rows: number, reals: number): string => `
  let row = group;
  let begin = select(0u, ${reals}u, row >= ${reals}); let end = select(${reals}u, ${rows}u, row >= ${reals});`;

const othersOf = 'max(1.0, f32(end - begin) - 1.0)';

function closeness(places: Places, { rows, reals, width, scale, x, pairs, y }: Of<'closeness'>): Job {
  const read = (row: string, quad: string) => places.reader(x, width)(row, quad);
  const code = `${blockOf(rows, reals)}
  var mean = 0.0;
  for (var quad = l; quad < ${quadsOf(rows)}; quad += ${GROUP}) {
    var close = vec4f();
    for (var i = 0u; i < 4; i++) {
      let other = 4 * quad + i;
      if (other >= begin && other < end && other != row) {
        var squares = 0.0;
        for (var k = 0u; k < ${Math.ceil(width / 4)}; k++) {
          let apart = ${read('row', 'k')} - ${read('other', 'k')};
          squares += dot(apart, apart);
        }
        close[i] = 1 / (1 + squares * ${literal(1 / (width * scale ** 2))});
      }
    }
    arena[${quadAt(pairs, rows, 'row', 'quad')}] = close;
    mean += total(close);
  }
  tally[l] = mean;
  workgroupBarrier();
  if (l == 0) { for (var i = 1u; i < ${GROUP}; i++) { mean += tally[i]; } tally[0] = mean / ${othersOf}; }
  workgroupBarrier();
  for (var quad = l; quad < ${quadsOf(width + 1)}; quad += ${GROUP}) {
    var made = vec4f();
    if (quad < ${quadsOf(width)}) { made = inside(${read('row', 'quad')}, quad, ${width}); }
    if (quad == ${Math.floor(width / 4)}) { made[${width % 4}] = tally[0]; }
    arena[${quadAt(y, width + 1, 'row', 'quad')}] = made;
  }`;
  return { groups: rows, code };
}

function closenessBackward(places: Places, stage: Of<'closeness backward'>): Job {
  const { rows, reals, width, scale, x, pairs, yGradient, gradient } = stage;
  const read = (row: string) => places.reader(x, width)(row, 'quad');
  const asked = (row: string) => `number(${yGradient + width} + (${row}) * ${strideOf(width + 1)})`;
  const code = `${blockOf(rows, reals)}
  let share = ${literal(-2 / (width * scale ** 2))} / ${othersOf};
  for (var quad = l; quad < ${quadsOf(width)}; quad += ${GROUP}) {
    var sum = arena[${quadAt(yGradient, width + 1, 'row', 'quad')}];
    let here = ${read('row')};
    for (var other = begin; other < end; other++) {
      let close = number(${pairs} + row * ${strideOf(rows)} + other);
      sum += share * close * close * (${asked('row')} + ${asked('other')}) * (here - ${read('other')});
    }
    arena[${quadAt(gradient, width, 'row', 'quad')}] = inside(sum, quad, ${width});
  }`;
  return { groups: rows, code };
}
