/** What the home page and the gallery say around the words of the course. */
export const home = {
  start: 'Begin to read',
  train: 'Train one now',
  tryThem: 'Try four figures',
  path: 'The lectures',
  toCome:
    'Lectures 5, 6 and 11, on autoregressive models, autoencoders and what lies beyond the plain variational autoencoder, are still to be written.',
  teachers: 'For teachers',
  errata: 'Errors found in common sources',
  inLecture: (number: number) => `Lecture ${number}`,
  minutes: (minutes: number) => `${minutes} min`,
  exercises: (count: number) => (count === 1 ? '1 exercise' : `${count} exercises`),
  solved: (solved: number, of: number) => `✓ ${solved} of ${of} solved`,
} as const;

export const replay = {
  label: 'Training step',
  play: 'Play',
  pause: 'Pause',
  picture: (step: string) => `Thirty digits made by a generative adversarial network after ${step} training steps`,
  step: (step: string, last: string) => `step ${step} of ${last}`,
  caption:
    'A recorded run of the course’s own network, replayed: three rows of random noise, each turned into the digits 0 to 9, while the network learns.',
  again: 'Train it yourself',
} as const;

/** Beside each card of the home page: what happens in it. */
export const cards: Readonly<Record<string, string>> = {
  'latent-plane':
    'Move over the plane: the digit under your finger or pointer changes shape as you go. A network learned the plane from digits, and nobody told it which is which.',
  'coin-likelihood': 'Bend the coin and see how probable three heads in ten tosses become.',
  'em-mixture': 'Clusters form among points without labels, half a step at a time.',
  'gan-2d': 'Two networks play against each other until the blue points look real. They train on your machine.',
};

export const gallery = {
  kicker: 'Gallery',
  title: 'All figures',
  description: 'Every figure of the course, in the order of the lectures, with what one can see or do in each.',
  promise: 'Each has a page of its own, and a link from there brings back the state you leave it in.',
  race: 'How fast does your machine train them?',
  raceLink: 'Run a race.',
} as const;
