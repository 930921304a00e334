/** Pictures enlarged by a whole factor: every pixel is made of the four nearest ones, most often of fewer. */
import { inside, strideOf } from '../../kernels/vector';
import { METHOD_NEAREST, Resize, ResizeBack } from '../../kernels/words';
import { throughActivation } from '../activation/shapes.kernel';

/** Of pixel `at` of an enlarged line of `length` · `factor` pixels: the place on the line that it is made from. */
// @ts-ignore: decorator
@inline
function placeOf(at: i32, length: i32, factor: i32, method: i32): f32 {
  if (method == METHOD_NEAREST) return <f32>(at / factor);
  return max<f32>(0, min<f32>(<f32>(length - 1), (<f32>at + 0.5) / <f32>factor - 0.5));
}

export function resize(s: Resize): void {
  const height = s.height, width = s.width, channels = s.channels, factor = s.factor, method = s.method;
  const size = strideOf(height * width * channels), large = strideOf(height * width * channels * factor * factor);
  const pixel = <usize>channels << 2, line = <usize>width * pixel;
  let x = s.x, begin = s.y;
  for (let row = s.rows; row > 0; row--) {
    let to = begin;
    for (let i = 0; i < height * factor; i++) {
      const y = placeOf(i, height, factor, method), upper = <i32>y, under = y - <f32>upper;
      const above = x + <usize>upper * line, below = under > 0 ? above + line : above;
      for (let j = 0; j < width * factor; j++) {
        const z = placeOf(j, width, factor, method), left = <i32>z, beside = z - <f32>left;
        const at = <usize>left * pixel, next = beside > 0 ? at + pixel : at;
        if (next == at && below == above) copy(to, pixel, above + at);
        else mix(to, pixel, above + at, above + next, below + at, below + next, under, beside);
        to += pixel;
      }
    }
    x += size;
    begin += large;
  }
}

/** The channels of one pixel as they are. */
// @ts-ignore: decorator
@inline
function copy(to: usize, bytes: usize, from: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
}

/** The channels of one pixel between four others. */
// @ts-ignore: decorator
@inline
function mix(to: usize, bytes: usize, a: usize, b: usize, c: usize, d: usize, down: f32, across: f32): void {
  let at: usize = 0;
  const v = f32x4.splat(down), h = f32x4.splat(across);
  for (; at + 16 <= bytes; at += 16) {
    const a4 = v128.load(a + at), c4 = v128.load(c + at);
    const upper = f32x4.add(a4, f32x4.mul(h, f32x4.sub(v128.load(b + at), a4)));
    const lower = f32x4.add(c4, f32x4.mul(h, f32x4.sub(v128.load(d + at), c4)));
    v128.store(to + at, f32x4.add(upper, f32x4.mul(v, f32x4.sub(lower, upper))));
  }
  for (; at < bytes; at += 4) {
    const a1 = load<f32>(a + at), c1 = load<f32>(c + at);
    const upper = a1 + across * (load<f32>(b + at) - a1), lower = c1 + across * (load<f32>(d + at) - c1);
    store<f32>(to + at, upper + down * (lower - upper));
  }
}

/** gradient = what dy gives each pixel, through the activation below. */
export function resizeBack(s: ResizeBack): void {
  const height = s.height, width = s.width, channels = s.channels, factor = s.factor, method = s.method;
  const numbers = height * width * channels;
  const size = strideOf(numbers), large = strideOf(numbers * factor * factor), bend = f32x4.splat(s.slope);
  const pixel = <usize>channels << 2, line = <usize>width * pixel;
  let x = s.x, dy = s.yGradient, gradient = s.gradient;
  for (let row = s.rows; row > 0; row--) {
    memory.fill(gradient, 0, size);
    let from = dy;
    for (let i = 0; i < height * factor; i++) {
      const y = placeOf(i, height, factor, method), upper = <i32>y, under = y - <f32>upper;
      const above = gradient + <usize>upper * line;
      for (let j = 0; j < width * factor; j++) {
        const z = placeOf(j, width, factor, method), left = <i32>z, beside = z - <f32>left;
        const at = above + <usize>left * pixel;
        give(at, from, pixel, (1 - under) * (1 - beside));
        if (beside > 0) give(at + pixel, from, pixel, (1 - under) * beside);
        if (under > 0) give(at + line, from, pixel, under * (1 - beside));
        if (under > 0 && beside > 0) give(at + line + pixel, from, pixel, under * beside);
        from += pixel;
      }
    }
    for (let at: usize = 0; at < size; at += 16) {
      const through = throughActivation(v128.load(gradient + at), v128.load(x + at), s.activation, bend);
      v128.store(gradient + at, v128.and(through, inside(<i32>(at >> 2), numbers)));
    }
    x += size;
    dy += large;
    gradient += size;
  }
}

/** Adds a share of one pixel to another. */
// @ts-ignore: decorator
@inline
function give(to: usize, from: usize, bytes: usize, share: f32): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), f32x4.splat(share))));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + share * load<f32>(from + at));
}
