import type { WordsOf } from '../../executors/words.ts';

/** What a squared distance, summed over columns, is multiplied by before 1 is added to it. */
const floats = {
  nearness: ({ width, scale }: { readonly width: number; readonly scale: number }) => 1 / (width * scale ** 2),
};

export const closeness: WordsOf<'closeness' | 'closeness backward'> = {
  closeness: { counts: ['rows', 'width', 'reals'], places: ['x', 'pairs', 'y'], floats },
  'closeness backward': {
    counts: ['rows', 'width', 'reals'],
    places: ['x', 'pairs', 'yGradient', 'gradient'],
    floats,
  },
};
