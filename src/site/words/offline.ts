/** What the script of the page `/offline/` says. */
export const offline = {
  kilobytes: (amount: number) => `${amount} kB`,
  megabytes: (amount: string) => `${amount} MB`,
  everything: 'Everything is kept',
  keepMore: (size: string) => `Keep everything (${size} more)`,
  kept: 'yes',
  keep: 'Keep',
  keepPage: (title: string) => `Keep ${title}`,
  progress: (done: string, all: string) => `${done} of ${all}`,
  keptOne: 'The page is kept.',
  keptMany: (pages: number) => `${pages} pages are kept.`,
  brokeOff: (reason: string) => `${reason} What came before it is kept; press again to go on.`,
  dropped: 'Nothing is kept but this page.',
  notHere: 'This browser keeps no pages: it needs a secure address (https) for that.',
  noList: 'The list of pages could not be fetched. Look at your connection and load this page again.',
} as const;
