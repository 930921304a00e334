import { batchKnob, pace, playersRateKnob, seedKnob, PLANE_SHAPES } from '#src/run/common-knobs.ts';
import { circle } from '#src/run/guess.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number, text } from '#src/run/params.ts';

export const meta = widget({
  title: 'A GAN in the plane',
  question: 'What happens when two networks play against each other?',
  invites:
    'Train two networks against each other in the plane, step by step or at full speed, until the generator collapses or covers the ring.',
  caption:
    'A generator bends noise into points, and a discriminator colours the plane by how real it looks there; each learns from the other. The arrows are the gradients of the generator’s loss at its points: where they vanish it learns nothing, and where they all lead to one mode it collapses.',
  still:
    'A trained game: the discriminator’s judgement as a two-coloured field over the plane, real points on a ring of eight Gaussians, the generator’s points with arrows along their gradients, and the warped grid of its latent plane.',
  lecture: 'generative-adversarial-networks',
  trains: true,
  longest: 200_000,
  params: {
    data: choice(
      'data',
      {
        ...PLANE_SHAPES,
        drawing: 'Your drawing',
      },
      { initial: 'ring', primary: true, about: 'The distribution to be learnt; its density is known exactly.' },
    ),
    drawing: text('drawing', {
      pattern: /^(?:[0-9a-f]{64})?$/,
      expected: '64 digits 0 to f, or nothing',
      maxLength: 64,
      initial: '',
      about: 'Cells of your drawing, 16 × 16 from the upper left, four to a digit.',
    }),
    loss: choice(
      'loss',
      {
        minimax: 'Minimax',
        'non-saturating': 'Non-saturating',
        'least-squares': 'Least squares',
        wasserstein: 'Wasserstein',
      },
      {
        initial: 'non-saturating',
        primary: true,
        about: 'What the players minimise; the Wasserstein critic has a gradient penalty.',
      },
    ),
    kd: number('D steps per G step', {
      symbol: 'k',
      min: 1,
      max: 20,
      initial: 1,
      integer: true,
      about: 'Steps of the discriminator before each step of the generator.',
    }),
    lrd: playersRateKnob('discriminator', 2e-3),
    lrg: playersRateKnob('generator', 1e-3),
    remedy: choice(
      'remedy',
      {
        none: 'None',
        packing: 'Packing',
        'batch-statistics': 'Batch statistics',
        'instance-noise': 'Instance noise',
      },
      {
        initial: 'none',
        primary: true,
        about:
          'What the discriminator is shown against collapse: packs of points, the batch’s closeness, blurred points.',
      },
    ),
    noise: number('size of the noise', {
      symbol: 'J',
      min: 1,
      max: 8,
      initial: 2,
      integer: true,
      about: 'Dimensions of the latent z, a standard Gaussian.',
    }),
    width: number('hidden units', {
      min: 4,
      max: 256,
      initial: 32,
      integer: true,
      step: 4,
      about: 'Units of every hidden layer of both players.',
    }),
    depth: number('hidden layers', {
      min: 1,
      max: 4,
      initial: 2,
      integer: true,
      about: 'Hidden layers of each player.',
    }),
    batch: batchKnob({ unit: 'points', max: 512, initial: 128, about: 'Real points, and fake ones, a step.' }),
    seed: seedKnob(1),
  },
  metrics: {
    'modes-covered': {
      label: 'modes covered',
      unit: '',
      digits: 0,
      about: 'Modes with at least a tenth of the good points that true data would put there, of 10,000 made.',
    },
    'good-share': {
      label: 'good points',
      unit: '',
      digits: 3,
      meaning: 'fake',
      about: 'Share of 10,000 made points within 3σ of a component of the data.',
    },
    jsd: {
      label: 'JSD',
      unit: 'nats',
      digits: 3,
      about: 'Jensen–Shannon divergence between data and generator on cells of 0.05, from 10,000 points; 0 to log 2.',
    },
    'd-loss': { label: 'loss of D', unit: '', digits: 3, about: 'On the 512 real points and 512 fakes shown.' },
    'g-loss': { label: 'loss of G', unit: '', digits: 3, about: 'On the 512 fakes shown.' },
    'd-real': {
      label: 'D on real points',
      unit: '',
      digits: 3,
      meaning: 'real',
      about: 'Mean D on the real points shown.',
    },
    'd-fake': { label: 'D on fakes', unit: '', digits: 3, meaning: 'fake', about: 'Mean D on the fakes shown.' },
    'steps-per-second': pace('Iterations a second in the worker: k steps of D and one of G.'),
  },
  pictures: ['plane', 'curves'],
  views: {
    moves: {
      question: 'What does one step of either player change?',
      caption:
        'Press “D step”: the colours move, the points stay. Press “G step”: the points move along their arrows, the colours stay. “Slow motion” lets the players take turns.',
      still:
        'The discriminator’s two-coloured field over the plane, real points on a ring, and the generator’s points with arrows along their gradients.',
      pictures: ['plane'],
      knobs: ['lrd', 'lrg'],
      readouts: ['d-real', 'd-fake'],
      presets: ['healthy'],
    },
    collapse: {
      question: 'When does a generator end on a few modes?',
      caption:
        'The generator learns four times as fast as the discriminator. It gathers its points on the modes that D trusts most, and most of the ring is never made.',
      still: 'Real points on a ring of eight Gaussians, and the generator’s points on a few of them only.',
      pictures: ['plane'],
      knobs: ['lrd', 'lrg'],
      readouts: ['modes-covered', 'good-share', 'jsd'],
      presets: ['collapse', 'collapse-mended'],
      set: { noise: 4, lrd: 1e-3, lrg: 4e-3 },
    },
    remedies: {
      question: 'What brings the lost modes back?',
      caption:
        'The same unequal rates, but D also sees how close the points of a batch lie to each other. A generator that makes one point over and over is found out, and spreads.',
      still: 'Real points on a ring of eight Gaussians, and the generator’s points on all or nearly all of them.',
      pictures: ['plane'],
      knobs: ['remedy', 'kd'],
      readouts: ['modes-covered', 'good-share', 'jsd'],
      presets: ['collapse', 'collapse-mended'],
      set: { noise: 4, lrd: 1e-3, lrg: 4e-3, remedy: 'batch-statistics' },
    },
  },
  readouts: ['modes-covered', 'good-share', 'jsd', 'd-loss', 'g-loss'],
  presets: {
    healthy: { label: 'Healthy', set: {} },
    collapse: { label: 'Collapse: G four times as fast as D', set: { noise: 4, lrd: 1e-3, lrg: 4e-3, remedy: 'none' } },
    'collapse-mended': {
      label: '… mended by batch statistics',
      set: { noise: 4, lrd: 1e-3, lrg: 4e-3, remedy: 'batch-statistics' },
    },
    oscillation: { label: 'Oscillation: G runs from where D looks', set: { data: 'moons', lrd: 5e-4, lrg: 4e-3 } },
    'oscillation-mended': {
      label: '… mended by eight D steps per G step',
      set: { data: 'moons', lrd: 5e-4, lrg: 4e-3, kd: 8 },
    },
    vanishing: {
      label: 'Vanishing gradient: minimax against a strong D',
      set: { loss: 'minimax', kd: 10, lrd: 0.1, lrg: 1e-4, width: 16 },
    },
    'vanishing-mended': {
      label: '… mended by the non-saturating loss',
      set: { loss: 'non-saturating', kd: 10, lrd: 0.1, lrg: 1e-4, width: 16 },
    },
  },
  guess: {
    asks: 'D takes ten fast steps for each of G’s, and G minimises log(1 − D). After 300 steps G’s points …',
    set: {
      data: 'ring',
      loss: 'minimax',
      kd: 10,
      lrd: 0.1,
      lrg: 1e-4,
      width: 16,
      depth: 2,
      noise: 2,
      remedy: 'none',
      seed: 1,
    },
    steps: 300,
    answers: {
      ring: { label: 'lie around the whole ring', mark: { curve: circle([0, 0], 0.9) } },
      mode: { label: 'sit on a single mode', mark: { curve: circle([0.9, 0], 0.2) } },
      stay: { label: 'are still where they began', mark: { curve: circle([0, 0], 0.3) } },
    },
    right: 'stay',
    because:
      'They have moved by 0.01 on average, and a mode is 0.9 away. D is certain of every fake, and there log(1 − D) is flat, so the generator’s gradient vanishes. With −log D the same game moves them by 0.3.',
    picture: 'The plane of the game',
  },
  settles:
    'A linked setting collapses on nearly every seed and its remedy brings at least seven of eight modes back; the minimax loss leaves a generator where it is when D is strong, and the non-saturating one does not.',
});
