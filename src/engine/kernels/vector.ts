/** Four numbers at a time: exp, log and what is made of them. Addresses and distances are in bytes. */

/** Bytes from one row of a matrix to the next: strideOf in steps/stages.ts, times four. */
// @ts-ignore: decorator
@inline
export function strideOf(width: i32): usize {
  return ((<usize>width << 2) + 31) & ~31;
}

// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** The sum of the four numbers, in a fixed order. */
// @ts-ignore: decorator
@inline
export function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** All bits set in the lanes whose column `column + lane` is below `width`. */
// @ts-ignore: decorator
@inline
export function inside(column: i32, width: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(column), i32x4(0, 1, 2, 3)), i32x4.splat(width));
}

/**
 * Constants of the functions below, each as a vector in memory: one that stands in the code V8 builds anew at every use,
 * in three instructions. Accessors are named by what is there.
 */
const TABLE: usize = memory.data<f32>([
  1, 1, 1, 1,
  -87, -87, -87, -87,
  1.44269504, 1.44269504, 1.44269504, 1.44269504,
  // 1.5 · 2²³: a number added to it is rounded to a whole one, which then stands in the sum's lowest bits.
  12582912, 12582912, 12582912, 12582912,
  // ln 2 in two parts, so that small multiples of the first are exact.
  0.693359375, 0.693359375, 0.693359375, 0.693359375,
  -2.1219444e-4, -2.1219444e-4, -2.1219444e-4, -2.1219444e-4,
  // (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2 by powers of r, fitted so that eʳ is at most 2⁻²⁸ of itself off.
  0.49999994, 0.49999994, 0.49999994, 0.49999994,
  0.1666652, 0.1666652, 0.1666652, 0.1666652,
  0.041668393, 0.041668393, 0.041668393, 0.041668393,
  0.008368781, 0.008368781, 0.008368781, 0.008368781,
  0.0013814465, 0.0013814465, 0.0013814465, 0.0013814465,
  // The sign alone.
  -0.0, -0.0, -0.0, -0.0,
]);
const LOWEST: usize = 16, LOG2_E: usize = 32, ROUNDER: usize = 48, LN2_HIGH: usize = 64, LN2_LOW: usize = 80;
const E2: usize = 96, E3: usize = 112, E4: usize = 128, E5: usize = 144, E6: usize = 160;
const SIGN: usize = 176;

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return v128.load(TABLE);
}

/** e^−|x|. */
// @ts-ignore: decorator
@inline
export function expBelow1(x: v128): v128 {
  return expBelow88(v128.or(x, v128.load(TABLE, SIGN)));
}

/**
 * eˣ for x ≤ 88, with a relative error below 2⁻²²; below −87 it is e⁻⁸⁷, and a NaN stays one. x = n ln 2 + r and
 * |r| ≤ ½ ln 2; eʳ = 1 + r + r² · (a polynomial, its powers in pairs so that they need not wait for each other).
 */
// @ts-ignore: decorator
@inline
export function expBelow88(given: v128): v128 {
  const x = f32x4.pmax(given, v128.load(TABLE, LOWEST));
  const rounder = v128.load(TABLE, ROUNDER);
  const rounded = multiplyAdd(x, v128.load(TABLE, LOG2_E), rounder);
  const n = f32x4.sub(rounded, rounder);
  let r = f32x4.sub(x, f32x4.mul(n, v128.load(TABLE, LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, v128.load(TABLE, LN2_LOW)));
  const r2 = f32x4.mul(r, r);
  const low = multiplyAdd(v128.load(TABLE, E3), r, v128.load(TABLE, E2));
  const high = multiplyAdd(r2, v128.load(TABLE, E6), multiplyAdd(v128.load(TABLE, E5), r, v128.load(TABLE, E4)));
  const p = multiplyAdd(multiplyAdd(high, r2, low), r2, f32x4.add(r, one()));
  // n + 127 moved into the exponent is 2ⁿ; the rounder's own bits are moved out at the top. 1 has the bits of 127 there.
  return f32x4.mul(p, i32x4.add(i32x4.shl(rounded, 23), one()));
}

/** eˣ for every x: ∞ from 88 on. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const bounded = expBelow88(f32x4.pmin(x, f32x4.splat(88)));
  return v128.bitselect(f32x4.splat(Infinity), bounded, f32x4.gt(x, f32x4.splat(88)));
}

/**
 * log y for normal y > 0, with an absolute error below 2⁻²³ beside the result's own rounding: y = 2ⁿ m with
 * √½ ≤ m < √2, and log m = 2 artanh s with s = (m − 1)/(m + 1), |s| < 0.172, by its series up to s⁹. ∞ and NaN stay.
 */
// @ts-ignore: decorator
@inline
export function log4(y: v128): v128 {
  // The bits of √½ subtracted: what carries into the exponent is n.
  const shifted = i32x4.sub(y, i32x4.splat(0x3f3504f3));
  const n = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
  const s2 = f32x4.mul(s, s);
  let p = f32x4.splat(1.0 / 9);
  p = multiplyAdd(p, s2, f32x4.splat(1.0 / 7));
  p = multiplyAdd(p, s2, f32x4.splat(1.0 / 5));
  p = multiplyAdd(p, s2, f32x4.splat(1.0 / 3));
  const tail = f32x4.mul(f32x4.mul(p, s2), s);
  const logM = f32x4.mul(f32x4.splat(2), f32x4.add(s, tail));
  const found = multiplyAdd(n, f32x4.splat(0.693147181), logM);
  return v128.bitselect(found, y, f32x4.lt(y, f32x4.splat(Infinity)));
}

/** σ(x) = 1 / (1 + e⁻ˣ), from e = e^−|x| so that nothing overflows: 1 / (1 + e) or e / (1 + e). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = expBelow1(x);
  return f32x4.div(aboveOf(x, e), f32x4.add(one(), e));
}

/** What stands above the bar: 1 for x ≥ 0 and otherwise e, which is the smaller. A NaN stays one. */
// @ts-ignore: decorator
@inline
export function aboveOf(x: v128, e: v128): v128 {
  return f32x4.pmax(e, v128.andnot(one(), f32x4.lt(x, f32x4.splat(0))));
}

/** tanh x = 2σ(2x) − 1: an absolute error below 2⁻²². */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const s = sigmoid4(f32x4.add(x, x));
  return f32x4.sub(f32x4.add(s, s), one());
}
