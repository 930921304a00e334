/**
 * Both networks of a trained variational autoencoder outside any executor, in plain loops: a digit under a moving finger is
 * decoded in the page, where a question to a worker would take longer than the answer.
 */
import { sigmoid } from '#src/engine/maths/logistic.ts';
import type { LayerPlace, Plan } from '#src/engine/steps/plan.ts';
import { unpacked } from '#src/engine/steps/rows.ts';
import { PIXELS } from '../shared/batches.ts';

/** y = x W + b, without gaps: W [inputs, outputs], row by row. */
export type Layer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
};

/** Layers in their order, with a ReLU after all but the last. The encoder ends in μ, then log σ²; the decoder in log odds. */
export type Networks = { readonly encoder: readonly Layer[]; readonly decoder: readonly Layer[] };

/** The networks of this plan, out of its parameters. */
export function networksIn({ layers }: Plan, parameters: Float32Array): Networks {
  const of = (name: string) =>
    layers.filter(({ network }: LayerPlace) => network === name).map((place) => unpacked(place, parameters));
  return { encoder: of('encoder'), decoder: of('decoder') };
}

/** What a chain of layers makes of its input. */
function through(layers: readonly Layer[], input: ArrayLike<number>): Float64Array {
  let values = input;
  layers.forEach((layer, at) => {
    const sums = linear(layer, values);
    values = at < layers.length - 1 ? sums.map((sum) => Math.max(0, sum)) : sums;
  });
  return Float64Array.from(values);
}

/** All the time goes here; an input of 0, as paper and half of the rectified units are, costs nothing. */
export function linear({ outputs, weights, bias }: Layer, values: ArrayLike<number>): Float64Array {
  const sums = Float64Array.from(bias);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value === 0) continue;
    const from = i * outputs;
    for (let j = 0; j < outputs; j++) sums[j] = (sums[j] ?? NaN) + value * (weights[from + j] ?? NaN);
  }
  return sums;
}

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
