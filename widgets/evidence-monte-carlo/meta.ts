import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

const nats = { unit: 'nats', digits: 4 } as const;
const evidence = { ...nats, meaning: 'evidence' } as const;
const pure = { unit: '', digits: 4 } as const;
const draws = { unit: 'draws', digits: 1 } as const;

export const meta = widget({
  title: 'The evidence by Monte Carlo, from the prior and from q',
  question: 'Which draws matter for the evidence?',
  invites:
    'Estimate the evidence with draws from the prior and from q, and count how many each needs as dimensions grow.',
  caption:
    'Filled dots are the draws that together make 90 % of an average, and the lines show how both averages approach the exact evidence. Add dimensions: fewer and fewer of the draws from the prior matter, while far more of those from a q near the posterior do.',
  still:
    'Two clouds of a thousand draws in the plane of z₁ and z₂. Of those from the prior a few near the posterior are filled; of those from q most are. Beside them two running estimates of the log evidence that settle on −4.2832 nats, and two lines of draws needed against dimension: that of the prior climbs steeply, that of q slowly.',
  lecture: 'codes-and-latent-variables',
  trains: false,
  params: {
    d: number('dimension of the code', {
      symbol: 'J',
      min: 1,
      max: 20,
      initial: 2,
      integer: true,
      primary: true,
      about: 'How many coordinates z has, and x as well.',
    }),
    n: number('draws', {
      symbol: 'n',
      min: 10,
      max: 10_000,
      initial: 1000,
      scale: 'log',
      integer: true,
      primary: true,
      about: 'How many codes are drawn from the prior, and how many from q.',
    }),
    delta: number('miss of q', {
      symbol: 'δ',
      min: -3,
      max: 3,
      initial: 0.5,
      step: 0.05,
      primary: true,
      about: 'How far the mean of q lies from that of the posterior, in standard deviations of the posterior.',
    }),
    rho: number('spread of q', {
      symbol: 'ρ',
      min: 0.3,
      max: 3,
      initial: 1.2,
      step: 0.01,
      about: 'The standard deviation of q over that of the posterior.',
    }),
    x: number('datum', {
      symbol: 'x',
      min: 0,
      max: 4,
      initial: 2,
      step: 0.05,
      about: 'What was observed, the same number in every coordinate.',
    }),
    s: number('noise', {
      symbol: 'h',
      min: 0.3,
      max: 3,
      initial: 0.8,
      scale: 'log',
      step: 0.02,
      about: 'Standard deviation of x around w z, where w = 1.5. Little noise makes the posterior narrow.',
    }),
    seed: seedKnob(7, 'Which draws are made; the same seed makes the same draws.'),
  },
  metrics: {
    evidence: { ...evidence, label: 'log p(x), exact', about: 'J log densities of x under N(0, w² + h²).' },
    'evidence-quadrature': {
      ...evidence,
      label: 'log ∫ p(z) p(x|z) dz',
      about: 'The integral by the trapezoid rule, one coordinate at a time.',
    },
    'evidence-under-prior': {
      ...evidence,
      label: 'log E[p(x|z)] under the prior',
      about: 'The expectation under the prior, by completing the square.',
    },
    'evidence-under-q': {
      ...evidence,
      label: 'log E[weight] under q',
      about: 'The expectation of p(x, z)/q(z) under q, by completing the square.',
    },
    'estimate-prior': {
      ...nats,
      meaning: 'prior',
      label: 'log of the average, prior',
      about: 'Logarithm of the average p(x|z) over n draws from the prior.',
    },
    'estimate-q': {
      ...nats,
      meaning: 'inference',
      label: 'log of the average, q',
      about: 'Logarithm of the average weight p(x, z)/q(z) over n draws from q.',
    },
    'ratio-prior': {
      ...pure,
      meaning: 'prior',
      label: 'estimate over truth, prior',
      about: 'The average over the draws from the prior, divided by p(x).',
    },
    'ratio-q': {
      ...pure,
      meaning: 'inference',
      label: 'estimate over truth, q',
      about: 'The average weight over the draws from q, divided by p(x).',
    },
    'ess-prior': {
      ...draws,
      meaning: 'prior',
      label: 'effective draws, prior',
      about: 'Squared sum of the weights p(x|z) over the sum of their squares: how many equal draws would do as well.',
    },
    'ess-q': {
      ...draws,
      meaning: 'inference',
      label: 'effective draws, q',
      about: 'Squared sum of the weights p(x, z)/q(z) over the sum of their squares.',
    },
    'ess-prior-expected': {
      ...draws,
      meaning: 'prior',
      label: 'effective draws, prior, derived',
      about: 'n/M^J: what the effective number nears when n is large.',
    },
    'ess-q-expected': {
      ...draws,
      meaning: 'inference',
      label: 'effective draws, q, derived',
      about:
        'n/M^J with the M of q: what the effective number nears when n is large; 0 where the variance of the weights is infinite.',
    },
    'error-prior': {
      ...pure,
      meaning: 'prior',
      label: 'relative error, prior, derived',
      about: '√((M^J − 1)/n): standard deviation of the estimate from the prior over p(x).',
    },
    'error-q': {
      ...pure,
      meaning: 'inference',
      label: 'relative error, q, derived',
      about:
        '√((M^J − 1)/n) with the M of q: standard deviation of the estimate from q over p(x); infinite for a narrow q.',
    },
    'digits-prior': {
      ...pure,
      digits: 2,
      meaning: 'prior',
      label: 'log₁₀ of draws for 10 %, prior',
      about: 'Powers of ten in the number of draws from the prior that bring the relative error to 10 %.',
    },
    'digits-q': {
      ...pure,
      digits: 2,
      meaning: 'inference',
      label: 'log₁₀ of draws for 10 %, q',
      about: 'Powers of ten in the number of draws from q that bring the relative error to 10 %; at least one draw.',
    },
    'lit-prior': {
      unit: 'draws',
      digits: 0,
      meaning: 'prior',
      label: 'draws that make 90 %, prior',
      about: 'The fewest draws from the prior that together make 90 % of their sum.',
    },
    'lit-q': {
      unit: 'draws',
      digits: 0,
      meaning: 'inference',
      label: 'draws that make 90 %, q',
      about: 'The fewest draws from q that together make 90 % of the sum of weights.',
    },
    moment: {
      ...pure,
      meaning: 'prior',
      label: 'M, prior',
      about: 'Second moment of the weights: (1 + SNR)/√(1 + 2 SNR) · exp(g² SNR/(1 + 2 SNR)), one coordinate.',
    },
    'moment-quadrature': {
      ...pure,
      meaning: 'prior',
      label: 'E[p(x|z)²]/p(x)²',
      about: 'The second moment under the prior over the squared evidence, by the trapezoid rule, one coordinate.',
    },
    'moment-densities': {
      ...pure,
      meaning: 'prior',
      label: 'M from two densities, prior',
      about: 'N(x; 0, w² + h²/2)/(2h√π) over the squared evidence, one coordinate.',
    },
    'moment-q': {
      ...pure,
      meaning: 'inference',
      label: 'M, q',
      about:
        'Second moment of the weights: ρ²/√(2ρ² − 1) · exp(δ²/(2ρ² − 1)), one coordinate; infinite where ρ² is one half or less.',
    },
    'signal-to-noise': { ...pure, label: 'SNR', about: 'Signal-to-noise ratio, w²/h².' },
    surprise: {
      ...pure,
      label: 'g²',
      about: 'Square of the standardised datum, x²/(w² + h²): 1 on average over data from the model.',
    },
  },
  readouts: ['evidence', 'estimate-prior', 'estimate-q', 'ess-prior', 'ess-q'],
  presets: {
    one: { label: 'One dimension: both are fine', set: { d: 1, n: 1000, delta: 0.5, rho: 1.2 } },
    ten: { label: 'Ten dimensions: the prior is lost', set: { d: 10, n: 1000, delta: 0.5, rho: 1.2 } },
    exact: { label: 'q is the posterior: every draw is right', set: { d: 10, n: 10, delta: 0, rho: 1 } },
    prior: {
      label: 'q is the prior: nothing gained',
      set: { d: 3, n: 1000, x: 2, s: 0.8, delta: -2.205882352941176, rho: 2.125 },
    },
    narrow: {
      label: 'q too narrow: a calm line at half the truth',
      set: { d: 3, n: 1000, delta: 0, rho: 0.4 },
    },
    heavy: {
      label: 'The same, ten times the draws: a heavy one arrives',
      set: { d: 3, n: 10_000, delta: 0, rho: 0.4 },
    },
  },
  settles:
    'Both averages converge to the exact evidence of the linear-Gaussian model; the relative variance of the average from the prior is (M^J − 1)/n; under q it is finite only if the variance of q exceeds half that of the posterior.',
});
