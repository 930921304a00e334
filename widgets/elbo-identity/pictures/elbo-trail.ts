import { evidenceAndElbo } from '#src/plots/bound.ts';
import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** One press: what was done, and where evidence and ELBO stood after it, in nats. */
export type TrailPoint = {
  readonly step: 'start' | 'E' | 'M' | 'gradient';
  readonly evidence: number;
  readonly elbo: number;
};

type Row = TrailPoint & { readonly press: number };

const letters: Readonly<Record<TrailPoint['step'], string>> = { start: '', E: 'E', M: 'M', gradient: 'g' };
/** More letters than this would run into each other on a phone. */
const LETTERS = 16;
/** The vertical range follows this many last points, so that small steps after a big one can be seen. */
const IN_RANGE = 4;

/** The ELBO climbing press by press under the evidence; the band between them is the gap. */
export function elboTrail(trail: readonly TrailPoint[], size: Size): Element {
  const rows = trail.map((point, press): Row => ({ ...point, press }));
  const presses = Math.max(6, rows.length - 1);
  const range = rangeOf(rows.slice(-IN_RANGE));
  return Plot.plot({
    ...frame(size),
    marginTop: 30,
    x: { label: 'presses →', domain: [0, presses * 1.03], ticks: Math.min(presses, 6), tickFormat: 'd' },
    y: { label: '↑ nats', domain: range, ticks: 5 },
    marks: [
      ...evidenceAndElbo(rows, 'press', 0.25),
      ...points(rows.filter(({ elbo }) => elbo >= range[0])),
      ...names(rows, range),
    ],
  });
}

/** Square and ring stand in one place after an E step, so the ring is wider and open. */
const points = (rows: readonly Row[]) => [
  Plot.dot(rows, {
    x: 'press',
    y: 'evidence',
    symbol: 'square',
    r: 3,
    fill: ink('evidence'),
    className: 'term-evidence',
  }),
  Plot.dot(rows, {
    x: 'press',
    y: 'elbo',
    r: 5.5,
    fill: 'none',
    stroke: ink('elbo'),
    strokeWidth: 2,
    className: 'term-elbo',
  }),
];

/** The signs explained above the frame, the letter of each press under its point, and what lies below the range. */
function names(rows: readonly Row[], [low]: readonly [number, number]) {
  const corner = { frameAnchor: 'top-right' as const, dy: -16, textAnchor: 'end' as const };
  const inside = rows.filter(({ elbo }) => elbo >= low);
  const halo = { stroke: ink('surface'), strokeWidth: 4, fill: ink('muted') };
  const off = rows.length > inside.length ? ['↓ earlier presses lie below'] : [];
  return [
    Plot.text(['■ evidence'], {
      ...corner,
      dx: -52,
      fill: ink('evidence'),
      fontWeight: 'bold',
      className: 'term-evidence',
    }),
    Plot.text(['○ ELBO'], { ...corner, fill: ink('elbo'), className: 'term-elbo' }),
    Plot.text(rows.length <= LETTERS ? inside : [], {
      x: 'press',
      y: 'elbo',
      text: (row: Row) => letters[row.step],
      dy: 14,
      ...halo,
    }),
    Plot.text(off, { frameAnchor: 'bottom-left', dx: 6, dy: -4, ...halo }),
  ];
}

/** From below the lowest ELBO to above the highest evidence, never less than a fiftieth of a nat in all. */
function rangeOf(rows: readonly Row[]): [number, number] {
  const low = Math.min(...rows.map(({ elbo }) => elbo));
  const high = Math.max(...rows.map(({ evidence }) => evidence));
  const pad = Math.max(0.005, 0.16 * (high - low));
  return [low - 1.4 * pad, high + 0.6 * pad];
}
