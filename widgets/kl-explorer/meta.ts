import { seedKnob } from '#src/run/common-knobs.ts';
import { bell } from '#src/run/guess.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const nats = { unit: 'nats', digits: 4, meaning: 'kl' } as const;

export const meta = widget({
  title: 'Two distributions and both divergences between them',
  question: 'What does each direction of the divergence penalise?',
  invites: 'Move and widen q over a target with two bumps, and see what each direction of the divergence penalises.',
  caption:
    'The forward integrand is large where p has mass and q has little, the reverse one where q has mass and p has little. Minimise one direction, and see how large the other becomes.',
  still:
    'A target p with two bumps at −2 and 2 and a wider Gaussian q around 1. Below them the forward integrand p log(p/q), whose area lies mostly at the left bump, and the reverse integrand q log(q/p), whose area lies mostly between the bumps.',
  lecture: 'kl-divergence',
  trains: false,
  params: {
    m: number('mean of q', {
      symbol: 'μ',
      min: -5,
      max: 5,
      initial: 1,
      step: 0.05,
      primary: true,
      about: 'The mean of q, in the unit of z; of the whole Gaussian, where q is cut off.',
    }),
    s: number('standard deviation of q', {
      symbol: 'σ',
      min: 0.1,
      max: 5,
      initial: 1,
      step: 0.01,
      primary: true,
      about: 'The standard deviation of q; of the whole Gaussian, where q is cut off.',
    }),
    separation: number('distance between the bumps of p', {
      symbol: 'Δ',
      min: 0,
      max: 8,
      initial: 4,
      step: 0.1,
      about: 'The bumps of p stand at −Δ/2 and Δ/2; at 0 and of one width they are one Gaussian.',
    }),
    weight: number('share of the right bump', {
      symbol: 'π₂',
      min: 0,
      max: 1,
      initial: 0.5,
      step: 0.01,
      about: 'The probability that p gives to its right bump; at 0 and at 1 p is one Gaussian.',
    }),
    left: number('width of the left bump', {
      symbol: 's₁',
      min: 0.2,
      max: 2,
      initial: 0.5,
      step: 0.01,
      about: 'The standard deviation of the left bump of p.',
    }),
    right: number('width of the right bump', {
      symbol: 's₂',
      min: 0.2,
      max: 2,
      initial: 0.5,
      step: 0.01,
      about: 'The standard deviation of the right bump of p.',
    }),
    support: choice(
      'cut off outside the interval',
      { none: 'neither', p: 'p', q: 'q' },
      {
        initial: 'none',
        about: 'Which density is zero outside the interval, and scaled up to area one inside.',
      },
    ),
    cut: number('middle of the interval', {
      min: -4,
      max: 4,
      initial: 0,
      step: 0.05,
      about: 'The middle of the interval to which p or q is cut.',
      when: { support: ['p', 'q'] },
    }),
    reach: number('reach of the interval', {
      min: 1,
      max: 8,
      initial: 3,
      step: 0.05,
      about: 'How far the interval reaches to either side of its middle.',
      when: { support: ['p', 'q'] },
    }),
    samples: number('samples', {
      symbol: 'n',
      min: 10,
      max: 10_000,
      initial: 1000,
      step: 0.1,
      scale: 'log',
      integer: true,
      about: 'How many draws each Monte Carlo estimate averages: from p for the forward one, from q for the reverse.',
    }),
    seed: seedKnob(5, 'Which draws are made; the same seed makes the same draws.'),
  },
  metrics: {
    forward: { ...nats, label: 'forward KL(p‖q)', about: 'The integral of p log(p/q); ∞ where p has mass and q none.' },
    reverse: { ...nats, label: 'reverse KL(q‖p)', about: 'The integral of q log(q/p); ∞ where q has mass and p none.' },
    'forward-monte-carlo': {
      ...nats,
      label: 'forward, Monte Carlo',
      about: 'The mean of log p(z) − log q(z) over draws z from p; ∞ as soon as one draw falls where q is zero.',
    },
    'forward-error': {
      ...nats,
      label: 'standard error, forward',
      about: 'The standard deviation over the draws, divided by √n. Rare draws of great weight can hide from it.',
    },
    'reverse-monte-carlo': {
      ...nats,
      label: 'reverse, Monte Carlo',
      about: 'The mean of log q(z) − log p(z) over draws z from q; ∞ as soon as one draw falls where p is zero.',
    },
    'reverse-error': {
      ...nats,
      label: 'standard error, reverse',
      about: 'The standard deviation over the draws, divided by √n. Rare draws of great weight can hide from it.',
    },
    'forward-least': {
      ...nats,
      label: 'least forward of any Gaussian',
      about: 'KL(p‖g), where g is the Gaussian with the mean and the standard deviation of p.',
    },
    'forward-excess': {
      ...nats,
      label: 'forward above the least, closed form',
      about: 'KL(g‖q) between two Gaussians; with the least it adds up to the forward divergence.',
    },
    'p-mean': { unit: '', digits: 4, meaning: 'prior', label: 'mean of p', about: 'The mean of the target.' },
    'p-deviation': {
      unit: '',
      digits: 4,
      meaning: 'prior',
      label: 'standard deviation of p',
      about: 'The standard deviation of the target.',
    },
  },
  readouts: ['forward', 'forward-monte-carlo', 'forward-error', 'reverse', 'reverse-monte-carlo', 'reverse-error'],
  presets: {
    covering: { label: 'The forward fit covers', set: { m: 0, s: 2.06155 } },
    seeking: { label: 'The reverse fit seeks', set: { m: 2, s: 0.5 } },
    near: { label: 'Bumps near: both cover', set: { separation: 2, m: 0, s: 1.02 } },
    lopsided: { label: 'A small bump at the right', set: { weight: 0.1, m: 2, s: 0.5 } },
    bounded: { label: 'p ends, q goes on: reverse ∞', set: { support: 'p', cut: 0, reach: 3, m: 0, s: 2 } },
    'cut-off': { label: 'q ends, p goes on: forward ∞', set: { support: 'q', cut: 2, reach: 1.5, m: 2, s: 0.5 } },
    unseen: {
      label: 'An infinity that chance misses',
      set: { separation: 0, left: 1, right: 1, support: 'p', cut: 0, reach: 4, m: 0, s: 0.9 },
    },
    equal: { label: 'p = q: nothing to pay', set: { separation: 0, m: 0, s: 0.5 } },
  },
  guess: {
    asks: 'Starting from here, make the reverse KL(q‖p) as small as possible. Where does q end?',
    set: { m: 1, s: 1, separation: 4, weight: 0.5, left: 0.5, right: 0.5, support: 'none' },
    shows: { m: 2, s: 0.5 },
    answers: {
      both: { label: 'wide, over both bumps', mark: { curve: bell(0, 2.06) } },
      between: { label: 'narrow, between them', mark: { curve: bell(0, 0.5) } },
      one: { label: 'on one bump', mark: { curve: bell(2, 0.5) } },
    },
    right: 'one',
    because:
      'KL(q‖p) is large where q has mass and p has none. It is 0.69 nats with q on one bump, 2.10 over both and 5.42 between them.',
    picture: 'The target and what is fitted to it',
  },
  settles:
    'For bumps at ±2 of width ½ the covering fit costs 0.7236 forward and 2.0976 reverse, the seeking one 15.3069 and 0.6931; missing support costs ∞ in one direction only.',
});
