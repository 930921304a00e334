import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

const error = { unit: 'ink²', digits: 1, meaning: 'distortion' } as const;

export const meta = widget({
  title: 'Pixel distance against meaning',
  question: 'Which change costs the most squared error?',
  invites: 'Shift, blur and erase parts of a digit, and compare the squared error of each change.',
  caption:
    'The bars compare the digit with its changed versions: a shift that nobody would notice costs more than a missing piece that everybody sees. In the last picture each numeral is one of a hundred digits, and for those above the line, too, the shift costs more.',
  still:
    'A written 3, the same 3 two pixels to the right, with a hole of six pixels, blurred, and a 3 by another hand. The bar of the shifted one is longer than that of the one with the hole and that of the blurred one; of a hundred digits nearly all lie above the line where both cost the same.',
  lecture: 'codes-and-latent-variables',
  trains: false,
  params: {
    shift: number('shift to the right', {
      unit: 'pixels',
      min: 0,
      max: 8,
      initial: 2,
      integer: true,
      primary: true,
      about: 'How far the same digit is moved. The digit is about 20 pixels high.',
    }),
    erase: number('erased square', {
      unit: 'pixels a side',
      min: 0,
      max: 14,
      initial: 6,
      integer: true,
      primary: true,
      about: 'The side of the square that is wiped out, laid where it takes away the most.',
    }),
    blur: number('blur', {
      unit: 'pixels',
      min: 0,
      max: 3,
      initial: 1,
      step: 0.1,
      primary: true,
      about: 'Standard deviation of the Gaussian blur.',
    }),
    digit: number('digit', {
      min: 0,
      max: 9,
      initial: 3,
      integer: true,
      about: 'Which digit is written.',
    }),
    seed: seedKnob(5, 'Whose hand writes it; the same seed writes the same digit.'),
  },
  metrics: {
    'error-shifted': { ...error, label: 'shifted', about: 'Σ (x − x′)² over the 784 pixels, ink from 0 to 1.' },
    'error-erased': { ...error, label: 'part missing', about: 'Squared error of the digit without the erased square.' },
    'error-blurred': { ...error, label: 'blurred', about: 'Squared error of the blurred digit.' },
    'error-other': {
      ...error,
      label: 'other hand',
      about: 'Squared error of the same digit written by another hand.',
    },
    'error-blank': { ...error, label: 'blank page', about: 'Σ x²: squared error of an empty page.' },
    'error-from-overlap': {
      ...error,
      label: 'shifted, from the overlap',
      about: 'Σ x² + Σ x′² − 2 Σ x x′ for the shifted digit x′.',
    },
    'overlap-share': {
      unit: '',
      digits: 3,
      label: 'overlap with the shifted',
      about: 'Σ x x′ / Σ x²: how much of the ink the shifted digit still covers.',
    },
    'mse-shifted': {
      ...error,
      unit: '',
      digits: 4,
      label: 'MSE, shifted',
      about: 'The squared error over 784 pixels.',
    },
    'mse-erased': {
      ...error,
      unit: '',
      digits: 4,
      label: 'MSE, part missing',
      about: 'The squared error over 784 pixels.',
    },
    'share-dearer': {
      unit: '',
      digits: 2,
      label: 'shift dearer than gap',
      about: 'Share of a hundred other digits, ten of each class, for which this shift costs more than this gap.',
    },
  },
  readouts: ['error-shifted', 'error-erased', 'error-blurred', 'error-blank', 'share-dearer'],
  presets: {
    small: { label: 'Two pixels against a hole of six', set: { shift: 2, erase: 6, blur: 1, digit: 3, seed: 5 } },
    stroke: {
      label: 'A thin 1: soon worse than a blank page',
      set: { shift: 4, erase: 6, blur: 1, digit: 1, seed: 5 },
    },
    soft: { label: 'Blur is cheap', set: { shift: 1, erase: 6, blur: 1.5, digit: 8, seed: 5 } },
    still: {
      label: 'No shift, no blur: only the hole counts',
      set: { shift: 0, erase: 8, blur: 0, digit: 3, seed: 5 },
    },
    hole: {
      label: 'Most of the digit gone, one pixel of shift',
      set: { shift: 1, erase: 14, blur: 1, digit: 3, seed: 5 },
    },
  },
  settles:
    'A small shift costs more than a missing piece: in every class, for at least nine in ten digits, two pixels of shift cost more than the dearest hole of eight by eight.',
});
