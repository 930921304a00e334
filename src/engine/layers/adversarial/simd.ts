import type { WordsOf } from '../../executors/words.ts';
import { TERMS } from './stage.ts';

export const adversarial: WordsOf<'adversarial'> = {
  adversarial: {
    counts: ['rows', 'reals'],
    places: ['outputs', 'gradient', 'losses', 'log'],
    choices: { realTerm: TERMS, fakeTerm: TERMS },
  },
};
