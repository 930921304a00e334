import { at, sigmoid, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function lossOfRow(work: Work, stage: StageOf<'loss'>, row: number): number {
  switch (stage.loss) {
    case 'softmax':
      return rowOfSoftmax(work, stage, row);
    case 'squared':
      return rowOfSquares(work, stage, row);
    default:
      return rowOfPixels(work, stage, row);
  }
}

function perform(work: Work, stage: StageOf<'loss'>): void {
  const { rows, losses, log } = stage;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const found = lossOfRow(work, stage, row);
    work.arena[losses + row] = found;
    total += found;
  }
  work.arena[log] = total / rows;
}

/** ‖a − x‖² of one row, and its gradient at the outputs, of the mean over rows. */
function rowOfSquares({ arena }: Work, { rows, width, outputs, target, gradient }: StageOf<'loss'>, row: number) {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const place = row * strideOf(width) + i;
    const error = at(arena, outputs + place) - at(arena, target + place);
    sum += error * error;
    arena[gradient + place] = (2 * error) / rows;
  }
  return sum;
}

/** −log p(x|z) of one row, and its gradient at the logits, of the mean over rows. */
function rowOfPixels(
  { arena }: Work,
  { loss, h2, rows, width, outputs, target, gradient }: StageOf<'loss'>,
  row: number,
) {
  let nats = loss === 'gaussian' ? 0.5 * width * Math.log(2 * Math.PI * h2) : 0;
  for (let pixel = 0; pixel < width; pixel++) {
    const place = row * strideOf(width) + pixel;
    const [logit, x] = [at(arena, outputs + place), at(arena, target + place)];
    const mean = sigmoid(logit);
    if (loss === 'gaussian') nats += (x - mean) ** 2 / (2 * h2);
    else nats += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - x * logit;
    arena[gradient + place] = ((mean - x) * (loss === 'gaussian' ? (mean * (1 - mean)) / h2 : 1)) / rows;
  }
  return nats;
}

function rowOfSoftmax(
  { arena, whole }: Work,
  { rows, width, outputs, target, gradient }: StageOf<'loss'>,
  row: number,
) {
  const label = whole[target + row] ?? 0;
  const place = row * strideOf(width);
  const logits = Array.from({ length: width }, (_, c) => at(arena, outputs + place + c));
  const largest = Math.max(...logits);
  const partition = logits.reduce((sum, a) => sum + Math.exp(a - largest), 0);
  for (const [c, a] of logits.entries())
    arena[gradient + place + c] = (Math.exp(a - largest) / partition - (c === label ? 1 : 0)) / rows;
  return Math.log(partition) + largest - (logits[label] ?? NaN);
}

export const loss: Performed<'loss'> = { loss: perform };
