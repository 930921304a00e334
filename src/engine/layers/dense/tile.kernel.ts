/**
 * The two products that everything dense is made of: four rows of a matrix times a panel of eight columns, and four
 * rows times up to four columns as scalar products, where a panel would be mostly padding. What becomes of a product is
 * done while it is in registers.
 *
 * Loops go one line a turn on purpose: unrolled, their loads are moved forward until V8 has to spill the sums.
 */
import { descend4 } from '../../kernels/adam';
import { multiplyAdd } from '../../kernels/vector';
import { activated, throughActivation } from '../activation/shapes.kernel';

/** Bytes of a packed panel's line: eight numbers. */
export const LINE: usize = 32;
/** Bytes of a packed strip's line: four numbers. */
export const STRIP: usize = 16;
/** Bytes from one k to the next in rows that are not laid out in strips. */
export const NUMBER: usize = 4;

/** What becomes of a product s: out = f(s + bias), out = s · f′(y below), or Adam on the parameters at `out`. */
export const FORWARD: i32 = 0;
export const BACKWARD: i32 = 1;
export const DESCEND: i32 = 2;
/** Or it is stored at `out` as it is. */
export const STORE: i32 = 3;

let activation: i32 = 0;
let slope: f32 = 0;
/** Room for one tile of 4 × 8. */
let block: usize = 0;

export function setBlock(at: usize): void {
  block = at;
}

export function setActivation(number: i32, below0: f32): void {
  activation = number;
  slope = below0;
}

/** f(s + bias). */
// @ts-ignore: decorator
@inline
function forwards(out: usize, sum: v128, bias: v128, activation: i32, slope: v128): void {
  v128.store(out, activated(f32x4.add(sum, bias), activation, slope));
}

/** s · f′ with f′ from the value y of the layer below, which lies `toBelow` bytes from `out`. */
// @ts-ignore: decorator
@inline
function backwards(out: usize, sum: v128, toBelow: usize, activation: i32, slope: v128): void {
  v128.store(out, throughActivation(sum, v128.load(out + toBelow), activation, slope));
}

/**
 * out[row, 8] = Σₖ a[row, k] · panel[k, 8] over `depth` lines `panelStep` bytes apart, summed in the order of k, four
 * rows at a time. Rows of `a` lie one behind the other (`aStep` is NUMBER), `aGroup` bytes for four; or in strips: four
 * numbers, one of each row, `aStep` bytes from those of the next k, and `aGroup` from strip to strip. Past the last row
 * the last one is made once more (strips repeat it); Adam sees each but once. `extra` is the address of eight biases
 * (FORWARD), the distance to the values below (BACKWARD), or the bytes of a row that are parameters (DESCEND).
 */
export function product(
  rows: i32, depth: i32, a: usize, aGroup: usize, aStep: usize, panel: usize, panelStep: usize,
  finish: i32, out: usize, outStride: usize, extra: usize,
): void {
  const zero = f32x4.splat(0), bend = f32x4.splat(slope), curve = activation;
  const aStride = aGroup >> 2;
  for (let left = rows; left > 0; left -= 4) {
    const r1 = <usize>min(1, left - 1), r2 = <usize>min(2, left - 1), r3 = <usize>min(3, left - 1);
    let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
    let w0: v128, w1: v128, x: v128;
    let line = panel;
    if (aStep == NUMBER) {
      let a0 = a, a1 = a + r1 * aStride, a2 = a + r2 * aStride, a3 = a + r3 * aStride;
      for (let k = depth; k > 0; k--) {
        w0 = v128.load(line); w1 = v128.load(line, 16);
        x = v128.load32_splat(a0); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
        x = v128.load32_splat(a1); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
        x = v128.load32_splat(a2); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
        x = v128.load32_splat(a3); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
        line += panelStep; a0 += 4; a1 += 4; a2 += 4; a3 += 4;
      }
    } else {
      let strip = a;
      for (let k = depth; k > 0; k--) {
        w0 = v128.load(line); w1 = v128.load(line, 16);
        x = v128.load32_splat(strip, 0); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
        x = v128.load32_splat(strip, 4); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
        x = v128.load32_splat(strip, 8); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
        x = v128.load32_splat(strip, 12); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
        line += panelStep; strip += aStep;
      }
    }
    const o1 = out + r1 * outStride, o2 = out + r2 * outStride, o3 = out + r3 * outStride;
    if (finish == FORWARD) {
      const b0 = v128.load(extra), b1 = v128.load(extra, 16);
      forwards(out, s00, b0, curve, bend); forwards(out + 16, s01, b1, curve, bend);
      forwards(o1, s10, b0, curve, bend); forwards(o1 + 16, s11, b1, curve, bend);
      forwards(o2, s20, b0, curve, bend); forwards(o2 + 16, s21, b1, curve, bend);
      forwards(o3, s30, b0, curve, bend); forwards(o3 + 16, s31, b1, curve, bend);
    } else if (finish == BACKWARD) {
      backwards(out, s00, extra, curve, bend); backwards(out + 16, s01, extra, curve, bend);
      backwards(o1, s10, extra, curve, bend); backwards(o1 + 16, s11, extra, curve, bend);
      backwards(o2, s20, extra, curve, bend); backwards(o2 + 16, s21, extra, curve, bend);
      backwards(o3, s30, extra, curve, bend); backwards(o3 + 16, s31, extra, curve, bend);
    } else {
      const to = finish == STORE ? out : block;
      v128.store(to, s00, 0); v128.store(to, s01, 16);
      v128.store(to, s10, 32); v128.store(to, s11, 48);
      v128.store(to, s20, 64); v128.store(to, s21, 80);
      v128.store(to, s30, 96); v128.store(to, s31, 112);
      if (finish == DESCEND) descendRows(min(4, left), out, outStride, extra);
    }
    a += aGroup;
    out += outStride << 2;
  }
}

/** Adam on `bytes` of each of some rows of parameters; the block holds their gradients. */
function descendRows(rows: i32, parameters: usize, stride: usize, bytes: usize): void {
  let from = block;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) descend4(parameters + at, v128.load(from + at));
    parameters += stride;
    from += LINE;
  }
}

/**
 * out[row, column] = Σₖ a[row, k] · b[column, k] for up to four columns: `lines` times four k at once, two columns at a
 * time. Numbers that pad a row of `b` are 0. Finished as by `product`; of `out` only the first four columns are written,
 * since the others have been 0 from the beginning.
 */
export function dots(
  rows: i32, lines: i32, a: usize, aStride: usize, b: usize, bStride: usize, columns: i32,
  finish: i32, out: usize, outStride: usize, extra: usize,
): void {
  const zero = f32x4.splat(0), bend = f32x4.splat(slope), curve = activation;
  for (let left = rows; left > 0; left -= 4) {
    const r1 = <usize>min(1, left - 1), r2 = <usize>min(2, left - 1), r3 = <usize>min(3, left - 1);
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero;
    for (let column = 0; column < columns; column += 2) {
      const single = column + 1 == columns;
      let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
      let w0: v128, w1: v128, x: v128;
      let b0 = b + <usize>column * bStride;
      let a0 = a, a1 = a + r1 * aStride, a2 = a + r2 * aStride, a3 = a + r3 * aStride;
      if (single) {
        for (let k = lines; k > 0; k--) {
          w0 = v128.load(b0);
          s00 = multiplyAdd(v128.load(a0), w0, s00);
          s10 = multiplyAdd(v128.load(a1), w0, s10);
          s20 = multiplyAdd(v128.load(a2), w0, s20);
          s30 = multiplyAdd(v128.load(a3), w0, s30);
          b0 += 16; a0 += 16; a1 += 16; a2 += 16; a3 += 16;
        }
      } else {
        let b1 = b0 + bStride;
        for (let k = lines; k > 0; k--) {
          w0 = v128.load(b0); w1 = v128.load(b1);
          x = v128.load(a0); s00 = multiplyAdd(x, w0, s00); s01 = multiplyAdd(x, w1, s01);
          x = v128.load(a1); s10 = multiplyAdd(x, w0, s10); s11 = multiplyAdd(x, w1, s11);
          x = v128.load(a2); s20 = multiplyAdd(x, w0, s20); s21 = multiplyAdd(x, w1, s21);
          x = v128.load(a3); s30 = multiplyAdd(x, w0, s30); s31 = multiplyAdd(x, w1, s31);
          b0 += 16; b1 += 16; a0 += 16; a1 += 16; a2 += 16; a3 += 16;
        }
      }
      const first = totals(s00, s10, s20, s30);
      const second = single ? zero : totals(s01, s11, s21, s31);
      if (column == 0) { c0 = first; c1 = second; } else { c2 = first; c3 = second; }
    }
    transpose4(c0, c1, c2, c3, block, STRIP);
    const o1 = out + r1 * outStride, o2 = out + r2 * outStride, o3 = out + r3 * outStride;
    const s0 = v128.load(block, 0), s1 = v128.load(block, 16), s2 = v128.load(block, 32), s3 = v128.load(block, 48);
    if (finish == FORWARD) {
      const bias = v128.load(extra);
      forwards(out, s0, bias, curve, bend); forwards(o1, s1, bias, curve, bend);
      forwards(o2, s2, bias, curve, bend); forwards(o3, s3, bias, curve, bend);
    } else {
      backwards(out, s0, extra, curve, bend); backwards(o1, s1, extra, curve, bend);
      backwards(o2, s2, extra, curve, bend); backwards(o3, s3, extra, curve, bend);
    }
    a += aStride << 2;
    out += outStride << 2;
  }
}

/** The sum of each of four vectors. */
// @ts-ignore: decorator
@inline
function totals(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Packs the first `bytes` of every row, a multiple of 16, one behind the other. */
export function pack(matrix: usize, stride: usize, rows: i32, bytes: usize, to: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(matrix + at));
    matrix += stride;
    to += bytes;
  }
}

/**
 * The transpose of a matrix [rows, columns]: out[column, row], rows of `out` being `outStride` bytes apart. It is made of
 * blocks of 4 × 4; past the last row the last one is repeated.
 */
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
