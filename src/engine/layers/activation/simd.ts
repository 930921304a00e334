import type { WordsOf } from '../../executors/words.ts';
import { ACTIVATIONS, LEAK, type Activation } from '../../steps/model.ts';

/** The slope below 0 of the activations that are straight on both sides. */
const SLOPE: Readonly<Partial<Record<Activation, number>>> = { linear: 1, relu: 0, 'leaky relu': LEAK };

/** The words of a stage's activation: its number, and its slope below 0. */
export const choices = { activation: ACTIVATIONS };
export const floats = { slope: ({ activation }: { readonly activation: Activation }) => SLOPE[activation] ?? 0 };

export const activation: WordsOf<'activate' | 'through activation'> = {
  activate: { counts: ['rows', 'width'], places: ['x', 'y'], choices, floats },
  'through activation': { counts: ['rows', 'width'], places: ['y', 'yGradient', 'gradient'], choices, floats },
};
