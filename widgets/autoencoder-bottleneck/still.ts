import { trainedTo, type Still } from '#src/base/still.ts';

/** The sheet of digits above the two charts. */
const oneThenTwo = [
  '.stage { display: grid; grid-template-columns: 1fr 1fr }',
  '.picture:first-child { grid-column: span 2 }',
].join('\n');

export const still: Still = { query: '', width: 900, fold: oneThenTwo, acts: trainedTo(1000) };
