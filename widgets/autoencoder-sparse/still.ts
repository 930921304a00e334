import { asItOpens, type Still } from '#src/base/still.ts';

/** The digits and the sheet of atoms above the two charts. */
const twoThenTwo = [
  '.stage { display: grid; grid-template-columns: 1fr 1fr }',
  '.picture:nth-child(-n + 2) { grid-column: span 2 }',
].join('\n');

export const still: Still = { query: '', width: 900, fold: twoThenTwo, acts: asItOpens };
