import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const chance = { unit: '', digits: 7, meaning: 'model' } as const;
const ofCoin = { unit: '', digits: 4 } as const;
const density = { unit: 'per unit of p', digits: 4 } as const;

const head = (label: string, symbol: string, about: string) =>
  number(label, {
    symbol,
    min: 0.1,
    max: 100,
    initial: 2,
    step: 0.05,
    scale: 'log',
    primary: true,
    when: { prior: ['on'] },
    about,
  });

export const meta = widget({
  title: 'Probability and likelihood of a coin',
  question: 'One formula, two functions: which one adds up to 1?',
  invites:
    'Change the coin, the tosses and the prior, and see the same number once as a probability and once as a likelihood.',
  caption:
    'The bar at k and the point at p stand at the same height, because they are the same number, once among all counts and once among all coins. The bars add up to 1 and the curve has the area 1/(n + 1); the third picture turns it into a density, with a prior, or leaves it a likelihood.',
  still:
    'Eleven bars for the counts 0 to 10 of a fair coin, the one at k = 3 marked at 0.1172; beside them the likelihood over p with its peak at 0.3 and the same height marked at p = ½; and a third picture in which the prior Beta(2, 2) becomes the posterior Beta(5, 9).',
  lecture: 'probability-and-likelihood',
  trains: false,
  params: {
    n: number('tosses', {
      symbol: 'n',
      min: 1,
      max: 200,
      initial: 10,
      step: 0.05,
      scale: 'log',
      integer: true,
      about: 'How often the coin is tossed.',
    }),
    k: number('heads', {
      symbol: 'k',
      min: 0,
      max: 200,
      initial: 3,
      integer: true,
      primary: true,
      upTo: 'n',
      about: 'How many of the tosses showed heads; more than n count as n.',
    }),
    p: number('probability of heads', {
      symbol: 'p',
      min: 0.01,
      max: 0.99,
      initial: 0.5,
      step: 0.01,
      primary: true,
      about: 'The coin looked at: how probable heads is in one toss.',
    }),
    prior: choice(
      'prior',
      { on: 'a Beta prior over p', off: 'none' },
      {
        initial: 'on',
        about:
          'Whether p has a distribution of its own before the tosses. Without one the third picture shows the likelihood and a confidence interval, and what needs a prior is given for the flat one, a = b = 1.',
      },
    ),
    a: head('heads believed beforehand', 'a', 'The first parameter of the Beta prior: it counts like a heads.'),
    b: head('tails believed beforehand', 'b', 'The second parameter of the Beta prior: it counts like b tails.'),
    seed: seedKnob(7, 'Which throw comes next; the same seed gives the same throws.'),
  },
  metrics: {
    heads: { ...ofCoin, digits: 0, meaning: 'data', label: 'heads counted', about: 'k, or n where k is larger.' },
    probability: {
      ...chance,
      label: 'P(k|p)',
      about: 'The probability of k heads in n tosses of the coin p, by the binomial formula.',
    },
    likelihood: {
      ...chance,
      label: 'L(p|k)',
      about: 'The likelihood of the coin p given k heads: the same number, by way of the Beta function.',
    },
    'sum-over-k': {
      ...chance,
      label: 'sum over k',
      about: 'The probabilities of all counts from 0 to n, added up: 1.',
    },
    area: {
      ...chance,
      label: 'area under L',
      about: 'The integral of the likelihood over p from 0 to 1, by quadrature.',
    },
    'area-closed': { ...chance, label: '1/(n + 1)', about: 'The same area in closed form.' },
    peak: { ...ofCoin, meaning: 'data', label: 'most likely p', about: 'k/n, where the likelihood is highest.' },
    'peak-likelihood': { ...chance, label: 'L at its peak', about: 'The likelihood of the coin p = k/n.' },
    relative: {
      ...ofCoin,
      meaning: 'model',
      label: 'L(p)/L(k/n)',
      about: 'How likely the coin p is beside the most likely one; 1 at the peak.',
    },
    'confidence-low': {
      ...ofCoin,
      meaning: 'data',
      label: 'confidence interval from',
      about: 'The smallest p under which k heads or more still have a probability of 2.5 % (Clopper and Pearson).',
    },
    'confidence-high': {
      ...ofCoin,
      meaning: 'data',
      label: 'confidence interval to',
      about: 'The largest p under which k heads or fewer still have a probability of 2.5 % (Clopper and Pearson).',
    },
    'prior-density': { ...density, meaning: 'prior', label: 'prior at p', about: 'The density Beta(a, b) at p.' },
    joint: { ...density, digits: 7, label: 'prior × likelihood', about: 'The product of the two numbers at p.' },
    'joint-gathered': {
      ...density,
      digits: 7,
      label: 'prior × likelihood, gathered',
      about: 'The number of ways over B(a, b), times p to the a + k − 1 and 1 − p to the b + n − k − 1.',
    },
    evidence: {
      ...chance,
      meaning: 'evidence',
      label: 'evidence P(k)',
      about: 'The integral of prior × likelihood over p, by quadrature.',
    },
    'evidence-closed': {
      ...chance,
      meaning: 'evidence',
      label: 'evidence, closed form',
      about: 'The number of ways times B(a + k, b + n − k)/B(a, b), the beta-binomial probability of k.',
    },
    'log-evidence': {
      unit: 'nats',
      digits: 4,
      meaning: 'evidence',
      label: 'log evidence',
      about: 'The logarithm of the beta-binomial probability of k.',
    },
    'posterior-ratio': {
      ...density,
      meaning: 'posterior',
      label: 'posterior, by Bayes’ rule',
      about: 'Prior × likelihood at p, divided by the evidence from quadrature.',
    },
    'posterior-density': {
      ...density,
      meaning: 'posterior',
      label: 'posterior, as a Beta density',
      about: 'The density Beta(a + k, b + n − k) at p.',
    },
    'prior-mean': { ...ofCoin, meaning: 'prior', label: 'prior mean', about: 'a/(a + b).' },
    'posterior-mean': {
      ...ofCoin,
      meaning: 'posterior',
      label: 'posterior mean',
      about: '(a + k)/(a + b + n): also the probability of heads in the next toss.',
    },
    'posterior-mode': {
      ...ofCoin,
      meaning: 'posterior',
      label: 'posterior mode',
      about: '(a + k − 1)/(a + b + n − 2), or the end of the range where the posterior is highest.',
    },
    'credible-low': {
      ...ofCoin,
      meaning: 'posterior',
      label: 'credible interval from',
      about: 'The posterior has 2.5 % of its mass below this p.',
    },
    'credible-high': {
      ...ofCoin,
      meaning: 'posterior',
      label: 'credible interval to',
      about: 'The posterior has 2.5 % of its mass above this p.',
    },
  },
  readouts: ['probability', 'area', 'evidence', 'posterior-mean', 'posterior-mode'],
  presets: {
    fair: { label: 'Three heads in ten', set: {} },
    flat: { label: 'A flat prior', set: { a: 1, b: 1 } },
    none: { label: 'No prior: a likelihood and no density', set: { prior: 'off' } },
    no: { label: 'No heads at all', set: { k: 0, prior: 'off', p: 0.1 } },
    once: { label: 'One toss: the most likely coin is absurd', set: { n: 1, k: 1, prior: 'off', p: 0.99 } },
    stubborn: { label: 'A stubborn prior', set: { a: 60, b: 60 } },
    edges: { label: 'A prior that expects a trick coin', set: { a: 0.2, b: 0.2, k: 0, p: 0.05 } },
    many: { label: 'A wrong prior drowns in 200 tosses', set: { n: 200, k: 60, p: 0.3, a: 10, b: 2 } },
  },
  guess: {
    asks: 'Three tosses, three heads. For which coin p is that most probable?',
    set: { n: 3, k: 3, p: 0.5, prior: 'off' },
    answers: {
      half: { label: 'p = ½', mark: { upright: 0.5 } },
      between: { label: 'p = 0.8', mark: { upright: 0.8 } },
      one: { label: 'p = 1', mark: { upright: 1 } },
    },
    right: 'one',
    because:
      'L(p) = p³ rises all the way: 0.125 at ½, 0.512 at 0.8 and 1 at p = 1, a coin that never shows tails. Only a prior pulls p back: with a flat one the next toss shows heads with probability 0.8.',
    picture: 'The count held, the coin varies',
    covers: ['The count held, the coin varies', 'What p may be: 95 % interval below'],
  },
  settles:
    'P(3|10, ½) = 0.1171875; the likelihood peaks at k/n and has the area 1/(n + 1); the posterior is Beta(a + k, b + n − k).',
});
