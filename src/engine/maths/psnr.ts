/** The peak signal-to-noise ratio: a mean squared error on a scale of decibels. */

/**
 * 10 log₁₀(range² / mean squared error) in dB, for two images of as many pixels; `range` is the largest value that a pixel
 * may have less the smallest: 1 for greys from 0 to 1, 255 for bytes. Infinite for equal images. Of many images take the
 * mean of their decibels, or those of their mean error, and say which: the first is at least as large (Jensen).
 */
export function psnr(image: ArrayLike<number>, other: ArrayLike<number>, range: number): number {
  if (image.length === 0 || image.length !== other.length)
    throw new Error(`Expected two images of one size, found ${image.length} and ${other.length} pixels.`);
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += ((image[i] ?? NaN) - (other[i] ?? NaN)) ** 2;
  return 10 * Math.log10((range * range * image.length) / sum);
}
