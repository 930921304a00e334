import { literal } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { numberOf, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import type { Job } from '../../executors/wgsl/product.ts';
import { byNumber, quadsJob, store } from '../../executors/wgsl/rows.ts';
import { numbersOf } from '../../steps/pictures.ts';
import type { StageOf } from '../../steps/stages.ts';
import { derivative } from '../activation/wgsl.ts';

type Sizes = Pick<StageOf<'resize'>, 'factor' | 'method'>;

/** The place on a line of `length` pixels that pixel `at` of the enlarged line is made from. */
const placeOf = ({ factor, method }: Sizes, at: string, length: number): string =>
  method === 'nearest'
    ? `f32(${at} / ${factor})`
    : `clamp((f32(${at}) + 0.5) * ${literal(1 / factor)} - 0.5, 0.0, ${literal(length - 1)})`;

/** The first and the last pixel of an enlarged line that pixel `at` may give to, as expressions. */
const rangeOf = ({ factor }: Sizes, at: string, length: number): readonly [string, string] => [
  `max(${at}, 1) * ${factor} - ${factor}`,
  `min((${at} + 2) * ${factor}, ${length * factor}u)`,
];

function resizeJob(places: Places, stage: StageOf<'resize'>): Job {
  const { rows, height, width, channels, factor, x: from, y: to } = stage;
  const large = numbersOf(stage) * factor * factor;
  const read = places.reader(from, numbersOf(stage));
  const one = `
    let part = column; let pixel = part / ${channels};
    let y = ${placeOf(stage, `(pixel / ${width * factor})`, height)}; let x = ${placeOf(stage, `(pixel % ${width * factor})`, width)};
    for (var line = u32(y); line < min(u32(y) + 2, ${height}u); line++) {
      for (var beside = u32(x); beside < min(u32(x) + 2, ${width}u); beside++) {
        let share = (1 - abs(y - f32(line))) * (1 - abs(x - f32(beside)));
        made[i] += share * ${numberOf(read, 'row', `(line * ${width} + beside) * ${channels} + part % ${channels}`)};
      }
    }`;
  return quadsJob(rows, quadsOf(large), `${byNumber(large, one)} ${store(to, large, 'made')}`);
}

function backJob(places: Places, stage: StageOf<'resize back'>): Job {
  const { rows, height, width, channels, factor, yGradient, x: values, gradient, activation } = stage;
  const [small, large] = [numbersOf(stage), numbersOf(stage) * factor * factor];
  const read = places.reader(yGradient, large);
  const [top, bottom] = rangeOf(stage, '(pixel / ' + String(width) + ')', height);
  const [left, right] = rangeOf(stage, '(pixel % ' + String(width) + ')', width);
  const one = `
    let part = column; let pixel = part / ${channels};
    for (var line = ${top}; line < ${bottom}; line++) {
      let down = max(0, 1 - abs(${placeOf(stage, 'line', height)} - f32(pixel / ${width})));
      for (var beside = ${left}; beside < ${right}; beside++) {
        let across = max(0, 1 - abs(${placeOf(stage, 'beside', width)} - f32(pixel % ${width})));
        let at = (line * ${width * factor} + beside) * ${channels} + part % ${channels};
        made[i] += down * across * ${numberOf(read, 'row', 'at')};
      }
    }`;
  const body = `${byNumber(small, one)}
    let y = ${places.reader(values, small)('row', 'quad')};
    ${store(gradient, small, `made * ${derivative('y', activation)}`)}`;
  return quadsJob(rows, quadsOf(small), body);
}

export const resize: PartsOf<'resize' | 'resize back'> = {
  resize: { alone: { job: resizeJob } },
  'resize back': { alone: { job: backJob } },
};
