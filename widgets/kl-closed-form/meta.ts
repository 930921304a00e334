import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

const nats = { unit: 'nats', digits: 4 } as const;
const kl = { ...nats, meaning: 'kl' } as const;

export const meta = widget({
  title: 'The KL divergence of a Gaussian from the prior, in closed form',
  question: 'Which formula agrees with a simulation?',
  invites:
    'Check the closed form of the divergence between Gaussians against samples, and catch the version that forgets the ½.',
  caption:
    'The shaded area under the integrand, the end of the chain of bars, and the line inside the Monte Carlo band are one number, reached in three ways. The formula without the ½ gives twice that number; it leaves the band as soon as the band is narrower than the number itself.',
  still:
    'With μ = 1 and σ = ½: the narrow density q beside the wide prior p, the integrand q log(q/p) shaded above and below zero, four bars that add up to 0.8181 nats, and a running Monte Carlo estimate whose band closes on 0.8181 and leaves out 1.6363.',
  lecture: 'kl-divergence',
  trains: false,
  params: {
    mu: number('mean of q', {
      symbol: 'μ',
      min: -3,
      max: 3,
      initial: 1,
      step: 0.05,
      primary: true,
      about: 'The mean of q, in the same unit as z.',
    }),
    sigma: number('standard deviation of q', {
      symbol: 'σ',
      min: 0.05,
      max: 3,
      initial: 0.5,
      step: 0.01,
      primary: true,
      about: 'The standard deviation of q; its square is the variance.',
    }),
    samples: number('samples', {
      symbol: 'n',
      min: 5,
      max: 100_000,
      initial: 1000,
      step: 0.1,
      scale: 'log',
      integer: true,
      primary: true,
      about: 'How many draws from q the Monte Carlo estimate averages.',
    }),
    seed: seedKnob(11, 'Which draws are made; the same seed makes the same draws.'),
  },
  metrics: {
    kl: { ...kl, label: 'KL, closed form', about: '½(μ² + σ² − 1 − log σ²).' },
    'kl-quadrature': {
      ...kl,
      label: 'KL, area under the integrand',
      about: 'The integral of q log(q/p), by the trapezoid rule.',
    },
    'kl-positive-area': {
      ...kl,
      label: 'area above zero',
      about: 'The part of the integral where q is larger than p.',
    },
    'kl-negative-area': {
      ...kl,
      label: 'area below zero',
      about: 'The part of the integral where q is smaller than p; zero or less.',
    },
    'entropies-sum': {
      ...kl,
      label: 'E[log q] − E[log p]',
      about: 'The two expectations, each by its own integral, added.',
    },
    'negative-entropy': {
      ...nats,
      meaning: 'inference',
      label: 'E[log q]',
      about: 'The integral of q log q, by the trapezoid rule.',
    },
    'negative-entropy-closed': {
      ...nats,
      meaning: 'inference',
      label: 'E[log q], closed form',
      about: '−½ log(2πσ²) − ½.',
    },
    'cross-entropy': {
      ...nats,
      meaning: 'prior',
      label: '−E[log p]',
      about: 'The integral of −q log p, by the trapezoid rule.',
    },
    'cross-entropy-closed': {
      ...nats,
      meaning: 'prior',
      label: '−E[log p], closed form',
      about: '½ log 2π + ½(μ² + σ²).',
    },
    'closed-sum': { ...kl, label: 'the two closed forms added', about: 'Before the constants ½ log 2π cancel.' },
    'mean-term': { ...kl, label: '½μ²', about: 'What the distance of the mean from 0 costs.' },
    'variance-term': { ...kl, label: '½σ²', about: 'What the spread of q costs.' },
    'constant-term': { ...kl, label: '−½', about: 'The constant that brings the minimum to zero.' },
    'log-term': { ...kl, label: '−½ log σ²', about: 'What narrowness costs; negative when σ is above 1.' },
    'terms-sum': { ...kl, label: 'the four terms added', about: '½μ² + ½σ² − ½ − ½ log σ², summed from the bars.' },
    'kl-reverse': { ...kl, label: 'KL of p from q', about: 'The same two densities with their roles exchanged.' },
    'kl-without-half': {
      ...nats,
      meaning: 'muted',
      label: 'without the ½',
      about: 'μ² + σ² − 1 − log σ²: the closed form with its factor ½ forgotten.',
    },
    'kl-as-printed': {
      ...nats,
      meaning: 'muted',
      label: 'without the ½, variance squared',
      about: 'μ² + σ⁴ − 1 − log σ⁴: the ½ forgotten and the variance squared once more.',
    },
    'kl-monte-carlo': {
      ...kl,
      label: 'KL, Monte Carlo',
      about: 'The mean of log q(z) − log p(z) over draws z from q.',
    },
    'kl-monte-carlo-error': {
      ...kl,
      label: 'standard error',
      about: 'The standard deviation of log q(z) − log p(z) over the draws, divided by √n.',
    },
    'error-expected': {
      ...kl,
      label: 'standard error, derived',
      about: '√((μ²σ² + ½(σ² − 1)²) / n), from the variance worked out in the text.',
    },
    'errors-to-kl': {
      unit: 'standard errors',
      digits: 1,
      meaning: 'kl',
      label: 'closed form above the estimate',
      about: 'How many standard errors the closed form lies above the estimate; 0 where both are exact.',
    },
    'errors-to-kl-without-half': {
      unit: 'standard errors',
      digits: 1,
      meaning: 'muted',
      label: 'without the ½ above the estimate',
      about: 'How many standard errors the formula without the ½ lies above the estimate; 0 where both are exact.',
    },
  },
  readouts: ['kl', 'kl-monte-carlo', 'kl-monte-carlo-error', 'kl-without-half', 'errors-to-kl-without-half'],
  presets: {
    textbook: { label: 'The textbook case (1, ½)', set: { mu: 1, sigma: 0.5 } },
    equal: { label: 'q equals p: the slip hides', set: { mu: 0, sigma: 1 } },
    hand: { label: 'Check by hand (1, 1)', set: { mu: 1, sigma: 1 } },
    needle: { label: 'A needle: −½ log σ² rules', set: { mu: 0, sigma: 0.05 } },
    wide: { label: 'Too wide: ½σ² rules', set: { mu: 0, sigma: 3 } },
    few: { label: 'Seven samples: cannot tell', set: { mu: 1, sigma: 0.5, samples: 7, seed: 13 } },
    unlucky: { label: 'An unlucky draw: the band misses', set: { mu: 1, sigma: 0.5, samples: 50, seed: 36 } },
    close: { label: 'Nearly equal: a thousand cannot tell', set: { mu: 0.1, sigma: 0.95, samples: 1000, seed: 11 } },
  },
  settles:
    'At μ = 1, σ = ½ the divergence is 0.8181 nats: the integral, the four terms and the Monte Carlo estimate agree, and the formula without ½ lies outside the band.',
});
