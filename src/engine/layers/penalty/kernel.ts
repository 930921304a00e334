/** Penalties on a layer's values, and their slopes. */
import { inside, log4, multiplyAdd, strideOf, total } from '../../kernels/vector';
import { Penalty, PENALTY_KL_TO_RHO, PENALTY_L1, Through } from '../../kernels/words';
import { throughActivation } from '../activation/shapes.kernel';

export function penalty(s: Penalty): void {
  const stride = strideOf(s.width);
  if (s.penalty == PENALTY_L1) store<f32>(s.log, absolute(s.rows, s.width, s.x, stride, s.losses));
  else store<f32>(s.log, divergence(s.rows, s.width, s.x, stride, s.losses, load<f32>(s.rho), s.means));
}

/** Column means are held so far from 0 and 1: MARGIN in stage.ts. */
const MARGIN: f32 = 1.0 / 1048576;

/** losses[row] = Σ|x|. Returns the mean. */
function absolute(rows: i32, width: i32, x: usize, stride: usize, losses: usize): f32 {
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
function divergence(
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
 * dx ← (dx + weight · slope) ∘ f′ with f′ from the values x; the slope is that of no penalty, of the rows' mean of Σ|x|,
 * or of the divergence of the column means from ρ. The columns that only pad a row become 0.
 */
export function through(s: Through): void {
  const rows = s.rows, width = s.width, penalty = s.penalty, x = s.x, dx = s.gradient, activation = s.activation;
  const rho = load<f32>(s.rho), means = s.means;
  const one = f32x4.splat(1), bend = f32x4.splat(s.slope), stride = strideOf(width);
  const pull = f32x4.splat(load<f32>(s.weight) / <f32>rows);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = v128.load(x + offset + at);
      let gradient = v128.load(dx + offset + at);
      if (penalty == PENALTY_L1) gradient = multiplyAdd(pull, signs(value), gradient);
      if (penalty == PENALTY_KL_TO_RHO) {
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
