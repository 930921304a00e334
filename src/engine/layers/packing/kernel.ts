/** Rows side by side as one, and apart again. */
import { strideOf } from '../../kernels/vector';
import { Pack, Unpack } from '../../kernels/words';

/** `group` rows of x side by side in each of `rows` rows of y. */
export function pack(s: Pack): void {
  const rows = s.rows, group = s.group, x = s.x, y = s.y, bytes = <usize>s.width << 2;
  const xStride = strideOf(s.width), yStride = strideOf(group * s.width);
  for (let row = 0; row < rows; row++)
    for (let member = 0; member < group; member++)
      memory.copy(y + <usize>row * yStride + <usize>member * bytes, x + <usize>(row * group + member) * xStride, bytes);
}

/** From rows of y to the `group` rows of x that lie side by side in each. */
export function unpack(s: Unpack): void {
  const rows = s.rows, group = s.group, x = s.x, y = s.y, bytes = <usize>s.width << 2;
  const xStride = strideOf(s.width), yStride = strideOf(group * s.width);
  for (let row = 0; row < rows; row++)
    for (let member = 0; member < group; member++)
      memory.copy(x + <usize>(row * group + member) * xStride, y + <usize>row * yStride + <usize>member * bytes, bytes);
}
