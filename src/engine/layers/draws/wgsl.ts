import { COUNT, POINTS } from '../../executors/wgsl/draws.ts';
import { GROUP } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadsOf, type Places } from '../../executors/wgsl/places.ts';
import type { Job } from '../../executors/wgsl/product.ts';
import { eachQuad, store, strips } from '../../executors/wgsl/rows.ts';
import type { StageOf } from '../../steps/stages.ts';

/** A quad of what is drawn, as statements that make `made` of `row` and `quad`; quads that share a counter both do its rounds. */
function drawnQuad(places: Places, stage: StageOf<'draw'> | StageOf<'pick'>): string {
  const { width } = stage;
  const fill = (begin: string, number: string) => `
    var made = vec4f();
    ${begin}
    for (var i = 0u; i < 4; i++) { let column = 4 * quad + i; if (column < ${width}) { ${number} } }`;
  const stream = places.fed(stage.stream);
  if (stage.stage === 'pick')
    return fill(
      `let bits = wordsAt(${stream}, row / 4)[row % 4];
    let begin = ${POINTS} + multiplyHigh(bits, tables[${COUNT}]) * ${width};`,
      'made[i] = bitcast<f32>(tables[begin + column]);',
    );
  return fill(
    'var block = 0xffffffffu; var words = vec4u();',
    `let at = row * ${width} + column;
      if (at / 4 != block) { block = at / 4; words = wordsAt(${stream}, block); }
      made[i] = ${stage.law}Of(words[at % 4]);`,
  );
}

/** Numbers without gaps, an invocation a quad. */
function looseJob(places: Places, stage: StageOf<'draw'>): Job {
  const quads = Math.ceil((stage.rows * stage.width) / 4);
  const code = `
  let row = 0u; let quad = group * ${GROUP} + l;
  if (quad >= ${quads}) { return; }
  ${drawnQuad(places, stage)}
  arena[${stage.to / 4} + quad] = made;`;
  return { groups: Math.ceil(quads / GROUP), code };
}

function drawRows(places: Places, stage: StageOf<'draw'> | StageOf<'pick'>): string {
  const { rows, width, to } = stage;
  const body = `${drawnQuad(places, stage)} ${store(to, width, 'made')}`;
  return eachQuad(rows, quadsOf(width), body);
}

export const draws: PartsOf<'draw' | 'pick'> = {
  draw: {
    rows: { text: drawRows, strips: ({ width, to }) => strips(width, to) },
    loose: { to: ({ to }) => to, job: looseJob },
  },
  pick: { rows: { text: drawRows, strips: ({ width, to }) => strips(width, to) } },
};
