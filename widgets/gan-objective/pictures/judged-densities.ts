import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink, type Meaning } from '#src/plots/meaning.ts';

/** Two densities per unit of x, what the best discriminator and the present one say there. */
export type JudgedRow = {
  readonly x: number;
  readonly data: number;
  readonly model: number;
  readonly best: number;
  readonly judged: number;
};

export type JudgedDensities = {
  readonly rows: readonly JudgedRow[];
  /** The same before the last G steps; empty where there were none. */
  readonly before: readonly JudgedRow[];
  readonly span: readonly [number, number];
  /** The point looked at and what D says there. */
  readonly at: { readonly x: number; readonly judged: number };
  /** Whether D is another than the best one, and so worth a line of its own. */
  readonly other: boolean;
};

const RIGHT = 40;
/** Tops of the density scale; a few steps only, so that it stands still while a density is dragged. */
const TOPS = [0.3, 0.5, 0.75, 1.05];
/** Where D = 1 stands, as a share of the height. */
const ONE = 0.88;

/** The top of the density scale, and where D = 1 stands on it, for the highest density that is drawn. */
export function scaleOf(highest: number): { readonly top: number; readonly one: number } {
  const top = TOPS.find((end) => end >= highest) ?? highest;
  return { top, one: ONE * top * 1.12 };
}

/** p_data (ink, solid) and p_G (blue, hatched edge) as hills, p_G before the last steps pale; D* (gold, dotted) and another D (gold, thin) from 0 to 1. */
export function judgedDensities(picture: JudgedDensities, size: Size): Element {
  const { rows, before, span, at, other } = picture;
  const highest = Math.max(...rows.map(({ data, model }) => Math.max(data, model)));
  const { top, one } = scaleOf(highest);
  return Plot.plot({
    ...frame(size),
    marginRight: RIGHT,
    x: { label: 'x →', domain: [...span], ticks: size.width < 420 ? 5 : 9 },
    y: { label: '↑ density', domain: [0, 1.12 * top] },
    marks: [
      Plot.axisY({ anchor: 'left', ticks: 4, label: '↑ density' }),
      Plot.axisY(
        [0, 0.5, 1].map((d) => d * one),
        {
          anchor: 'right',
          label: 'D ↑',
          tickFormat: (y: number) => (y === 0 ? '0' : y < one ? '½' : '1'),
          color: ink('posterior'),
        },
      ),
      Plot.lineY(before, {
        x: 'x',
        y: 'model',
        stroke: ink('model'),
        strokeOpacity: 0.45,
        strokeWidth: 1.5,
        strokeDasharray: '2 3',
      }),
      ...hill(rows, 'data', ''),
      ...hill(rows, 'model', '7 3'),
      Plot.ruleY([0], { stroke: ink('rule') }),
      ...(other ? [judgeLine(rows, 'judged', one, { strokeWidth: 1.5, className: 'term-posterior-judge' })] : []),
      judgeLine(rows, 'best', one, {
        strokeWidth: 2.5,
        strokeDasharray: dashes.posterior ?? '',
        className: 'term-posterior',
      }),
      ...names(rows, span, one, other),
      ...place(at, one, 1.12 * top),
    ],
  });
}

const hill = (rows: readonly JudgedRow[], name: 'data' | 'model', dash: string) => [
  Plot.areaY(rows, { x: 'x', y: name, fill: ink(name), fillOpacity: 0.13, className: `term-${name}` }),
  Plot.lineY(rows, {
    x: 'x',
    y: name,
    name: name === 'data' ? 'data' : 'generator',
    stroke: ink(name),
    strokeWidth: 2,
    strokeDasharray: dash,
    className: `term-${name}`,
  }),
];

const judgeLine = (rows: readonly JudgedRow[], name: 'best' | 'judged', one: number, style: Plot.LineYOptions) =>
  Plot.lineY(rows, {
    x: 'x',
    y: (row: JudgedRow) => row[name] * one,
    name: name === 'best' ? 'D*' : 'D',
    tells: (row: JudgedRow) => row[name],
    stroke: ink('posterior'),
    ...style,
  });

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/** Each hill's name on its outer flank, each D's name near an end of the line. */
function names(rows: readonly JudgedRow[], span: readonly [number, number], one: number, other: boolean) {
  const peaks = { data: peakOf(rows, 'data'), model: peakOf(rows, 'model') };
  const dataIsLeft = peaks.data.x <= peaks.model.x;
  const name = (of: 'data' | 'model', text: string, side: number) =>
    label(peaks[of], of, { text, y: 0.9 * peaks[of][of], side });
  const end = rows.at(-12) ?? peaks.data;
  const start = rows[12] ?? peaks.data;
  const judge = (row: JudgedRow, y: number, text: string, side: number) =>
    Plot.text([row], {
      x: side > 0 ? span[1] : span[0],
      y: () => y * one,
      text: () => text,
      dy: -8,
      dx: -5 * side,
      textAnchor: side > 0 ? 'end' : 'start',
      fill: ink('posterior'),
      fontStyle: 'italic',
      className: 'term-posterior',
      ...halo,
    });
  return [
    name('data', 'data', dataIsLeft ? -1 : 1),
    name('model', 'generator', dataIsLeft ? 1 : -1),
    judge(end, end.best, 'D*', 1),
    ...(other ? [judge(start, start.judged, 'D', -1)] : []),
  ];
}

function label(row: JudgedRow, meaning: Meaning, { text, y, side }: { text: string; y: number; side: number }) {
  return Plot.text([row], {
    x: 'x',
    y: () => y,
    text: () => text,
    dx: 14 * side,
    textAnchor: side < 0 ? 'end' : 'start',
    fill: ink(meaning),
    ...halo,
  });
}

const peakOf = (rows: readonly JudgedRow[], name: 'data' | 'model') =>
  rows.reduce((best, row) => (row[name] > best[name] ? row : best));

/** The point looked at: a thin line with a grip on top, and what D says there as a dot on its curve. */
function place({ x, judged }: { x: number; judged: number }, one: number, top: number) {
  return [
    Plot.ruleX([x], { stroke: ink('muted'), y1: 0, y2: top }),
    Plot.dot([x], { x, y: top, symbol: 'triangle', rotate: 180, r: 5, fill: ink('muted') }),
    Plot.text([x], { x, y: top, text: ['x'], dy: -10, fill: ink('muted'), fontStyle: 'italic', ...halo }),
    Plot.dot([x], {
      x,
      y: judged * one,
      r: 4,
      fill: ink('surface'),
      stroke: ink('posterior'),
      strokeWidth: 2,
      className: 'term-posterior',
    }),
  ];
}
