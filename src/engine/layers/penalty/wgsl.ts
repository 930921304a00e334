import { GROUP, literal, padded } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import type { Job } from '../../executors/wgsl/product.ts';
import { eachQuad, eachRow, note, strips } from '../../executors/wgsl/rows.ts';
import type { StageOf } from '../../steps/stages.ts';
import { derivative } from '../activation/wgsl.ts';
import { MARGIN } from './stage.ts';

/** What needs all rows of a column at once. */
type Columns = Extract<StageOf<'penalty'>, { penalty: 'KL to rho' }>;

/** ρ̂ and the divergence of every column, an invocation for a quad of them. */
function columnsJob(places: Places, stage: Columns): Job {
  const { rows, width, x, rho, means, losses } = stage;
  const at = places.notes.get(losses)?.at ?? NaN;
  const code = `
  let quad = group * ${GROUP} + l;
  if (quad < ${quadsOf(width)}) {
    var sum = vec4f();
    for (var row = 0u; row < ${rows}; row++) { sum += ${places.reader(x, width)('row', 'quad')}; }
    let mean = clamp(sum * ${literal(1 / rows)}, vec4f(${literal(MARGIN)}), vec4f(${literal(1 - MARGIN)}));
    let rho = fed(${places.fed(rho)});
    let nats = rho * log(rho / mean) + (1 - rho) * log((1 - rho) / (1 - mean));
    arena[${means / 4} + quad] = mean;
    for (var i = 0u; i < 4; i++) { if (4 * quad + i < ${width}) { notes[${at} + 4 * quad + i] = nats[i]; } }
  }`;
  return { groups: Math.ceil(quadsOf(width) / GROUP), code };
}

function absolute(places: Places, { rows, width, x, losses }: StageOf<'penalty'>): string {
  const body = `
    var sum = 0.0;
    for (var quad = 0u; quad < ${quadsOf(width)}; quad++) {
      sum += total(${padded(`abs(${places.reader(x, width)('row', 'quad')})`, 'quad', width)});
    }
    ${note(places, losses, 'sum')}`;
  return eachRow(rows, body);
}

/** A quad `value` of gradient ← (value + weight · the penalty's slope) ∘ f′. */
function throughLayer(places: Places, stage: StageOf<'through'>): string {
  const { penalty, rows, width, x, activation, weight, rho, means } = stage;
  const pull = () => `fed(${places.fed(weight)}) * ${literal(1 / rows)}`;
  const off = () => `let rho = fed(${places.fed(rho)}); let mean = arena[${means / 4} + quad];`;
  const slopes = {
    none: () => '',
    L1: () => `value += ${pull()} * sign(y);`,
    'KL to rho': () => `${off()} value += ${pull()} * ((1 - rho) / (1 - mean) - rho / mean);`,
  };
  return `
    let y = ${places.reader(x, width)('row', 'quad')};
    ${slopes[penalty]()}
    value = ${padded(`value * ${derivative('y', activation)}`, 'quad', width)};`;
}

function through(places: Places, stage: StageOf<'through'>): string {
  const { rows, width, gradient } = stage;
  const at = quadAt(gradient, width, 'row', 'quad');
  return eachQuad(
    rows,
    quadsOf(width),
    `var value = arena[${at}]; ${throughLayer(places, stage)} arena[${at}] = value;`,
  );
}

const isColumns = (stage: StageOf<'penalty'>): stage is Columns => stage.penalty === 'KL to rho';

export const penalty: PartsOf<'penalty' | 'through'> = {
  penalty: {
    rows: { text: absolute, strips: ({ width, x }) => strips(width, x) },
    alone: {
      is: isColumns,
      job(places, stage) {
        if (isColumns(stage)) return columnsJob(places, stage);
        throw new Error('A penalty on rows is computed with the rows.');
      },
    },
    logged: (stage) => {
      const { losses: at, log, rows, width } = stage;
      return isColumns(stage) ? { at, log, count: width, summed: true } : { at, log, count: rows };
    },
  },
  through: {
    rows: { text: through, strips: ({ width, x, gradient }) => strips(width, x, gradient) },
    head: { on: ({ gradient }) => gradient, text: throughLayer },
  },
};
