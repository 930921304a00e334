/**
 * The first layer on images that are mostly paper. Lists name the pixels with ink, by row for the forward pass and by
 * column for the gradient; what is left out would have added 0, so that the sums are those of dense.ts, bit for bit.
 *
 * Lists lie as [counts of rows | counts of columns | entries of rows, `width` each | entries of columns, `rows` each];
 * an entry is a number (of the column, or row) and a grey value.
 */
import { descend4 } from './adam';
import { activated, multiplyAdd } from './vector';

const ENTRY: usize = 8;

/** Copies images (bytes, `width` each) as grey values from a table of 256, and lists their ink if `lists` is not 0. */
export function gather(
  rows: i32, width: i32, indices: usize, images: usize, greys: usize, x: usize, xStride: usize, lists: usize,
): void {
  const columnCounts = lists + (<usize>rows << 2);
  const rowEntries = columnCounts + (<usize>width << 2);
  const columnEntries = rowEntries + <usize>rows * <usize>width * ENTRY;
  const zero = f32x4.splat(0);
  if (lists) memory.fill(lists, 0, <usize>(rows + width) << 2);
  for (let row = 0; row < rows; row++) {
    const image = images + <usize>load<i32>(indices + (<usize>row << 2)) * <usize>width;
    const to = x + <usize>row * xStride;
    let entry = rowEntries + <usize>row * <usize>width * ENTRY;
    const begin = entry;
    for (let pixel = 0; pixel < width; pixel++) {
      // Sixteen pixels of paper at once; most of a digit is such.
      if (pixel + 16 <= width && !v128.any_true(v128.load(image + <usize>pixel))) {
        const blank = to + (<usize>pixel << 2);
        v128.store(blank, zero, 0); v128.store(blank, zero, 16); v128.store(blank, zero, 32); v128.store(blank, zero, 48);
        pixel += 15;
        continue;
      }
      const byte = <usize>load<u8>(image + <usize>pixel);
      const grey = load<f32>(greys + (byte << 2));
      store<f32>(to + (<usize>pixel << 2), grey);
      if (!byte || !lists) continue;
      store<i32>(entry, pixel);
      store<f32>(entry, grey, 4);
      entry += ENTRY;
      const counter = columnCounts + (<usize>pixel << 2);
      const count = load<i32>(counter);
      const cell = columnEntries + (<usize>pixel * <usize>rows + <usize>count) * ENTRY;
      store<i32>(cell, row);
      store<f32>(cell, grey, 4);
      store<i32>(counter, count + 1);
    }
    if (lists) store<i32>(lists + (<usize>row << 2), <i32>((entry - begin) / ENTRY));
  }
}

/** y = f(xW + b) from the rows' lists. */
export function forwardSparse(
  rows: i32, width: i32, lists: usize, weights: usize, bias: usize, y: usize, yStride: usize, activation: i32, slope: f32,
): void {
  const entries = lists + (<usize>(rows + width) << 2);
  const bend = f32x4.splat(slope);
  for (let row = 0; row < rows; row++) {
    const count = load<i32>(lists + (<usize>row << 2));
    const to = y + <usize>row * yStride;
    combine(entries + <usize>row * <usize>width * ENTRY, count, weights, yStride, to);
    for (let at: usize = 0; at < yStride; at += 16) {
      v128.store(to + at, activated(f32x4.add(v128.load(to + at), v128.load(bias + at)), activation, bend));
    }
  }
}

/** dW = xᵀ dy from the columns' lists, and Adam on each row of W; `scratch` holds one row of dW. */
export function backwardToWeightsSparse(
  rows: i32, width: i32, lists: usize, dy: usize, dyStride: usize, weights: usize, scratch: usize,
): void {
  const counts = lists + (<usize>rows << 2);
  const entries = counts + (<usize>width << 2) + <usize>rows * <usize>width * ENTRY;
  for (let pixel = 0; pixel < width; pixel++) {
    const count = load<i32>(counts + (<usize>pixel << 2));
    combine(entries + <usize>pixel * <usize>rows * ENTRY, count, dy, dyStride, scratch);
    const to = weights + <usize>pixel * dyStride;
    for (let at: usize = 0; at < dyStride; at += 16) descend4(to + at, v128.load(scratch + at));
  }
}

/** out = Σ value · row of `matrix` over the entries of one list: 32 columns at a time, then eight. */
function combine(list: usize, count: i32, matrix: usize, stride: usize, out: usize): void {
  const end = list + <usize>count * ENTRY;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 128 <= stride; at += 128) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
    for (let entry = list; entry < end; entry += ENTRY) {
      const from = matrix + <usize>load<i32>(entry) * stride + at;
      const value = v128.load32_splat(entry, 4);
      s0 = multiplyAdd(value, v128.load(from, 0), s0);
      s1 = multiplyAdd(value, v128.load(from, 16), s1);
      s2 = multiplyAdd(value, v128.load(from, 32), s2);
      s3 = multiplyAdd(value, v128.load(from, 48), s3);
      s4 = multiplyAdd(value, v128.load(from, 64), s4);
      s5 = multiplyAdd(value, v128.load(from, 80), s5);
      s6 = multiplyAdd(value, v128.load(from, 96), s6);
      s7 = multiplyAdd(value, v128.load(from, 112), s7);
    }
    const to = out + at;
    v128.store(to, s0, 0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
    v128.store(to, s4, 64); v128.store(to, s5, 80); v128.store(to, s6, 96); v128.store(to, s7, 112);
  }
  for (; at < stride; at += 32) {
    let s0 = zero, s1 = zero;
    for (let entry = list; entry < end; entry += ENTRY) {
      const from = matrix + <usize>load<i32>(entry) * stride + at;
      const value = v128.load32_splat(entry, 4);
      s0 = multiplyAdd(value, v128.load(from, 0), s0);
      s1 = multiplyAdd(value, v128.load(from, 16), s1);
    }
    v128.store(out + at, s0, 0);
    v128.store(out + at, s1, 16);
  }
}
