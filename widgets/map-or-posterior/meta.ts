import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const place = { unit: '', digits: 3, meaning: 'posterior' } as const;
const norm = { unit: '', digits: 3, meaning: 'prior' } as const;

export const meta = widget({
  title: 'The most probable code and the typical one',
  question: 'Does the mode represent the distribution?',
  invites:
    'See how far the most probable code can lie from the typical ones: beside a needle, between two answers and in a hundred dimensions.',
  caption:
    'The first picture has a posterior with its mode, mean and median, and four hundred draws as ticks. The second has the lengths of four hundred draws from a standard normal in J dimensions: they gather at √J, far from the mode at length zero.',
  still:
    'A posterior with a lower peak spread around zero and a needle at two that holds a tenth of the probability: the mode is on the needle, mean and median are not. Beside it the lengths of draws from a normal in 30 dimensions, all between about 3.4 and 8, while the mode is at zero.',
  lecture: 'codes-and-latent-variables',
  trains: false,
  params: {
    example: choice(
      'posterior',
      { spike: 'a needle', square: 'two answers', events: 'skewed' },
      {
        initial: 'spike',
        primary: true,
        about: 'A mixture with a needle at 2; the code behind x = z² + noise; the rate behind k events in unit time.',
      },
    ),
    d: number('dimension of the code', {
      symbol: 'J',
      min: 1,
      max: 100,
      initial: 30,
      scale: 'log',
      integer: true,
      primary: true,
      about: 'Dimensions of the normal in the second picture.',
    }),
    share: number('weight of the needle', {
      symbol: 'π₂',
      min: 0.01,
      max: 0.6,
      initial: 0.1,
      step: 0.01,
      primary: true,
      about: 'For “a needle”: the share of the probability that lies in it.',
      when: { example: ['spike'] },
    }),
    width: number('width of the needle', {
      symbol: 'ω',
      min: 0.02,
      max: 1,
      initial: 0.05,
      scale: 'log',
      about: 'For “a needle”: its standard deviation; the rest has 1.',
      when: { example: ['spike'] },
    }),
    x: number('datum, for “two answers”', {
      symbol: 'x',
      min: 0,
      max: 4,
      initial: 2,
      step: 0.05,
      primary: true,
      about: 'For “two answers”: what was observed, z² plus noise.',
      when: { example: ['square'] },
    }),
    s: number('noise, for “two answers”', {
      symbol: 'h',
      min: 0.3,
      max: 2,
      initial: 0.6,
      step: 0.02,
      about: 'For “two answers”: standard deviation of the noise.',
      when: { example: ['square'] },
    }),
    k: number('events, for “skewed”', {
      symbol: 'k',
      min: 0,
      max: 20,
      initial: 1,
      integer: true,
      primary: true,
      about: 'For “skewed”: how many events were counted.',
      when: { example: ['events'] },
    }),
    seed: seedKnob(5, 'Which draws are made; the same seed makes the same draws.'),
  },
  metrics: {
    mode: { ...place, label: 'mode', about: 'Where the posterior is highest; of two equal peaks the right one.' },
    mean: { ...place, label: 'mean', about: 'The average of z under the posterior.' },
    median: { ...place, label: 'median', about: 'Half of the probability lies on either side.' },
    deviation: { ...place, label: 'standard deviation', about: 'Of z under the posterior.' },
    'mean-drawn': { ...place, label: 'mean of the draws', about: 'The average of 400 draws from the posterior.' },
    'near-mode': { ...place, label: 'probability near the mode', about: 'That z lies within a quarter of the mode.' },
    'near-mean': { ...place, label: 'probability near the mean', about: 'That z lies within a quarter of the mean.' },
    'height-at-mean': { ...place, label: 'height at the mean', about: 'Density at the mean over density at the mode.' },
    'root-d': { ...norm, label: '√J', about: 'The root of the mean squared length.' },
    'norm-mean': { ...norm, label: 'mean of ‖z‖', about: '√2 Γ((J + 1)/2)/Γ(J/2).' },
    'norm-deviation': { ...norm, label: 'deviation of ‖z‖', about: '√(J − (mean of ‖z‖)²), near √½ for large J.' },
    'norm-mean-drawn': { ...norm, label: 'mean length of the draws', about: 'The average of 400 lengths.' },
    'norm-least': { ...norm, label: 'shortest draw', about: 'The least of 400 lengths.' },
    'norm-mode': {
      ...norm,
      label: 'most probable ‖z‖',
      about: '√(J − 1), where the density of the length is highest.',
    },
    'digits-within-one': {
      ...norm,
      digits: 1,
      label: 'log₁₀ P(‖z‖ ≤ 1)',
      about: 'How rare a draw within distance one of the mode is, in powers of ten.',
    },
    drop: {
      unit: 'nats',
      digits: 1,
      meaning: 'prior',
      label: 'below the mode',
      about: 'By how much the log density of a draw lies below that of the mode, on average: J/2.',
    },
  },
  readouts: ['near-mode', 'mean', 'norm-mean', 'norm-deviation', 'norm-least'],
  presets: {
    needle: { label: 'The mode on a needle', set: { example: 'spike', share: 0.1, width: 0.05 } },
    blunt: { label: 'A blunter needle: the mode jumps', set: { example: 'spike', share: 0.1, width: 0.2 } },
    between: { label: 'Two answers, and a mean that is neither', set: { example: 'square', x: 2, s: 0.6 } },
    merged: { label: 'Noise hides that there are two', set: { example: 'square', x: 0.5, s: 1.2 } },
    rate: { label: 'No event seen: the mode says never', set: { example: 'events', k: 0 } },
    plane: { label: 'Two dimensions: the mode is still near', set: { d: 2 } },
    shell: { label: 'A hundred dimensions: nobody is near', set: { d: 100 } },
  },
  settles:
    'The mode is not typical: the length of a standard normal draw in J dimensions has mean √2 Γ((J + 1)/2)/Γ(J/2), about √J, and a deviation below 0.71 in every dimension.',
});
