import { GROUP, literal } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import type { Job } from '../../executors/wgsl/product.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

/** The row of a workgroup, and the first and behind the last of its block. */
const blockOf = (rows: number, reals: number): string => `
  let row = group;
  let begin = select(0u, ${reals}u, row >= ${reals}); let end = select(${reals}u, ${rows}u, row >= ${reals});`;

const othersOf = 'max(1.0, f32(end - begin) - 1.0)';

function forward(places: Places, { rows, reals, width, scale, x, pairs, y }: StageOf<'closeness'>): Job {
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

function closenessBackward(places: Places, stage: StageOf<'closeness backward'>): Job {
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

export const closeness: PartsOf<'closeness' | 'closeness backward'> = {
  closeness: { alone: { job: forward } },
  'closeness backward': { alone: { job: closenessBackward } },
};
