/** Four numbers at a time: exp, log, activations and their derivatives. Addresses and distances are in bytes. */

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

/** 1.5 · 2²³: a number added to it is rounded to a whole one, which then stands in the sum's lowest bits. */
const ROUNDER: f32 = 12582912;

/**
 * eˣ for x ≤ 88, with a relative error below 2⁻²²; below −87 it is e⁻⁸⁷, and a NaN stays one. x = n ln 2 + r with ln 2 in
 * two parts, so that n times the first is exact, and |r| ≤ ½ ln 2; eʳ is Cephes' polynomial (Moshier, expf).
 */
// @ts-ignore: decorator
@inline
export function expBelow88(given: v128): v128 {
  const x = f32x4.pmax(given, f32x4.splat(-87));
  const rounded = multiplyAdd(x, f32x4.splat(1.44269504), f32x4.splat(ROUNDER));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.987569115e-4);
  p = multiplyAdd(p, r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(0.5));
  p = f32x4.add(multiplyAdd(f32x4.mul(p, r), r, r), f32x4.splat(1));
  // n + 127 moved into the exponent is 2ⁿ; the rounder's own bits are moved out at the top.
  return f32x4.mul(p, i32x4.shl(i32x4.add(rounded, i32x4.splat(127)), 23));
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

/** σ(x) = 1 / (1 + e⁻ˣ), from e^−|x| so that nothing overflows. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = expBelow88(f32x4.neg(f32x4.abs(x)));
  const inverse = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), e));
  return v128.bitselect(f32x4.mul(e, inverse), inverse, f32x4.lt(x, f32x4.splat(0)));
}

/** tanh x = 2σ(2x) − 1: an absolute error below 2⁻²². */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  return f32x4.sub(f32x4.mul(f32x4.splat(2), sigmoid4(f32x4.add(x, x))), f32x4.splat(1));
}

/** The first number of an activation that is curved; those before are straight on both sides of 0. */
const CURVED: i32 = 3;

/**
 * Activations by number, in the order of `ACTIVATIONS` in steps/model.ts: linear, rectified and leaky units are
 * max(x, slope · x) with a slope of 1, 0 or between; then tanh and σ. A NaN stays one, so that the loss tells.
 */
// @ts-ignore: decorator
@inline
export function activated(x: v128, activation: i32, slope: v128): v128 {
  return activation < CURVED ? f32x4.pmax(x, f32x4.mul(x, slope)) : curved(x, activation);
}

function curved(x: v128, activation: i32): v128 {
  return activation == 3 ? tanh4(x) : sigmoid4(x);
}

/** gradient · f′, with f′ from the activation's value y. */
// @ts-ignore: decorator
@inline
export function throughActivation(gradient: v128, y: v128, activation: i32, slope: v128): v128 {
  const bent = v128.bitselect(gradient, f32x4.mul(gradient, slope), f32x4.gt(y, f32x4.splat(0)));
  return activation < CURVED ? bent : f32x4.mul(gradient, slopeOfCurved(y, activation));
}

function slopeOfCurved(y: v128, activation: i32): v128 {
  const one = f32x4.splat(1);
  return activation == 3 ? f32x4.sub(one, f32x4.mul(y, y)) : f32x4.mul(y, f32x4.sub(one, y));
}
