import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** The relative error of two estimators in d dimensions, 0 to 1. */
export type DimensionRow = { readonly d: number; readonly kernel: number; readonly histogram: number };

export type ErrorByDimension = {
  readonly rows: readonly DimensionRow[];
  /** The dimension looked at. */
  readonly d: number;
  readonly n: number;
  /** The error that counts as good enough. */
  readonly target: number;
};

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/** One estimator's line with a mark at each dimension, the one looked at filled. */
const curve = (rows: readonly DimensionRow[], d: number, name: 'kernel' | 'histogram') => {
  const histogram = name === 'histogram';
  return [
    Plot.line(rows, {
      x: 'd',
      y: name,
      name: histogram ? 'histogram' : 'kernels',
      stroke: ink('model'),
      strokeWidth: 2,
      strokeDasharray: histogram ? '6 4' : '',
      className: 'term-model',
    }),
    Plot.dot(rows, {
      x: 'd',
      y: name,
      symbol: histogram ? 'square' : 'circle',
      r: (row: DimensionRow) => (row.d === d ? 5.5 : 3),
      fill: (row: DimensionRow) => (row.d === d ? ink('model') : ink('surface')),
      stroke: ink('model'),
      strokeWidth: 1.5,
    }),
  ];
};

/** Kernels (solid, dots) and histogram (dashed, squares) over the dimension, with the line that good estimates stay under. */
export function errorByDimension({ rows, d, n, target }: ErrorByDimension, size: Size): Element {
  const last = rows.at(-1);
  const ends = last ? [last] : [];
  const below = rows.filter((row) => row.d === 7);
  return Plot.plot({
    ...frame(size),
    x: { label: 'dimension d →', domain: [0.6, 10.4], ticks: rows.map((row) => row.d), tickFormat: 'd' },
    y: { label: `↑ relative error at the peak, n = ${n}`, domain: [0, 1.04], ticks: 5 },
    r: { type: 'identity' },
    marks: [
      Plot.ruleX([d], { stroke: ink('rule') }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.ruleY([target], { stroke: ink('muted'), strokeDasharray: '6 4' }),
      Plot.text([target], {
        x: () => 10.4,
        y: (y: number) => y,
        text: () => `good enough: ${target.toFixed(2)}`,
        textAnchor: 'end',
        dy: 10,
        fill: ink('muted'),
        ...halo,
      }),
      ...curve(rows, d, 'histogram'),
      ...curve(rows, d, 'kernel'),
      Plot.text(ends, {
        x: 'd',
        y: 'histogram',
        text: () => 'histogram',
        textAnchor: 'end',
        dx: 4,
        dy: -13,
        fill: ink('model'),
        ...halo,
      }),
      Plot.text(below, {
        x: 'd',
        y: 'kernel',
        text: () => 'kernels',
        textAnchor: 'start',
        dx: 6,
        dy: 12,
        fill: ink('model'),
        ...halo,
      }),
    ],
  });
}
