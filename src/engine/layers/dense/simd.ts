import type { Around, WordsOf } from '../../executors/words.ts';
import { choices, floats } from '../activation/simd.ts';

type Kinds = 'dense' | 'backward to inputs' | 'backward to weights' | 'add row' | 'backward to table';

/** Lists of ink are there of what was gathered, and of nothing else. */
const lists = ({ ofImages }: { readonly ofImages: boolean }, around: Around) => (ofImages ? around.lists : 0);

export const dense: WordsOf<Kinds> = {
  dense: {
    counts: ['rows', 'inputs', 'outputs'],
    places: ['x', 'weights', 'bias', 'y'],
    choices,
    whole: { lists },
    floats,
  },
  'backward to inputs': {
    counts: ['rows', 'inputs', 'outputs'],
    places: ['yGradient', 'weights', 'x', 'gradient'],
    choices,
    floats,
  },
  'backward to weights': {
    counts: ['rows', 'biasRows', 'inputs', 'outputs'],
    places: ['x', 'yGradient', 'weights', 'bias', 'adam'],
    whole: {
      lists,
      maskFrom: ({ mask }, { arena }) => (mask ? arena + mask.from * 4 : 0),
      maskTo: ({ mask }, { arena }) => (mask ? arena + mask.to * 4 : 0),
    },
  },
  'add row': { counts: ['rows', 'outputs'], places: ['table', 'labels', 'y'], choices, floats },
  'backward to table': {
    counts: ['rows', 'outputs', 'classes'],
    places: ['table', 'labels', 'yGradient', 'adam'],
  },
};
