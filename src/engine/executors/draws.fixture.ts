/** Passes whose fields are drawn by the executor, and what random.ts draws for them. */
import { random } from '../random.ts';
import type { Draw, Model } from '../steps/model.ts';
import { strideOf } from '../steps/stages.ts';
import type { Images } from './executor.ts';

const POINTS = 11;

/** Rows of a width that fits no vector, a block of them beside another, and the noise of a code. */
export type Shape = { readonly rows: number; readonly width: number; readonly latent: number; readonly law: Draw };

export const shapes: readonly Shape[] = [
  { rows: 1, width: 1, latent: 1, law: 'uniform' },
  { rows: 5, width: 3, latent: 2, law: 'points' },
  { rows: 7, width: 8, latent: 3, law: 'normal' },
  { rows: 130, width: 11, latent: 5, law: 'points' },
  { rows: 37, width: 17, latent: 32, law: 'uniform' },
];

/** The passes “rows” (through a code), “blocks” and “fed”, the first of them without draws. */
export function drawingModel({ rows, width, latent, law }: Shape): Model {
  const last = { layer: 'dense', name: 'last', outputs: width, activation: 'linear' } as const;
  const noise = { feed: 'noise', rows, through: ['generator'] };
  const fed = { name: 'fed', rows, input: 'rows', through: ['coder'], trains: [] } as const;
  return {
    adam: { beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
    networks: [
      {
        name: 'coder',
        inputs: width,
        layers: [
          { layer: 'dense', name: 'moments', outputs: 2 * latent, activation: 'linear' },
          { layer: 'gaussian code', latent },
          last,
        ],
      },
      { name: 'generator', inputs: latent, layers: [{ ...last, name: 'point' }] },
      { name: 'discriminator', inputs: width, layers: [{ ...last, name: 'logit', outputs: 1 }] },
    ],
    passes: [
      fed,
      { ...fed, name: 'rows', draws: { rows: law, noise: 'normal' } },
      {
        name: 'blocks',
        rows: 2 * rows,
        input: [{ feed: 'real', rows, through: [] }, noise],
        through: ['discriminator'],
        trains: ['discriminator'],
        draws: { real: law, noise: 'normal' },
        loss: { loss: 'adversarial', form: 'non-saturating', player: 'discriminator' },
      },
    ],
  };
}

/** A table of points, each with its own numbers. */
export function tableOf({
  width,
}: Pick<Shape, 'width'>): Images & { readonly points: { readonly values: Float32Array; readonly width: number } } {
  const source = random(9).fork('table');
  const values = Float32Array.from({ length: POINTS * width }, () => source.between(-2, 2));
  return { bytes: new Uint8Array(), width: 0, points: { values, width } };
}

/** What a stream of `seed` gives at `step` for rows of a width, padded as the arena pads them, or without gaps. */
export function drawnBy(
  seed: number,
  name: string,
  step: number,
  law: Draw,
  rows: number,
  width: number,
  stride = strideOf(width),
) {
  const source = random(seed).fork(name).at(step);
  const values = new Float32Array(rows * stride);
  const { points } = tableOf({ width });
  for (let row = 0; row < rows; row++) {
    const from = law === 'points' ? source.below(POINTS) * width : 0;
    for (let column = 0; column < width; column++)
      values[row * stride + column] =
        law === 'normal'
          ? source.normal()
          : law === 'uniform'
            ? source.uniform()
            : (points.values[from + column] ?? NaN);
  }
  return values;
}

/** Philox's published answers (Random123, kat_vectors, philox4x32 with 10 rounds): counter, key, words. */
export const PUBLISHED = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const;
