/**
 * Convolutions as products: a dense layer that the numbers under the kernel pass, at each of its places. What a convolution
 * does forwards its transpose does back, with the same weights.
 */
import { fedAt, matrix, placed, type LayerPart, type Walked } from '../../steps/making.ts';
import type { Convolution, Dense, TransposedConvolution } from '../../steps/model.ts';
import { geometryOf, numbersOf, pictureAfter, smallOf, tapsOf, type Geometry } from '../../steps/pictures.ts';
import { strideOf } from '../../steps/stages.ts';

type Kernels = Convolution | TransposedConvolution;

/** Throws a sentence where a picture is not the one that comes in, or where the kernel finds no place on it. */
function check(layer: Kernels, inputs: number): void {
  const { name, reads, kernel, stride } = layer;
  const { height, width, channels } = reads;
  if (numbersOf(reads) !== inputs)
    throw new Error(`“${name}” reads pictures of ${height} × ${width} × ${channels}, and rows of ${inputs} come in.`);
  const after = pictureAfter(layer);
  const isWhole = [height, width, channels, layer.outputs, kernel, stride].every((n) => Number.isInteger(n) && n >= 1);
  if (isWhole && after.height >= 1 && after.width >= 1 && extraOf(layer) < stride) return;
  throw new Error(`“${name}” leaves no picture: choose its kernel, stride and padding to fit ${height} × ${width}.`);
}

const extraOf = (layer: Kernels): number => (layer.layer === 'convolution' ? 0 : (layer.extra ?? 0));

/** The layer from the numbers under the kernel to a pixel of the small picture. */
const denseOf = ({ name, activation, bias }: Kernels, { features }: Geometry): Dense => ({
  layer: 'dense',
  name,
  outputs: features,
  activation,
  ...(bias && { bias }),
});

/**
 * Numbers that the kernels in WebAssembly work on: the numbers under the kernel at each place, a line of these for four
 * places at least; the small picture in whole lines; the weights once more; a column of their gradient; and biases.
 */
function roomOf(geometry: Geometry): number {
  const small = smallOf(geometry);
  const fours = (count: number) => 4 * Math.ceil(count / 4);
  const [taps, features] = [tapsOf(geometry), strideOf(geometry.features)];
  const pixels = fours(small.height * small.width);
  const weights = strideOf(taps) * features;
  return (
    pixels * (strideOf(taps) + features) + weights + 8 * strideOf(taps) + strideOf(geometry.channels) + features + 64
  );
}

/** The one of two layers that is the other's transpose differs in which of the two pictures comes out. */
function partOf<L extends Kernels>(out: 'small' | 'large'): LayerPart<L> {
  const [forwards, back] =
    out === 'small' ? (['convolve', 'convolve transposed'] as const) : (['convolve transposed', 'convolve'] as const);
  const shared = (layer: L, { rows, place }: Walked) => {
    const geometry = geometryOf(layer);
    return { ...geometry, rows, weights: placed(place).weights };
  };
  return {
    width(layer, inputs) {
      check(layer, inputs);
      return numbersOf(pictureAfter(layer));
    },
    place(layer, { network, parameters }) {
      const geometry = geometryOf(layer);
      const [inputs, dense] = [tapsOf(geometry), denseOf(layer, geometry)];
      const weights = parameters.take(inputs * strideOf(dense.outputs));
      const bias = parameters.take(layer.outputs);
      const place = { network, inputs, dense, weights, table: bias, bias };
      return out === 'small' ? place : { ...place, biases: layer.outputs };
    },
    forward(making, step, layer) {
      const given = shared(layer, step);
      const { bias } = placed(step.place);
      const room = making.arena.take(roomOf(given));
      const { x: from, y: to } = step;
      return [{ stage: forwards, ...given, room, from, to, bias, below: undefined, activation: layer.activation }];
    },
    backward(making, step, layer, { yGradient, activation }) {
      const given = shared(layer, step);
      const gradient = matrix(making, step.rows, step.inputs);
      const room = making.arena.take(roomOf(given));
      const [from, to, below] = [yGradient, gradient, step.x];
      making.stages.push({ stage: back, ...given, room, from, to, bias: undefined, below, activation });
      return gradient;
    },
    learn(making, step, yGradient, learns) {
      if (!learns) return [];
      const given = shared(layerOf(step), step);
      const { bias } = placed(step.place);
      const room = making.arena.take(roomOf(given));
      const [large, small] = out === 'small' ? [step.x, yGradient] : [yGradient, step.x];
      const adam = fedAt(making, 'adam');
      return [{ stage: 'backward to kernel', ...given, room, large, small, bias, biased: out, adam }];
    },
  };

  function layerOf({ layer }: Walked): L {
    return layer as L;
  }
}

export const convolution = partOf<Convolution>('small');
export const transposed = partOf<TransposedConvolution>('large');
