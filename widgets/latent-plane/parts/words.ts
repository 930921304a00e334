/** What this figure says, besides its description. */
import type { Plane } from '../model.ts';

const number = (value: number, digits = 2) => value.toFixed(digits).replace('-', '−');

export const words = {
  plane: 'The plane of codes',
  keys: 'The plane of codes. Arrow keys move the code, with Shift in leaps; Home goes to the middle.',
  role: 'plane',
  digit: 'Decoded',
  waiting: 'The plane is on its way.',
  missing: 'The plane trained beforehand could not be fetched. Press Run to train one.',
  at: ([z1, z2]: readonly [number, number]) => `z = (${number(z1)}, ${number(z2)})`,
  looksLike: (digit: number, sure: number) => `looks like ${digit === 8 ? 'an' : 'a'} ${digit} (${number(sure)})`,
  before: ({ step, elbo, roundTrip }: Plane) =>
    `Trained beforehand: ${step.toLocaleString('en')} steps, all ten digits, β = 2, ELBO ${number(elbo, 1)} nats, ${number(roundTrip)} found again. Run trains your own from the start.`,
  own: ({ step }: Plane) => `Your own plane, after ${step.toLocaleString('en')} steps.`,
  beside: {
    digits: '',
    clouds: 'The held-out digit nearest to the marker',
    factors: 'R² of a straight line in z',
    path: 'From a to b along a straight line',
    edit: 'Digit a, pushed to the marker',
    draw: 'Your digit',
  },
  heldOut: (which: number, label: number) => `no. ${which}, a ${label}`,
  back: 'what comes back',
  change: 'gained and lost',
  pushed: 'at the marker',
  drawn: 'as the encoder sees it',
  nothingDrawn: 'Draw a digit: its q(z|x) appears on the plane.',
  walk: 'Walk',
  stop: 'Stop',
  choose: 'Press on the plane: the nearer end of the path moves to the held-out digit there.',
  pick: 'Press on the plane to move the marker; “digit a” under “More knobs” chooses what is edited.',
  drawHere: 'Draw a digit',
  toDrawing: 'Go to its code',
  toDigit: 'Go to the code of a',
} as const;
