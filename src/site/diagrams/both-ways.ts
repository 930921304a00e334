import type { Diagram, Mark, Place } from '../drawing/diagram.ts';

/** A kernel of three weights that moves by two: seven numbers on the long side, three on the short one. */
const KERNEL = 3;
const STRIDE = 2;
const SHORT = 3;
const LONG = STRIDE * (SHORT - 1) + KERNEL;
const shorts = Array.from({ length: SHORT }, (_, j) => j);
const longs = Array.from({ length: LONG }, (_, at) => at);

/** How many numbers of the short side a place of the long side is connected with. */
export const counts = longs.map((at) => shorts.filter((j) => at >= STRIDE * j && at < STRIDE * j + KERNEL).length);

const PITCH = 2;
const HALF = 0.75;

type Panel = {
  /** Column of the first place of the long side. */
  readonly first: number;
  /** Rows of the two sides, and of the line of words above. */
  readonly short: number;
  readonly long: number;
  readonly words: number;
};

const longAt = ({ first, long }: Panel, at: number): Place => [first + PITCH * at, long];
const shortAt = (panel: Panel, j: number): Place => [longAt(panel, STRIDE * j + (KERNEL - 1) / 2)[0], panel.short];

/** What one number of the short side is connected with. */
const reach = (panel: Panel, part: string, j: number): Mark => {
  const [column, row] = shortAt(panel, j);
  const [left, right] = [longAt(panel, STRIDE * j)[0], longAt(panel, STRIDE * j + KERNEL - 1)[0]];
  return {
    kind: 'curve',
    part,
    through: [
      [column - HALF, row + HALF],
      [column + HALF, row + HALF],
      [right + HALF, panel.long - HALF],
      [left - HALF, panel.long - HALF],
    ],
    filled: true,
  };
};

const cell = (part: string, name: string, at: Place, label?: string): Mark => ({
  kind: 'node',
  part,
  name,
  shape: 'box',
  at,
  size: [2 * HALF, 2 * HALF],
  ...(label === undefined ? {} : { label }),
});

/** Downwards or upwards in the middle of each reach. */
const arrow = (panel: Panel, part: string, j: number, down: boolean): Mark => {
  const [column, row] = shortAt(panel, j);
  const ends: readonly [Place, Place] = [
    [column, row + HALF + 0.5],
    [column, panel.long - HALF - 0.5],
  ];
  return { kind: 'edge', part, from: ends[down ? 0 : 1], to: ends[down ? 1 : 0] };
};

const forwards = (panel: Panel): readonly Mark[] => [
  { kind: 'words', part: 'gather', at: [longAt(panel, 3)[0], panel.words], label: 'convolution: 7 in, 3 out' },
  ...shorts.map((j) => reach(panel, 'gather', j)),
  ...shorts.map((j) => arrow(panel, 'gather', j, false)),
  ...shorts.map((j) => cell('gather', `output ${j}`, shortAt(panel, j))),
  ...longs.map((at) => cell('long', `input ${at}`, longAt(panel, at))),
];

const backwards = (panel: Panel): readonly Mark[] => [
  { kind: 'words', part: 'spread', at: [longAt(panel, 3)[0], panel.words], label: 'transposed: 3 in, 7 out' },
  ...shorts.map((j) => reach(panel, 'spread', j)),
  ...shorts.map((j) => arrow(panel, 'spread', j, true)),
  ...shorts.map((j) => cell('spread', `copy ${j}`, shortAt(panel, j))),
  ...longs.map((at) => cell('counts', `sum ${at}`, longAt(panel, at), `$${counts[at] ?? ''}$`)),
];

export const diagram: Diagram = {
  says: 'A kernel of three weights moves by two over seven numbers and gathers each three into one of three outputs. In the transposed convolution each of three numbers is spread over three of seven outputs. The numbers of copies that meet in these outputs are 1, 1, 2, 1, 2, 1, 1.',
  parts: { long: 'data', gather: 'inference', spread: 'model', counts: 'gap' },
  wide: {
    size: [30, 9],
    marks: [
      ...forwards({ first: 1, short: 2.8, long: 7.6, words: 0.7 }),
      ...backwards({ first: 17, short: 2.8, long: 7.6, words: 0.7 }),
    ],
  },
  narrow: {
    size: [16, 19.6],
    marks: [
      ...forwards({ first: 2, short: 2.8, long: 7.6, words: 0.7 }),
      ...backwards({ first: 2, short: 13.2, long: 18, words: 11.1 }),
    ],
  },
};
