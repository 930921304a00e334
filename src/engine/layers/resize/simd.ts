import type { WordsOf } from '../../executors/words.ts';
import { choices, floats } from '../activation/simd.ts';
import { METHODS } from './stage.ts';

const counts = ['rows', 'height', 'width', 'channels', 'factor'] as const;

export const resize: WordsOf<'resize' | 'resize back'> = {
  resize: { counts, places: ['x', 'y'], choices: { method: METHODS } },
  'resize back': {
    counts,
    places: ['yGradient', 'x', 'gradient'],
    choices: { method: METHODS, ...choices },
    floats,
  },
};
