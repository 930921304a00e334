import type { WordsOf } from '../../executors/words.ts';

export const gaussianCode: WordsOf<'code' | 'code backward'> = {
  code: { counts: ['rows', 'latent'], places: ['moments', 'noise', 'z', 'losses', 'log'] },
  'code backward': { counts: ['rows', 'latent'], places: ['moments', 'noise', 'zGradient', 'gradient', 'weight'] },
};
