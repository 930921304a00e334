/** The Gaussian code and the losses, with their gradients. `scale` is 1 / rows, so that gradients are those of the mean. */
import { aboveOf, exp4, expBelow1, inside, log4, multiplyAdd, one, sigmoid4, total } from './vector';

/**
 * z = μ + σε from rows [μ | log σ²], `latent` each; ε without gaps. losses[row] = KL(N(μ, σ²) ‖ N(0, 1)) in nats.
 * Returns its mean.
 */
export function code(
  rows: i32, latent: i32, moments: usize, momentsStride: usize, noise: usize, z: usize, zStride: usize, losses: usize,
): f32 {
  const half = f32x4.splat(0.5);
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const means = moments + <usize>row * momentsStride;
    const epsilon = noise + (<usize>(row * latent) << 2);
    let nats = f32x4.splat(0);
    for (let d = 0; d < latent; d += 4) {
      const at = <usize>d << 2;
      const keep = inside(d, latent);
      const mu = v128.load(means + at);
      const logVar = v128.load(means + (<usize>latent << 2) + at);
      const sigma = exp4(f32x4.mul(half, logVar));
      const drawn = multiplyAdd(sigma, v128.load(epsilon + at), mu);
      v128.store(z + <usize>row * zStride + at, v128.and(drawn, keep));
      const twice = f32x4.sub(f32x4.sub(multiplyAdd(mu, mu, exp4(logVar)), logVar), one());
      nats = f32x4.add(nats, v128.and(f32x4.mul(half, twice), keep));
    }
    const loss = total(nats);
    store<f32>(losses + (<usize>row << 2), loss);
    sum += loss;
  }
  return <f32>(sum / rows);
}

/** The gradient at [μ | log σ²]: of the loss behind z, and of `weight` times the KL. */
export function codeBackward(
  rows: i32, latent: i32, moments: usize, momentsStride: usize, noise: usize, dz: usize, dzStride: usize,
  dMoments: usize, weight: f32,
): void {
  const half = f32x4.splat(0.5);
  const pull = f32x4.splat(weight / <f32>rows);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * momentsStride;
    const epsilon = noise + (<usize>(row * latent) << 2);
    const from = dz + <usize>row * dzStride;
    for (let d = 0; d < latent; d += 4) {
      const at = <usize>d << 2;
      v128.store(dMoments + offset + at, multiplyAdd(pull, v128.load(moments + offset + at), v128.load(from + at)));
    }
    // Unaligned on purpose: the second half begins right behind the first and overwrites what that wrote too much.
    const second = offset + (<usize>latent << 2);
    for (let d = 0; d < latent; d += 4) {
      const at = <usize>d << 2;
      const sigma = exp4(f32x4.mul(half, v128.load(moments + second + at)));
      const through = f32x4.mul(f32x4.mul(v128.load(from + at), v128.load(epsilon + at)), f32x4.mul(half, sigma));
      const rate = f32x4.mul(f32x4.mul(half, pull), f32x4.sub(f32x4.mul(sigma, sigma), one()));
      v128.store(dMoments + second + at, v128.and(f32x4.add(through, rate), inside(d, latent)));
    }
  }
}

/** Lines of four whose factors 1 + e⁻|ᵃ| ≤ 2 are multiplied before one logarithm: 2⁶⁴ is far from overflow. */
const FACTORS: usize = 64;

/**
 * losses[row] = Σ softplus(a) − x a over the pixels, the Bernoulli −log p(x|z) with logits a; da = (σ(a) − x) · scale.
 * softplus(a) = max(a, 0) + log(1 + e⁻|ᵃ|), and a sum of logarithms is the logarithm of a product. Returns the mean.
 */
export function bernoulli(rows: i32, width: i32, a: usize, x: usize, stride: usize, da: usize, losses: usize): f32 {
  const zero = f32x4.splat(0), all = i32x4.splat(-1);
  const scale = f32x4.splat(<f32>1 / <f32>rows);
  const inner = <usize>(width & ~3) << 2;
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    let nats = zero;
    let product = one();
    for (let at: usize = 0; at < stride; at += 16) {
      const keep = at < inner ? all : inside(<i32>(at >> 2), width);
      const logit = v128.load(a + offset + at), pixel = v128.load(x + offset + at);
      const e = v128.and(expBelow1(logit), keep);
      const factor = f32x4.add(one(), e);
      const mean = f32x4.div(aboveOf(logit, e), factor);
      v128.store(da + offset + at, v128.and(f32x4.mul(f32x4.sub(mean, pixel), scale), keep));
      nats = f32x4.add(nats, f32x4.sub(f32x4.pmax(logit, zero), f32x4.mul(logit, pixel)));
      product = f32x4.mul(product, factor);
      if ((at >> 4) % FACTORS == FACTORS - 1) {
        nats = f32x4.add(nats, log4(product));
        product = one();
      }
    }
    const loss = total(f32x4.add(nats, log4(product)));
    store<f32>(losses + (<usize>row << 2), loss);
    sum += loss;
  }
  return <f32>(sum / rows);
}

/**
 * losses[row] = ‖x − σ(a)‖² / (2h²) + `constant`, the Gaussian −log p(x|z) whose mean is σ(a);
 * da = (σ(a) − x) σ(a) (1 − σ(a)) / h² · scale. Returns the mean.
 */
export function gaussian(
  rows: i32, width: i32, a: usize, x: usize, stride: usize, da: usize, losses: usize, h2: f32, constant: f32,
): f32 {
  const scale = f32x4.splat(<f32>1 / (<f32>rows * h2));
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    let squares = f32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 16) {
      const keep = inside(<i32>(at >> 2), width);
      const mean = sigmoid4(v128.load(a + offset + at));
      const error = v128.and(f32x4.sub(mean, v128.load(x + offset + at)), keep);
      const slope = f32x4.mul(mean, f32x4.sub(one(), mean));
      v128.store(da + offset + at, f32x4.mul(f32x4.mul(error, slope), scale));
      squares = multiplyAdd(error, error, squares);
    }
    const loss = total(squares) / (2 * h2) + constant;
    store<f32>(losses + (<usize>row << 2), loss);
    sum += loss;
  }
  return <f32>(sum / rows);
}

/** losses[row] = ‖a − x‖²; da = 2 (a − x) · scale. Returns the mean. */
export function squared(rows: i32, width: i32, a: usize, x: usize, stride: usize, da: usize, losses: usize): f32 {
  const scale = f32x4.splat(<f32>2 / <f32>rows);
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    let squares = f32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 16) {
      const keep = inside(<i32>(at >> 2), width);
      const error = v128.and(f32x4.sub(v128.load(a + offset + at), v128.load(x + offset + at)), keep);
      v128.store(da + offset + at, f32x4.mul(error, scale));
      squares = multiplyAdd(error, error, squares);
    }
    const loss = total(squares);
    store<f32>(losses + (<usize>row << 2), loss);
    sum += loss;
  }
  return <f32>(sum / rows);
}

/**
 * losses[row] = log Σ eᵃ − a[label], the cross-entropy of softmax(a) at the row's label; da = (softmax(a) − one-hot) · scale.
 * Returns the mean.
 */
export function softmax(rows: i32, width: i32, a: usize, labels: usize, stride: usize, da: usize, losses: usize): f32 {
  const scale = <f32>1 / <f32>rows;
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const logits = a + <usize>row * stride, out = da + <usize>row * stride;
    const label = <usize>load<i32>(labels + (<usize>row << 2)) << 2;
    let largest = load<f32>(logits);
    for (let c = 1; c < width; c++) largest = max(largest, load<f32>(logits + (<usize>c << 2)));
    let powers = f32x4.splat(0);
    for (let c = 0; c < width; c += 4) {
      const at = <usize>c << 2;
      const power = v128.and(exp4(f32x4.sub(v128.load(logits + at), f32x4.splat(largest))), inside(c, width));
      v128.store(out + at, power);
      powers = f32x4.add(powers, power);
    }
    const partition = total(powers);
    for (let c = 0; c < width; c += 4) {
      const at = <usize>c << 2;
      v128.store(out + at, f32x4.mul(v128.load(out + at), f32x4.splat(scale / partition)));
    }
    store<f32>(out + label, load<f32>(out + label) - scale);
    const loss = f32x4.extract_lane(log4(f32x4.splat(partition)), 0) + largest - load<f32>(logits + label);
    store<f32>(losses + (<usize>row << 2), loss);
    sum += loss;
  }
  return <f32>(sum / rows);
}

/**
 * A GAN's loss on one logit a row, `stride` bytes apart: the term `realTerm` on the first `reals` rows and `fakeTerm` on
 * the others, each a mean over its rows. Terms by number, in the order of TERMS in steps/stages.ts.
 */
export function adversarial(
  rows: i32, reals: i32, realTerm: i32, fakeTerm: i32, a: usize, stride: usize, da: usize, losses: usize,
): f32 {
  const first = <usize>reals * stride;
  return side(reals, realTerm, a, stride, da, losses)
    + side(rows - reals, fakeTerm, a + first, stride, da + first, losses + (<usize>reals << 2));
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
    if (term < 3) {
      // softplus(−a), softplus(a) and −softplus(a), the last two with the same size.
      const argument = term == 0 ? f32x4.neg(logits) : logits;
      const e = expBelow1(argument);
      const factor = f32x4.add(one(), e);
      value = f32x4.add(f32x4.pmax(argument, f32x4.splat(0)), log4(factor));
      slope = f32x4.div(aboveOf(argument, e), factor);
      if (term == 2) value = f32x4.neg(value);
      if (term != 1) slope = f32x4.neg(slope);
    } else {
      slope = term == 3 ? f32x4.sub(logits, one()) : logits;
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
