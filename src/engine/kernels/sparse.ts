/**
 * The first layer on images that are mostly paper. Lists name the pixels with ink, by row for the forward pass and by
 * column for the gradient; what is left out would have added 0, so that the sums are those of dense.ts, bit for bit.
 *
 * Lists lie as [ends of rows | ends of columns | entries of rows, `width` each | entries of columns, `rows` each and a
 * gap]; an end is the address behind a list's last entry, an entry a number (of the column, or row) and a grey value.
 */
import { descend4, rests } from './adam';
import { activated, multiplyAdd } from './vector';

const ENTRY: usize = 8;
/** Bytes between the lists of two columns: powers of two apart, lists would crowd out each other in the cache. */
const GAP: usize = 64;

// @ts-ignore: decorator
@inline
function columnPitch(rows: i32): usize {
  return <usize>rows * ENTRY + GAP;
}

// @ts-ignore: decorator
@inline
function columnEntries(rows: i32, width: i32, lists: usize): usize {
  return lists + (<usize>(rows + width) << 2) + <usize>rows * <usize>width * ENTRY;
}

/** Copies images (bytes, `width` each) as grey values byte / 255, and lists their ink if `lists` is not 0. */
export function gather(rows: i32, width: i32, indices: usize, images: usize, x: usize, xStride: usize, lists: usize): void {
  const columnEnds = lists + (<usize>rows << 2);
  const rowEntries = columnEnds + (<usize>width << 2);
  if (lists) emptyColumns(rows, width, lists);
  for (let row = 0; row < rows; row++) {
    const image = images + <usize>load<i32>(indices + (<usize>row << 2)) * <usize>width;
    const to = x + <usize>row * xStride;
    let entry = rowEntries + <usize>row * <usize>width * ENTRY;
    for (let pixel = 0; pixel < width; pixel += 16) {
      let ink: i32;
      if (pixel + 16 <= width) {
        ink = sixteen(image + <usize>pixel, to + (<usize>pixel << 2));
      } else {
        ink = some(image + <usize>pixel, width - pixel, to + (<usize>pixel << 2));
      }
      if (!lists) continue;
      for (; ink; ink &= ink - 1) {
        const column = pixel + ctz(ink);
        const grey = load<f32>(to + (<usize>column << 2));
        store<i32>(entry, column);
        store<f32>(entry, grey, 4);
        entry += ENTRY;
        const end = columnEnds + (<usize>column << 2);
        const cell = load<usize>(end);
        store<i32>(cell, row);
        store<f32>(cell, grey, 4);
        store<usize>(end, cell + ENTRY);
      }
    }
    if (lists) store<usize>(lists + (<usize>row << 2), entry);
  }
}

function emptyColumns(rows: i32, width: i32, lists: usize): void {
  let begin = columnEntries(rows, width, lists);
  for (let end = lists + (<usize>rows << 2), last = end + (<usize>width << 2); end < last; end += 4) {
    store<usize>(end, begin);
    begin += columnPitch(rows);
  }
}

/** Sixteen pixels, most often all paper. Returns a bit for each that has ink. */
// @ts-ignore: decorator
@inline
function sixteen(from: usize, to: usize): i32 {
  const bytes = v128.load(from);
  const ink = i8x16.bitmask(i8x16.ne(bytes, i8x16.splat(0)));
  if (ink) {
    const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    v128.store(to, greys(i32x4.extend_low_i16x8_u(low)), 0);
    v128.store(to, greys(i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(to, greys(i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(to, greys(i32x4.extend_high_i16x8_u(high)), 48);
  } else {
    const zero = f32x4.splat(0);
    v128.store(to, zero, 0); v128.store(to, zero, 16); v128.store(to, zero, 32); v128.store(to, zero, 48);
  }
  return ink;
}

// @ts-ignore: decorator
@inline
function greys(bytes: v128): v128 {
  return f32x4.div(f32x4.convert_i32x4_s(bytes), f32x4.splat(255));
}

/** The same for the last pixels of a row, `count` of them. */
function some(from: usize, count: i32, to: usize): i32 {
  let ink = 0;
  for (let i = 0; i < count; i++) {
    const byte = <i32>load<u8>(from + <usize>i);
    store<f32>(to + (<usize>i << 2), <f32>byte / 255);
    if (byte) ink |= 1 << i;
  }
  return ink;
}

/** y = f(xW + b) from the rows' lists. */
export function forwardSparse(
  rows: i32, width: i32, lists: usize, weights: usize, bias: usize, y: usize, yStride: usize, activation: i32, slope: f32,
): void {
  const entries = lists + (<usize>(rows + width) << 2);
  const bend = f32x4.splat(slope);
  for (let row = 0; row < rows; row++) {
    const to = y + <usize>row * yStride;
    combine(entries + <usize>row * <usize>width * ENTRY, load<usize>(lists + (<usize>row << 2)), weights, yStride, to);
    for (let at: usize = 0; at < yStride; at += 16) {
      v128.store(to + at, activated(f32x4.add(v128.load(to + at), v128.load(bias + at)), activation, bend));
    }
  }
}

/** dW = xᵀ dy from the columns' lists, and Adam on each row of W; `scratch` holds one row of dW. */
export function backwardToWeightsSparse(
  rows: i32, width: i32, lists: usize, dy: usize, dyStride: usize, weights: usize, scratch: usize,
): void {
  const ends = lists + (<usize>rows << 2);
  let entries = columnEntries(rows, width, lists);
  for (let pixel = 0; pixel < width; pixel++, entries += columnPitch(rows)) {
    const end = load<usize>(ends + (<usize>pixel << 2));
    const to = weights + <usize>pixel * dyStride;
    // The margins of a digit never have ink: a fifth of all pixels.
    if (end == entries && rests(to, dyStride)) continue;
    combine(entries, end, dy, dyStride, scratch);
    for (let at: usize = 0; at < dyStride; at += 16) descend4(to + at, v128.load(scratch + at));
  }
}

/** out = Σ value · row of `matrix` over the entries of one list: 32 columns at a time, then eight. */
function combine(list: usize, end: usize, matrix: usize, stride: usize, out: usize): void {
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
