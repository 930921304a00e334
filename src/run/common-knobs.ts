/** Knobs that several figures have, and the number that every run has, said once. */
import type { MetricSpec } from './meta.ts';
import { choice, number, type NumberParam } from './params.ts';

/** Names the random numbers of a figure. */
export const seedKnob = (
  initial: number,
  about = 'Names the random numbers: initial weights, batches, noise.',
): NumberParam => number('seed', { min: 0, max: 9999, initial, integer: true, about });

export const learningRateKnob = (initial: number): NumberParam =>
  number('learning rate', { min: 1e-4, max: 1, initial, scale: 'log', about: 'Step size of Adam.' });

/** Over how many steps the learning rate falls to 0. */
export const fallsKnob = (initial: number): NumberParam =>
  number('fall of the rate', {
    unit: 'steps',
    min: 0,
    max: 10_000,
    initial,
    integer: true,
    step: 100,
    about:
      'Steps over which the learning rate falls along a cosine to 0, where training ends; 0 lets it stay as it is.',
  });

/** Units of the hidden layers of a model of digits. */
export const hiddenUnitsKnob = (
  given: Pick<NumberParam, 'initial' | 'about' | 'when' | 'primary'> & { readonly max?: number },
): NumberParam => number('hidden units', { min: 16, max: 512, integer: true, step: 16, ...given });

/** The learning rate of one player of a GAN. */
export const playersRateKnob = (player: 'discriminator' | 'generator', initial: number): NumberParam =>
  number(player === 'discriminator' ? 'rate of D' : 'rate of G', {
    min: 1e-5,
    max: 0.1,
    initial,
    scale: 'log',
    about: `Step size of the ${player}’s Adam.`,
  });

/** Rows of a training step; `unit` is what they are. */
export const batchKnob = (
  given: Pick<NumberParam, 'max' | 'initial' | 'about'> & { readonly unit: string },
): NumberParam => number('batch', { min: 8, integer: true, step: 8, ...given });

/** Which digits are learned from. */
export const digitsKnob = choice(
  'data',
  { digits: 'Grown digits', mnist: 'MNIST' },
  {
    initial: 'digits',
    about: 'Digits grown by rule in the page, or MNIST if the site has it or you drop its files.',
  },
);

/** Planar sets of points as a choice lists them. */
export const PLANE_SHAPES = {
  ring: 'Ring of 8',
  grid: 'Grid of 25',
  moons: 'Two moons',
  spiral: 'Spiral',
  pinwheel: 'Pinwheel',
  circles: 'Two circles',
} as const;

/** How fast a run is; `about` says what a step is. */
export const pace = (about = 'Training steps a second in the worker.'): MetricSpec => ({
  label: 'speed',
  unit: 'steps/s',
  digits: 0,
  about,
});
