/** Knobs that several figures have, said once. */
import { choice, number, type NumberParam } from './params.ts';

/** Names the random numbers of a figure. */
export const seedKnob = (
  initial: number,
  about = 'Names the random numbers: initial weights, batches, noise.',
): NumberParam => number('seed', { min: 0, max: 9999, initial, integer: true, about });

export const learningRateKnob = (initial: number): NumberParam =>
  number('learning rate', { min: 1e-4, max: 1, initial, scale: 'log', about: 'Step size of Adam.' });

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
