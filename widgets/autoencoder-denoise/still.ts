import { asItOpens, type Still } from '#src/base/still.ts';

/** Both planes above the curve. */
const twoThenOne = [
  '.stage { display: grid; grid-template-columns: 1fr 1fr }',
  '.picture:last-child { grid-column: span 2 }',
].join('\n');

export const still: Still = { query: '', width: 900, fold: twoThenOne, acts: asItOpens };
