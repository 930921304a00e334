import { at, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

/** The first row of a row's block, and the row behind its last. */
const blockOf = (row: number, reals: number, rows: number): [number, number] =>
  row < reals ? [0, reals] : [reals, rows];

function perform({ arena }: Work, { rows, reals, width, scale, x, pairs, y }: StageOf<'closeness'>): void {
  const value = (row: number, column: number) => at(arena, x + row * strideOf(width) + column);
  for (let row = 0; row < rows; row++) {
    const [begin, end] = blockOf(row, reals, rows);
    let total = 0;
    for (let other = 0; other < rows; other++) {
      let squares = 0;
      for (let column = 0; column < width; column++) squares += (value(row, column) - value(other, column)) ** 2;
      const apart = other !== row && other >= begin && other < end;
      const close = apart ? 1 / (1 + squares / width / scale ** 2) : 0;
      arena[pairs + row * strideOf(rows) + other] = close;
      total += close;
    }
    const to = y + row * strideOf(width + 1);
    for (let column = 0; column < width; column++) arena[to + column] = value(row, column);
    arena[to + width] = total / Math.max(1, end - begin - 1);
  }
}

/** Of k = 1 / (1 + d / s²) with d = Σ (x − x′)² / width, the slope along a column of x is −k² · 2 (x − x′) / (width s²). */
function closenessBackward({ arena }: Work, stage: StageOf<'closeness backward'>): void {
  const { rows, reals, width, scale, x, pairs, yGradient, gradient } = stage;
  const stride = strideOf(width + 1);
  for (let row = 0; row < rows; row++) {
    const [begin, end] = blockOf(row, reals, rows);
    const share = -2 / (width * scale ** 2 * Math.max(1, end - begin - 1));
    for (let column = 0; column < width; column++) {
      let sum = at(arena, yGradient + row * stride + column);
      for (let other = begin; other < end; other++) {
        const slope = share * at(arena, pairs + row * strideOf(rows) + other) ** 2;
        const asked = at(arena, yGradient + row * stride + width) + at(arena, yGradient + other * stride + width);
        const apart = at(arena, x + row * strideOf(width) + column) - at(arena, x + other * strideOf(width) + column);
        sum += slope * asked * apart;
      }
      arena[gradient + row * strideOf(width) + column] = sum;
    }
  }
}

export const closeness: Performed<'closeness' | 'closeness backward'> = {
  closeness: perform,
  'closeness backward': closenessBackward,
};
