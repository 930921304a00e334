/** The losses, with their gradients. `scale` is 1 / rows, so that gradients are those of the mean. */
import { aboveOf, exp4, expBelow1, inside, log4, multiplyAdd, one, sigmoid4, strideOf, total } from '../../kernels/vector';
import { Loss, LOSS_BERNOULLI, LOSS_GAUSSIAN, LOSS_SOFTMAX, LOSS_SQUARED } from '../../kernels/words';

export function loss(s: Loss): void {
  const kind = s.loss, rows = s.rows, width = s.width, stride = strideOf(width);
  const a = s.outputs, target = s.target, da = s.gradient, losses = s.losses;
  let mean: f32 = 0;
  if (kind == LOSS_BERNOULLI) mean = bernoulli(rows, width, a, target, stride, da, losses);
  if (kind == LOSS_GAUSSIAN) mean = gaussian(rows, width, a, target, stride, da, losses, s.h2, s.constant);
  if (kind == LOSS_SOFTMAX) mean = softmax(rows, width, a, target, stride, da, losses);
  if (kind == LOSS_SQUARED) mean = squared(rows, width, a, target, stride, da, losses);
  store<f32>(s.log, mean);
}

/** Lines of four whose factors 1 + e⁻|ᵃ| ≤ 2 are multiplied before one logarithm: 2⁶⁴ is far from overflow. */
const FACTORS: usize = 64;

/**
 * losses[row] = Σ softplus(a) − x a over the pixels, the Bernoulli −log p(x|z) with logits a; da = (σ(a) − x) · scale.
 * softplus(a) = max(a, 0) + log(1 + e⁻|ᵃ|), and a sum of logarithms is the logarithm of a product. Returns the mean.
 */
function bernoulli(rows: i32, width: i32, a: usize, x: usize, stride: usize, da: usize, losses: usize): f32 {
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
function gaussian(
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
function squared(rows: i32, width: i32, a: usize, x: usize, stride: usize, da: usize, losses: usize): f32 {
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
function softmax(rows: i32, width: i32, a: usize, labels: usize, stride: usize, da: usize, losses: usize): f32 {
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
