/** What the panels under a figure say; they are fetched with the first panel that is opened. */

/** Of every panel. */
export const panel = {
  copy: 'Copy',
  save: 'Save',
  firstRun: 'First run',
  secondRun: 'Second run',
  thisRun: 'This run',
} as const;

export const link = {
  title: 'A link to this figure',
  where: 'Where it opens',
  places: { widgets: 'On a page of its own', lectures: 'In its lecture', embed: 'In a page of yours' },
  carries: 'What it carries',
  knobs: (turned: string) => `The knobs as they stand (${turned})`,
  noneTurned: 'none is turned',
  seed: (seed: string) => `The seed, ${seed}`,
  backend: (name: string) => `What trains, ${name}`,
  when: 'When it opens',
  still: 'It stands still',
  play: 'It starts by itself',
  toStep: (step: number) => `It trains to step ${step} and pauses there`,
  noStep: (lack: string) => `It trains to a step (${lack})`,
  noneYet: 'this run has none yet',
  fromFile: 'this run began with a file, which no link can carry',
  shows: 'What it shows',
  only: 'The pictures alone',
  leaveOut: 'Leave out knobs',
  knob: (symbol: string, label: string) => `${symbol}, ${label}`,
  copyOf: 'this link',
  frameCode: 'Code for your page',
  copyOfCode: 'the code for your page',
  frameHint:
    'The frame tells the page how high it is; the script gives it that height. Where a page lets no script in, leave the script out and set the height by hand.',
  qr: 'QR code of the link above',
  saveQr: (kind: string) => `Save the QR code as ${kind}`,
  teach: 'Filling the window, for a lecture room (Teach)',
  tooLong: 'The link is too long for a QR code; leave something out.',
} as const;

export const data = {
  title: 'The numbers of this figure',
  these: 'These numbers',
  about: (link: string) =>
    `Full precision, with settings, seed, units and ${link}. In the CSV these stand above the table, each line behind a #.`,
  link: 'the link that brings the same numbers back',
  linkOfFile: 'a link to the settings; the numbers come back only with the file that the run began with',
  none: (name: string) => `${name}: no numbers yet. Press Run, and they are kept from the first step on.`,
  upTo: (name: string, count: number, last: number) => `${name}: ${count} measurements up to step ${last}`,
  csv: 'CSV',
  json: 'JSON',
  as: (name: string, kind: string) => `${name} as ${kind}`,
  /** Stands in the CSV itself. */
  began: (step: number) => `began with a saved state at step ${step}; the link brings back the settings alone`,
} as const;

export const tables = {
  title: 'Numbers of the pictures',
  of: (title: string) => `Table of ${title}`,
  none: 'The pictures of this figure have no tables; “Data…” has its numbers.',
} as const;

export const picture = {
  title: 'The pictures of this figure',
  second: 'second run',
  part: (number: number) => `part ${number}`,
  named: (figure: string, title: string) => `${figure}: ${title}`,
  svg: 'SVG',
  png: 'PNG',
  as: (title: string, kind: string) => `${title} as ${kind}`,
  saved: (title: string) => `${title}: saved.`,
  notSaved: (title: string, reason: string) => `“${title}” could not be saved. ${reason}`,
  gone: 'It is not drawn any more; close this panel and open it again.',
  noFont: 'The font could not be read.',
  noCanvas: 'This browser gives no canvas to draw the picture on.',
  noPicture: 'The browser made no picture.',
  ground: 'Background',
  grounds: { surface: 'as in the figure', white: 'white', none: 'none (transparent)' },
  notRead: (title: string, reason: string, instead: string) => `“${title}” could not be saved. ${reason} ${instead}`,
  unreadable:
    'This browser does not let pages read back the pictures they draw, as a protection against tracking, so a PNG would come out as stripes.',
  instead: 'Save it as SVG instead: that is the same picture.',
  allow: 'Allow this site to read canvases, or take a screenshot.',
} as const;

export const code = {
  title: 'The code of this model',
  program: 'Program',
  notFetched: 'The code could not be fetched. Check the connection, close this panel and open it again.',
  saveFile: (name: string) => `Save ${name}`,
  /** Before the command itself. */
  command: 'With the knobs as they stand:',
  kernels:
    'The figure trains by kernels of its own, which tests hold against this program by TensorFlow.js; where they cannot run, TensorFlow.js trains the same model.',
  listing: (name: string) => `Listing of ${name}`,
} as const;

export const state = {
  title: 'The trained state of this figure',
  reading: 'Reading the file …',
  open: 'Open a saved state',
  openFirst: 'Open a saved state in the first run',
  drop: 'Or drop the file here. It is read in this page and sent nowhere.',
  about:
    'For runs too long to replay. The file holds every knob, the seed, the step, the network and where its optimiser stands, with a checksum. Weights are rounded to sixteen bits, moments to eight digits of base two: the numbers shown stay as they are to about 0.0001, and further steps go nearly the same way, not bit for bit. A run that begins with a file can be scrubbed back as far as the file, its links carry the settings alone, and it solves no exercise.',
  oneFile: 'One file holds a whole state, and here are several. Nothing was changed. Choose one of them.',
  megabytes: (amount: string) => `${amount} MB`,
  saved: (step: number, size: string) => `Saved the state of step ${step}, ${size}.`,
  large: (step: number, size: string) => `The state of step ${step} is a file of ${size}. Press again to save it.`,
  run: (name: string, step: number) => `${name}: ${step > 0 ? `step ${step}` : 'not trained yet'}`,
  save: 'Save the trained state',
  saveLarge: (size: string) => `Save ${size}`,
  notReady: 'The figure is not ready yet. Press again in a moment.',
  notOpened: (reason: string) => `The state could not be opened. ${reason} What was here before still stands.`,
  opened: (step: number) =>
    `Opened: the figure stands at step ${step}, with the knobs of the file. The numbers are measured here; how the state was trained is the file’s word. Press Run to train on.`,
  unknown: (figure: string) =>
    `The state belongs to a figure “${figure}”, which these notes do not have. Nothing was changed.`,
  /** Around a link that bears the other figure's title. */
  elsewhere: ['The state belongs to another figure, ', '. Nothing was changed. Open it there.'],
} as const;

const again = 'Nothing was changed. Fetch the file again, or have it saved again.';

/** Why a file cannot be opened. */
export const snapshot = {
  foreign:
    'Expected a trained state that a figure of these notes saved, and found another kind of file. Nothing was changed. Choose a file whose name ends in .snapshot.',
  tooLarge: (mebibytes: number) =>
    `Expected at most ${mebibytes} MiB, which no trained state of these notes exceeds, and found more. Nothing was changed. Choose a file whose name ends in .snapshot.`,
  forged: `The file begins like a trained state of these notes, and what it holds is none that they write. ${again}`,
  newer: (version: number, known: number) =>
    `The file was saved by version ${version} of trained states, and this page knows versions up to ${known}. Nothing was changed; reload the page to be sure that it is the newest.`,
  cutOff: `The file is cut off: it ends before all that it announces is there. ${again}`,
  damaged: `The file is damaged: its checksum is not that of what it holds. ${again}`,
  knob: (name: string) => `“${name}”`,
  oddKnobs: (names: string) =>
    `The file sets ${names} to what this figure does not know or cannot be set to. Nothing was changed; reload the page to be sure that it is the newest.`,
  tooFar: (step: number, longest: number) =>
    `The file says step ${step}, and runs of this figure end at step ${longest}. Nothing was changed.`,
} as const;
