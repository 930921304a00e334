import { batchKnob, digitsKnob, hiddenUnitsKnob, pace, playersRateKnob, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

export const meta = widget({
  title: 'A GAN on digits',
  question: 'Which digits does the generator make?',
  invites: 'Train a generator of digits and let a classifier count which of the ten it makes and which it leaves out.',
  caption:
    'One network makes digits out of noise, the other tells them from real ones, and a classifier trained beforehand counts which digits are made: a collapse shows as digits that are missing. By class, every row is one noise vector and every column the digit that was asked for.',
  still:
    'A trained run: fifty digits made by the generator, the histogram of what a classifier reads in five hundred of them, the losses of both players by step, and the discriminator’s mean on real and on made digits.',
  lecture: 'generative-adversarial-networks',
  trains: true,
  params: {
    conditional: choice(
      'game',
      { plain: 'Plain', 'by-class': 'By class' },
      {
        initial: 'plain',
        primary: true,
        about:
          'Plain: any digit will do. By class: both players are told the digit, and the generator is asked for it.',
      },
    ),
    loss: choice(
      'loss',
      { minimax: 'Minimax', 'non-saturating': 'Non-saturating', 'least-squares': 'Least squares' },
      { initial: 'non-saturating', about: 'What the players minimise.' },
    ),
    lrd: playersRateKnob('discriminator', 4e-3),
    lrg: playersRateKnob('generator', 4e-3),
    remedy: choice(
      'remedy',
      {
        none: 'None',
        'batch-statistics': 'Batch statistics',
        'instance-noise': 'Instance noise',
        packing: 'Packing',
      },
      {
        initial: 'none',
        primary: true,
        about:
          'What the discriminator sees besides each digit: how close it is to the rest of its batch, noise on every pixel that fades in 3,000 steps, or two digits at once.',
      },
    ),
    kd: number('D steps per G step', {
      symbol: 'k',
      min: 1,
      max: 10,
      initial: 1,
      integer: true,
      about: 'Steps of the discriminator before each step of the generator.',
    }),
    noise: number('size of the noise', {
      symbol: 'J',
      min: 1,
      max: 64,
      initial: 16,
      integer: true,
      about: 'Dimensions of the latent z, a standard Gaussian.',
    }),
    width: hiddenUnitsKnob({
      initial: 128,
      about: 'Width of the one hidden layer of each player.',
    }),
    batch: batchKnob({ unit: 'digits', max: 256, initial: 32, about: 'Real digits, and made ones, a step.' }),
    seed: seedKnob(1),
    data: digitsKnob,
  },
  metrics: {
    'classes-covered': {
      label: 'digits made',
      unit: 'of 10',
      digits: 0,
      meaning: 'fake',
      about: 'Digits that the classifier reads in at least 2 % of 500 made, a fifth of a fair share.',
    },
    'asked-class-accuracy': {
      label: 'made as asked',
      unit: '',
      digits: 3,
      meaning: 'fake',
      when: { conditional: 'by-class' },
      about:
        'Share of 500 digits made, 50 of each class, that the classifier reads as the class asked for; by class only.',
    },
    'classifier-accuracy': {
      label: 'classifier on real digits',
      unit: '',
      digits: 3,
      meaning: 'real',
      about: 'Share of the held-out digits that the classifier itself reads right.',
    },
    'd-loss': {
      label: 'loss of D',
      unit: '',
      digits: 3,
      about: 'On eight batches of held-out digits and as many of made ones.',
    },
    'g-loss': { label: 'loss of G', unit: '', digits: 3, about: 'On the same made digits.' },
    'd-real': {
      label: 'D on real digits',
      unit: '',
      digits: 3,
      meaning: 'real',
      about: 'Mean D on those held-out digits; for least squares D is any number, wanted 1 on real ones.',
    },
    'd-fake': {
      label: 'D on made digits',
      unit: '',
      digits: 3,
      meaning: 'fake',
      about: 'Mean D on those made digits; for least squares wanted 0.',
    },
    'steps-per-second': pace('Iterations a second in the worker: k steps of D and one of G.'),
  },
  readouts: ['classes-covered', 'asked-class-accuracy', 'classifier-accuracy', 'd-loss', 'g-loss', 'd-real', 'd-fake'],
  presets: {
    plain: { label: 'Any digit', set: {} },
    'by-class': { label: 'Ask for a digit', set: { conditional: 'by-class', kd: 2, lrd: 2e-3, lrg: 2e-3, width: 192 } },
    collapse: { label: 'Collapse: D learns a hundred times slower', set: { lrd: 4e-5 } },
    mended: { label: 'The same in packs of two', set: { lrd: 4e-5, remedy: 'packing' } },
  },
  settles:
    'A generator that collapses leaves digits out, and the figure names them; packs of two bring most of them back; a generator that is told the class makes the digit asked for.',
});
