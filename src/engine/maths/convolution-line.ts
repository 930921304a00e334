/** A convolution along a line and its transpose, as matrices and as counts (Dumoulin & Visin 2016). */

/** A kernel of `kernel` numbers that moves by `stride`, with `padding` zeros beyond either end of the longer line. */
export type Walk = { readonly kernel: number; readonly stride: number; readonly padding: number };

/** Numbers that a convolution makes of `length`; below 1 where the kernel finds no place. */
export const convolvedLength = (length: number, { kernel, stride, padding }: Walk): number =>
  Math.floor((length + 2 * padding - kernel) / stride) + 1;

/** Numbers that the transpose makes of `length`: o = s(i − 1) + k − 2p. */
export const transposedLength = (length: number, { kernel, stride, padding }: Walk): number =>
  stride * (length - 1) + kernel - 2 * padding;

/**
 * The matrix [outputs, length] of the convolution of a line with these weights: row j has the kernel from column
 * s j − p on. Its transpose is the matrix of the transposed convolution.
 */
export function matrixOf(weights: readonly number[], length: number, walk: Walk): number[][] {
  return Array.from({ length: Math.max(0, convolvedLength(length, walk)) }, (_, row) => {
    const begin = walk.stride * row - walk.padding;
    return Array.from({ length }, (__, column) => weights[column - begin] ?? 0);
  });
}

/** How many of `length` inputs a transposed convolution adds up at each place of its outcome. */
export function overlaps(length: number, walk: Walk): number[] {
  const { kernel, stride, padding } = walk;
  return Array.from({ length: Math.max(0, transposedLength(length, walk)) }, (_, place) => {
    let count = 0;
    for (let input = 0; input < length; input++) {
      const under = place + padding - stride * input;
      if (under >= 0 && under < kernel) count++;
    }
    return count;
  });
}

/** The smallest and the largest count of an outcome long enough to have an interior: ⌊k / s⌋ and ⌈k / s⌉. */
export const interiorOverlaps = ({ kernel, stride }: Walk): readonly [number, number] => [
  Math.floor(kernel / stride),
  Math.ceil(kernel / stride),
];
