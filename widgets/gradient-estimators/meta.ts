import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const path = { unit: '', digits: 4, meaning: 'model' } as const;
const score = { unit: '', digits: 4, meaning: 'inference' } as const;

export const meta = widget({
  title: 'Two estimates of one gradient: path derivative and score function',
  question: 'Does it matter how you differentiate through a sample?',
  invites: 'Compare two estimates of the same gradient, draw by draw, and see how widely each of them scatters.',
  caption:
    'Both histograms have the true gradient as their mean, and one of them is far wider. The path derivative uses the slope of f at each draw, the score function only its value; on a step, where the slope is zero everywhere, only the second is right.',
  still:
    'A parabola with draws and their tangents; four hundred estimates of the gradient by the path derivative, close around 2, above the same number by the score function, spread widely; two curves of variance with the score function’s on top.',
  lecture: 'variational-autoencoders',
  trains: false,
  params: {
    f: choice(
      'function',
      { square: 'z²', sine: 'sin z', well: '(z² − 1)²', step: 'step: 1 where z > 0' },
      { initial: 'square', primary: true, about: 'The function whose mean under q is to be climbed.' },
    ),
    mu: number('mean of q', {
      symbol: 'μ',
      min: -3,
      max: 3,
      initial: 1,
      step: 0.05,
      primary: true,
      about: 'The mean of q; the gradient is taken by it.',
    }),
    sigma: number('standard deviation of q', {
      symbol: 'σ',
      min: 0.1,
      max: 2,
      initial: 1,
      step: 0.05,
      primary: true,
      about: 'The standard deviation of q.',
    }),
    n: number('draws for one estimate', {
      symbol: 'n',
      min: 1,
      max: 100,
      initial: 10,
      scale: 'log',
      integer: true,
      about: 'How many draws each of the 400 estimates averages.',
    }),
    baseline: choice(
      'baseline b',
      { none: 'none', mean: 'the mean of f', best: 'the best constant' },
      {
        initial: 'none',
        about: 'A constant taken off f in the score function; it changes the spread and not the mean.',
      },
    ),
    seed: seedKnob(5, 'Which draws are made; the same seed makes the same draws.'),
  },
  metrics: {
    gradient: {
      unit: '',
      digits: 4,
      meaning: 'data',
      label: 'true gradient',
      about: '∂/∂μ of E[f(z)], in closed form.',
    },
    'path-mean': {
      ...path,
      label: 'path derivative, mean',
      about: 'Mean of f′(z) over all draws of the 400 estimates.',
    },
    'score-mean': {
      ...score,
      label: 'score function, mean',
      about: 'Mean of (f(z) − b)(z − μ)/σ² over the same draws.',
    },
    'path-variance': { ...path, label: 'path derivative, variance', about: 'Variance of f′(z) for one draw, exact.' },
    'score-variance': {
      ...score,
      label: 'score function, variance',
      about: 'Variance of (f(z) − b)(z − μ)/σ² for one draw, exact.',
    },
    'path-variance-seen': {
      ...path,
      label: 'path, variance seen',
      about: 'n times the variance of the 400 estimates.',
    },
    'score-variance-seen': {
      ...score,
      label: 'score, variance seen',
      about: 'n times the variance of the 400 estimates.',
    },
    'path-bias': {
      ...path,
      label: 'path derivative, bias',
      about: 'E[f′(z)] minus the true gradient; zero wherever f is smooth.',
    },
    baseline: { ...score, label: 'b', about: 'The baseline, a constant that is taken off f.' },
  },
  readouts: ['gradient', 'path-mean', 'path-variance', 'score-mean', 'score-variance'],
  presets: {
    textbook: { label: 'z² at μ = σ = 1: variances 4 and 30', set: { f: 'square', mu: 1, sigma: 1 } },
    narrow: { label: 'Narrow q: the score function explodes', set: { f: 'square', mu: 1, sigma: 0.1 } },
    helped: { label: 'With the best baseline', set: { f: 'square', mu: 1, sigma: 1, baseline: 'best' } },
    summit: { label: 'At the summit of sin z', set: { f: 'sine', mu: 1.55, sigma: 0.5 } },
    well: {
      label: 'A double well: the path is not always better',
      set: { f: 'well', mu: 0, sigma: 0.4, baseline: 'best' },
    },
    step: { label: 'A step: the path sees nothing', set: { f: 'step', mu: 0.5, sigma: 1 } },
    single: { label: 'One draw each, as in training', set: { n: 1 } },
    averaged: { label: 'A hundred draws each', set: { n: 100 } },
  },
  settles:
    'For f = z² at μ = σ = 1 both estimates have the mean 2; the path derivative has variance 4, the score function 30.',
});
