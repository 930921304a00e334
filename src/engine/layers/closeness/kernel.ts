/** How close each row is to the others of its block, as one more column. Strides are bytes. */
import { multiplyAdd, strideOf, total } from '../../kernels/vector';
import { Closeness, ClosenessBackward } from '../../kernels/words';

/**
 * y = [x | c], where c is the mean over the other rows of a block of k = 1 / (1 + d / scale²), and d the mean over columns
 * of the squared difference; `nearness` is 1 / (width · scale²). k of every pair goes to `pairs` [rows, rows].
 */
export function closeness(s: Closeness): void {
  const rows = s.rows, width = s.width, reals = s.reals, x = s.x, pairs = s.pairs, y = s.y, nearness = s.nearness;
  const xStride = strideOf(width), pairStride = strideOf(rows), yStride = strideOf(width + 1);
  memory.fill(pairs, 0, <usize>rows * pairStride);
  for (let row = 0; row < rows; row++) {
    memory.copy(y + <usize>row * yStride, x + <usize>row * xStride, <usize>width << 2);
    const end = row < reals ? reals : rows;
    for (let other = row + 1; other < end; other++) {
      const squares = distance(x + <usize>row * xStride, x + <usize>other * xStride, xStride);
      const close = <f32>1 / (<f32>1 + squares * nearness);
      store<f32>(pairs + <usize>row * pairStride + (<usize>other << 2), close);
      store<f32>(pairs + <usize>other * pairStride + (<usize>row << 2), close);
    }
  }
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    const from = pairs + <usize>row * pairStride;
    for (let at: usize = 0; at < pairStride; at += 16) sum = f32x4.add(sum, v128.load(from + at));
    store<f32>(y + <usize>row * yStride + (<usize>width << 2), total(sum) / othersOf(row, reals, rows));
  }
}

/** The squared distance of two rows; what pads them is 0. */
// @ts-ignore: decorator
@inline
function distance(a: usize, b: usize, stride: usize): f32 {
  let squares = f32x4.splat(0);
  for (let at: usize = 0; at < stride; at += 16) {
    const apart = f32x4.sub(v128.load(a + at), v128.load(b + at));
    squares = multiplyAdd(apart, apart, squares);
  }
  return total(squares);
}

function othersOf(row: i32, reals: i32, rows: i32): f32 {
  return <f32>max(1, (row < reals ? reals : rows - reals) - 1);
}

/** dx = the first columns of dy, and through c: Σ over pairs of −2k² · nearness · (dc + dc′) (x − x′) / others. */
export function closenessBackward(s: ClosenessBackward): void {
  const rows = s.rows, width = s.width, reals = s.reals, nearness = s.nearness;
  const x = s.x, pairs = s.pairs, dy = s.yGradient, dx = s.gradient;
  const xStride = strideOf(width), pairStride = strideOf(rows), dyStride = strideOf(width + 1);
  const last = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    // Where the strides differ, a row of dx has no padding; where they do not, its padding must become 0.
    memory.copy(dx + <usize>row * xStride, dy + <usize>row * dyStride, last);
    memory.fill(dx + <usize>row * xStride + last, 0, xStride - last);
  }
  for (let row = 0; row < rows; row++) {
    const share = <f32>-2 * nearness / othersOf(row, reals, rows);
    const end = row < reals ? reals : rows;
    const here = load<f32>(dy + <usize>row * dyStride + last);
    for (let other = row + 1; other < end; other++) {
      const close = load<f32>(pairs + <usize>row * pairStride + (<usize>other << 2));
      const asked = here + load<f32>(dy + <usize>other * dyStride + last);
      push(share * close * close * asked, <usize>row * xStride, <usize>other * xStride, x, dx, xStride);
    }
  }
}

/** Adds force · (a − b) to the gradient of a, and its opposite to that of b. */
// @ts-ignore: decorator
@inline
function push(force: f32, a: usize, b: usize, x: usize, dx: usize, stride: usize): void {
  const strength = f32x4.splat(force);
  for (let at: usize = 0; at < stride; at += 16) {
    const apart = f32x4.mul(strength, f32x4.sub(v128.load(x + a + at), v128.load(x + b + at)));
    v128.store(dx + a + at, f32x4.add(v128.load(dx + a + at), apart));
    v128.store(dx + b + at, f32x4.sub(v128.load(dx + b + at), apart));
  }
}
