import { literal, padded, TILE } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import { byNumber, eachRow, note, store, strips } from '../../executors/wgsl/rows.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

/** Of a quad `value` of outputs against `pixel`: the mean that they stand for, the slope of the rows' mean, the loss. */
function lossTexts({ loss, h2, rows }: StageOf<'loss'>): {
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
function pixelLoss(places: Places, stage: StageOf<'loss'>): string {
  const { width, target, gradient } = stage;
  const { mean, slope, loss } = lossTexts(stage);
  return `
    let pixel = ${places.reader(target, width)('row', 'quad')};
    let mean = ${mean};
    arena[${quadAt(gradient, width, 'row', 'quad')}] = ${padded(slope, 'quad', width)};
    loss += total(${padded(loss, 'quad', width)});`;
}

function pixels(places: Places, stage: StageOf<'loss'>): string {
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

function softmax(places: Places, { rows, width, outputs, target, gradient, losses }: StageOf<'loss'>): string {
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

/** Tiles across the outputs of a product, which is also the number of parts that a row's loss is recorded in. */
const partsOf = (width: number): number => Math.ceil(quadsOf(width) / TILE.quads);

export const loss: PartsOf<'loss'> = {
  loss: {
    rows: {
      text: (places, stage) => (stage.loss === 'softmax' ? softmax(places, stage) : pixels(places, stage)),
      strips: ({ width, outputs, gradient }) => strips(width, outputs, gradient),
    },
    head: {
      on: ({ loss: kind, outputs }) => (kind === 'softmax' ? undefined : outputs),
      text: pixelLoss,
      parts: ({ width }) => partsOf(width),
    },
    logged: ({ loss: kind, rows, width, h2, losses, log }) => ({
      at: losses,
      log,
      count: rows,
      same: kind === 'gaussian' ? 0.5 * width * Math.log(2 * Math.PI * h2) : 0,
    }),
  },
};
