/** The median filter: each pixel becomes the median of the pixels around it (Tukey 1977). */

/**
 * An image [side, side] whose every pixel is the median of the 3 × 3 around it; beyond the border the pixel next to it is
 * repeated.
 */
export function medianFilter(image: ArrayLike<number>, side: number): Float32Array {
  const inside = (place: number) => Math.min(side - 1, Math.max(0, place));
  const nine = new Float32Array(9);
  return Float32Array.from({ length: side * side }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / side), pixel % side];
    for (let i = 0; i < 9; i++)
      nine[i] = image[inside(row + Math.floor(i / 3) - 1) * side + inside(column + (i % 3) - 1)] ?? NaN;
    return nine.sort()[4] ?? NaN;
  });
}
