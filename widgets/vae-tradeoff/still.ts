import { asItOpens, type Still } from '#src/base/still.ts';

/** Two sheets of digits above three charts. */
const twoThenThree = [
  '.stage { display: grid; grid-template-columns: repeat(12, 1fr) }',
  '.picture { grid-column: span 4 }',
  '.picture:nth-child(-n + 2) { grid-column: span 6 }',
].join('\n');

export const still: Still = { query: '', width: 900, fold: twoThenThree, acts: asItOpens };
