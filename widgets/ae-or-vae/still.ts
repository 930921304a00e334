import { asItOpens, type Still } from '#src/base/still.ts';

/** Three sheets in a row, and the charts below them. */
const threeThenTwo = [
  '.stage { display: grid; grid-template-columns: repeat(6, 1fr) }',
  '.picture { grid-column: span 2 }',
  '.picture:nth-child(n+4) { grid-column: span 3 }',
].join('\n');

export const still: Still = { query: 'only=plot', width: 1000, fold: threeThenTwo, acts: asItOpens };
