import type { WordsOf } from '../../executors/words.ts';

export const packing: WordsOf<'pack' | 'unpack'> = {
  pack: { counts: ['rows', 'width', 'group'], places: ['x', 'y'] },
  unpack: { counts: ['rows', 'width', 'group'], places: ['x', 'y'] },
};
