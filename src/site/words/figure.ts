/** What the page says around a figure; the figure's own controls have theirs in `src/run/words/`. */
export const figure = {
  noWidget: (id: string) => `there is no widget “${id}”`,
  noTeach: 'The form for a room could not be fetched. Check the connection and press “Teach” again.',
} as const;

/** Around two runs side by side. */
export const pair = {
  first: 'First run',
  firstWith: (difference: string) => (difference ? `First run: ${difference}` : 'First run'),
  second: 'Second run',
  secondWith: (difference: string) => `Second run: ${difference}`,
  same: 'the same knobs, turn one',
  pair: 'Two runs',
  close: 'Close the second run',
  runBoth: 'Run both',
  pauseBoth: 'Pause both',
  /** Before the knobs that each run has for itself. */
  compared: 'The runs may differ in',
  apart: 'another knob…',
  together: 'same for both',
  noDifference: 'Run both to compare their numbers.',
  difference: (said: readonly string[], first: number, second: number) =>
    `Second run minus first: ${said.join('; ')} (${first === second ? `both at step ${first}` : `at steps ${second} and ${first}`}).`,
} as const;

/** Of the views that a link can name, before their list. */
export const views = { inLink: 'One part of the figure alone is shown by ' } as const;

/** In the place of a figure whose program did not come. */
export const absent = {
  notFetched: 'This figure could not be fetched. Check the connection.',
  still: 'This figure still could not be fetched. If the connection works, reload the page.',
  again: 'Try again',
} as const;
