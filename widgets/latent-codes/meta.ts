import { hiddenUnitsKnob, learningRateKnob, pace, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const digit = (of: string, initial: number) =>
  number(`digit of ${of}`, {
    min: 0,
    max: 9,
    initial,
    integer: true,
    looks: true,
    about: `Class of the digit ${of}, an end of the walk.`,
  });

const which = (of: string, initial: number) =>
  number(`which one is ${of}`, {
    min: 1,
    max: 10,
    initial,
    integer: true,
    looks: true,
    about: `Which training digit of its class ${of} is; turning it trains nothing anew.`,
  });

const push = (place: string, symbol: string) =>
  number(`push on the ${place} number`, {
    symbol,
    min: -3,
    max: 3,
    initial: 0,
    step: 0.1,
    looks: true,
    about: `Added to the ${place} number of the code at t, in standard deviations of that number over the training digits.`,
  });

const squares = { unit: 'per image', digits: 1 };

export const meta = widget({
  title: 'Codes for a decoder',
  question: 'What can a decoder reconstruct from a code?',
  invites: 'Give a decoder one-hot, scaled or dense codes, train it, and see which digits come back from each.',
  caption:
    'A decoder learns to reconstruct grown digits from a code: their class alone, their class with one number, or a few numbers that training finds. ' +
    'Train it, compare the pictures of a and b, then walk from the code of one to the code of the other.',
  still:
    'A trained decoder with a dense code: two sevens and what comes back of each, nine pictures on the walk between their codes, the picture halfway in large, a map of the codes, and the error falling below the best that the class alone allows.',
  lecture: 'codes-and-latent-variables',
  trains: true,
  params: {
    code: choice(
      'code',
      { 'one-hot': 'One-hot', scaled: 'Scaled one-hot', dense: 'Dense' },
      { initial: 'dense', primary: true, about: 'What the decoder is told of a digit.' },
    ),
    size: number('size of a dense code', {
      symbol: 'J',
      min: 2,
      max: 8,
      initial: 8,
      integer: true,
      about: 'Numbers in a dense code; the other two have ten, one for each class.',
      when: { code: ['dense'] },
    }),
    t: number('walk from a to b', {
      symbol: 't',
      min: 0,
      max: 1,
      initial: 0.5,
      step: 0.01,
      primary: true,
      looks: true,
      about: 'Share of the way from the code of a (0) to the code of b (1).',
    }),
    'digit-a': digit('a', 7),
    a: which('a', 3),
    'digit-b': digit('b', 7),
    b: which('b', 10),
    push1: push('first', 'δ₁'),
    push2: push('second', 'δ₂'),
    digits: number('training digits', {
      min: 100,
      max: 1000,
      initial: 600,
      integer: true,
      step: 50,
      about: 'Grown digits that are learnt and measured.',
    }),
    width: hiddenUnitsKnob({
      initial: 128,
      about: 'Hidden units of the decoder, and of the encoder of a dense code.',
    }),
    lr: learningRateKnob(3e-3),
    batch: number('batch', {
      unit: 'images',
      min: 8,
      max: 100,
      initial: 50,
      integer: true,
      about: 'Images a training step.',
    }),
    seed: seedKnob(1, 'Names the random numbers: initial weights and batches.'),
  },
  metrics: {
    error: {
      label: 'error, −log p(x|z)',
      unit: 'nats',
      digits: 1,
      meaning: 'distortion',
      about: 'Mean over the training digits, with a Bernoulli decoder.',
    },
    floor: {
      label: 'best with the class alone',
      unit: 'nats',
      digits: 1,
      about: 'Least error of any decoder that is told only the class: the mean entropy of the class means.',
    },
    'squared-error': {
      label: 'squared error',
      ...squares,
      meaning: 'distortion',
      about: '‖x − x̂‖² of a training digit, mean.',
    },
    'data-apart': { label: 'digits a to b', ...squares, about: '‖x_a − x_b‖² of the two training digits themselves.' },
    apart: {
      label: 'pictures a to b',
      ...squares,
      about: '‖x̂_a − x̂_b‖² of what comes back; exactly 0 when both have one code.',
    },
    'to-a': { label: 't to a', ...squares, about: 'Squared distance of the picture at t from the picture of a.' },
    'to-b': { label: 't to b', ...squares, about: 'Squared distance of the picture at t from the picture of b.' },
    nearest: {
      label: 't to the nearest digit',
      ...squares,
      about: 'Squared distance of the picture at t from the nearest of the training digits.',
    },
    'cross-fade': {
      label: 't to the cross-fade',
      ...squares,
      about: 'Squared distance of the picture at t from (1 − t) x̂_a + t x̂_b, the two pictures laid over each other.',
    },
    undecided: {
      label: 'undecided pixels at t',
      unit: '',
      digits: 0,
      about: 'Σ 4 x̂ (1 − x̂) over the picture at t: a pixel of grey ½ counts 1, paper and full ink count 0.',
    },
    'lean-a': { label: 'lean of a', unit: '°', digits: 1, about: 'Lean of the picture of a, from its image moments.' },
    'lean-t': { label: 'lean at t', unit: '°', digits: 1, about: 'Lean of the picture at t, from its image moments.' },
    'lean-b': { label: 'lean of b', unit: '°', digits: 1, about: 'Lean of the picture of b, from its image moments.' },
    'steps-per-second': pace(),
  },
  readouts: ['error', 'floor', 'data-apart', 'apart', 'to-a', 'to-b', 'undecided', 'cross-fade'],
  presets: {
    'one-hot': { label: 'One-hot: two sevens come out as one', set: { code: 'one-hot' } },
    scaled: { label: 'Scaled: one number for how far a digit leans', set: { code: 'scaled' } },
    dense: { label: 'Dense: each seven its own', set: { code: 'dense' } },
    double: {
      label: 'Between two one-hot codes: a double exposure',
      set: { code: 'one-hot', 'digit-a': 4, 'digit-b': 0, t: 0.5 },
    },
    narrow: { label: 'Dense with two numbers', set: { code: 'dense', size: 2 } },
    'too-fast': { label: 'Break it: learning rate 1, and every picture is one', set: { lr: 1 } },
  },
  settles:
    'One-hot codes bring every digit of a class back as one picture, their mean; dense codes tell two of a kind apart, and what lies between their codes decodes to pictures in between.',
});
