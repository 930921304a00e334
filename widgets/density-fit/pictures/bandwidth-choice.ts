import * as Plot from '#src/plots/plot.ts';
import { acrossFrame, frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import { panels } from '#src/plots/panels.ts';
import { shortly } from './shortly.ts';

/** What one bandwidth is worth; NaN where there is no truth to compare with, −∞ where a point is left alone. */
export type BandwidthRow = {
  readonly h: number;
  readonly loo: number;
  readonly ise: number;
  readonly bias: number;
  readonly variance: number;
};

export type BandwidthChoice = {
  readonly rows: readonly BandwidthRow[];
  /** The bandwidth in use, that of the highest leave-one-out likelihood, that of the least error (NaN without a truth). */
  readonly now: number;
  readonly loo: number;
  readonly best: number;
};

/** The part of the height that the points' own panel takes where there is a truth below it. */
const UPPER = 0.46;

/** Above: the leave-one-out log likelihood over the bandwidth. Below, where the truth is known: the squared error and its two parts. */
export function bandwidthChoice(choice: BandwidthChoice, size: Size): Element {
  const known = Number.isFinite(choice.best);
  const split = known ? Math.round(size.height * UPPER) : size.height;
  const upper = { drawn: likelihood(choice, !known, { ...size, height: split }) };
  if (!known) return panels([upper], size);
  return panels([upper, { drawn: errors(choice, { ...size, height: size.height - split }), y: split }], size);
}

const silent = () => '';

const across = (rows: readonly BandwidthRow[], size: Size, labelled: boolean): Plot.ScaleOptions => ({
  type: 'log',
  domain: [rows.at(-1)?.h ?? 0.01, rows[0]?.h ?? 1],
  label: labelled ? 'bandwidth h, in the unit of x →' : null,
  ticks: size.width < 420 ? 3 : 5,
  tickSize: labelled ? 6 : 0,
  tickFormat: labelled ? shortly : silent,
});

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/** The bandwidth in use, through the whole panel. */
const here = (now: number) => Plot.ruleX([now], { stroke: ink('model'), strokeWidth: 1.75 });

function mark(x: number, y: number, text: string, meaning: Meaning, rows: readonly BandwidthRow[], dy: number) {
  const middle = Math.sqrt((rows[0]?.h ?? 1) * (rows.at(-1)?.h ?? 1));
  const left = x > middle;
  return [
    Plot.dot([x], {
      x: (at: number) => at,
      y: () => y,
      r: 4,
      fill: ink('surface'),
      stroke: ink(meaning),
      strokeWidth: 2,
    }),
    Plot.text([x], {
      x: (at: number) => at,
      y: () => y,
      text: () => text,
      dx: left ? -8 : 8,
      dy,
      textAnchor: left ? 'end' : 'start',
      fill: ink(meaning),
      ...halo,
    }),
  ];
}

function likelihood({ rows, now, loo }: BandwidthChoice, labelled: boolean, size: Size): SVGElement {
  const finite = rows.filter(({ loo: y }) => Number.isFinite(y));
  const highest = Math.max(...finite.map(({ loo: y }) => y));
  const widest = finite[0]?.loo ?? highest;
  // Tiny bandwidths fall without end; as much is shown below the top as the wide side needs, and one nat and a half at least.
  const low = Math.min(widest, highest - 1.5);
  const room = 0.22 * (highest - low);
  return Plot.plot({
    ...frame(size),
    marginTop: 22,
    marginBottom: labelled ? 36 : 8,
    x: across(rows, size, labelled),
    y: { label: '↑ leave-one-out, nats per point', domain: [low, highest + room], ticks: 4 },
    marks: [
      here(now),
      Plot.text([now], {
        x: (x: number) => x,
        frameAnchor: 'bottom',
        text: ['h'],
        dx: 8,
        dy: -4,
        fontStyle: 'italic',
        fill: ink('model'),
        ...halo,
      }),
      Plot.line(finite, {
        x: 'h',
        y: 'loo',
        name: 'leave-one-out',
        stroke: ink('data'),
        strokeWidth: 2,
        clip: true,
        className: 'term-data',
      }),
      ...mark(loo, highest, `the points’ choice ${loo.toPrecision(3)}`, 'data', rows, -11),
    ],
  }) as SVGElement;
}

/** Pixels that the word “variance” takes. */
const ROOM = 64;

/** How many pixels of the panel lie to the left of a bandwidth. */
function leftOf(h: number, rows: readonly BandwidthRow[], size: Size): number {
  const [from, to] = [rows.at(-1)?.h ?? h, rows[0]?.h ?? h];
  return (Math.log(h / from) / Math.log(to / from)) * acrossFrame(size);
}

function errors({ rows, now, best }: BandwidthChoice, size: Size): SVGElement {
  const least = Math.min(...rows.map(({ ise }) => ise));
  const top = Math.max(3.2 * least, 1.12 * Math.max(rows[0]?.ise ?? 0, rows[0]?.bias ?? 0));
  const names = { ise: 'squared error', bias: 'bias²', variance: 'variance' } as const;
  const curve = (name: 'ise' | 'bias' | 'variance', width: number, dash: string) =>
    Plot.line(rows, {
      x: 'h',
      y: name,
      name: names[name],
      stroke: ink('gap'),
      strokeWidth: width,
      strokeDasharray: dash,
      clip: true,
    });
  // Where a curve has grown to most of the height there is room beside it, and for bias² above the word “best”.
  const at = (name: 'bias' | 'variance', height: number) =>
    rows.reduce((near, row) => (Math.abs(row[name] - height) < Math.abs(near[name] - height) ? row : near));
  const label = (name: 'bias' | 'variance', place: BandwidthRow, text: string, side: number) =>
    Plot.text([place], {
      x: 'h',
      y: name,
      text: () => text,
      dx: 7 * side,
      textAnchor: side < 0 ? 'end' : 'start',
      fill: ink('gap'),
      ...halo,
    });
  const [bias, variance] = [at('bias', 0.85 * top), at('variance', 0.62 * top)];
  return Plot.plot({
    ...frame(size),
    marginTop: 22,
    x: across(rows, size, true),
    y: { label: '↑ squared error ∫(p̂ − p)² dx', domain: [0, top], ticks: 4 },
    marks: [
      here(now),
      Plot.ruleY([0], { stroke: ink('rule') }),
      curve('bias', 1.5, '6 4'),
      curve('variance', 1.5, '2 3'),
      curve('ise', 2.25, ''),
      label('bias', bias, 'bias²', -1),
      label('variance', variance, 'variance', leftOf(variance.h, rows, size) < ROOM ? 1 : -1),
      Plot.ruleX([best], { y1: least, y2: 0.42 * top, stroke: ink('gap'), strokeDasharray: '1 3' }),
      ...mark(best, least, '', 'gap', rows, 0),
      Plot.text([best], {
        x: (at: number) => at,
        y: () => 0.42 * top,
        text: () => `best ${best.toPrecision(3)}`,
        // On the side of its own line that the bandwidth in use is not on.
        textAnchor: now >= best ? 'end' : 'start',
        dx: now >= best ? 4 : -4,
        dy: -8,
        fill: ink('gap'),
        ...halo,
      }),
    ],
  }) as SVGElement;
}
