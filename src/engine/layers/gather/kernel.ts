/** Images by their numbers. */
import { columnEntries, columnPitch, ENTRY } from '../../kernels/ink';
import { strideOf } from '../../kernels/vector';
import { Gather } from '../../kernels/words';

/** Copies images (bytes, `width` each) as grey values byte / 255, and lists their ink if `lists` is not 0. */
export function gather(s: Gather): void {
  const rows = s.rows, width = s.width, indices = s.indices, images = s.images, x = s.x, lists = s.lists;
  const xStride = strideOf(width);
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
