import type { Still } from '#src/base/still.ts';

/** The plane trained beforehand and its digit, as the figure opens. */
export const still: Still = {
  query: 'only=plot',
  width: 960,
  fold: '.run-bar, .z-about { display: none }',
  acts: [],
};
