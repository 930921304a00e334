import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const nats = { unit: 'nats', digits: 4 } as const;
const plain = { unit: '', digits: 4 } as const;

export const meta = widget({
  title: 'A curve that climbs under side conditions',
  question: 'Which curve is best if only a few numbers about it are fixed?',
  invites:
    'Let a curve climb under conditions of your choice and watch it become a Gaussian, an exponential or a posterior.',
  caption:
    'Each step moves all 192 bins along the gradient and keeps the side conditions to the last digit. The curve stops where log q is level, a line or a parabola, whatever it looked like at the start.',
  still:
    'After six steps a ragged curve of bins is nearly the bell of a Gaussian with the same mean and variance. The logarithms of its bins lie close to a parabola, and the entropy has climbed almost to ½ log(2πe) = 1.4189 nats.',
  lecture: 'the-elbo',
  trains: false,
  params: {
    steps: number('steps', {
      symbol: 't',
      min: 0,
      max: 80,
      initial: 6,
      integer: true,
      primary: true,
      about: 'How many steps the curve has taken from its start.',
    }),
    rate: number('step size', {
      symbol: 'η',
      min: 0.02,
      max: 2,
      initial: 0.15,
      step: 0.01,
      about: 'The share of the gradient that a step follows: 1 arrives at once, above 1 a step goes too far.',
    }),
    constraints: choice(
      'what is fixed',
      { area: 'area', mean: 'mean, z > 0', variance: 'mean and variance', target: 'area; ELBO climbs' },
      {
        initial: 'variance',
        primary: true,
        about: 'The numbers that the curve must keep. The entropy climbs, or in the last case the ELBO.',
      },
    ),
    start: choice(
      'start',
      { ragged: 'ragged', bumps: 'two bumps', box: 'a box', comb: 'a comb' },
      { initial: 'ragged', about: 'The curve before the first step, tilted until it keeps the side conditions.' },
    ),
    mean: number('mean', {
      symbol: 'μ',
      min: 0.5,
      max: 2,
      initial: 1,
      step: 0.05,
      about: 'The mean that is kept, where one is.',
      when: { constraints: ['mean', 'variance'] },
    }),
    deviation: number('standard deviation', {
      symbol: 'σ',
      min: 0.5,
      max: 1.5,
      initial: 1,
      step: 0.05,
      about: 'The standard deviation that is kept, where one is.',
      when: { constraints: ['variance'] },
    }),
    width: number('length of the interval', {
      symbol: 'L',
      min: 1,
      max: 8,
      initial: 4,
      step: 0.1,
      about: 'The interval runs from 0 to L, where nothing but the area is fixed.',
      when: { constraints: ['area'] },
    }),
    x: number('datum', {
      symbol: 'x',
      min: -4,
      max: 4,
      initial: 2,
      step: 0.1,
      about: 'The datum of the ELBO, in the model of the text with w = 1.5 and h = 0.8.',
      when: { constraints: ['target'] },
    }),
    seed: { ...seedKnob(3, 'Which ragged curve it starts from.'), when: { start: ['ragged'] } },
  },
  metrics: {
    value: {
      ...nats,
      meaning: 'elbo',
      label: 'entropy or ELBO',
      about: 'The functional that climbs, summed over the bins.',
    },
    best: {
      ...nats,
      meaning: 'evidence',
      label: 'closed form of the best',
      about: 'log L, 1 + log μ, ½ log(2πeσ²) or the evidence log p(x), by the conditions chosen.',
    },
    short: {
      ...nats,
      meaning: 'gap',
      label: 'still to climb',
      about:
        'The closed form less the value; for the exponential the bins themselves keep it 0.0003 from 0, for the others not 1e-6.',
    },
    'kl-to-best': {
      ...nats,
      meaning: 'gap',
      label: 'KL from the best curve',
      about: 'The divergence of the bins from the best density in its closed form, summed directly.',
    },
    area: { ...plain, label: 'area', about: 'What the bins add up to.' },
    'mean-kept': { ...plain, label: 'mean', about: 'The mean over the bins, each taken at its middle.' },
    'deviation-kept': {
      ...plain,
      label: 'standard deviation',
      about: 'The standard deviation over the bins, each taken at its middle.',
    },
    lambda0: { ...plain, label: 'λ₀', about: 'The multiplier of the area: the constant of the fit to log q, plus 1.' },
    lambda1: {
      ...plain,
      label: 'λ₁',
      about: 'The multiplier of the mean: the slope of the fit to log q; 0 where it is free.',
    },
    lambda2: {
      ...plain,
      label: 'λ₂',
      about: 'The multiplier of the mean square: the coefficient of z² in the fit to log q; 0 where it is free.',
    },
    uneven: {
      ...nats,
      meaning: 'muted',
      label: 'distance from stationarity',
      about: 'The root mean square, under q, of −log q − 1 + λ₀ + λ₁z + λ₂z² (with log p(x, z) added for the ELBO).',
    },
  },
  readouts: ['value', 'best', 'short', 'lambda0', 'lambda1', 'lambda2'],
  presets: {
    start: { label: 'Before the first step', set: { steps: 0 } },
    gaussian: { label: 'Mean and variance: the Gaussian', set: { steps: 60 } },
    exponential: { label: 'Mean on z > 0: the exponential', set: { constraints: 'mean', steps: 60 } },
    uniform: { label: 'An interval: the uniform', set: { constraints: 'area', steps: 60 } },
    posterior: { label: 'The ELBO: the posterior', set: { constraints: 'target', steps: 60 } },
    'at-once': { label: 'η = 1: one step', set: { rate: 1, steps: 1, start: 'bumps' } },
    'too-far': { label: 'η = 2: it never arrives', set: { rate: 2, steps: 21, start: 'bumps' } },
  },
  settles:
    'With mean and variance fixed the entropy climbs to ½ log(2πeσ²), and log q becomes a parabola: the best curve is the Gaussian.',
});
