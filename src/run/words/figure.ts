/**
 * What the controls around every figure say, and the sentences of a run: for a translation. They come with the first
 * figure of a page, so what is opened later has its words in `panels.ts`.
 */
import { LANGUAGE } from '#src/base/language.ts';
import type { ExecutorName } from '#src/worker/protocol.ts';
import { meant } from './meant.ts';

export const runBar = {
  group: 'Run',
  run: 'Run',
  pause: 'Pause',
  step: 'One step',
  reset: 'Reset',
  /** Before the number of the step, and behind that of steps in a second. */
  at: 'step',
  pace: 'steps/s',
  /** Behind the number of the step: moves of one player alone, which are no steps. */
  byHand: (moves: number) => `and ${moves} ${moves === 1 ? 'move' : 'moves'} by hand`,
  slow: 'in slow motion',
  began: (step: number) => `from a file at step ${step}; a link brings back its settings, not its training`,
  which: (at: number, of: number) => `run ${at} of ${of}`,
  goBack: 'Go back',
  goBackTo: 'Step of this run to go back to',
  fetched: (bytes: number) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB so far` : `${(bytes / 1e6).toFixed(1)} MB so far`,
  giveUp: 'Stop waiting and start again',
} as const;

/** Of the trained run that a figure opens with, recorded when these notes were made. */
export const beginning = {
  alike: (steps: number) =>
    `Trained beforehand for ${steps.toLocaleString(LANGUAGE)} steps. Run trains your own from the start.`,
  /** Where knobs have other values than they had for it. */
  otherwise: 'Trained beforehand with the default settings. Run trains with yours.',
  unreadable: 'The trained example that this figure opens with could not be read. Press Run to train your own.',
} as const;

/** What may train a model, as the reader's choice calls it. */
export const executorNames: Readonly<Record<ExecutorName, string>> = {
  auto: 'whatever is fastest here',
  webgpu: 'our kernels on the GPU (WebGPU)',
  simd: 'our kernels in WebAssembly SIMD',
  reference: 'our stages in plain JavaScript',
  'tfjs-webgpu': 'TensorFlow.js on WebGPU',
  webgl: 'TensorFlow.js on WebGL',
  wasm: 'TensorFlow.js in WebAssembly',
  cpu: 'TensorFlow.js in plain JavaScript',
};

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(' or ');

export const knobs = {
  group: 'Knobs',
  more: 'More knobs',
  newSeed: 'New seed',
  asNumber: (label: string) => `${label}, as a number`,
  back: (to: string) => `Back to ${to}`,
  labelBack: (label: string, to: string) => `${label} back to ${to}`,
  /** Of what was written into a knob's field; `now` is where the knob stays. */
  noNumber: (name: string, min: string, max: string, said: string, now: string) =>
    `“${said}” cannot be read as a number. Write one from ${min} to ${max}; ${name} stays at ${now}.`,
  twofold: (name: string, said: string, decimal: string, grouped: string, now: string) =>
    `“${said}” could mean ${decimal} or ${grouped}. Write it without the comma, or with a decimal point; ${name} stays at ${now}.`,
  notWhole: (name: string, said: string, to: string) => `${name} takes whole numbers: ${said} became ${to}.`,
  beyond: (name: string, min: string, max: string, said: string, to: string) =>
    `${name} goes from ${min} to ${max}: ${said} became ${to}.`,
  /** In the place of a knob that has no effect now; `options` are those of another knob. */
  usedWith: (label: string, options: readonly string[]) => `Used only when ${label} is ${quoted(options)}.`,
  unusedWith: (label: string, options: readonly string[]) => `Not used when ${label} is ${quoted(options)}.`,
  /** What a knob that holds a drawing or a list does otherwise than before. */
  another: (label: string) => `another ${label}`,
} as const;

/** Under one view of a figure: there is more of it. */
export const view = { whole: 'All of this figure' } as const;

export const presets = {
  group: 'Settings to try',
  before: 'Try',
  /** Opens the settings that are not in sight. */
  more: (count: number) => `${count} more`,
} as const;

/** Of the question that a figure asks before it answers. */
export const guess = {
  first: 'Guess first',
  back: 'Back to where you were',
  /** On the mark in the picture. */
  mark: 'your guess',
  awaited: (label: string, steps: number) =>
    `Your guess: ${label}. The run goes to step ${steps.toLocaleString(LANGUAGE)}.`,
  right: (label: string) => `Your guess, “${label}”, was right.`,
  otherwise: (label: string) => `Your guess was “${label}”, but that is not what happens.`,
} as const;

/** What is behind the button with the three dots. */
export const menu = {
  open: 'Menu of the figure: link, data, pictures, tables',
  link: 'Link…',
  data: 'Data…',
  picture: 'Picture…',
  tables: 'Tables…',
  state: 'State…',
  code: 'Code…',
  copyLink: 'Copy link',
  fullPage: 'Full page',
  teach: 'Teach',
  second: 'Second run',
  trainOn: 'Train on',
  closePanel: 'Close',
  defaults: 'All knobs back',
  notFetched: 'This part of the page could not be fetched. Check the connection and press again.',
} as const;

export const copy = {
  name: (label: string, of: string) => `${label} ${of}`,
  copied: 'Copied',
  saidCopied: (name: string) => `${name}: copied.`,
  closed: 'The clipboard cannot be used here, so the text is shown.',
  byHand: (name: string) => `${name} by hand`,
} as const;

export const drawing = {
  painted: (label: string, cells: number, of: number) => `${label}: ${cells} of ${of} cells painted`,
  cell: (row: number, column: number) => `row ${row}, column ${column}`,
  hint: 'Drag to paint, drag from a painted cell to wipe; or move with the arrow keys and paint with the space bar.',
  wipe: 'Wipe all',
} as const;

/** Of runs for several values of one knob, each of which leaves a point. */
export const sweep = { begin: (letter: string) => `Sweep ${letter}`, clear: 'Clear points' } as const;

/** What a picture says of itself before anything is trained. */
export const EMPTY = 'Empty until a run starts';

export const seeds = {
  title: 'Many seeds',
  group: 'Runs from many seeds',
  start: (of: number) => `${of} seeds`,
  stop: 'Stop',
  clear: 'Clear',
  done: (runs: number, of: number) => `${runs} of ${of} runs done`,
  hint: (of: number, steps: number) =>
    `Is it chance? Trains these knobs ${of} times, ${steps.toLocaleString(LANGUAGE)} steps each, from other seeds.`,
  asPlaced: 'The knobs as they were placed',
} as const;

/** Of a curve that stays in the picture, in grey, while knobs are turned. */
export const pin = {
  keep: 'Keep this curve',
  letGo: 'Remove the kept curve',
} as const;

export const putAway = 'Put away';

/** What a link asks for and cannot have; `said` is what stands in the link. */
export const asked = {
  noKnob: (name: string, known: string) => `There is no knob “${name}” here; the knobs are ${known}. It was left out.`,
  noNumber: (name: string, min: string, max: string, said: string) =>
    `“${name}” needs a number from ${min} to ${max}, but the link says “${said}”. It was left as it was.`,
  twofold: (name: string, said: string, decimal: string, grouped: string) =>
    `“${name}” needs one number, but the link says “${said}”, which could mean ${decimal} or ${grouped}. It was left as it was.`,
  notWhole: (name: string, said: string, to: string) =>
    `“${name}” is a whole number, but the link says ${said}. It was set to ${to}.`,
  beyond: (name: string, min: string, max: string, said: string, to: string) =>
    `“${name}” runs from ${min} to ${max}, but the link says ${said}. It was set to ${to}.`,
  noOption: (name: string, options: string, said: string) =>
    `“${name}” is one of ${options}, but the link says “${said}”. It was left as it was.`,
  noText: (name: string, expected: string, said: string) =>
    `“${name}” needs ${expected}, but the link says “${said}”. It was left as it was.`,
  newer: (version: string, known: number) =>
    `This link was made for version “${version}” of links; these notes know versions up to ${known}. What could be understood was kept; reload the page to be sure that it is the newest.`,
  noVersion: (said: string, known: number) =>
    `“v” needs a whole number from 1 to ${known}, but the link says “${said}”. What could be understood was kept.`,
  teach: (said: string) => `“teach” can be 1, but the link says “${said}”. It was left out.`,
  noStep: (longest: string, said: string) =>
    `“step” needs a whole number from 0 to ${longest}, but the link says “${said}”. It was left out.`,
  tooFar: (longest: string, said: string) =>
    `“step” goes up to ${longest}, but the link says ${said}. It was set to ${longest}.`,
  noBackend: (names: string, said: string) =>
    `“backend” is one of ${names}, but the link says “${said}”. It was left out.`,
  noView: (said: string, known: string, near: string | undefined) =>
    `There is no view “${said}” of this figure; its views are ${known}.${meant(near)} All of it is shown.`,
  noViews: (said: string) =>
    `“view” shows one part of a figure alone, but this figure has no views; the link says “${said}”. It was left out.`,
  noPreset: (said: string, names: string) => `There is no preset “${said}” here; there are ${names}.`,
  noHide: (names: string, said: string) =>
    `“hide” names knobs, here ${names}, but the link says “${said}”. It was left out.`,
  only: (said: string) => `“only” can be plot, but the link says “${said}”. Everything is shown.`,
} as const;

/** What a run says of itself. */
export const run = {
  nothingTrained: 'There is nothing trained to save yet. Press Run first.',
  offPath:
    'The game has left its path by moves by hand, and from there no file can go on. Go back to the path, then save.',
  overBeforeTaken: 'The run was over before its state could be taken. Nothing was saved.',
  askedAgain: 'The state was asked for again.',
  keeps: (reason: string) =>
    `${reason} The figure keeps what it had; press run to start a new one, or reload the page.`,
  replays: (reason: string, step: number) => `${reason} A new one replays the run to step ${step}.`,
  replaying: (step: number) => `Replaying to step ${step.toLocaleString(LANGUAGE)}`,
  isReplayed: 'The run is being replayed after its worker stopped. Save its state once it is done.',
  starting: 'Starting',
  silent: (seconds: number) =>
    `The training worker has not answered for ${seconds} seconds. A large network may take that long.`,
  gaveUp: 'The training worker did not answer and was stopped.',
  begunAnew: 'The run was started again before its state was ready.',
  knobTurned: 'A knob was turned before the state was ready, so the figure keeps what it had.',
  otherOpened: 'Another state was opened in its place.',
  sweepBegun: 'A sweep was started before the state was ready.',
  closed: 'The figure was closed.',
  leftOut: (step: number) => `One run of the sweep lost its numbers at step ${step} and was left out.`,
} as const;

/** Of a run whose numbers were lost: what happened, what to turn, where the figure stands. */
export const lost = {
  at: (step: string) =>
    `The numbers of this run were lost at step ${step}: the loss or a parameter was no longer a number.`,
  back: (step: string) => `The figure is back at step ${step}, where all was well.`,
  backElse: (step: string) => `The figure is back at step ${step}, where all was well; another seed may fare better.`,
  lower: (label: string, value: string) => `The ${label} (${value}) is the likeliest cause. Lower it and run again.`,
  raise: (label: string, value: string) => `The ${label} (${value}) is the likeliest cause. Raise it and run again.`,
  usually: (value: string, usual: string) => `${value}, usually ${usual}`,
} as const;

/** In place of the browser's own words, which are for its makers: what failed, and what to do. */
export const faults = {
  fetch: 'A part of this page could not be fetched. Check the connection and try again.',
  memory: 'This browser does not have enough memory for that. Close other tabs and try again.',
  full: 'The browser’s storage is full. Free some space and try again.',
  unreadable: 'The file could not be read. Check that it still exists and may be opened, and choose it again.',
  forbidden: 'This browser does not allow that here. Open the page by itself, or in another browser.',
  ours: 'That failed because of a fault in these notes. Reload the page and try again.',
} as const;
