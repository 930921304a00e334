import { descend } from '../../executors/wgsl/adam.ts';
import { GROUP, padded } from '../../executors/wgsl/functions.ts';
import type { Heads, PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places, type Reader } from '../../executors/wgsl/places.ts';
import { product, type Job } from '../../executors/wgsl/product.ts';
import { eachQuad, store, strips } from '../../executors/wgsl/rows.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import { activated, activatedRow, derivative } from '../activation/wgsl.ts';

function forward(places: Places, { rows, inputs, outputs, x, weights, bias, y, activation }: StageOf<'dense'>): string {
  const wide = quadsOf(outputs);
  const value = (part: string, row: number) => `value.${part} * arena[w + ${row * wide}]`;
  const body = `
    var sum = arena[${bias / 4} + quad];
    for (var k = 0u; k < ${Math.ceil(inputs / 4)}; k++) {
      let value = ${places.reader(x, inputs)('row', 'k')};
      let w = ${weights / 4} + 4 * k * ${wide} + quad;
      sum += ${['x', 'y', 'z', 'w'].map(value).join(' + ')};
    }
    ${store(y, outputs, activated('sum', activation))}`;
  return eachQuad(rows, wide, body);
}

function backwardToInputs(places: Places, stage: StageOf<'backward to inputs'>): string {
  const { rows, inputs, outputs, yGradient, weights, x, gradient, activation } = stage;
  const wide = quadsOf(outputs);
  const product = (row: number) => `dot(value, arena[w + ${row * wide}])`;
  const body = `
    var sum = vec4f();
    for (var k = 0u; k < ${wide}; k++) {
      let value = ${places.reader(yGradient, outputs)('row', 'k')};
      let w = ${weights / 4} + 4 * quad * ${wide} + k;
      sum += vec4f(${[0, 1, 2, 3].map(product).join(', ')});
    }
    let y = ${places.reader(x, inputs)('row', 'quad')};
    ${store(gradient, inputs, `sum * ${derivative('y', activation)}`)}`;
  return eachQuad(rows, quadsOf(inputs), body);
}

function addRow(places: Places, stage: StageOf<'add row'>): string {
  const { rows, outputs, y } = stage;
  const at = quadAt(y, outputs, 'row', 'quad');
  return eachQuad(rows, quadsOf(outputs), `arena[${at}] = ${withRow(places, stage, `arena[${at}]`)};`);
}

/** f(`value` + the quad of the table's row that the label of `row` names). */
function withRow(places: Places, { outputs, table, labels, activation }: StageOf<'add row'>, value: string): string {
  const label = labels === undefined ? '0' : `feed[${places.fed(labels)} + row]`;
  return activatedRow(`(${value} + arena[${quadAt(table, outputs, label, 'quad')}])`, activation, outputs);
}

/** y = f(xW + b), and the heads on y. */
function denseProduct(places: Places, stage: StageOf<'dense'>, heads: Heads): Job {
  const { rows, inputs, outputs, x, weights, bias, y, activation } = stage;
  return product(places.products, {
    rows,
    quads: quadsOf(outputs),
    depth: inputs,
    left: { along: true, rows, quads: quadsOf(inputs), read: places.reader(x, inputs) },
    right: { along: false, rows: inputs, quads: quadsOf(outputs), read: places.reader(weights, outputs) },
    finish: `
    let a = sum + arena[${bias / 4} + quad];
    var value = ${activatedRow('a', activation, outputs)};
    ${heads.text}
    arena[${quadAt(y, outputs, 'row', 'quad')}] = value;`,
    note: heads.note,
  });
}

/** dx = (dy Wᵀ) ∘ f′. */
function inputsProduct(places: Places, stage: StageOf<'backward to inputs'>, heads: Heads): Job {
  const { rows, inputs, outputs, yGradient, weights, x, gradient, activation } = stage;
  const y = places.reader(x, inputs)('row', 'quad');
  return product(places.products, {
    rows,
    quads: quadsOf(inputs),
    depth: outputs,
    left: { along: true, rows, quads: quadsOf(outputs), read: places.reader(yGradient, outputs) },
    right: { along: true, rows: inputs, quads: quadsOf(outputs), read: places.reader(weights, outputs) },
    finish: `
    let y = ${y};
    var value = ${padded(`sum * ${derivative('y', activation)}`, 'quad', inputs)};
    ${heads.text}
    arena[${quadAt(gradient, inputs, 'row', 'quad')}] = value;`,
    note: heads.note,
  });
}

/** dW = xᵀ dy and db = 1ᵀ dy, as one product with a column of ones behind x; and Adam on both. */
function weightsProduct(places: Places, stage: StageOf<'backward to weights'>): Job {
  const { rows, inputs, outputs, x, yGradient, weights, bias, adam, mask } = stage;
  const joined = mask && `vec4f(number(${mask.from} + row)) <= arena[${mask.to / 4} + quad]`;
  return product(places.products, {
    rows: inputs + 1,
    quads: quadsOf(outputs),
    depth: rows,
    left: { along: false, rows, quads: Math.floor(inputs / 4) + 1, read: withOnes(places.reader(x, inputs), stage) },
    right: { along: false, rows, quads: quadsOf(outputs), read: places.reader(yGradient, outputs) },
    finish: `
    let at = select(${quadAt(weights, outputs, 'row', 'quad')}, ${bias / 4} + quad, row == ${inputs});
    ${descend(places, adam, joined ? `select(sum, select(vec4f(), sum, ${joined}), row < ${inputs})` : 'sum')}`,
  });
}

/** A matrix with a column behind its last: ones in the rows that the bias learns from, then 0. */
function withOnes(source: Reader, { inputs: width, rows, biasRows }: StageOf<'backward to weights'>): Reader {
  const last = Math.floor(width / 4);
  const ones = `vec4f(${[0, 1, 2, 3].map((i) => (i === width % 4 ? 1 : 0)).join(', ')})`;
  const unitIn = (row: string) => (biasRows < rows ? `select(vec4f(), ${ones}, ${row} < ${biasRows})` : ones);
  // Where the last quad is full, the ones stand in a quad of their own, which is not stored.
  if (width % 4 === 0) return (row, quad) => `select(${unitIn(row)}, ${source(row, quad)}, ${quad} < ${last})`;
  return (row, quad) => `(${source(row, quad)} + select(vec4f(), ${unitIn(row)}, ${quad} == ${last}))`;
}

/** The sums of dy over the rows of every label, an invocation for a quad of one; and Adam on them. */
function tableJob(places: Places, stage: StageOf<'backward to table'>): Job {
  const { rows, outputs, classes, table, labels, yGradient, adam } = stage;
  const [quads, dy] = [quadsOf(outputs), places.reader(yGradient, outputs)('row', 'quad')];
  const mine = labels === undefined ? '' : `if (feed[${places.fed(labels)} + row] == label)`;
  const code = `
  let item = group * ${GROUP} + l;
  if (item < ${classes * quads}) {
    let label = item / ${quads}; let quad = item % ${quads};
    var sum = vec4f();
    for (var row = 0u; row < ${rows}; row++) { ${mine} { sum += ${dy}; } }
    let at = ${quadAt(table, outputs, 'label', 'quad')};
    ${descend(places, adam)}
  }`;
  return { groups: Math.ceil((classes * quads) / GROUP), code };
}

type Sizes = { readonly rows: number; readonly inputs: number; readonly outputs: number };

const workOf = ({ rows, inputs, outputs }: Sizes): number => rows * inputs * outputs;
const weightsOf = ({ inputs, outputs }: Sizes): number => strideOf(inputs) * strideOf(outputs);

type Kinds = 'dense' | 'backward to inputs' | 'backward to weights' | 'add row' | 'backward to table';

export const dense: PartsOf<Kinds> = {
  dense: {
    rows: { text: forward, strips: ({ inputs, x, outputs, y }) => [...strips(inputs, x), ...strips(outputs, y)] },
    product: { weights: weightsOf, wide: ({ outputs }) => outputs, made: ({ y }) => y, job: denseProduct },
    work: workOf,
  },
  'backward to inputs': {
    rows: {
      text: backwardToInputs,
      strips: ({ outputs, yGradient, inputs, x, gradient }) => [
        ...strips(outputs, yGradient),
        ...strips(inputs, x, gradient),
      ],
    },
    product: { weights: weightsOf, wide: ({ inputs }) => inputs, made: ({ gradient }) => gradient, job: inputsProduct },
    work: workOf,
  },
  'backward to weights': { learn: { learned: ({ weights }) => weights, job: weightsProduct }, work: workOf },
  'add row': {
    rows: { text: addRow, strips: ({ outputs, y }) => strips(outputs, y) },
    head: { on: ({ y }) => y, text: (places, stage) => `value = ${withRow(places, stage, 'value')};` },
  },
  'backward to table': { learn: { learned: ({ table }) => table, job: tableJob } },
};
