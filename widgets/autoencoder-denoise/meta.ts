import {
  batchKnob,
  digitsKnob,
  fallsKnob,
  hiddenUnitsKnob,
  learningRateKnob,
  pace,
  seedKnob,
  PLANE_SHAPES,
} from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

/** Half the side of the square that is shown. */
export const HALF_SIDE = 1.4;

const onPlane = { on: ['plane'] } as const;
const onDigits = { on: ['digits'] } as const;

const start = (axis: 'across' | 'up', initial: number) =>
  number(`start, ${axis}`, {
    min: -HALF_SIDE,
    max: HALF_SIDE,
    initial,
    step: 0.02,
    looks: true,
    when: onPlane,
    about: `Where the walk of repeated denoising starts, ${axis} the plane; drag it in either picture.`,
  });

const decibels = { unit: 'dB', digits: 2, when: { on: 'digits' } } as const;

export const meta = widget({
  title: 'Denoising autoencoder',
  question: 'What does a network learn that only takes noise away?',
  caption:
    'Where data come, a denoiser’s arrows r(x) − x are those of σ² ∇ log p: the way uphill in the density of the noisy data, which is known here. Elsewhere both are pale. Drag the start: denoised over and over, a point walks to the data. On digits the network is compared with a median filter, which is at its best against salt and pepper.',
  still:
    'Two planes of arrows over data on two half moons: on the left where a trained denoiser sends points, on the right the exact score of the noisy data times the variance of the noise; a walk of repeated denoising from a point outside to one of the moons; the error of the field falling over the steps.',
  invites: 'Train a network to take noise away, drop a point far from the data, and watch it find its way back.',
  lecture: 'autoencoders',
  trains: true,
  params: {
    on: choice(
      'data',
      { plane: 'Points in the plane', digits: 'Digits' },
      { initial: 'plane', primary: true, about: 'What is made noisy and restored.' },
    ),
    shape: choice('shape', PLANE_SHAPES, {
      initial: 'moons',
      primary: true,
      when: onPlane,
      about: 'The distribution of the clean points; with noise its density is known exactly too.',
    }),
    noise: choice(
      'noise',
      { gaussian: 'Gaussian', masking: 'Masking', 'salt-and-pepper': 'Salt and pepper' },
      {
        initial: 'gaussian',
        primary: true,
        when: onDigits,
        about:
          'Gaussian noise is added to every pixel; masking makes some pixels white, salt and pepper makes them white or black. In the plane the noise is Gaussian.',
      },
    ),
    level: number('level of the noise', {
      min: 0.02,
      max: 0.8,
      initial: 0.1,
      step: 0.01,
      primary: true,
      about: 'Standard deviation σ of Gaussian noise; of other noise, the share of the pixels that it replaces.',
    }),
    x1: start('across', 1.1),
    x2: start('up', 0.8),
    net: choice(
      'network',
      { sines: 'Hidden layers, sines', rectified: 'Hidden layers', linear: 'Linear' },
      {
        initial: 'sines',
        when: onPlane,
        about:
          'Two rectified hidden layers of 64 units that read the point, with or without sines and cosines of its coordinates in three octaves; or none, so that r(x) is a matrix times x and a bias.',
      },
    ),
    width: hiddenUnitsKnob({
      initial: 256,
      when: onDigits,
      about: 'Units of the hidden layer between the pixels.',
    }),
    lr: learningRateKnob(3e-3),
    falls: fallsKnob(1500),
    batch: batchKnob({ max: 256, initial: 128, unit: 'rows', about: 'Points or images a training step.' }),
    data: { ...digitsKnob, label: 'digits', when: onDigits },
    seed: seedKnob(1),
  },
  metrics: {
    'field-error': {
      label: 'error of the field',
      unit: '',
      digits: 3,
      when: { on: 'plane' },
      meaning: 'model',
      about:
        'Root mean square of the difference between r(x) − x and σ² ∇ log p over that of the latter, at 2,000 noisy points.',
    },
    'field-cosine': {
      label: 'cosine between the fields',
      unit: '',
      digits: 3,
      when: { on: 'plane' },
      about: 'Mean cosine of the angle between r(x) − x and ∇ log p at the same points; 1 where the directions agree.',
    },
    'psnr-noisy': {
      label: 'noisy',
      ...decibels,
      about: 'Peak signal-to-noise ratio of the noisy digits, cut to grey values from 0 to 1; mean over 500.',
    },
    'psnr-restored': {
      label: 'restored',
      ...decibels,
      meaning: 'reconstruction',
      about: 'The same of what the network makes of them, on digits that it has not learned from.',
    },
    'psnr-median': {
      label: 'median filter',
      ...decibels,
      about: 'The same of the median of every 3 × 3 pixels, which learns nothing.',
    },
    'steps-per-second': pace(),
  },
  pictures: ['learned', 'exact', 'digits', 'curve'],
  views: {
    digits: {
      question: 'Which noise can be taken away?',
      caption:
        'Ten digits that the network has not learned from: clean, noisy, restored by the network, and by a 3 × 3 median filter, with the decibels of each. The filter is at its best against salt and pepper: a single wrong pixel is hardly ever the middle one of nine.',
      still:
        'Four rows of ten digits: clean; with Gaussian noise; restored by the trained network; and filtered by a 3 × 3 median, with their peak signal-to-noise ratios under them.',
      pictures: ['digits', 'curve'],
      knobs: ['noise', 'level'],
      readouts: ['psnr-noisy', 'psnr-restored', 'psnr-median'],
      presets: ['gaussian', 'masking', 'salt'],
      set: { on: 'digits', noise: 'gaussian', level: 0.3, batch: 32 },
    },
  },
  readouts: ['field-error', 'field-cosine', 'psnr-noisy', 'psnr-restored', 'psnr-median'],
  presets: {
    moons: { label: 'Two moons', set: { on: 'plane', shape: 'moons', level: 0.1, net: 'sines' } },
    spiral: { label: 'A spiral', set: { on: 'plane', shape: 'spiral', level: 0.1, net: 'sines' } },
    smooth: {
      label: 'The spiral without sines: the arms are too fine',
      set: { on: 'plane', shape: 'spiral', level: 0.1, net: 'rectified' },
    },
    wiener: {
      label: 'Linear: one centre for all, the Wiener filter',
      set: { on: 'plane', shape: 'moons', level: 0.4, net: 'linear', lr: 0.01 },
    },
    gaussian: { label: 'Digits with Gaussian noise', set: { on: 'digits', noise: 'gaussian', level: 0.3 } },
    masking: { label: 'Digits with half of their pixels gone', set: { on: 'digits', noise: 'masking', level: 0.5 } },
    salt: {
      label: 'Salt and pepper, which suits the median filter',
      set: { on: 'digits', noise: 'salt-and-pepper', level: 0.2 },
    },
  },
  guess: {
    asks: 'Data on a ring of eight, and noise as wide as the ring: denoised over and over, a point ends …',
    set: { on: 'plane', shape: 'ring', level: 0.8, x1: 1.1, x2: 0.8, net: 'sines', seed: 1 },
    steps: 1500,
    answers: {
      nearest: { label: 'at the nearest of the eight', mark: { rings: [[0.64, 0.64]] } },
      middle: { label: 'in the middle, where no data are', mark: { rings: [[0, 0]] } },
      stays: { label: 'about where it starts', mark: { rings: [[1.1, 0.8]] } },
    },
    right: 'middle',
    because:
      'r(x) is the mean of all clean points that may lie behind x. With so much noise that is nearly every one of the eight, wherever x is, and their mean is the middle. At 0.1 only the nearest is left, so diffusion models go from much noise to little.',
    picture: 'Where the network sends points, r(x) − x',
    covers: ['The exact score of the noisy data, σ² ∇ log p'],
  },
  settles:
    'At noise 0.1 the arrows of the network are within 15 % of σ² ∇ log p on ring, moons and spiral, with a mean cosine of at least 0.9; a linear network ends within 1 % of the Wiener filter; Gaussian noise of 0.3 on digits is restored to at least 19.5 dB, 1.5 dB above a 3 × 3 median, and half-masked digits to at least 17 dB, while against salt and pepper the median filter gains most.',
});
