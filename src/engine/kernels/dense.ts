/** A dense layer x ↦ f(xW + b), forward and back. Matrices are row by row; a stride is bytes from one row to the next. */
import { descend4 } from './adam';
import { packColumns, packRows, tileAt, transpose } from './tile';
import { activated, inside, throughActivation } from './vector';

/** Room for a panel, for a transposed matrix and for one tile of 4 × 8. */
let panel: usize = 0;
let transposed: usize = 0;
let block: usize = 0;

export function setScratch(forPanel: usize, forTransposed: usize, forTile: usize): void {
  panel = forPanel;
  transposed = forTransposed;
  block = forTile;
}

/** y = f(xW + b): x [rows, inputs], W [inputs, outputs], y [rows, outputs]. */
export function forward(
  rows: i32, inputs: i32, x: usize, xStride: usize, weights: usize, bias: usize, y: usize, yStride: usize,
  activation: i32, slope: f32,
): void {
  const bend = f32x4.splat(slope);
  for (let column = 0; (<usize>column << 2) < yStride; column += 8) {
    packColumns(weights, yStride, inputs, column, panel);
    const at = <usize>column << 2;
    const b0 = v128.load(bias + at), b1 = v128.load(bias + at, 16);
    for (let row = 0; row < rows; row += 4) {
      tileAt(x, xStride, row, rows, panel, inputs, block);
      for (let r = 0; r < min(4, rows - row); r++) {
        const to = y + <usize>(row + r) * yStride + at;
        const from = block + (<usize>r << 5);
        v128.store(to, activated(f32x4.add(v128.load(from), b0), activation, bend));
        v128.store(to, activated(f32x4.add(v128.load(from, 16), b1), activation, bend), 16);
      }
    }
  }
}

/**
 * dx = (dy Wᵀ) ∘ f′(y of the layer below): dy [rows, outputs], dx [rows, inputs]. `below` holds the values of x, which
 * are that layer's activations. The columns of dx that only pad a row become 0.
 */
export function backwardToInputs(
  rows: i32, inputs: i32, outputs: i32, dy: usize, dyStride: usize, weights: usize, below: usize, dx: usize,
  dxStride: usize, activation: i32, slope: f32,
): void {
  const bend = f32x4.splat(slope);
  for (let column = 0; column < inputs; column += 8) {
    packRows(weights, dyStride, inputs, column, <i32>(dyStride >> 2), panel);
    const at = <usize>column << 2;
    const keep0 = inside(column, inputs), keep1 = inside(column + 4, inputs);
    for (let row = 0; row < rows; row += 4) {
      tileAt(dy, dyStride, row, rows, panel, outputs, block);
      for (let r = 0; r < min(4, rows - row); r++) {
        const offset = <usize>(row + r) * dxStride + at;
        const from = block + (<usize>r << 5);
        const d0 = throughActivation(v128.load(from), v128.load(below + offset), activation, bend);
        const d1 = throughActivation(v128.load(from, 16), v128.load(below + offset, 16), activation, bend);
        v128.store(dx + offset, v128.and(d0, keep0));
        v128.store(dx + offset, v128.and(d1, keep1), 16);
      }
    }
  }
}

/** dW = xᵀ dy, eight columns at a time, and Adam on each tile while it is still in the cache: dW is never stored whole. */
export function backwardToWeights(
  rows: i32, inputs: i32, x: usize, xStride: usize, dy: usize, dyStride: usize, weights: usize,
): void {
  const rowStride = <usize>((rows + 3) & ~3) << 2;
  transpose(x, xStride, rows, inputs, transposed, rowStride);
  for (let column = 0; (<usize>column << 2) < dyStride; column += 8) {
    packColumns(dy, dyStride, rows, column, panel);
    for (let input = 0; input < inputs; input += 4) {
      tileAt(transposed, rowStride, input, inputs, panel, rows, block);
      for (let r = 0; r < min(4, inputs - input); r++) {
        const to = weights + <usize>(input + r) * dyStride + (<usize>column << 2);
        const from = block + (<usize>r << 5);
        descend4(to, v128.load(from));
        descend4(to + 16, v128.load(from, 16));
      }
    }
  }
}

/** db = Σ over rows of dy, and Adam on it. */
export function backwardToBias(rows: i32, dy: usize, dyStride: usize, bias: usize): void {
  for (let at: usize = 0; at < dyStride; at += 16) {
    let sum = f32x4.splat(0);
    let from = dy + at;
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(from));
      from += dyStride;
    }
    descend4(bias + at, sum);
  }
}
