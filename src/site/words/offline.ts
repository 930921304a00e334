/** What the script of the page `/offline/` says. */
export const offline = {
  home: 'The home page',
  kilobytes: (amount: number) => `${amount} kB`,
  megabytes: (amount: string) => `${amount} MB`,
  embeds: (figures: number) => `Figures for other pages (${figures} embeds)`,
  extras: {
    search: 'The search index',
    fallback: 'TensorFlow.js, for browsers in which the notes’ own engine cannot run',
    data: 'The MNIST digits',
    frame: 'Icons and the feed of changes',
  },
  everything: 'Everything is kept',
  keepMore: (size: string) => `Keep everything (${size} more)`,
  kept: 'yes',
  older: 'an earlier version ',
  keep: 'Keep',
  keepPage: (title: string) => `Keep ${title}`,
  renew: 'Renew',
  renewPage: (title: string) => `Renew ${title}`,
  progress: (done: string, all: string) => `${done} of ${all}`,
  keptOne: (title: string) => `Kept: ${title}.`,
  keptMany: (pages: number) => `${pages} pages are kept, with all that belongs to them.`,
  brokeOff: (reason: string) => `${reason} What came before that is kept; press again to continue.`,
  dropped: 'Nothing is kept but this page.',
  obstacles: {
    insecure: 'This browser keeps no pages here, because the address is not a secure one (https).',
    absent:
      'This browser cannot keep pages: it has no service workers or no storage for them, or they are switched off, as they are in some private windows.',
    refused:
      'The browser refuses to store anything for this site. A private window does that, and so does a setting that blocks cookies and site data. Allow them for this site and load the page again.',
    full: 'The browser has no more room for this site. Free some space on the disk, or remove pages here that you do not need.',
    network: 'There was no answer. Look at your connection and try again.',
    site: (file: string, status: number) =>
      `The site answered, but not with ${file} (status ${status}). Either it is being updated, or the network answers in its place. Try again in a few minutes.`,
    wrong: (file: string) =>
      `${file} came with other content than the site published. Either the site is being updated, or something on the way changes it. Try again in a few minutes.`,
    setup: 'The site is being updated, so pages cannot be kept right now. Load this page again in a few minutes.',
    unknown: 'The browser broke off for a reason it does not give. Load this page again.',
  },
} as const;

/** Above a kept copy of a page, which the service worker shows where the network does not give the page itself. */
export const keptCopy = {
  offline: 'You are reading without a network.',
  late: 'The network is too slow to answer.',
  status: (status: number) => `The site answers with an error (${status}) at the moment.`,
  foreign:
    'Something other than this page came from the network: perhaps the sign-in page of a Wi-Fi network, or a filter’s.',
  unfinished: 'The site is being updated at the moment.',
  copy: (day: string) =>
    day === '' ? 'This is a copy that your browser kept.' : `This is the copy that your browser kept on ${day}.`,
  partly: 'Not all of it was kept, so some figures may be missing.',
  show: 'Show what the network says',
} as const;
