/**
 * Small stages one behind the other in one shader: a workgroup takes some rows through all of them. No stage reads
 * another row than it writes, so that a barrier within the workgroup is all that is needed between two.
 */
import { strideOf, type Place, type Stage } from '../../steps/stages.ts';
import type { AcrossStage } from './across.ts';
import { drawnQuad } from './draws.ts';
import { activated, derivative, GROUP, literal, padded, termAt } from './functions.ts';
import { pixelLoss, throughLayer, withRow } from './layers.ts';
import { quadAt, quadsOf, type Of, type Places } from './places.ts';
import type { Job } from './product.ts';

/** A stage that goes row by row. */
export type RowStage = Exclude<Stage, Of<'gather'> | Learning | Columns | AcrossStage>;

/** A stage that needs all rows of a column at once. */
export type Columns = Extract<Of<'penalty'>, { penalty: 'KL to rho' }>;

/** A stage at whose end parameters learn from all rows at once. */
export type Learning = Of<'backward to weights'> | Of<'backward to table'>;

/** Where the rows of a stage lie among those of the pass: its first is the pass's row `offset`. */
export type Offsets = ReadonlyMap<RowStage, number>;

/** Rows that a workgroup takes. */
const SHARE = 4;

export function rowsJob(places: Places, stages: readonly RowStage[], offsets: Offsets): Job {
  const rows = Math.max(...stages.map((stage) => (offsets.get(stage) ?? 0) + stage.rows));
  const barrier = '\n  storageBarrier(); workgroupBarrier();\n  ';
  const parts = stages.map((stage) => {
    const offset = offsets.get(stage) ?? 0;
    // Before the stage's first row the difference wraps round, and is no row of it either.
    return `{ let first = group * ${SHARE} - ${offset}; ${textOf(places, stage)} }`;
  });
  return { groups: Math.ceil(rows / SHARE), code: parts.join(barrier) };
}

function textOf(places: Places, stage: RowStage): string {
  switch (stage.stage) {
    case 'draw':
    case 'pick':
      return drawRows(places, stage);
    case 'dense':
      return dense(places, stage);
    case 'code':
      return code(places, stage);
    case 'loss':
      return stage.loss === 'softmax' ? softmax(places, stage) : pixels(places, stage);
    case 'adversarial':
      return adversarial(places, stage);
    case 'code backward':
      return codeBackward(places, stage);
    case 'backward to inputs':
      return backwardToInputs(places, stage);
    case 'activate':
      return activate(places, stage);
    case 'add row':
      return addRow(places, stage);
    case 'penalty':
      return absolute(places, stage);
    case 'through':
      return through(places, stage);
    case 'corrupt':
      return corrupt(places, stage);
    case 'through activation':
      return throughActivation(places, stage);
  }
}

/** Every quad of the workgroup's rows, shared out among its invocations. */
const eachQuad = (rows: number, quads: number, body: string): string => `
  for (var item = l; item < ${SHARE * quads}; item += ${GROUP}) {
    let row = first + item / ${quads}; let quad = item % ${quads};
    if (row < ${rows}) { ${body} }
  }`;

/** Every row of the workgroup, an invocation each. */
const eachRow = (rows: number, body: string): string => `
  if (l < ${SHARE} && first + l < ${rows}) { let row = first + l; ${body} }`;

const store = (place: Place, width: number, value: string): string =>
  `arena[${quadAt(place, width, 'row', 'quad')}] = ${padded(value, 'quad', width)};`;

function note(places: Places, losses: Place, value: string): string {
  const found = places.notes.get(losses);
  if (!found) throw new Error('A row loss has no place among the notes.');
  return `notes[${found.at} + row * ${found.parts}] = ${value};`;
}

function drawRows(places: Places, stage: Of<'draw'> | Of<'pick'>): string {
  const { rows, width, to } = stage;
  const body = `${drawnQuad(places, stage)} ${store(to, width, 'made')}`;
  return eachQuad(rows, quadsOf(width), body);
}

function dense(places: Places, { rows, inputs, outputs, x, weights, bias, y, activation }: Of<'dense'>): string {
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

function backwardToInputs(places: Places, stage: Of<'backward to inputs'>): string {
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

/** A quad made number by number: `value(i)` at column 4 · quad + i, as long as there is one. */
const byNumber = (width: number, value: string): string => `
    var made = vec4f();
    for (var i = 0u; i < 4; i++) { let column = 4 * quad + i; if (column < ${width}) { ${value} } }`;

function code(places: Places, { rows, latent, moments, noise, z, losses }: Of<'code'>): string {
  const stride = strideOf(2 * latent);
  const draw = `
      let mean = number(${moments} + row * ${stride} + column);
      let deviation = exp(0.5 * number(${moments + latent} + row * ${stride} + column));
      made[i] = mean + deviation * ${places.number(noise, `row * ${latent} + column`)};`;
  const nats = `
    var nats = 0.0;
    for (var d = 0u; d < ${latent}; d++) {
      let mean = number(${moments} + row * ${stride} + d);
      let logVariance = number(${moments + latent} + row * ${stride} + d);
      nats += 0.5 * (mean * mean + exp(logVariance) - logVariance - 1);
    }
    ${note(places, losses, 'nats')}`;
  const body = `${byNumber(latent, draw)} ${store(z, latent, 'made')}`;
  return eachQuad(rows, quadsOf(latent), body) + eachRow(rows, nats);
}

function codeBackward(places: Places, stage: Of<'code backward'>): string {
  const { rows, latent, moments, noise, zGradient, gradient, weight } = stage;
  const stride = strideOf(2 * latent);
  const value = `
      let d = column % ${latent};
      let slope = number(${zGradient} + row * ${strideOf(latent)} + d);
      if (column < ${latent}) { made[i] = slope + pull * number(${moments} + row * ${stride} + d); }
      else {
        let deviation = exp(0.5 * number(${moments + latent} + row * ${stride} + d));
        let noise = ${places.number(noise, `row * ${latent} + d`)};
        made[i] = 0.5 * (slope * noise * deviation + pull * (deviation * deviation - 1));
      }`;
  const body = `
    let pull = fed(${places.fed(weight)}) * ${literal(1 / rows)};
    ${byNumber(2 * latent, value)}
    ${store(gradient, 2 * latent, 'made')}`;
  return eachQuad(rows, quadsOf(2 * latent), body);
}

function pixels(places: Places, stage: Of<'loss'>): string {
  const { rows, width, outputs, losses } = stage;
  const body = `
    var loss = 0.0;
    for (var quad = 0u; quad < ${quadsOf(width)}; quad++) {
      let value = ${places.reader(outputs, width)('row', 'quad')};
      ${pixelLoss(places, stage)}
    }
    ${note(places, losses, 'loss')}`;
  return eachRow(rows, body);
}

function softmax(places: Places, { rows, width, outputs, target, gradient, losses }: Of<'loss'>): string {
  const logit = `number(${outputs} + row * ${strideOf(width)} + c)`;
  const value = `let c = column; made[i] = exp(${logit} - largest) / whole - select(0.0, 1.0, c == label);`;
  const body = `
    let label = feed[${places.fed(target)} + row];
    var largest = number(${outputs} + row * ${strideOf(width)});
    for (var c = 1u; c < ${width}; c++) { largest = max(largest, ${logit}); }
    var whole = 0.0;
    for (var c = 0u; c < ${width}; c++) { whole += exp(${logit} - largest); }
    for (var quad = 0u; quad < ${quadsOf(width)}; quad++) {
      ${byNumber(width, value)}
      ${store(gradient, width, `made * ${literal(1 / rows)}`)}
    }
    let c = label;
    ${note(places, losses, `log(whole) + largest - ${logit}`)}`;
  return eachRow(rows, body);
}

function adversarial(places: Places, stage: Of<'adversarial'>): string {
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

function activate(places: Places, { rows, width, x, y, activation }: Of<'activate'>): string {
  const body = `let value = ${places.reader(x, width)('row', 'quad')}; ${store(y, width, activated('value', activation))}`;
  return eachQuad(rows, quadsOf(width), body);
}

function addRow(places: Places, stage: Of<'add row'>): string {
  const { rows, outputs, y } = stage;
  const at = quadAt(y, outputs, 'row', 'quad');
  return eachQuad(rows, quadsOf(outputs), `arena[${at}] = ${withRow(places, stage, `arena[${at}]`)};`);
}

function absolute(places: Places, { rows, width, x, losses }: Exclude<Of<'penalty'>, Columns>): string {
  const body = `
    var sum = 0.0;
    for (var quad = 0u; quad < ${quadsOf(width)}; quad++) {
      sum += total(${padded(`abs(${places.reader(x, width)('row', 'quad')})`, 'quad', width)});
    }
    ${note(places, losses, 'sum')}`;
  return eachRow(rows, body);
}

function through(places: Places, stage: Of<'through'>): string {
  const { rows, width, gradient } = stage;
  const at = quadAt(gradient, width, 'row', 'quad');
  return eachQuad(
    rows,
    quadsOf(width),
    `var value = arena[${at}]; ${throughLayer(places, stage)} arena[${at}] = value;`,
  );
}

function corrupt(places: Places, { corruption, rows, width, x, draws, level, y }: Of<'corrupt'>): string {
  const changed =
    corruption === 'masking'
      ? 'select(value, vec4f(), drawn < vec4f(level))'
      : padded('(value + level * drawn)', 'quad', width);
  const body = `
    let value = ${places.reader(x, width)('row', 'quad')}; let drawn = ${places.reader(draws, width)('row', 'quad')};
    let level = fed(${places.fed(level)});
    arena[${quadAt(y, width, 'row', 'quad')}] = ${changed};`;
  return eachQuad(rows, quadsOf(width), body);
}

function throughActivation(places: Places, stage: Of<'through activation'>): string {
  const { rows, width, y, yGradient, gradient, activation } = stage;
  const value = `${places.reader(yGradient, width)('row', 'quad')} * ${derivative('value', activation)}`;
  const body = `let value = ${places.reader(y, width)('row', 'quad')}; ${store(gradient, width, value)}`;
  return eachQuad(rows, quadsOf(width), body);
}
