import { literal } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, type Places } from '../../executors/wgsl/places.ts';
import { eachRow, note, strips } from '../../executors/wgsl/rows.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import type { Term } from './stage.ts';

/** A term of a GAN's losses at the logits a, and its slope. */
function termAt(term: Term, a: string): { readonly value: string; readonly slope: string } {
  switch (term) {
    case 'softplus(-a)':
      return { value: `softplus(-${a})`, slope: `(sigmoid(${a}) - 1)` };
    case 'softplus(a)':
      return { value: `softplus(${a})`, slope: `sigmoid(${a})` };
    case '-softplus(a)':
      return { value: `-softplus(${a})`, slope: `-sigmoid(${a})` };
    case '(a-1)^2/2':
      return { value: `(0.5 * (${a} - 1) * (${a} - 1))`, slope: `(${a} - 1)` };
    case 'a^2/2':
      return { value: `(0.5 * ${a} * ${a})`, slope: a };
  }
}

function onRows(places: Places, stage: StageOf<'adversarial'>): string {
  const { rows, reals, realTerm, fakeTerm, outputs, gradient, losses } = stage;
  const of = (term: typeof realTerm, count: number) => {
    const { value, slope } = termAt(term, 'logit');
    return `value = ${value}.x; slope = ${slope}.x * ${literal(count > 0 ? 1 / count : 0)};`;
  };
  const body = `
    let logit = vec4f(number(${outputs} + row * ${strideOf(1)}));
    var value = 0.0; var slope = 0.0; let quad = 0u;
    if (row < ${reals}) { ${of(realTerm, reals)} } else { ${of(fakeTerm, rows - reals)} }
    arena[${quadAt(gradient, 1, 'row', '0')}] = vec4f(slope, 0, 0, 0);
    arena[${quadAt(gradient, 1, 'row', '1')}] = vec4f();
    ${note(places, losses, 'value')}`;
  return eachRow(rows, body);
}

export const adversarial: PartsOf<'adversarial'> = {
  adversarial: {
    rows: { text: onRows, strips: ({ outputs, gradient }) => strips(1, outputs, gradient) },
    logged: ({ rows, reals, losses, log }) => ({ at: losses, log, count: rows, firsts: reals }),
  },
};
