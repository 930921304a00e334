/** What is done to an autoencoder's input, or to what a discriminator sees. */
import { inside, multiplyAdd, strideOf } from '../../kernels/vector';
import { Corrupt, CORRUPTION_MASKING } from '../../kernels/words';

/** y = x, but 0 where the draw is below the level (masking), or with level · draw added. */
export function corrupt(s: Corrupt): void {
  const rows = s.rows, width = s.width, x = s.x, draws = s.draws, y = s.y;
  const stride = strideOf(width), masking = s.corruption == CORRUPTION_MASKING;
  const amount = v128.load32_splat(s.level);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = v128.load(x + offset + at), drawn = v128.load(draws + offset + at);
      const kept = v128.andnot(value, f32x4.lt(drawn, amount));
      const changed = masking ? kept : multiplyAdd(amount, drawn, value);
      v128.store(y + offset + at, v128.and(changed, inside(<i32>(at >> 2), width)));
    }
  }
}
