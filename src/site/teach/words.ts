import type { Meaning } from '#src/plots/meaning.ts';

/** The words of the form for a room. */
export const words = {
  opened: (keys: string) => `Shown to the room. ${keys}.`,
  setting: (name: string, at: number, of: number) => `${name} (${at} of ${of})`,
  opening: 'As it opens',
  own: 'Your own setting',
  settings: 'Settings to try',
  tools: 'For the room',
  keys: 'Keys',
  colours: 'Colours',
} as const;

export type Act = 'run' | 'step' | 'reset' | 'next' | 'before' | 'full' | 'legend' | 'leave';

/** The keys as they are printed, and what each does; the order is the strip's. */
export const keyWords: Readonly<Record<Act, { readonly keys: readonly string[]; readonly does: string }>> = {
  run: { keys: ['Space'], does: 'run / pause' },
  step: { keys: ['S'], does: 'step' },
  reset: { keys: ['R'], does: 'reset' },
  before: { keys: ['P'], does: 'previous setting' },
  next: { keys: ['N'], does: 'next setting' },
  full: { keys: ['F'], does: 'full screen' },
  legend: { keys: ['L'], does: 'legend' },
  leave: { keys: ['Esc'], does: 'leave' },
};

/** What a colour stands for, in a word or two. */
export const legendNames: Readonly<Record<Meaning, string>> = {
  data: 'data',
  real: 'real',
  evidence: 'evidence',
  elbo: 'ELBO',
  model: 'model',
  fake: 'made by the model',
  inference: 'inference q',
  prior: 'prior',
  muted: 'aside',
  posterior: 'posterior',
  gap: 'gap',
  distortion: 'distortion',
  reconstruction: 'reconstruction',
  rate: 'rate',
  kl: 'divergence',
};
