import { asItOpens, type Still } from '#src/base/still.ts';

export const still: Still = { query: 'only=plot', width: 1000, acts: asItOpens };
