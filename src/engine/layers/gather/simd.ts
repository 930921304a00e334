import type { WordsOf } from '../../executors/words.ts';

export const gather: WordsOf<'gather'> = {
  gather: {
    counts: ['rows', 'width'],
    places: ['indices', 'x'],
    whole: { images: (_, { images }) => images, lists: (_, { lists }) => lists },
  },
};
