import {
  batchKnob,
  digitsKnob,
  fallsKnob,
  hiddenUnitsKnob,
  learningRateKnob,
  pace,
  seedKnob,
} from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const squares = { unit: 'per image', digits: 2 } as const;

export const meta = widget({
  title: 'Autoencoder and PCA',
  question: 'How much of a digit fits into a few numbers?',
  caption:
    'An autoencoder learns to reconstruct digits from J numbers. The pictures show digits that it has not seen above its reconstructions and those of PCA, its error by step, and PCA’s error for every number of components. ' +
    'A linear one ends at PCA’s error and, where the variances differ, in PCA’s subspace, which its bars of variance show filling; hidden layers go below it as long as the code is small.',
  still:
    'Ten held-out digits above what an autoencoder with eight numbers and what PCA with eight components bring back of them; the error falling below PCA’s over 1,000 steps; PCA’s error over the number of components, with that of the autoencoder below it.',
  invites: 'Choose how few numbers a digit is squeezed through, and see what hidden layers keep that PCA cannot.',
  lecture: 'autoencoders',
  trains: true,
  params: {
    k: number('size of the code', {
      symbol: 'J',
      min: 1,
      max: 64,
      initial: 8,
      integer: true,
      primary: true,
      about: 'Numbers in the code, and components of PCA beside it.',
    }),
    linear: choice(
      'linear',
      { no: 'Hidden layers', yes: 'Linear' },
      {
        initial: 'no',
        primary: true,
        about:
          'Linear: straight from pixels to code and back. Otherwise through rectified hidden layers on either side.',
      },
    ),
    width: hiddenUnitsKnob({
      initial: 128,
      about: 'Units of each hidden layer; a linear autoencoder has none.',
      when: { linear: ['no'] },
    }),
    depth: number('hidden layers', {
      min: 1,
      max: 3,
      initial: 1,
      integer: true,
      about: 'Hidden layers on either side of the code.',
      when: { linear: ['no'] },
    }),
    tied: choice(
      'decoder’s weights',
      { no: 'Its own', yes: 'The encoder’s, transposed' },
      {
        initial: 'no',
        about:
          'Whether the decoder has weights of its own, or each layer those of its counterpart in the encoder, transposed.',
      },
    ),
    lr: learningRateKnob(3e-3),
    falls: fallsKnob(1000),
    batch: batchKnob({ max: 256, initial: 128, unit: 'images', about: 'Images a training step.' }),
    data: digitsKnob,
    seed: seedKnob(1, 'Names the random numbers: initial weights and batches.'),
  },
  metrics: {
    error: {
      label: 'squared error',
      ...squares,
      meaning: 'distortion',
      about: '‖x − x̂‖² of a held-out digit, mean over 500.',
    },
    'pca-error': {
      label: 'PCA’s error',
      ...squares,
      about: 'The same of PCA with J components of the training digits.',
    },
    angle: {
      label: 'largest angle to PCA’s subspace',
      unit: '°',
      digits: 1,
      when: { linear: 'yes' },
      about: 'Largest principal angle between what the linear decoder spans and that of the first J components.',
    },
    captured: {
      label: 'variance captured',
      unit: '',
      digits: 4,
      when: { linear: 'yes' },
      about: 'Variance of the training digits within what the linear decoder spans, over that within PCA’s subspace.',
    },
    'steps-per-second': pace(),
  },
  readouts: ['error', 'pca-error', 'angle', 'captured'],
  presets: {
    pca: { label: 'Linear: PCA found by training', set: { linear: 'yes', k: 6, lr: 0.01, tied: 'no' } },
    tied: {
      label: 'Linear and tied: the code is the projection itself',
      set: { linear: 'yes', k: 6, lr: 0.01, tied: 'yes' },
    },
    bent: {
      label: 'Hidden layers: a quarter less error with eight numbers',
      set: { linear: 'no', k: 8, depth: 1, tied: 'no' },
    },
    two: { label: 'Two numbers', set: { linear: 'no', k: 2 } },
    wide: { label: 'A large code, where PCA still wins at step 1,000', set: { linear: 'no', k: 64 } },
    crowded: {
      label: 'Linear with two numbers: variances too alike to tell directions',
      set: { linear: 'yes', k: 2, lr: 0.01 },
    },
  },
  settles:
    'After 1,000 steps a linear autoencoder has PCA’s error within 1 %, and with six numbers PCA’s subspace within 5°; with hidden layers and eight numbers the error is at most 0.80 of PCA’s.',
});
