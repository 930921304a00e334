import type { Still } from '#src/base/still.ts';

/** The picture of dimensions would make it taller than wide. */
export const still: Still = {
  width: 900,
  fold: '.picture { flex-basis: 34% } .picture:nth-child(3) { display: none }',
};
