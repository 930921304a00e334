import type { Still } from '#src/base/still.ts';

/** Nobody has pressed a step yet, so the climb is empty. */
export const still: Still = { width: 1000, fold: '' };
