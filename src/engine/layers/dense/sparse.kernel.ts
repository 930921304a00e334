/** The first layer on images that are mostly paper, from lists of their ink. */
import { descend4, rests } from '../../kernels/adam';
import { columnEntries, columnPitch, ENTRY } from '../../kernels/ink';
import { multiplyAdd } from '../../kernels/vector';
import { activated } from '../activation/shapes.kernel';

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
export function descendSparse(
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
