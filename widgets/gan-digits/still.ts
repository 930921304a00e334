import { asItOpens, type Still } from '#src/base/still.ts';

export const still: Still = { query: '', acts: asItOpens };
