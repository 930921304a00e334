import { asItOpens, type Still } from '#src/base/still.ts';

/** Two digits, the one between and the map, above the walk and the error. */
const inFive = [
  '.stage { display: grid; grid-template-columns: repeat(6, 1fr) }',
  '.picture { grid-column: span 2 }',
  '.picture:nth-child(4) { grid-column: span 4 }',
].join('\n');

export const still: Still = { query: '', fold: inFive, acts: asItOpens };
