/**
 * The one product that everything dense is made of: four rows of a matrix times a panel of eight columns. Rows lie
 * contiguous in memory; a panel is packed, eight numbers a line, so that it is read from start to end.
 */
import { multiplyAdd } from './vector';

/** Bytes of a panel's line: eight numbers. */
export const LINE: usize = 32;

/**
 * out[4, 8] = Σₖ aᵢ[k] · panel[k, 8] over `depth` lines, summed in the order of k. Eight accumulators, two columns and
 * one splat stay in registers; four lines a turn spare the counting.
 */
export function tile(a0: usize, a1: usize, a2: usize, a3: usize, panel: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0);
  let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
  let w0: v128, w1: v128, x: v128;
  let k = depth;
  for (; k >= 4; k -= 4) {
    w0 = v128.load(panel, 0); w1 = v128.load(panel, 16);
    x = v128.load32_splat(a0, 0); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
    x = v128.load32_splat(a1, 0); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
    x = v128.load32_splat(a2, 0); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
    x = v128.load32_splat(a3, 0); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
    w0 = v128.load(panel, 32); w1 = v128.load(panel, 48);
    x = v128.load32_splat(a0, 4); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
    x = v128.load32_splat(a1, 4); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
    x = v128.load32_splat(a2, 4); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
    x = v128.load32_splat(a3, 4); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
    w0 = v128.load(panel, 64); w1 = v128.load(panel, 80);
    x = v128.load32_splat(a0, 8); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
    x = v128.load32_splat(a1, 8); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
    x = v128.load32_splat(a2, 8); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
    x = v128.load32_splat(a3, 8); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
    w0 = v128.load(panel, 96); w1 = v128.load(panel, 112);
    x = v128.load32_splat(a0, 12); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
    x = v128.load32_splat(a1, 12); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
    x = v128.load32_splat(a2, 12); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
    x = v128.load32_splat(a3, 12); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
    panel += 128; a0 += 16; a1 += 16; a2 += 16; a3 += 16;
  }
  for (; k > 0; k--) {
    w0 = v128.load(panel); w1 = v128.load(panel, 16);
    x = v128.load32_splat(a0); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
    x = v128.load32_splat(a1); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
    x = v128.load32_splat(a2); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
    x = v128.load32_splat(a3); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
    panel += LINE; a0 += 4; a1 += 4; a2 += 4; a3 += 4;
  }
  v128.store(out, s00, 0); v128.store(out, s01, 16);
  v128.store(out, s10, 32); v128.store(out, s11, 48);
  v128.store(out, s20, 64); v128.store(out, s21, 80);
  v128.store(out, s30, 96); v128.store(out, s31, 112);
}

/**
 * The tile of rows `row` … `row + 3` of `a`, whose rows are `stride` bytes apart. Past the last row the last one stands
 * in: what is computed from it is not used.
 */
export function tileAt(a: usize, stride: usize, row: i32, rows: i32, panel: usize, depth: i32, out: usize): void {
  const last = rows - 1;
  const a0 = a + <usize>row * stride;
  const a1 = a + <usize>min(row + 1, last) * stride;
  const a2 = a + <usize>min(row + 2, last) * stride;
  const a3 = a + <usize>min(row + 3, last) * stride;
  tile(a0, a1, a2, a3, panel, depth, out);
}

/** Packs columns `column` … `column + 7` of a matrix of `rows` rows: a panel of `rows` lines. */
export function packColumns(matrix: usize, stride: usize, rows: i32, column: i32, panel: usize): void {
  let from = matrix + (<usize>column << 2);
  for (let row = 0; row < rows; row++) {
    v128.store(panel, v128.load(from));
    v128.store(panel, v128.load(from, 16), 16);
    from += stride;
    panel += LINE;
  }
}

/** Packs rows `row` … `row + 7`, transposed: a panel of `columns` lines (a multiple of four). Missing rows repeat the last. */
export function packRows(matrix: usize, stride: usize, rows: i32, row: i32, columns: i32, panel: usize): void {
  for (let half = 0; half < 2; half++) {
    const first = row + half * 4;
    const last = rows - 1;
    const b0 = matrix + <usize>min(first, last) * stride;
    const b1 = matrix + <usize>min(first + 1, last) * stride;
    const b2 = matrix + <usize>min(first + 2, last) * stride;
    const b3 = matrix + <usize>min(first + 3, last) * stride;
    let to = panel + <usize>half * 16;
    for (let column: usize = 0; column < <usize>columns << 2; column += 16) {
      transpose4(v128.load(b0 + column), v128.load(b1 + column), v128.load(b2 + column), v128.load(b3 + column), to, LINE);
      to += 4 * LINE;
    }
  }
}

/** The transpose of a matrix [rows, columns]: out[column, row], rows of `out` being `outStride` bytes apart. */
export function transpose(matrix: usize, stride: usize, rows: i32, columns: i32, out: usize, outStride: usize): void {
  const last = rows - 1;
  for (let row = 0; row < rows; row += 4) {
    const b0 = matrix + <usize>row * stride;
    const b1 = matrix + <usize>min(row + 1, last) * stride;
    const b2 = matrix + <usize>min(row + 2, last) * stride;
    const b3 = matrix + <usize>min(row + 3, last) * stride;
    let to = out + (<usize>row << 2);
    for (let column: usize = 0; column < <usize>columns << 2; column += 16) {
      transpose4(v128.load(b0 + column), v128.load(b1 + column), v128.load(b2 + column), v128.load(b3 + column), to, outStride);
      to += outStride << 2;
    }
  }
}

/** Stores the four columns of a 4×4 block given by its rows. */
// @ts-ignore: decorator
@inline
function transpose4(r0: v128, r1: v128, r2: v128, r3: v128, out: usize, stride: usize): void {
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out + stride, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(out + stride * 2, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(out + stride * 3, v128.shuffle<i64>(high01, high23, 1, 3));
}
