import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type NormShell = {
  readonly curve: readonly { readonly z: number; readonly height: number }[];
  readonly norms: readonly number[];
  readonly root: number;
};

/** How wide a column of the histogram is. */
const STEP = 0.25;

/** The density of the length of a draw, a histogram of lengths drawn, √J as a line, and the mode of z at length zero. */
export function normShell({ curve, norms, root }: NormShell, size: Size): Element {
  const to = curve.at(-1)?.z ?? 4;
  const top = 1.35 * Math.max(...curve.map(({ height }) => height));
  const columns = countsOf(norms, to);
  const halo = { stroke: ink('surface'), strokeWidth: 4 } as const;
  return Plot.plot({
    ...frame(size),
    x: { label: 'length ‖z‖ of a draw →', domain: [0, to], ticks: size.width < 420 ? 5 : 9 },
    y: { label: '↑ density of the length', domain: [0, top], ticks: 4 },
    marks: [
      Plot.rect(columns, {
        x1: 'from',
        x2: 'to',
        y1: 0,
        y2: 'height',
        name: 'drawn',
        fill: ink('prior'),
        fillOpacity: 0.3,
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      Plot.line(curve, {
        x: 'z',
        y: 'height',
        name: 'density',
        stroke: ink('prior'),
        strokeWidth: 2,
        className: 'term-prior',
      }),
      Plot.ruleX([root], { stroke: ink('data'), strokeDasharray: '6 3', strokeWidth: 1.5 }),
      Plot.text([root], {
        x: (r: number) => r,
        frameAnchor: 'top',
        dy: 4,
        dx: 5,
        textAnchor: 'start',
        text: () => '√J',
        fill: ink('data'),
        ...halo,
      }),
      Plot.dot([0], { x: () => 0, y: 0, r: 5, fill: ink('data') }),
      Plot.text([0], {
        x: () => 0,
        y: 0,
        dx: 8,
        dy: -12,
        textAnchor: 'start',
        text: () => 'mode of z',
        fill: ink('data'),
        ...halo,
      }),
      Plot.ruleY([0], { stroke: ink('rule') }),
    ],
  });
}

type Column = { readonly from: number; readonly to: number; readonly height: number };

function countsOf(norms: readonly number[], to: number): Column[] {
  return Array.from({ length: Math.ceil(to / STEP) }, (_, i) => i * STEP)
    .map((from) => ({
      from,
      to: Math.min(to, from + STEP),
      height: norms.filter((norm) => norm >= from && norm < from + STEP).length / (norms.length * STEP),
    }))
    .filter(({ height }) => height > 0);
}
