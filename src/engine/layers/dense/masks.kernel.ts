/**
 * Makes 0 the weights that join an input to an output of smaller degree. That is done after Adam, which goes number by
 * number, so that the weights left out need no gradient of 0: what their moments become moves nothing.
 */
export function keepMask(inputs: i32, stride: usize, weights: usize, from: usize, to: usize): void {
  for (let input = 0; input < inputs; input++) {
    const degree = v128.load32_splat(from + (<usize>input << 2));
    const row = weights + <usize>input * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(row + at, v128.and(v128.load(row + at), f32x4.le(degree, v128.load(to + at))));
    }
  }
}
