/**
 * Structural similarity (Wang et al. 2004, "Image quality assessment: from error visibility to structural similarity",
 * equation 13). There are many SSIMs; this one has the conventions of scikit-image from 0.16 on by default: the mean over
 * all windows of 7 × 7 pixels inside the image, each pixel of a window weighted alike, variances with divisor 48,
 * K₁ = 0.01, K₂ = 0.03, one channel. Matlab and TensorFlow weight windows of 11 × 11 with a Gaussian.
 */

/** Side of a window. */
const SSIM_WINDOW = 7;
const PIXELS = SSIM_WINDOW * SSIM_WINDOW;
const [K1, K2] = [0.01, 0.03];

export type Size = { readonly width: number; readonly height: number };

/**
 * From −1 to 1, and 1 only for equal images, each [height, width] row by row, both sides at least 7 pixels. `range` is
 * the largest value that a pixel may have less the smallest: 1 for greys from 0 to 1, 255 for bytes; it changes the result.
 */
export function ssim(image: ArrayLike<number>, other: ArrayLike<number>, size: Size, range: number): number {
  checkSize(image, other, size);
  const { width, height } = size;
  let total = 0;
  for (let top = 0; top + SSIM_WINDOW <= height; top++) total += sumOfRow(columnsOf(image, other, width, top), range);
  return total / ((width - SSIM_WINDOW + 1) * (height - SSIM_WINDOW + 1));
}

function checkSize(image: ArrayLike<number>, other: ArrayLike<number>, { width, height }: Size): void {
  if (width < SSIM_WINDOW || height < SSIM_WINDOW)
    throw new Error(
      `Expected images of at least ${SSIM_WINDOW}×${SSIM_WINDOW} pixels, found ${width}×${height}. Give larger ones.`,
    );
  if (image.length !== width * height || other.length !== width * height)
    throw new Error(
      `Expected two images of ${width * height} pixels (${width}×${height}), found ${image.length} and ${other.length}.`,
    );
}

/** Sums over the seven rows of a window of x, y, x², y² and xy, [5, width]. */
function columnsOf(x: ArrayLike<number>, y: ArrayLike<number>, width: number, top: number): Float64Array {
  const sums = new Float64Array(5 * width);
  const add = (at: number, value: number) => (sums[at] = (sums[at] ?? 0) + value);
  for (let pixel = top * width; pixel < (top + SSIM_WINDOW) * width; pixel++) {
    const [a, b, column] = [x[pixel] ?? NaN, y[pixel] ?? NaN, pixel % width];
    add(column, a);
    add(column + width, b);
    add(column + 2 * width, a * a);
    add(column + 3 * width, b * b);
    add(column + 4 * width, a * b);
  }
  return sums;
}

/** The similarities of all windows with the same top row, added up. */
function sumOfRow(columns: Float64Array, range: number): number {
  const width = columns.length / 5;
  let total = 0;
  for (let left = 0; left + SSIM_WINDOW <= width; left++) {
    const over = (which: number) => {
      let sum = 0;
      for (let column = left; column < left + SSIM_WINDOW; column++) sum += columns[which * width + column] ?? NaN;
      return sum / PIXELS;
    };
    total += similarity(over(0), over(1), over(2), over(3), over(4), range);
  }
  return total;
}

/** Equation 13 from the means over one window of x, y, x², y² and xy. */
function similarity(x: number, y: number, xx: number, yy: number, xy: number, range: number): number {
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  const unbiased = PIXELS / (PIXELS - 1);
  const spread = unbiased * (xx - x * x + (yy - y * y));
  const shared = unbiased * (xy - x * y);
  return ((2 * x * y + c1) * (2 * shared + c2)) / ((x * x + y * y + c1) * (spread + c2));
}
