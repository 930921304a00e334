import type { WordsOf } from '../../executors/words.ts';
import { CORRUPTIONS } from '../../steps/model.ts';

export const corruption: WordsOf<'corrupt'> = {
  corrupt: { counts: ['rows', 'width'], places: ['x', 'draws', 'level', 'y'], choices: { corruption: CORRUPTIONS } },
};
