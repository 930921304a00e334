import type { Still } from '#src/base/still.ts';

/** After a few rounds, before the clusters are found: soft marks, ellipses across them, steps of both kinds. */
export const still: Still = { query: 'only=plot&steps=32', width: 900, fold: '' };
