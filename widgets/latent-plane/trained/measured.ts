/** The bound on the evidence by the networks themselves, as the trained beginning and its test compute it. */
import type { DigitSet } from '#src/engine/data/digits.ts';
import { klToStandardNormal } from '#src/engine/maths/gaussian.ts';
import { random } from '#src/engine/random.ts';
import { decode, encode, type Networks } from '#src/models/vae/networks.ts';
import { normals, PIXELS } from '#src/models/shared/batches.ts';

/** Rate and ELBO in nats, means over digits, with one draw of ε for each: that of a run with this seed. */
export function elboOf(networks: Networks, { images, count }: DigitSet, seed: number) {
  const noise = normals(random(seed).fork('held-out'), 2 * count);
  let [rate, distortion] = [0, 0];
  for (let i = 0; i < count; i++) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    const moments = encode(networks, image);
    const z = [0, 1].map((j) => {
      const [mean, deviation] = [moments[j] ?? NaN, Math.exp((moments[j + 2] ?? NaN) / 2)];
      rate += klToStandardNormal(mean, deviation).total / count;
      return mean + deviation * (noise[2 * i + j] ?? NaN);
    });
    const greys = decode(networks, z);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const x = (image[pixel] ?? 0) / 255;
      distortion -= (x * Math.log(greys[pixel] ?? NaN) + (1 - x) * Math.log1p(-(greys[pixel] ?? NaN))) / count;
    }
  }
  return { rate, distortion, elbo: -distortion - rate };
}
