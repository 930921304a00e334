import type { Diagram, Mark, Place } from '../drawing/diagram.ts';

/** Grey values of a few pixels of one picture, from 0 to 1. */
const PIXELS = [0.94, 0.91, 0.62, 0.55, 0.87, 0.35, 0.71] as const;
/** What may be said of a picture, and how much of it is true of this one. */
const ATTRIBUTES = [
  ['ears', 0.9],
  ['tail', 0.6],
  ['wings', 0],
  ['wheels', 0],
  ['sails', 0],
  ['leaves', 0],
  ['windows', 0],
] as const;

type List = {
  /** Where the bars begin, and the row of the first one. */
  readonly at: Place;
  /** Columns of a bar of length 1. */
  readonly unit: number;
};

const ROW = 1.3;
const HALF = 0.34;

/** A bar with its outline, or for 0 the mark of one without length. */
function bar(part: string, [column, row]: Place, length: number): readonly Mark[] {
  const [top, bottom, end] = [row - HALF, row + HALF, column + length];
  const corners: readonly Place[] = [
    [column, top],
    [end, top],
    [end, bottom],
    [column, bottom],
  ];
  if (length === 0) return [{ kind: 'curve', part, through: corners.slice(1, 3), thick: true }];
  return [
    { kind: 'curve', part, through: corners, filled: true },
    { kind: 'curve', part, through: [...corners, ...corners.slice(0, 1)] },
  ];
}

const pixels = ({ at: [column, row], unit }: List): readonly Mark[] =>
  PIXELS.flatMap((value, i): readonly Mark[] => {
    const place: Place = [column, row + i * ROW];
    const words = { kind: 'words', part: 'pixels', at: [column - 0.5, place[1]], anchor: 'end' } as const;
    return [{ ...words, label: `pixel $(0,${i})$` }, ...bar('pixels', place, value * unit)];
  });

const attributes = ({ at: [column, row], unit }: List): readonly Mark[] =>
  ATTRIBUTES.flatMap(([name, value], i): readonly Mark[] => {
    const place: Place = [column, row + i * ROW];
    const part = value === 0 ? 'zeros' : 'attributes';
    const words = { kind: 'words', part, at: [column - 0.5, place[1]], anchor: 'end' } as const;
    return [{ ...words, label: name }, ...bar(part, place, value * unit)];
  });

type Frame = {
  readonly pixels: List;
  readonly attributes: List;
  readonly titles: readonly [Place, Place];
  readonly arrow: readonly [Place, Place];
};

const marks = ({ titles, arrow, ...lists }: Frame): readonly Mark[] => [
  { kind: 'words', part: 'pixels', at: titles[0], label: 'as pixels' },
  ...pixels(lists.pixels),
  { kind: 'edge', from: arrow[0], to: arrow[1] },
  { kind: 'words', part: 'attributes', at: titles[1], label: 'as attributes' },
  ...attributes(lists.attributes),
];

export const diagram: Diagram = {
  says: 'One picture, described twice. As pixels: a list of grey values, and all of those shown are different from zero. As attributes: ears and tail have bars, and wings, wheels, sails, leaves and windows are zero.',
  parts: { pixels: 'data', attributes: 'inference', zeros: 'muted' },
  wide: {
    size: [30, 11],
    marks: marks({
      titles: [
        [8, 0.7],
        [22.6, 0.7],
      ],
      pixels: { at: [6, 2.3], unit: 6 },
      arrow: [
        [13.2, 6.2],
        [16.2, 6.2],
      ],
      attributes: { at: [21.4, 2.3], unit: 6 },
    }),
  },
  narrow: {
    size: [16, 23.9],
    marks: marks({
      titles: [
        [8, 0.7],
        [8, 13.5],
      ],
      pixels: { at: [6.2, 2.3], unit: 8 },
      arrow: [
        [8, 10.7],
        [8, 12.7],
      ],
      attributes: { at: [6.2, 15.1], unit: 8 },
    }),
  },
};
