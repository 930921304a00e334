import type { WordsOf } from '../../executors/words.ts';
import { LOSSES } from './stage.ts';

export const loss: WordsOf<'loss'> = {
  loss: {
    counts: ['rows', 'width'],
    places: ['outputs', 'target', 'gradient', 'losses', 'log'],
    choices: { loss: LOSSES },
    floats: { h2: ({ h2 }) => h2, constant: ({ width, h2 }) => 0.5 * width * Math.log(2 * Math.PI * h2) },
  },
};
