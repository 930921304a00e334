import type { WordsOf } from '../../executors/words.ts';
import { choices, floats } from '../activation/simd.ts';
import { PENALTIES } from './stage.ts';

export const penalty: WordsOf<'penalty' | 'through'> = {
  penalty: {
    counts: ['rows', 'width'],
    places: ['x', 'losses', 'log', 'rho', 'means'],
    choices: { penalty: PENALTIES },
  },
  through: {
    counts: ['rows', 'width'],
    places: ['x', 'gradient', 'weight', 'rho', 'means'],
    choices: { ...choices, penalty: PENALTIES },
    floats,
  },
};
