import { asItOpens, type Still } from '#src/base/still.ts';

export const still: Still = {
  query: 'only=plot',
  width: 900,
  fold: '.part .as-table, .note-small { display: none }',
  acts: asItOpens,
};
