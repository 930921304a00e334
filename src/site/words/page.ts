import { meant } from '#src/run/words/meant.ts';

/** What the scripts of every page say. */
export const search = {
  notFetched: 'The search index could not be fetched. Look at your connection and type again.',
  noWebAssembly:
    'The search needs WebAssembly, which is switched off in this browser: some protection modes do that. The list of contents leads to every page.',
  found: (pages: number, words: string) => `${pages === 1 ? 'One page' : `${pages} pages`} with “${words}”.`,
  none: (words: string) => `Nothing with “${words}”. Try a shorter word.`,
} as const;

/** To a link that sets figures which the page does not have. */
export const stranger = {
  between: '”, “',
  has: (figures: string) => `it has ${figures}`,
  hasNone: 'it has none',
  notice: (strangers: string, has: string) =>
    `The link sets the figure “${strangers}”, which is not on this page; ${has}. The rest of the page is as it should be.`,
} as const;

/** To a link that sets a view which does not stand on the page by itself; `placed` are those that do. */
export const strangeView = (said: string, figure: string, placed: string, near: string | undefined) =>
  `The link sets “${said}” of the figure “${figure}”, which is no view of it on this page; the views here are ${placed}.${meant(near)} The rest of the page is as it should be.`;

/** To a tick or a number that the browser did not keep. */
export const storage = {
  notKept:
    'This browser could not keep that: its storage is full, or these pages may not use it. Ticks and progress will be lost when you leave the page.',
} as const;
