import type { WordsOf } from '../../executors/words.ts';
import { choices, floats } from '../activation/simd.ts';
import { BIASED } from './stage.ts';

/** What the words of all three begin with: the kernels read these through one class. */
const counts = ['rows', 'height', 'width', 'channels', 'features', 'kernel', 'stride', 'padding'] as const;

export const convolution: WordsOf<'convolve' | 'convolve transposed' | 'backward to kernel'> = {
  convolve: { counts, places: ['room', 'weights', 'from', 'to', 'bias', 'below'], choices, floats },
  'convolve transposed': { counts, places: ['room', 'weights', 'from', 'to', 'bias', 'below'], choices, floats },
  'backward to kernel': {
    counts,
    places: ['room', 'weights', 'large', 'small', 'bias', 'adam'],
    choices: { biased: BIASED },
  },
};
