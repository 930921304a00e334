import type { Diagram, Mark, Place } from '../drawing/diagram.ts';

type Frame = {
  /** Columns at which the curve begins and ends, its middle row, and how far it swings. */
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  readonly swing: number;
  /** Where clean pictures lie, as shares of the way, and by how many cells noise moves each; the first is the one with names. */
  readonly moved: readonly (readonly [share: number, by: Place])[];
  readonly names: Readonly<Record<'manifold' | 'clean' | 'corruption' | 'noisy' | 'return', Place>>;
};

const PIECES = 60;

/** The curve at a share of its way. */
export const curveAt = ({ from, to, middle, swing }: Frame, share: number): Place => [
  from + share * (to - from),
  middle - swing * Math.sin(2 * Math.PI * share),
];

/** The place of the curve that is nearest, to a thousandth of the way. */
export function nearest(frame: Frame, [column, row]: Place): Place {
  const places = Array.from({ length: 1001 }, (_, i) => curveAt(frame, i / 1000));
  const distance = (place: Place) => Math.hypot(place[0] - column, place[1] - row);
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}

const plus = (a: Place, b: Place): Place => [a[0] + b[0], a[1] + b[1]];

/** One picture: moved off the curve by noise, and brought back. */
function course(frame: Frame, [share, by]: Frame['moved'][number], named: boolean): readonly Mark[] {
  const clean = curveAt(frame, share);
  const noisy = plus(clean, by);
  const walk: readonly Mark[] = [
    { kind: 'edge', part: 'return', from: noisy, to: nearest(frame, noisy) },
    { kind: 'dot', part: 'noisy', at: noisy },
  ];
  if (!named) return walk;
  return [
    { kind: 'edge', part: 'corruption', from: clean, to: noisy, dashed: true },
    ...walk,
    { kind: 'dot', part: 'clean', at: clean },
  ];
}

function marks(frame: Frame): readonly Mark[] {
  const through = Array.from({ length: PIECES + 1 }, (_, i) => curveAt(frame, i / PIECES));
  const { names } = frame;
  return [
    { kind: 'curve', part: 'manifold', through, thick: true },
    ...frame.moved.flatMap((one, i) => course(frame, one, i === 0)),
    { kind: 'words', part: 'manifold', at: names.manifold, label: 'where the data lie' },
    { kind: 'words', part: 'clean', at: names.clean, label: '$x$' },
    { kind: 'words', part: 'corruption', at: names.corruption, label: 'noise', anchor: 'end' },
    { kind: 'words', part: 'noisy', at: names.noisy, label: '$\\tilde x$' },
    { kind: 'words', part: 'return', at: names.return, label: '$r(\\tilde x)$', anchor: 'start' },
  ];
}

export const diagram: Diagram = {
  says: 'A curve through a plane, on which the data lie. Noise moves a picture x off the curve to a place beside it. The denoiser r leads from there back to the curve, near x but not exactly to it, and other noisy pictures on both sides are led back in the same way.',
  parts: { manifold: 'data', clean: 'data', corruption: 'muted', noisy: 'muted', return: 'model' },
  wide: {
    size: [30, 11.6],
    marks: marks({
      from: 0.8,
      to: 29.2,
      middle: 6,
      swing: 3.2,
      moved: [
        [0.3, [3.2, -2]],
        [0.06, [-0.9, -2.2]],
        [0.14, [1.4, 2.6]],
        [0.46, [-1.9, 1.5]],
        [0.55, [2, -1.6]],
        [0.68, [-1.4, 2]],
        [0.8, [-0.6, -2.4]],
        [0.93, [1.4, 1.6]],
      ],
      names: {
        manifold: [25.2, 3.6],
        clean: [8.4, 4.2],
        corruption: [10.6, 1.4],
        noisy: [13.4, 0.8],
        return: [12.5, 2.7],
      },
    }),
  },
  narrow: {
    size: [16, 12],
    marks: marks({
      from: 0.6,
      to: 15.4,
      middle: 6.4,
      swing: 3.4,
      moved: [
        [0.32, [3, -1.7]],
        [0.1, [-0.9, -1.4]],
        [0.18, [1.3, 2.4]],
        [0.55, [-1.8, 0.9]],
        [0.62, [1.8, -1.3]],
        [0.76, [-0.2, 1.8]],
        [0.9, [1.5, 1.1]],
      ],
      names: {
        manifold: [12.4, 5],
        clean: [4.4, 4.4],
        corruption: [6.6, 1.9],
        noisy: [9.2, 1.4],
        return: [7.9, 3.2],
      },
    }),
  },
};
