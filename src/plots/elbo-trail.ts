import * as Plot from '@observablehq/plot';
import { frame, type Size } from './frame.ts';
import { ink } from './meaning.ts';

/** One press: what was done, and where evidence and ELBO stood after it, in nats. */
export type TrailPoint = {
  readonly step: 'start' | 'E' | 'M' | 'gradient';
  readonly evidence: number;
  readonly elbo: number;
};

const letters: Readonly<Record<TrailPoint['step'], string>> = { start: '', E: 'E', M: 'M', gradient: 'g' };
/** More letters than this would run into each other on a phone. */
const LETTERS = 16;

/** The ELBO climbing press by press under the evidence; the band between them is the gap. */
export function elboTrail(size: Size, trail: readonly TrailPoint[]): Element {
  const rows = trail.map((point, press) => ({ ...point, press }));
  const presses = Math.max(6, rows.length - 1);
  const last = rows.at(-1);
  return Plot.plot({
    ...frame(size),
    x: { label: 'presses →', domain: [0, presses * 1.02], ticks: Math.min(presses, 6), tickFormat: 'd' },
    y: { label: '↑ nats', domain: rangeOf(trail), ticks: 5 },
    marks: [
      Plot.areaY(rows, {
        x: 'press',
        y1: 'elbo',
        y2: 'evidence',
        fill: ink('gap'),
        fillOpacity: 0.25,
        className: 'term-gap',
      }),
      Plot.line(rows, {
        x: 'press',
        y: 'evidence',
        stroke: ink('evidence'),
        strokeWidth: 2.5,
        className: 'term-evidence',
      }),
      Plot.dot(rows, {
        x: 'press',
        y: 'evidence',
        symbol: 'square',
        r: 3,
        fill: ink('evidence'),
        className: 'term-evidence',
      }),
      Plot.line(rows, {
        x: 'press',
        y: 'elbo',
        stroke: ink('elbo'),
        strokeWidth: 2,
        strokeDasharray: '4 2',
        className: 'term-elbo',
      }),
      Plot.dot(rows, {
        x: 'press',
        y: 'elbo',
        r: 4,
        fill: ink('surface'),
        stroke: ink('elbo'),
        strokeWidth: 2,
        className: 'term-elbo',
      }),
      ...(rows.length <= LETTERS
        ? [
            Plot.text(rows, {
              x: 'press',
              y: 'elbo',
              text: (row: TrailPoint) => letters[row.step],
              dy: 14,
              fill: ink('muted'),
            }),
          ]
        : []),
      ...(last ? ends(last, rows.length <= 4) : []),
    ],
  });
}

/** The two names: right of the last point while there is room, at the left end of the picture after that. */
function ends(last: TrailPoint & { press: number }, room: boolean) {
  const apart = { textAnchor: 'start' as const, stroke: ink('surface'), strokeWidth: 4 };
  const at = room ? { x: last.press, dx: 9 } : { frameAnchor: 'top-left' as const, dx: 6 };
  const close = last.evidence - last.elbo < 0.05;
  const upper = {
    ...at,
    ...apart,
    ...(room && { y: 'evidence' }),
    dy: room ? (close ? -9 : 0) : 0,
    fill: ink('evidence'),
    className: 'term-evidence',
  };
  const lower = {
    ...at,
    ...apart,
    ...(room && { y: 'elbo' }),
    dy: room ? (close ? 7 : 0) : 15,
    fill: ink('elbo'),
    className: 'term-elbo',
  };
  return [
    Plot.text([last], { ...upper, text: ['■ evidence'], fontWeight: 'bold' }),
    Plot.text([last], { ...lower, text: ['○ ELBO'] }),
  ];
}

/** From below the lowest ELBO to above the highest evidence, never less than a tenth of a nat in all. */
function rangeOf(trail: readonly TrailPoint[]): [number, number] {
  const low = Math.min(...trail.map(({ elbo }) => elbo));
  const high = Math.max(...trail.map(({ evidence }) => evidence));
  const pad = Math.max(0.05, 0.14 * (high - low));
  return [low - 1.2 * pad, high + 1.2 * pad];
}
