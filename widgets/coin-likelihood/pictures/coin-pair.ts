import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** One number at one height: as a bar among the counts, and as a point among the coins. */
export type Level = { readonly height: number; readonly top: number };

export type CountBar = { readonly k: number; readonly probability: number; readonly here: boolean };
export type CountBars = Level & { readonly n: number; readonly p: number; readonly bars: readonly CountBar[] };

export type LikelihoodRow = { readonly p: number; readonly likelihood: number };
export type LikelihoodCurve = Level & {
  readonly rows: readonly LikelihoodRow[];
  readonly p: number;
  readonly k: number;
  readonly peak: number;
  readonly area: number;
};

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/** Long enough that numbers stand clear of the triangle under the count thrown. */
const TICK = 9;

const whole = (k: number) => (k % 1 ? '' : `${k}`);

const scales = (size: Size, top: number) => ({ ...frame(size), y: { domain: [0, 1.18 * top], ticks: 4 } as const });

/** The height that both pictures mark, as a thin line across. */
const level = (height: number) => Plot.ruleY([height], { stroke: ink('model'), strokeDasharray: '1 4' });

/** A label above a place on the picture, on the side that has more room. */
const label = (x: number, span: number, y: number, text: string, fill: string) =>
  Plot.text([0], {
    x: () => x,
    y: () => y,
    text: () => text,
    dx: x > span / 2 ? -9 : 9,
    dy: -9,
    textAnchor: x > span / 2 ? 'end' : 'start',
    fill,
    ...halo,
  });

/** P(k|p) over the counts (pale bars), the count thrown as a solid bar with an ink foot. */
export function countBars({ n, p, bars, height, top }: CountBars, size: Size): Element {
  const thrown = bars.filter((bar) => bar.here);
  const half = Math.max(0.36, n / 500);
  const bar = { x1: (d: CountBar) => d.k - half, x2: (d: CountBar) => d.k + half, y: 'probability' } as const;
  const { y, ...style } = scales(size, top);
  return Plot.plot({
    ...style,
    x: {
      label: 'heads k',
      domain: [-0.5, n + 0.5],
      ticks: n < 11 ? Array.from({ length: n + 1 }, (_, k) => k) : 6,
      tickFormat: whole,
      tickSize: TICK,
    },
    y: { ...y, label: 'probability P(k|p)' },
    marks: [
      level(height),
      Plot.rectY(bars, {
        ...bar,
        name: ({ k }: CountBar) => `P(${k}|${p.toFixed(2)})`,
        fill: ink('model'),
        fillOpacity: 0.28,
      }),
      Plot.rectY(thrown, { ...bar, fill: ink('model'), className: 'term-model' }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.dot(thrown, { x: 'k', y: 0, symbol: 'triangle', r: 4.5, dy: 6, fill: ink('data'), className: 'term-data' }),
      ...thrown.map(({ k }) => label(k, n, 1.08 * top, `P(${k}|${p.toFixed(2)}) = ${height.toFixed(4)}`, ink('model'))),
    ],
  });
}

/** L(p|k) over the coins, its area shaded, its peak k/n a dashed line, the coin looked at a dot. */
export function likelihoodCurve(picture: LikelihoodCurve, size: Size): Element {
  const { rows, p, k, peak, area, height, top } = picture;
  const { y, ...style } = scales(size, top);
  return Plot.plot({
    ...style,
    x: { label: 'probability of heads p', domain: [0, 1], ticks: 5 },
    y: { ...y, label: 'likelihood L(p|k)' },
    marks: [
      level(height),
      Plot.areaY(rows, { x: 'p', y1: 0, y2: 'likelihood', fill: ink('model'), fillOpacity: 0.14 }),
      Plot.ruleX([peak], {
        y1: 0,
        y2: 1.08 * top,
        stroke: ink('data'),
        strokeDasharray: '5 4',
        className: 'term-data',
      }),
      Plot.lineY(rows, {
        x: 'p',
        y: 'likelihood',
        name: 'L(p|k)',
        stroke: ink('model'),
        strokeWidth: 2.25,
        className: 'term-model',
      }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.dot([p], { x: p, y: height, r: 5, fill: ink('model'), stroke: ink('surface'), className: 'term-model' }),
      label(peak, 1, 1.08 * top, `k/n = ${peak.toFixed(2)}, area ${area.toFixed(4)}`, ink('data')),
      label(p, 1, height, `L(${p.toFixed(2)}|${k}) = ${height.toFixed(4)}`, ink('model')),
    ],
  });
}
