import { learningRateKnob, pace, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number, text } from '#src/run/params.ts';

/** Digits held out from training, all ten kinds together. */
export const HELD_OUT = 500;
/** Cells a side of the drawing. */
export const PAD_SIDE = 14;

const code = (which: 1 | 2, initial: number) =>
  number(which === 1 ? 'code, first number' : 'code, second number', {
    symbol: which === 1 ? 'z₁' : 'z₂',
    min: -3,
    max: 3,
    initial,
    step: 0.05,
    primary: true,
    looks: true,
    about: 'Where on the plane the decoder is asked: a finger, the pointer or the arrow keys on the plane set it too.',
  });

const digit = (label: string, initial: number, shownBy: readonly string[]) =>
  number(label, {
    when: { show: shownBy },
    min: 0,
    max: HELD_OUT - 1,
    initial,
    integer: true,
    looks: true,
    about: 'A digit held out from training, by its number.',
  });

const determination = (factor: string, about: string) =>
  ({
    label: `R² of ${factor}`,
    unit: '',
    digits: 2,
    about: `${about} Each digit is left out of its own fit.`,
  }) as const;

export const meta = widget({
  title: 'The plane of codes',
  question: 'What lies between a 3 and an 8?',
  caption:
    'Move over the plane: the decoder draws the digit that belongs to the code under your finger. Equal areas of the plane are equally likely under the prior, so a code drawn from it falls anywhere with the same chance.',
  still:
    'A square filled with fifteen rows of fifteen decoded digits, which change gradually from one kind into another; a marker stands among them, and beside the square is the digit that belongs to its code, large.',
  invites: 'Move a finger over a plane of codes and watch the digit under it change shape.',
  lecture: 'variational-autoencoders',
  trains: true,
  params: {
    show: choice(
      'on the plane',
      {
        digits: 'Decoded digits',
        clouds: 'Held-out digits',
        factors: 'Directions',
        path: 'A path',
        edit: 'An edit',
        draw: 'Your digit',
      },
      { initial: 'digits', primary: true, looks: true, about: 'What is drawn over the decoded digits.' },
    ),
    z1: code(1, 0.6),
    z2: code(2, 0.4),
    t: number('walk from a to b', {
      symbol: 't',
      min: 0,
      max: 1,
      initial: 0.5,
      step: 0.01,
      looks: true,
      about: 'Share of the way from the code of digit a (0) to that of digit b (1).',
      when: { show: ['path'] },
    }),
    a: digit('digit a', 1, ['path', 'edit']),
    b: digit('digit b', 6, ['path']),
    beta: number('weight of the rate', {
      symbol: 'β',
      min: 0.1,
      max: 10,
      initial: 2,
      scale: 'log',
      about: 'Weight of the KL term in the loss; 1 trains the ELBO itself.',
    }),
    learns: choice(
      'learns',
      {
        all: 'All ten',
        d0: '0',
        d1: '1',
        d2: '2',
        d3: '3',
        d4: '4',
        d5: '5',
        d6: '6',
        d7: '7',
        d8: '8',
        d9: '9',
      },
      { initial: 'all', about: 'Which digits training and the held-out set consist of.' },
    ),
    lr: learningRateKnob(1e-3),
    seed: seedKnob(1),
    drawing: text('drawing', {
      pattern: /^(?:|[0-9a-f]{49})$/,
      expected: '49 digits 0 to f',
      maxLength: 49,
      initial: '',
      looks: true,
      about: 'Your digit as a square of 14 × 14 cells, four cells to a hex digit.',
    }),
  },
  metrics: {
    elbo: {
      label: 'ELBO',
      unit: 'nats',
      digits: 1,
      meaning: 'elbo',
      about: '−distortion − rate on held-out digits, with weight 1 whatever β trains.',
    },
    rate: {
      label: 'rate',
      unit: 'nats',
      digits: 2,
      meaning: 'rate',
      about: 'KL of q(z|x) to the prior, mean over held-out digits.',
    },
    'slant-r2': determination('slant', 'Share of the variance of slant that a straight line in z explains.'),
    'thickness-r2': determination('thickness', 'The same for the width of the pen.'),
    'aspect-r2': determination('aspect', 'The same for the width of a digit over its height.'),
    'round-trip-share': {
      label: 'found again',
      unit: '',
      digits: 2,
      meaning: 'inference',
      about: 'Share of the decoded digits whose code lies within 2σ of the mean that the encoder gives them.',
    },
    'steps-per-second': pace(),
  },
  readouts: ['elbo', 'slant-r2', 'aspect-r2', 'thickness-r2', 'round-trip-share'],
  presets: {
    clouds: { label: 'Where digits never trained on lie', set: { show: 'clouds' } },
    walk: { label: 'From a 3 to an 8', set: { show: 'path', t: 0.5, a: 7, b: 8 } },
    eights: {
      label: 'Learn only eights, and see which way they slant',
      set: { learns: 'd8', show: 'factors', beta: 1 },
    },
    bound: { label: 'The bound itself, β = 1', set: { beta: 1 } },
    collapse: { label: 'Collapse, β = 10', set: { beta: 10 } },
  },
  settles:
    'With β = 2 the encoder finds at least nine in ten decoded digits again within two of its standard deviations; when it learns eights alone, with β = 1, a straight line in z explains at least 0.6 of the variance of slant.',
});
