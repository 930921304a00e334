/** The Gaussian code, and the way back through it. */
import { exp4, inside, multiplyAdd, one, strideOf, total } from '../../kernels/vector';
import { Code, CodeBackward } from '../../kernels/words';

/**
 * z = μ + σε from rows [μ | log σ²], `latent` each; ε without gaps. losses[row] = KL(N(μ, σ²) ‖ N(0, 1)) in nats,
 * and its mean at `log`.
 */
export function code(s: Code): void {
  const rows = s.rows, latent = s.latent, moments = s.moments, noise = s.noise, z = s.z, losses = s.losses;
  const momentsStride = strideOf(2 * latent), zStride = strideOf(latent);
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
  store<f32>(s.log, <f32>(sum / rows));
}

/** The gradient at [μ | log σ²]: of the loss behind z, and of `weight` times the KL. */
export function codeBackward(s: CodeBackward): void {
  const rows = s.rows, latent = s.latent, moments = s.moments, noise = s.noise, dz = s.zGradient, dMoments = s.gradient;
  const momentsStride = strideOf(2 * latent), dzStride = strideOf(latent);
  const half = f32x4.splat(0.5);
  const pull = f32x4.splat(load<f32>(s.weight) / <f32>rows);
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
