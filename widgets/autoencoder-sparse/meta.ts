import { batchKnob, digitsKnob, learningRateKnob, pace, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

export const meta = widget({
  title: 'Sparse codes',
  question: 'What does a penalty on the code do to its units?',
  caption:
    'In this autoencoder with a wide code every active unit costs something. The sheet shows the atoms, what each unit adds to a picture (red) and takes from it (blue); the units that are active for the chosen digit stand out. ' +
    'The more L1 weighs, the fewer are active and the larger the error, but the longer the atoms too: small codes and large weights of the decoder cost less. With planted strokes, frames mark those that were found.',
  still:
    'Ten held-out digits above their reconstructions; the atoms of 48 units, those active for one digit standing out; how many of the 256 units are active how often; error and active share over the weight of the penalty.',
  invites: 'Let every active unit of an autoencoder cost something, and see which parts it then builds digits from.',
  lecture: 'autoencoders',
  trains: true,
  params: {
    atoms: choice(
      'pictures',
      { digits: 'Digits', planted: 'Planted strokes' },
      {
        initial: 'digits',
        primary: true,
        about:
          'Digits, with a sigmoid behind the decoder; or sums of two to four of 32 planted strokes, with linear outputs.',
      },
    ),
    penalty: choice(
      'penalty',
      { l1: 'L1, rectified units', kl: 'KL to ρ, sigmoid units' },
      {
        initial: 'l1',
        primary: true,
        about:
          'L1: the sum of the units’ values. KL: from a coin of probability ρ to one of the unit’s mean over the batch, summed over units.',
      },
    ),
    weight: number('weight of the penalty', {
      symbol: 'α',
      min: 0,
      max: 3,
      initial: 0.1,
      step: 0.01,
      primary: true,
      about: 'What the penalty is multiplied by before it is added to the squared error.',
    }),
    rho: number('target activity', {
      symbol: 'ρ',
      min: 0.01,
      max: 0.5,
      initial: 0.05,
      step: 0.01,
      about: 'Mean value over the batch that KL asks of every unit.',
      when: { penalty: ['kl'] },
    }),
    tied: choice(
      'decoder’s weights',
      { yes: 'The encoder’s, transposed', no: 'Its own' },
      {
        initial: 'yes',
        about:
          'With planted strokes: whether an atom is also what its unit looks for, so that long atoms do not come free.',
        when: { atoms: ['planted'] },
      },
    ),
    k: number('size of the code', {
      symbol: 'J',
      min: 16,
      max: 512,
      initial: 256,
      integer: true,
      step: 16,
      about: 'Units in the code.',
    }),
    digit: number('chosen picture', {
      min: 0,
      max: 9,
      initial: 3,
      integer: true,
      looks: true,
      about: 'The held-out picture, counted from 0, whose active units stand out among the atoms.',
    }),
    lr: learningRateKnob(1e-3),
    batch: batchKnob({ max: 256, initial: 128, unit: 'images', about: 'Images a training step.' }),
    data: { ...digitsKnob, when: { atoms: ['digits'] } },
    seed: seedKnob(1, 'Names the random numbers: initial weights and batches.'),
  },
  metrics: {
    error: {
      label: 'squared error',
      unit: 'per image',
      digits: 2,
      meaning: 'distortion',
      about: '‖x − x̂‖² of a held-out picture, mean over 500.',
    },
    'active-share': {
      label: 'active share',
      unit: '',
      digits: 3,
      meaning: 'rate',
      about: 'Share of units active for a held-out picture: above 0.001 if rectified, above 0.05 if sigmoid.',
    },
    'mean-activity': {
      label: 'mean activity',
      unit: '',
      digits: 3,
      about: 'Mean value of a unit over the held-out pictures, mean over all units.',
    },
    'dead-share': {
      label: 'dead share',
      unit: '',
      digits: 3,
      about: 'Share of units that are active for none of the held-out pictures.',
    },
    'atom-length': {
      label: 'length of an atom',
      unit: '',
      digits: 2,
      about: 'Length of the vector of weights from a unit to the pixels, mean over the units that are not dead.',
    },
    'found-share': {
      label: 'found strokes',
      unit: '',
      digits: 3,
      meaning: 'model',
      when: { atoms: 'planted' },
      about:
        'Share of the 32 planted strokes with an atom whose cosine with the stroke is 0.9 or more, up to the sign.',
    },
    'steps-per-second': pace(),
  },
  readouts: ['error', 'active-share', 'mean-activity', 'dead-share', 'atom-length', 'found-share'],
  presets: {
    free: { label: 'No penalty: nearly all units active', set: { atoms: 'digits', penalty: 'l1', weight: 0 } },
    sparse: { label: 'L1: a fifth of the units', set: { atoms: 'digits', penalty: 'l1', weight: 0.1 } },
    dodge: {
      label: 'L1 at 0.3 dodged: small codes, atoms almost three times as long',
      set: { atoms: 'digits', penalty: 'l1', weight: 0.3 },
    },
    kl: { label: 'KL to ρ = 0.05', set: { atoms: 'digits', penalty: 'kl', weight: 1, rho: 0.05 } },
    planted: { label: 'Planted strokes, found', set: { atoms: 'planted', penalty: 'l1', weight: 0.3, tied: 'yes' } },
    lost: { label: 'Planted strokes, no penalty', set: { atoms: 'planted', penalty: 'l1', weight: 0, tied: 'yes' } },
  },
  settles:
    'With rectified units and L1 the active share after 1,000 steps is 0.87, 0.40, 0.19 and 0.10, each within 0.06, at weights 0, 0.03, 0.1 and 0.3, while the error rises and atoms grow to more than twice their length; ' +
    'KL of weight 1 brings the mean activity within 0.06 of ρ; of 32 planted strokes nine of ten are found with L1 at 0.3, and fewer than three of ten with no penalty.',
});
