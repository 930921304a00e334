/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 * A number is a function of (seed, stream, step, index) alone, so the same seed is the same run wherever it is drawn.
 */
import { normalOf } from './normals.ts';

export type Random = {
  /** The words that name this stream: the run's seed and the hash of the stream's name. */
  readonly key: readonly [number, number];
  /** An independent stream, named. The same name always gives the same stream. */
  fork(name: string): Random;
  /** This stream at training step `step` (a whole number ≥ 0), from its first number. */
  at(step: number): Random;
  /** 32 random bits, 0 ≤ n < 2³². */
  bits(): number;
  /** Uniform in [0, 1), a multiple of 2⁻²⁴ (exact in single precision). */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal, by inversion of 32 bits (normals.ts). */
  normal(): number;
  /** A whole number, 0 ≤ n < `count`; the bias is below count / 2³². */
  below(count: number): number;
  /** The numbers 0 … count − 1 in random order (Fisher–Yates). */
  permutation(count: number): Uint32Array;
};

type Words = readonly [number, number, number, number];

/** The ten rounds of Philox4x32 on a counter of four words and a key of two. Published test vectors hold it. */
export function philox(counter: Words, key: readonly [number, number]): Words {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const highA = multiplyHigh(0xd2511f53, a);
    const lowA = Math.imul(0xd2511f53, a) >>> 0;
    const highC = multiplyHigh(0xcd9e8d57, c);
    const lowC = Math.imul(0xcd9e8d57, c) >>> 0;
    // One after the other: an assignment by patterns makes arrays, which cost most of a draw while the code is new.
    a = (highC ^ b ^ k0) >>> 0;
    b = lowC;
    c = (highA ^ d ^ k1) >>> 0;
    d = lowA;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

/** The upper 32 bits of the 64-bit product of two 32-bit words. */
function multiplyHigh(x: number, y: number): number {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  const cross = xLow * yHigh + (middle & 0xffff);
  return (xHigh * yHigh + Math.floor(middle / 65536) + Math.floor(cross / 65536)) >>> 0;
}

/** FNV-1a over the characters of a stream's name, continued from its parent's. */
function hash(name: string, from: number): number {
  let value = from;
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/** The stream of all random numbers of one run. `seed` is a whole number, taken modulo 2³². */
export function random(seed: number): Random {
  return stream(seed >>> 0, 0x811c9dc5, 0);
}

/** The numbers of a stream by its words, as in `key`, at a step. */
export const numbersOf = (seed: number, name: number, step: number): Random => stream(seed, name, step);

function stream(seed: number, name: number, step: number): Random {
  let index = 0;
  let block: Words = [0, 0, 0, 0];
  const bits = () => {
    if (index % 4 === 0) block = philox([index / 4, step, 0, 0], [seed, name]);
    return block[index++ % 4] ?? 0;
  };
  const uniform = () => (bits() >>> 8) / 0x1000000;
  const below = (count: number) => Math.floor((bits() / 0x100000000) * count);
  return {
    key: [seed, name],
    fork: (child) => stream(seed, hash(`/${child}`, name), step),
    at: (wanted) => stream(seed, name, wanted),
    bits,
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => normalOf(bits()),
    below,
    permutation(count) {
      const order = Uint32Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = below(i + 1);
        const held = order[i] ?? 0;
        order[i] = order[j] ?? 0;
        order[j] = held;
      }
      return order;
    },
  };
}
