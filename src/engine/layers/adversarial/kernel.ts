/** A GAN's loss. */
import { aboveOf, expBelow1, inside, log4, one, strideOf, total } from '../../kernels/vector';
import {
  Adversarial, TERM_A_MINUS_1_SQUARED_HALVED, TERM_MINUS_SOFTPLUS_A, TERM_SOFTPLUS_A, TERM_SOFTPLUS_MINUS_A,
} from '../../kernels/words';

/**
 * The term `realTerm` on the first `reals` rows and `fakeTerm` on the others, each a mean over its rows; one logit a row.
 */
export function adversarial(s: Adversarial): void {
  const reals = s.reals, a = s.outputs, da = s.gradient, losses = s.losses, stride = strideOf(1);
  const first = <usize>reals * stride;
  const found = side(reals, s.realTerm, a, stride, da, losses)
    + side(s.rows - reals, s.fakeTerm, a + first, stride, da + first, losses + (<usize>reals << 2));
  store<f32>(s.log, found);
}

/** One term on some rows, four at a time; past the last row the last one stands in. Returns the mean. */
function side(rows: i32, term: i32, a: usize, stride: usize, da: usize, losses: usize): f32 {
  if (rows == 0) return 0;
  const share = f32x4.splat(<f32>1 / <f32>rows);
  let sum: f64 = 0;
  for (let left = rows; left > 0; left -= 4) {
    const r1 = <usize>min(1, left - 1), r2 = <usize>min(2, left - 1), r3 = <usize>min(3, left - 1);
    let logits = v128.load32_zero(a);
    logits = v128.load_lane<f32>(a + r1 * stride, logits, 1);
    logits = v128.load_lane<f32>(a + r2 * stride, logits, 2);
    logits = v128.load_lane<f32>(a + r3 * stride, logits, 3);
    let value: v128, slope: v128;
    if (term <= TERM_MINUS_SOFTPLUS_A) {
      // softplus(−a), softplus(a) and −softplus(a), the last two with the same size.
      const argument = term == TERM_SOFTPLUS_MINUS_A ? f32x4.neg(logits) : logits;
      const e = expBelow1(argument);
      const factor = f32x4.add(one(), e);
      value = f32x4.add(f32x4.pmax(argument, f32x4.splat(0)), log4(factor));
      slope = f32x4.div(aboveOf(argument, e), factor);
      if (term == TERM_MINUS_SOFTPLUS_A) value = f32x4.neg(value);
      if (term != TERM_SOFTPLUS_A) slope = f32x4.neg(slope);
    } else {
      slope = term == TERM_A_MINUS_1_SQUARED_HALVED ? f32x4.sub(logits, one()) : logits;
      value = f32x4.mul(f32x4.mul(f32x4.splat(0.5), slope), slope);
    }
    slope = f32x4.mul(slope, share);
    v128.store_lane<f32>(da, slope, 0); v128.store_lane<f32>(da + r1 * stride, slope, 1);
    v128.store_lane<f32>(da + r2 * stride, slope, 2); v128.store_lane<f32>(da + r3 * stride, slope, 3);
    v128.store_lane<f32>(losses, value, 0); v128.store_lane<f32>(losses + (r1 << 2), value, 1);
    v128.store_lane<f32>(losses + (r2 << 2), value, 2); v128.store_lane<f32>(losses + (r3 << 2), value, 3);
    sum += total(v128.and(value, inside(0, left)));
    a += stride << 2; da += stride << 2; losses += 16;
  }
  return <f32>(sum / rows);
}
