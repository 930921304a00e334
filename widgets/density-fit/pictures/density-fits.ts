import { scaleLinear } from 'd3-scale';
import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { shortly } from './shortly.ts';

/** Densities at x, per unit of x; NaN where a curve is not known. */
export type DensityPlace = {
  readonly x: number;
  readonly kde: number;
  readonly gaussian: number;
  readonly truth: number;
};

export type DensityCell = { readonly from: number; readonly to: number; readonly height: number };

export type DensityFits = {
  readonly places: readonly DensityPlace[];
  readonly cells: readonly DensityCell[];
  readonly points: ArrayLike<number>;
  readonly span: readonly [number, number];
  /** The hills that the kernels are the sum of, with gaps between them, in place of the Gaussian and the histogram. */
  readonly hills?: readonly { readonly x: number; readonly y: number }[] | undefined;
};

const RIGHT = 14;
/** Pixels under the zero line that belong to the points. */
export const RUG = 34;
const FOOT = 36;

/** Where the line stands on the picture: pixels from the left for a value of x, and back. */
export const axisOf = (width: number, [from, to]: readonly [number, number]) => {
  const left = frame({ width, height: 0 }).marginLeft ?? 0;
  const across = width - left - RIGHT;
  return {
    toPixels: (x: number) => left + ((x - from) / (to - from)) * across,
    toX: (pixels: number) => from + ((pixels - left) / across) * (to - from),
  };
};

/** How far from the top the strip of the points begins and ends. */
export const rugOf = (height: number): readonly [number, number] => [height - FOOT - RUG, height - FOOT + 6];

/** The points as a rug, the truth (ink, dotted), the kernels (solid); with them the histogram (pale) and the Gaussian (dashed), or the hills (thin). */
export function densityFits({ places, cells, points, span, hills }: DensityFits, size: Size): Element {
  const highest = Math.max(
    ...places.map(({ kde, gaussian, truth }) => Math.max(kde, hills ? 0 : gaussian, Number.isNaN(truth) ? 0 : truth)),
    ...cells.map(({ height }) => height),
  );
  const top = 1.16 * highest;
  // The strip below zero has a height in pixels, so its depth in densities follows from the axis above it.
  const above = size.height - (frame(size).marginTop ?? 0) - FOOT - RUG;
  const perPixel = top / Math.max(1, above);
  const y = (pixels: number) => -pixels * perPixel;
  const said = { kde: 'kernels', gaussian: 'Gaussian', truth: 'truth' } as const;
  const line = (name: 'kde' | 'gaussian' | 'truth', style: Plot.LineYOptions) =>
    Plot.lineY(places, { x: 'x', y: name, name: said[name], clip: true, ...style });
  return Plot.plot({
    ...frame(size),
    marginRight: RIGHT,
    marginBottom: FOOT,
    x: { label: 'x →', domain: [...span], ...numbersUnder(size.width, span) },
    y: { label: '↑ density per unit of x', domain: [y(RUG), top], ticks: [] },
    marks: [
      Plot.axisY({
        ticks: ticksTo(highest),
        label: '↑ density per unit of x',
        // Of points close together: 2M stands in the margin, 2,000,000 beside it.
        ...(highest >= 1e4 && { tickFormat: '~s' }),
      }),
      Plot.rect(cells, {
        x1: 'from',
        x2: 'to',
        y1: 0,
        y2: 'height',
        name: 'histogram',
        fill: ink('model'),
        fillOpacity: 0.13,
        stroke: ink('model'),
        strokeOpacity: 0.45,
      }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.ruleX(Array.from(points), {
        x: (x: number) => x,
        y1: y(9),
        y2: y(RUG - 8),
        stroke: ink('data'),
        strokeOpacity: points.length > 120 ? 0.45 : 0.75,
        className: 'term-data',
      }),
      hills
        ? Plot.lineY(hills, { x: 'x', y: 'y', clip: true, stroke: ink('model'), strokeWidth: 1, strokeOpacity: 0.7 })
        : line('gaussian', { stroke: ink('model'), strokeWidth: 1.75, strokeDasharray: '7 4' }),
      line('truth', { stroke: ink('data'), strokeWidth: 2, strokeDasharray: '2 3', className: 'term-evidence' }),
      line('kde', { stroke: ink('model'), strokeWidth: 2.4, className: 'term-model' }),
      ...names(places, cells, span, hills !== undefined),
    ],
  });
}

/** Pixels that a digit under the line takes, and that stay free between two numbers. */
const [DIGIT, APART] = [6.5, 10];

/** Which numbers stand under the line, and how they are written: fewer of them, and as powers of ten, where they would meet. */
export function numbersUnder(width: number, span: readonly [number, number]) {
  const { toPixels } = axisOf(width, span);
  const scale = scaleLinear([...span], [toPixels(span[0]), toPixels(span[1])]);
  const most = width < 420 ? 5 : 9;
  const tiny = Math.max(...span.map(Math.abs)) < 1e-3;
  for (let count = most; count > 1; count--) {
    const ticks = scale.ticks(count);
    const tickFormat = tiny ? shortly : scale.tickFormat(count);
    const [first = 0, second = Infinity] = ticks.map(scale);
    const longest = Math.max(...ticks.map((tick) => tickFormat(tick).length));
    if (longest * DIGIT + APART <= second - first) return { ticks, tickFormat };
  }
  return { ticks: [...span], tickFormat: shortly };
}

/** Ticks of the density alone: the strip of the points has no numbers. */
function ticksTo(highest: number): number[] {
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((nice) => nice * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

const HILLS = [{ text: 'a hill a point', meaning: 'model', swatch: '─' }] as const;
const OTHERS = [
  { text: 'Gaussian', meaning: 'model', swatch: '╍' },
  { text: 'histogram', meaning: 'model', swatch: '▒' },
] as const;

/** Each curve's name beside its own highest point; those that would meet step down one by one. */
function names(
  places: readonly DensityPlace[],
  cells: readonly DensityCell[],
  span: readonly [number, number],
  asHills: boolean,
) {
  const middle = (span[0] + span[1]) / 2;
  const highest = (of: 'kde' | 'gaussian' | 'truth') =>
    places.reduce(
      (best, place) => (place[of] > best[of] ? place : best),
      places[0] ?? { x: 0, kde: 0, gaussian: 0, truth: 0 },
    );
  const tallest = Math.max(...cells.map(({ height }) => height), ...places.map(({ kde }) => kde));
  const known = places.some(({ truth }) => !Number.isNaN(truth));
  const kde = highest('kde');
  const toRight = kde.x < middle;
  const entries = [
    { text: asHills ? 'their sum' : 'kernels', meaning: 'model', swatch: '━' },
    ...(known ? [{ text: 'truth', meaning: 'data', swatch: '┅' } as const] : []),
    ...(asHills ? HILLS : OTHERS),
  ] as const;
  // A column of names on the emptier side, in the order of the eye, each with its line's own stroke.
  return entries.map(({ text, meaning, swatch }, at) =>
    Plot.text([text], {
      x: () => (toRight ? span[1] : span[0]),
      y: () => 1.13 * tallest,
      text: () => (toRight ? `${text} ${swatch}` : `${swatch} ${text}`),
      dy: 2 + 15 * at,
      dx: toRight ? -4 : 4,
      lineAnchor: 'top',
      textAnchor: toRight ? 'end' : 'start',
      fill: ink(meaning),
      ...halo,
    }),
  );
}
