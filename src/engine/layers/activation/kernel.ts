/** Activations on their own, and the way back through them. */
import { inside, strideOf } from '../../kernels/vector';
import { Activate, ThroughActivation } from '../../kernels/words';
import { activated, throughActivation as through } from './shapes.kernel';

/** The columns of y that only pad a row become 0. */
export function activate(s: Activate): void {
  const rows = s.rows, width = s.width, x = s.x, y = s.y, activation = s.activation;
  const stride = strideOf(width), bend = f32x4.splat(s.slope);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = activated(v128.load(x + offset + at), activation, bend);
      v128.store(y + offset + at, v128.and(value, inside(<i32>(at >> 2), width)));
    }
  }
}

/** gradient = dy ∘ f′, with f′ from the values y. What pads dy is 0 and stays so. */
export function throughActivation(s: ThroughActivation): void {
  const y = s.y, dy = s.yGradient, gradient = s.gradient, activation = s.activation;
  const size = <usize>s.rows * strideOf(s.width), bend = f32x4.splat(s.slope);
  for (let at: usize = 0; at < size; at += 16)
    v128.store(gradient + at, through(v128.load(dy + at), v128.load(y + at), activation, bend));
}
