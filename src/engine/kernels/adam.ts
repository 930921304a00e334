/** Adam (Kingma & Ba 2015) on four parameters at a time. The moments lie at fixed distances behind the parameters. */
import { multiplyAdd } from './vector';

/** Bytes from a parameter to its first moment; its second lies as far again behind. */
let distance: usize = 0;
let keep1: f32 = 0;
let keep2: f32 = 0;
let take1: f32 = 0;
let take2: f32 = 0;
let epsilon: f32 = 0;
/** lr / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ) of the present step. */
let rate: f32 = 0;
let correction: f32 = 0;

/** Constants of a model. β and 1 − β come apart: in single precision the second is not to be had from the first. */
export function adam(moments: usize, beta1: f64, beta2: f64, e: f64): void {
  distance = moments;
  keep1 = <f32>beta1;
  keep2 = <f32>beta2;
  take1 = <f32>(1 - beta1);
  take2 = <f32>(1 - beta2);
  epsilon = <f32>e;
}

/** Reads the two numbers of the present step. */
export function setAdamStep(perStep: usize): void {
  rate = load<f32>(perStep);
  correction = load<f32>(perStep, 4);
}

/** Moves the four parameters at `at` against their gradient. */
// @ts-ignore: decorator
@inline
export function descend4(at: usize, gradient: v128): void {
  const first = at + distance;
  const second = first + distance;
  const m = multiplyAdd(gradient, f32x4.splat(take1), f32x4.mul(v128.load(first), f32x4.splat(keep1)));
  const square = f32x4.mul(gradient, gradient);
  const v = multiplyAdd(square, f32x4.splat(take2), f32x4.mul(v128.load(second), f32x4.splat(keep2)));
  v128.store(first, m);
  v128.store(second, v);
  const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction))), f32x4.splat(epsilon));
  const move = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), size);
  v128.store(at, f32x4.sub(v128.load(at), move));
}

/** Whether `bytes` of parameters at `at` stay where they are when their gradient is 0: so far it has never been anything else. */
export function rests(at: usize, bytes: usize): bool {
  const first = at + distance;
  const second = first + distance;
  for (let i: usize = 0; i < bytes; i += 16)
    if (v128.any_true(v128.or(v128.load(first + i), v128.load(second + i)))) return false;
  return true;
}
