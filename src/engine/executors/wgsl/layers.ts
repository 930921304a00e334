/** The large stages as products, each with what can be done to its numbers on the way. */
import type { Activation } from '../../steps/model.ts';
import { MARGIN } from '../../layers/penalty/stage.ts';
import type { Place } from '../../steps/stages.ts';
import { activated, derivative, GROUP, literal, padded, TILE } from './functions.ts';
import { quadAt, quadsOf, type Note, type Of, type Places, type Reader } from './places.ts';
import { product, type Job } from './product.ts';

/** Tiles across the outputs of a product: in so many parts it notes a row's loss. */
export const partsOf = (width: number): number => Math.ceil(quadsOf(width) / TILE.quads);

/** What is made of a product's numbers in the same pass over them; some change `value` before it is stored. */
export type Head = Of<'loss'> | Of<'activate'> | Of<'add row'> | Of<'through'>;

function headText(places: Places, head: Head): string {
  switch (head.stage) {
    case 'loss':
      return pixelLoss(places, head);
    case 'activate':
      return shown(head);
    case 'add row':
      return `value = ${withRow(places, head, 'value')};`;
    case 'through':
      return throughLayer(places, head);
  }
}

/** Where the rows' losses go, if a loss is among the heads. */
function noteOf(places: Places, heads: readonly Head[]): Note | undefined {
  const loss = heads.find((head) => head.stage === 'loss');
  return loss && places.notes.get(loss.losses);
}

const headTexts = (places: Places, heads: readonly Head[]): string =>
  heads.map((head) => `{ ${headText(places, head)} }`).join('\n    ');

/** A quad `value` of gradient ← (value + weight · the penalty's slope) ∘ f′. */
export function throughLayer(places: Places, stage: Of<'through'>): string {
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

/** ρ̂ and the divergence of every column, an invocation for a quad of them. */
export function columnsJob(places: Places, stage: Extract<Of<'penalty'>, { penalty: 'KL to rho' }>): Job {
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

/** f(`value` + the quad of the table's row that the label of `row` names). */
export function withRow(places: Places, { outputs, table, labels, activation }: Of<'add row'>, value: string): string {
  const label = labels === undefined ? '0' : `feed[${places.fed(labels)} + row]`;
  return activatedRow(`(${value} + arena[${quadAt(table, outputs, label, 'quad')}])`, activation, outputs);
}

/** y = f(xW + b), and the heads on y. */
export function denseProduct(places: Places, stage: Of<'dense'>, heads: readonly Head[]): Job {
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
    ${headTexts(places, heads)}
    arena[${quadAt(y, outputs, 'row', 'quad')}] = value;`,
    note: noteOf(places, heads),
  });
}

/** Of a quad `value` of outputs against `pixel`: the mean that they stand for, the slope of the rows' mean, the loss. */
function lossTexts({ loss, h2, rows }: Of<'loss'>): {
  readonly mean: string;
  readonly slope: string;
  readonly loss: string;
} {
  switch (loss) {
    case 'gaussian':
      return {
        mean: 'sigmoid(value)',
        slope: `(mean - pixel) * mean * (1 - mean) * ${literal(1 / h2 / rows)}`,
        loss: `(pixel - mean) * (pixel - mean) * ${literal(0.5 / h2)}`,
      };
    case 'squared':
      return { mean: 'value', slope: `(mean - pixel) * ${literal(2 / rows)}`, loss: '(pixel - mean) * (pixel - mean)' };
    default:
      return {
        mean: 'sigmoid(value)',
        slope: `(mean - pixel) * ${literal(1 / rows)}`,
        loss: 'softplus(value) - pixel * value',
      };
  }
}

/** Of a quad `value` of outputs: the gradient of the rows' mean, and `loss`, without what is the same for every row. */
export function pixelLoss(places: Places, stage: Of<'loss'>): string {
  const { width, target, gradient } = stage;
  const { mean, slope, loss } = lossTexts(stage);
  return `
    let pixel = ${places.reader(target, width)('row', 'quad')};
    let mean = ${mean};
    arena[${quadAt(gradient, width, 'row', 'quad')}] = ${padded(slope, 'quad', width)};
    loss += total(${padded(loss, 'quad', width)});`;
}

/** f(a), with the padding 0: of the activations, only the sigmoid of 0 is not. */
const activatedRow = (a: string, activation: Activation, width: number): string =>
  activation === 'sigmoid' ? padded(activated(a, activation), 'quad', width) : activated(a, activation);

const shown = ({ width, y, activation }: Of<'activate'>): string =>
  `arena[${quadAt(y, width, 'row', 'quad')}] = ${padded(activated('value', activation), 'quad', width)};`;

/** dx = (dy Wᵀ) ∘ f′. */
export function inputsProduct(places: Places, stage: Of<'backward to inputs'>, heads: readonly Head[]): Job {
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
    ${headTexts(places, heads)}
    arena[${quadAt(gradient, inputs, 'row', 'quad')}] = value;`,
    note: noteOf(places, heads),
  });
}

/** dW = xᵀ dy and db = 1ᵀ dy, as one product with a column of ones behind x; and Adam on both. */
export function weightsProduct(places: Places, stage: Of<'backward to weights'>): Job {
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
function withOnes(source: Reader, { inputs: width, rows, biasRows }: Of<'backward to weights'>): Reader {
  const last = Math.floor(width / 4);
  const ones = `vec4f(${[0, 1, 2, 3].map((i) => (i === width % 4 ? 1 : 0)).join(', ')})`;
  const unitIn = (row: string) => (biasRows < rows ? `select(vec4f(), ${ones}, ${row} < ${biasRows})` : ones);
  // Where the last quad is full, the ones stand in a quad of their own, which is not stored.
  if (width % 4 === 0) return (row, quad) => `select(${unitIn(row)}, ${source(row, quad)}, ${quad} < ${last})`;
  return (row, quad) => `(${source(row, quad)} + select(vec4f(), ${unitIn(row)}, ${quad} == ${last}))`;
}

/** The sums of dy over the rows of every label, an invocation for a quad of one; and Adam on them. */
export function tableJob(places: Places, stage: Of<'backward to table'>): Job {
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

/** Adam (Kingma & Ba 2015, algorithm 1) on the quad of parameters at `at`. */
function descend({ parameters, adam: { beta1, beta2, epsilon }, fed }: Places, adam: Place, gradient = 'sum'): string {
  const [first, second] = [`at + ${parameters / 4}`, `at + ${parameters / 2}`];
  return `
    let slope = ${gradient};
    let m = ${literal(beta1)} * arena[${first}] + ${literal(1 - beta1)} * slope;
    let v = ${literal(beta2)} * arena[${second}] + ${literal(1 - beta2)} * slope * slope;
    arena[${first}] = m;
    arena[${second}] = v;
    arena[at] -= fed(${fed(adam)}) * m / (sqrt(v * fed(${fed(adam) + 1})) + ${literal(epsilon)});`;
}
