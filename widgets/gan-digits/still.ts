import { trainedTo, type Still } from '#src/base/still.ts';

export const still: Still = { query: '', acts: trainedTo(2000) };
