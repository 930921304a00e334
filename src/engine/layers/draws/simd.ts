import { pointsOf } from '../../executors/executor.ts';
import type { WordsOf } from '../../executors/words.ts';
import { LAWS } from './stage.ts';

export const draws: WordsOf<'draw' | 'pick'> = {
  draw: { counts: ['rows', 'width', 'stride'], places: ['stream', 'to'], choices: { law: LAWS } },
  pick: {
    counts: ['rows', 'width'],
    places: ['stream', 'to'],
    whole: { points: (_, { points }) => points, count: ({ width }, { given }) => pointsOf(given, width).count },
  },
};
