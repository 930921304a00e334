/** Random numbers, bit for bit those of random.ts and normals.ts: Philox4x32-10 on four counters at a time. */
import { strideOf } from '../../kernels/vector';
import { Draw, LAW_NORMAL, Pick } from '../../kernels/words';

/** The table of normals.ts, and room for sixteen words. */
let table: usize = 0;
let words: usize = 0;

export function draws(forTable: usize, forWords: usize): void {
  table = forTable;
  words = forWords;
}

/** Of four products of 64 bits, `low` being those of lanes 0 and 1 and `high` those of 2 and 3: the high words. */
// @ts-ignore: decorator
@inline
function highWords(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}
/** The low words of the same. */
// @ts-ignore: decorator
@inline
function lowWords(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** The words of the counters (block + 0 … 3, step, third, fourth) under the key (seed, stream), one counter behind the other. */
export function philox(block: i32, step: i32, third: i32, fourth: i32, seed: i32, stream: i32, to: usize): void {
  const factorA = i32x4.splat(0xd2511f53), factorC = i32x4.splat(0xcd9e8d57);
  let a = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let b = i32x4.splat(step), c = i32x4.splat(third), d = i32x4.splat(fourth);
  let k0 = seed, k1 = stream;
  for (let round = 0; round < 10; round++) {
    const a0 = i64x2.extmul_low_i32x4_u(a, factorA), a1 = i64x2.extmul_high_i32x4_u(a, factorA);
    const c0 = i64x2.extmul_low_i32x4_u(c, factorC), c1 = i64x2.extmul_high_i32x4_u(c, factorC);
    a = v128.xor(v128.xor(highWords(c0, c1), b), i32x4.splat(k0));
    b = lowWords(c0, c1);
    c = v128.xor(v128.xor(highWords(a0, a1), d), i32x4.splat(k1));
    d = lowWords(a0, a1);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<i32>(ab0, cd0, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<i32>(ab1, cd1, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<i32>(ab1, cd1, 2, 3, 6, 7), 48);
}

/** Sixteen words of the stream whose seed, name and step stand at `stream`, from word 4 · `block` on, to `words`. */
// @ts-ignore: decorator
@inline
function next(stream: usize, block: i32): void {
  philox(block, load<i32>(stream, 8), 0, 0, load<i32>(stream), load<i32>(stream, 4), words);
}

/** normalOf in normals.ts, step by step. */
// @ts-ignore: decorator
@inline
function normalOf(bits: u32): f32 {
  const odd = (bits << 1) | 1;
  const octave = clz(odd);
  const tail = odd << octave;
  const entry = table + ((<usize>octave << 8) + (<usize>((tail >> 26) & 31) << 3));
  const t = (tail >> 12) & 0x3fff;
  const curve = load<u32>(entry, 4);
  const slope = (curve & 0x3ffff) - (((curve >> 18) * t + 0x2000) >> 14);
  const size = <i32>(load<u32>(entry) - ((slope * t + 0x2000) >> 14) + 2) >> 2;
  const sign = <i32>bits >> 31;
  return <f32>((size ^ sign) - sign) * 4.76837158203125e-7;
}

// @ts-ignore: decorator
@inline
function lawOf(law: i32, bits: u32): f32 {
  return law == LAW_NORMAL ? normalOf(bits) : <f32>(bits >> 8) * 5.9604644775390625e-8;
}

/** Normals or uniforms [rows, width], rows `stride` numbers apart; what pads them stays as it is. */
export function draw(s: Draw): void {
  const width = s.width, law = s.law, stream = s.stream, stride = <usize>s.stride << 2;
  const total = s.rows * width;
  let column = 0, row = s.to;
  for (let done = 0; done < total; done += 16) {
    next(stream, done >> 2);
    const count = min(16, total - done);
    for (let i = 0; i < count; i++) {
      store<f32>(row + (<usize>column << 2), lawOf(law, load<u32>(words + (<usize>i << 2))));
      if (++column == width) {
        column = 0;
        row += stride;
      }
    }
  }
}

/** Rows [rows, width] out of `count` points without gaps, by random numbers. */
export function pick(s: Pick): void {
  const rows = s.rows, stream = s.stream, points = s.points, count = s.count, to = s.to;
  const size = <usize>s.width << 2, stride = strideOf(s.width);
  for (let row = 0; row < rows; row++) {
    if ((row & 15) == 0) next(stream, row >> 2);
    const bits = load<u32>(words + (<usize>(row & 15) << 2));
    const from = points + <usize>((<u64>bits * <u64>count) >> 32) * size;
    const at = to + <usize>row * stride;
    for (let i: usize = 0; i < size; i += 4) store<f32>(at + i, load<f32>(from + i));
  }
}
