import type { Still } from '#src/base/still.ts';

/** The step at which the game stands: all modes found, and points still on their way. */
const STEP = 1500;

export const still: Still = {
  query: `only=plot&step=${STEP}`,
  width: 900,
  fold: '.part .as-table, .note-small { display: none }',
  acts: [{ wait: 'paused', step: STEP }],
};
