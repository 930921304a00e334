/** Sizes of pictures before and after a convolution (Dumoulin & Visin 2016). */
import type { Convolution, Picture, Resize, TransposedConvolution } from './model.ts';

/**
 * A convolution from a large picture [height, width, channels] to a small one with `features` channels, or its transpose,
 * back from the small one: sides of the small one are ⌊(i + 2 · padding − kernel) / stride⌋ + 1.
 */
export type Geometry = Picture & {
  readonly features: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
};

export const numbersOf = ({ height, width, channels }: Picture): number => height * width * channels;

/** The small picture of a geometry. */
export function smallOf({ height, width, features, kernel, stride, padding }: Geometry): Picture {
  const side = (length: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return { height: side(height), width: side(width), channels: features };
}

/** The numbers of the large picture that one pixel of the small one belongs to, those beyond the border counted in. */
export const tapsOf = ({ kernel, channels }: Geometry): number => kernel * kernel * channels;

export function geometryOf(layer: Convolution | TransposedConvolution): Geometry {
  const { reads, outputs, kernel, stride, padding } = layer;
  if (layer.layer === 'convolution') return { ...reads, features: outputs, kernel, stride, padding };
  const side = (length: number) => stride * (length - 1) + kernel - 2 * padding + (layer.extra ?? 0);
  const large = { height: side(reads.height), width: side(reads.width), channels: outputs };
  return { ...large, features: reads.channels, kernel, stride, padding };
}

/** The picture that comes out of a layer. */
export function pictureAfter(layer: Convolution | TransposedConvolution | Resize): Picture {
  if (layer.layer === 'convolution') return smallOf(geometryOf(layer));
  if (layer.layer === 'transposed convolution') {
    const { height, width, channels } = geometryOf(layer);
    return { height, width, channels };
  }
  const { reads, factor } = layer;
  return { height: reads.height * factor, width: reads.width * factor, channels: reads.channels };
}
