/**
 * Both networks of a trained variational autoencoder outside any executor, in plain loops: a digit under a moving finger is
 * decoded in the page, where a question to a worker would take longer than the answer.
 */
import { sigmoid } from '#src/engine/maths/logistic.ts';
import type { Plan } from '#src/engine/steps/plan.ts';
import { PIXELS } from '../shared/batches.ts';
import { layersIn, through, type Layer } from '../shared/in-the-page.ts';

export type { Layer };

/** Layers in their order, with a ReLU after all but the last. The encoder ends in μ, then log σ²; the decoder in log odds. */
export type Networks = { readonly encoder: readonly Layer[]; readonly decoder: readonly Layer[] };

/** The networks of this plan, out of its parameters. */
export const networksIn = (plan: Plan, parameters: Float32Array): Networks => ({
  encoder: layersIn(plan, 'encoder', parameters),
  decoder: layersIn(plan, 'decoder', parameters),
});

/** Mean and log variance of q(z|x), [2 J], of an image of 784 bytes. */
export const encode = ({ encoder }: Networks, image: Uint8Array): Float64Array =>
  through(
    encoder,
    Float64Array.from(image, (byte) => byte / 255),
  );

/** Means of p(x|z), 784 grey values 0–1, at the code z. */
export const decode = ({ decoder }: Networks, z: ArrayLike<number>): Float64Array => through(decoder, z).map(sigmoid);

/** The same as bytes. */
export const decodedBytes = (networks: Networks, z: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(decode(networks, z), (grey) => Math.round(255 * grey));

/** Mean and log variance of each of some images, one behind the other, [count, 2 J]. */
export function encodeAll(networks: Networks, images: Uint8Array): Float32Array {
  const rows = Array.from({ length: images.length / PIXELS }, (_, i) =>
    encode(networks, images.subarray(i * PIXELS, (i + 1) * PIXELS)),
  );
  return Float32Array.from(rows.flatMap((row) => [...row]));
}
