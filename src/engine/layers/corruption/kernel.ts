/** What is done to an autoencoder's input, or to what a discriminator sees. */
import { inside, multiplyAdd, one, strideOf } from '../../kernels/vector';
import { Corrupt, CORRUPTION_GAUSSIAN, CORRUPTION_SALT_AND_PEPPER } from '../../kernels/words';

/**
 * y = x, but 0 where the draw is below the level (masking); 0 below half of it and 1 from there to the level (salt and
 * pepper); or with level · draw added.
 */
export function corrupt(s: Corrupt): void {
  const rows = s.rows, width = s.width, x = s.x, draws = s.draws, y = s.y;
  const stride = strideOf(width), gaussian = s.corruption == CORRUPTION_GAUSSIAN;
  const amount = v128.load32_splat(s.level), half = f32x4.mul(amount, f32x4.splat(0.5));
  const left = s.corruption == CORRUPTION_SALT_AND_PEPPER ? one() : f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = v128.load(x + offset + at), drawn = v128.load(draws + offset + at);
      const salt = v128.andnot(left, f32x4.lt(drawn, half));
      const replaced = v128.bitselect(salt, value, f32x4.lt(drawn, amount));
      const changed = gaussian ? multiplyAdd(amount, drawn, value) : replaced;
      v128.store(y + offset + at, v128.and(changed, inside(<i32>(at >> 2), width)));
    }
  }
}
