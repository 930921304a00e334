/** The layers of the autoencoder: 28 × 28 × 1 → 14 × 14 × 8 → 7 × 7 × 16 → code, and back. */
import type { Convolution, Layer, Picture, TransposedConvolution } from '#src/engine/steps/model.ts';
import { numbersOf, pictureAfter, tapsOf, geometryOf, smallOf } from '#src/engine/steps/pictures.ts';
import type { ConvolutionalConfig } from './convolutional.ts';

const WHOLE: Picture = { height: 28, width: 28, channels: 1 };
const HALF: Picture = { height: 14, width: 14, channels: 8 };
const QUARTER: Picture = { height: 7, width: 7, channels: 16 };
/** Units of the hidden layers of a net without convolutions: with them it has about as many parameters as the others. */
const HIDDEN = 18;

const halving = { layer: 'convolution', kernel: 3, stride: 2, padding: 1, activation: 'relu' } as const;
const linear = { layer: 'dense', activation: 'linear' } as const;

export function encoder({ decoder, size }: ConvolutionalConfig): readonly Layer[] {
  const code = { ...linear, name: 'code', outputs: size };
  if (decoder === 'dense') return [{ ...linear, name: 'first', outputs: HIDDEN, activation: 'relu' }, code];
  return [
    { ...halving, name: 'first', reads: WHOLE, outputs: HALF.channels },
    { ...halving, name: 'second', reads: HALF, outputs: QUARTER.channels },
    code,
  ];
}

/** From the code to 7 × 7 pixels, or to the hidden layer of a dense decoder. */
export const beginning = (config: ConvolutionalConfig): readonly Layer[] => [
  { layer: 'dense', name: 'back', outputs: widthBefore(config), activation: 'relu' },
];

/** Numbers between the two parts of the decoder. */
export const widthBefore = ({ decoder }: ConvolutionalConfig): number =>
  decoder === 'dense' ? HIDDEN : numbersOf(QUARTER);

/** From there to the logits of all pixels. */
export function end(config: ConvolutionalConfig): readonly Layer[] {
  switch (config.decoder) {
    case 'dense':
      return [{ ...linear, name: 'pixels', outputs: numbersOf(WHOLE) }];
    case 'transposed':
      return [
        { ...doubling(config, QUARTER), name: 'third', outputs: HALF.channels, activation: 'relu' },
        { ...doubling(config, HALF), name: 'pixels', outputs: WHOLE.channels, activation: 'linear' },
      ];
    case 'resize':
      return [
        ...enlarged(config, QUARTER, { name: 'third', outputs: HALF.channels, activation: 'relu' }),
        ...enlarged(config, HALF, { name: 'pixels', outputs: WHOLE.channels, activation: 'linear' }),
      ];
  }
}

/** A transposed convolution that doubles both sides; with a kernel of 3 pixels a line and a column are missing. */
const doubling = ({ kernel }: ConvolutionalConfig, reads: Picture) =>
  ({ layer: 'transposed convolution', reads, kernel, stride: 2, padding: 1, extra: 4 - kernel }) as const;

/** Both sides doubled, and a convolution that keeps them. */
function enlarged(
  { method }: ConvolutionalConfig,
  reads: Picture,
  more: Pick<Convolution, 'name' | 'outputs' | 'activation'>,
): readonly Layer[] {
  const resize = { layer: 'resize', reads, factor: 2, method } as const;
  const size = { kernel: 3, stride: 1, padding: 1 };
  return [resize, { layer: 'convolution', reads: pictureAfter(resize), ...size, ...more }];
}

const productOf = (layer: Convolution | TransposedConvolution): number => {
  const geometry = geometryOf(layer);
  const { height, width, channels } = smallOf(geometry);
  return tapsOf(geometry) * height * width * channels;
};

/** Multiply-adds of one step forward. */
export function workOf(config: ConvolutionalConfig): number {
  let width = numbersOf(WHOLE);
  let work = 0;
  for (const layer of [...encoder(config), ...beginning(config), ...end(config)]) {
    if (layer.layer === 'dense') {
      work += width * layer.outputs;
      width = layer.outputs;
    } else if (layer.layer === 'resize') {
      width = numbersOf(pictureAfter(layer));
    } else if (layer.layer === 'convolution' || layer.layer === 'transposed convolution') {
      work += productOf(layer);
      width = numbersOf(pictureAfter(layer));
    }
  }
  return config.batch * work;
}
