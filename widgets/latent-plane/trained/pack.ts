/**
 * Both networks as text: a weight is a whole multiple −31 … 31 of its unit's own step, one letter each. In so coarse steps
 * the ELBO moves by less than a nat, and what a reader fetches is as small as a photograph.
 */
import type { Layer, Networks } from '#src/models/vae/networks.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-';
const MOST = 31;
const DIGITS = 4;
const LEAST_INK = 0.002;

export type PackedLayer = {
  readonly inputs: number;
  readonly outputs: number;
  /** The largest weight of each hidden unit: of a row where there are more outputs than inputs, else of a column. */
  readonly reaches: readonly number[];
  readonly letters: string;
  readonly bias: readonly number[];
};
export type PackedNetworks = { readonly encoder: readonly PackedLayer[]; readonly decoder: readonly PackedLayer[] };

/** The hidden unit that weight `at` belongs to. */
const unitOf = ({ inputs, outputs }: Pick<Layer, 'inputs' | 'outputs'>, at: number) =>
  outputs > inputs ? Math.floor(at / outputs) : at % outputs;

const short = (value: number) => Number(value.toPrecision(DIGITS));

export function packedLayer(layer: Layer): PackedLayer {
  const { inputs, outputs, weights, bias } = layer;
  const reaches = new Float64Array(outputs > inputs ? inputs : outputs);
  weights.forEach((weight, at) => {
    const unit = unitOf(layer, at);
    reaches[unit] = Math.max(reaches[unit] ?? 0, Math.abs(weight));
  });
  const kept = Array.from(reaches, short);
  const letters = Array.from(weights, (weight, at) => letterOf(weight / (kept[unitOf(layer, at)] ?? NaN))).join('');
  return { inputs, outputs, reaches: kept, letters, bias: Array.from(bias, short) };
}

/** The letter of a share −1 … 1; a unit whose weights are all 0 has shares that are none. */
const letterOf = (share: number) => LETTERS.charAt(Math.round(Math.max(-1, Math.min(1, share || 0)) * MOST) + MOST);

const VALUE_OF = new Map(Array.from(LETTERS, (letter, at) => [letter, (at - MOST) / MOST]));

export function unpackedLayer(packed: PackedLayer): Layer {
  const { inputs, outputs, reaches, letters, bias } = packed;
  const weights = Float32Array.from(
    letters,
    (letter, at) => (VALUE_OF.get(letter) ?? NaN) * (reaches[unitOf(packed, at)] ?? NaN),
  );
  return { inputs, outputs, weights, bias: Float32Array.from(bias) };
}

const both = <From, To>({ encoder, decoder }: Record<keyof Networks, readonly From[]>, turn: (layer: From) => To) => ({
  encoder: encoder.map(turn),
  decoder: decoder.map(turn),
});

/**
 * The same networks without the weights of pixels that have hardly any ink in the training set (`greys`, their means): these
 * weights still are the random numbers that they began as, which no file gets smaller than they are.
 */
export const withoutPaper = ({ encoder, decoder }: Networks, greys: Float32Array): Networks => ({
  encoder: encoder.map((layer, at) =>
    at > 0 ? layer : weighed(layer, (weight) => (inked(greys, Math.floor(weight / layer.outputs)) ? 1 : 0)),
  ),
  decoder: decoder.map((layer, at) =>
    at < decoder.length - 1 ? layer : weighed(layer, (weight) => (inked(greys, weight % layer.outputs) ? 1 : 0)),
  ),
});

const inked = (greys: Float32Array, pixel: number) => (greys[pixel] ?? NaN) > LEAST_INK;
const weighed = (layer: Layer, share: (at: number) => number): Layer => ({
  ...layer,
  weights: layer.weights.map((weight, at) => weight * share(at)),
});

export const packedNetworks = (networks: Networks): PackedNetworks => both(networks, packedLayer);
export const unpackedNetworks = (packed: PackedNetworks): Networks => both(packed, unpackedLayer);
