/** Penalties on a layer's values, their slopes, and what is done to an autoencoder's input. */
import { inside, log4, multiplyAdd, throughActivation, total } from './vector';

/** Column means are held so far from 0 and 1: MARGIN in steps/stages.ts. */
const MARGIN: f32 = 1.0 / 1048576;

/** losses[row] = Σ|x|. Returns the mean. */
export function absolute(rows: i32, width: i32, x: usize, stride: usize, losses: usize): f32 {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const from = x + <usize>row * stride;
    let sizes = f32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 16) {
      sizes = f32x4.add(sizes, v128.and(f32x4.abs(v128.load(from + at)), inside(<i32>(at >> 2), width)));
    }
    const loss = total(sizes);
    store<f32>(losses + (<usize>row << 2), loss);
    sum += loss;
  }
  return <f32>(sum / rows);
}

/**
 * means[column] = ρ̂, the mean of a column of x, and losses[column] = ρ log(ρ / ρ̂) + (1 − ρ) log((1 − ρ) / (1 − ρ̂)).
 * Returns their sum.
 */
export function divergence(
  rows: i32, width: i32, x: usize, stride: usize, losses: usize, rho: f32, means: usize,
): f32 {
  const one = f32x4.splat(1), on = f32x4.splat(rho), off = f32x4.splat(1 - rho);
  const scale = f32x4.splat(<f32>1 / <f32>rows);
  let nats: f64 = 0;
  for (let at: usize = 0; at < stride; at += 16) {
    let sum = f32x4.splat(0);
    for (let row = 0; row < rows; row++) sum = f32x4.add(sum, v128.load(x + <usize>row * stride + at));
    // The first operand of a comparison's choice stays where it is not a number, so that the loss tells.
    const above = f32x4.pmax(f32x4.mul(sum, scale), f32x4.splat(MARGIN));
    const mean = f32x4.pmin(above, f32x4.splat(1 - MARGIN));
    const rest = f32x4.mul(off, log4(f32x4.div(off, f32x4.sub(one, mean))));
    const loss = v128.and(multiplyAdd(on, log4(f32x4.div(on, mean)), rest), inside(<i32>(at >> 2), width));
    v128.store(means + at, mean);
    v128.store(losses + at, loss);
    nats += total(loss);
  }
  return <f32>nats;
}

/**
 * dx ← (dx + weight · slope) ∘ f′ with f′ from the values x; the slope is that of no penalty (0), of the rows' mean of
 * Σ|x| (1), or of the divergence of the column means from ρ (2). The columns that only pad a row become 0.
 */
export function through(
  rows: i32, width: i32, penalty: i32, x: usize, stride: usize, dx: usize, activation: i32, slope: f32, weight: f32,
  rho: f32, means: usize,
): void {
  const one = f32x4.splat(1), bend = f32x4.splat(slope);
  const pull = f32x4.splat(weight / <f32>rows);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = v128.load(x + offset + at);
      let gradient = v128.load(dx + offset + at);
      if (penalty == 1) gradient = multiplyAdd(pull, signs(value), gradient);
      if (penalty == 2) {
        const mean = v128.load(means + at);
        const fall = f32x4.div(f32x4.splat(rho), mean);
        const rise = f32x4.div(f32x4.splat(1 - rho), f32x4.sub(one, mean));
        gradient = multiplyAdd(pull, f32x4.sub(rise, fall), gradient);
      }
      gradient = throughActivation(gradient, value, activation, bend);
      v128.store(dx + offset + at, v128.and(gradient, inside(<i32>(at >> 2), width)));
    }
  }
}

/** −1, 0 or 1. */
// @ts-ignore: decorator
@inline
function signs(x: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  return f32x4.sub(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), one));
}

/** y = x, but 0 where the draw is below `level` (0), or with level · draw added (1). */
export function corrupt(
  rows: i32, width: i32, corruption: i32, x: usize, stride: usize, draws: usize, level: f32, y: usize,
): void {
  const amount = f32x4.splat(level);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = v128.load(x + offset + at), drawn = v128.load(draws + offset + at);
      const kept = v128.andnot(value, f32x4.lt(drawn, amount));
      const changed = corruption == 0 ? kept : multiplyAdd(amount, drawn, value);
      v128.store(y + offset + at, v128.and(changed, inside(<i32>(at >> 2), width)));
    }
  }
}
