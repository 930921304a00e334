import { PIXELS, SIDE } from '#src/engine/data/raster.ts';
import { medianFilter } from '#src/engine/maths/median-filter.ts';

/** What the median filter makes of images, 784 greys or bytes for each. */
export function filtered<Values extends Float32Array | Uint8Array>(noisy: Values): Values {
  const median = noisy.slice() as Values;
  for (let from = 0; from < noisy.length; from += PIXELS)
    median.set(medianFilter(noisy.subarray(from, from + PIXELS), SIDE), from);
  return median;
}
