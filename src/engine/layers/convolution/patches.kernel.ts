/**
 * The numbers of a picture under the kernel at each of its places, as rows: line by line, in a line pixel by pixel, the
 * channels of a pixel side by side. A line of the kernel is one run of numbers in the picture.
 */
import { Convolve } from '../../kernels/words';

let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let kernel: i32 = 0;
let step: i32 = 0;
let padding: i32 = 0;
/** Places of the kernel, down and across and in all. */
export let down: i32 = 0;
export let across: i32 = 0;
export let pixels: i32 = 0;
/** Numbers under the kernel. */
export let taps: i32 = 0;

export function setGeometry(s: Convolve): void {
  height = s.height; width = s.width; channels = s.channels;
  kernel = s.kernel; step = s.stride; padding = s.padding;
  down = (height + 2 * padding - kernel) / step + 1;
  across = (width + 2 * padding - kernel) / step + 1;
  pixels = down * across;
  taps = kernel * kernel * channels;
}

/** Bytes of a number of pixels. */
// @ts-ignore: decorator
@inline
function bytesOf(count: i32): usize {
  return <usize>(count * channels) << 2;
}

/**
 * Writes the patches of some lines of places, `stride` bytes apart. Runs are written in fours, from the first to the last, so that
 * what goes beyond the end of one is written over by the next, or lies behind the patch where nobody reads.
 */
export function layPatches(picture: usize, line0: i32, lines: i32, to: usize, stride: usize): void {
  for (let i = line0; i < line0 + lines; i++) {
    for (let j = 0; j < across; j++) {
      const left = j * step - padding;
      const first = max(0, -left), last = min(kernel, width - left);
      let at = to;
      for (let line = 0; line < kernel; line++) {
        const y = i * step - padding + line;
        const next = at + bytesOf(kernel);
        if (y < 0 || y >= height || first >= last) {
          blank(at, next);
        } else {
          const begin = at + bytesOf(first), end = at + bytesOf(last);
          blank(at, begin);
          copy(begin, end, picture + bytesOf(y * width + left + first));
          blank(end, next);
        }
        at = next;
      }
      to += stride;
    }
  }
}

// @ts-ignore: decorator
@inline
function blank(at: usize, end: usize): void {
  for (; at < end; at += 16) v128.store(at, f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function copy(at: usize, end: usize, from: usize): void {
  for (; at < end; at += 16) {
    v128.store(at, v128.load(from));
    from += 16;
  }
}

/** Adds the patches of some lines to the numbers of the picture that they are of; what lies beyond the border is left out. */
export function addPatches(from: usize, stride: usize, line0: i32, lines: i32, picture: usize): void {
  for (let i = line0; i < line0 + lines; i++) {
    const above = i * step - padding;
    const top = max(0, -above), bottom = min(kernel, height - above);
    for (let j = 0; j < across; j++) {
      const left = j * step - padding;
      const first = max(0, -left), last = min(kernel, width - left);
      for (let line = top; line < bottom; line++) {
        if (first >= last) break;
        const at = from + bytesOf(line * kernel);
        addRun(picture + bytesOf((above + line) * width + left + first), at + bytesOf(first), at + bytesOf(last));
      }
      from += stride;
    }
  }
}

// @ts-ignore: decorator
@inline
function addRun(to: usize, from: usize, end: usize): void {
  for (; from + 16 <= end; from += 16) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
  }
  for (; from < end; from += 4) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
  }
}
