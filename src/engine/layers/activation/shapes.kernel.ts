/** Activations and their derivatives, four numbers at a time. Those before tanh are straight on both sides of 0. */
import { ACTIVATION_TANH } from '../../kernels/words';
import { one, sigmoid4, tanh4 } from '../../kernels/vector';

/**
 * Linear, rectified and leaky units are max(x, slope · x) with a slope of 1, 0 or between; curved are tanh and σ. A NaN
 * stays one, so that the loss tells.
 */
// @ts-ignore: decorator
@inline
export function activated(x: v128, activation: i32, slope: v128): v128 {
  return activation < ACTIVATION_TANH ? f32x4.pmax(x, f32x4.mul(x, slope)) : curved(x, activation);
}

function curved(x: v128, activation: i32): v128 {
  return activation == ACTIVATION_TANH ? tanh4(x) : sigmoid4(x);
}

/** gradient · f′, with f′ from the activation's value y. */
// @ts-ignore: decorator
@inline
export function throughActivation(gradient: v128, y: v128, activation: i32, slope: v128): v128 {
  const bent = v128.bitselect(gradient, f32x4.mul(gradient, slope), f32x4.gt(y, f32x4.splat(0)));
  return activation < ACTIVATION_TANH ? bent : f32x4.mul(gradient, slopeOfCurved(y, activation));
}

function slopeOfCurved(y: v128, activation: i32): v128 {
  return activation == ACTIVATION_TANH ? f32x4.sub(one(), f32x4.mul(y, y)) : f32x4.mul(y, f32x4.sub(one(), y));
}
