import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { edges, inRows, middles, rowNames } from '#src/plots/rows.ts';

/** A named squared error; the one called `blank` is drawn as a level to compare with. */
export type ErrorBar = { readonly name: string; readonly label: string; readonly error: number };

/** One bar for each alteration with its number at its end, and a dashed line where a blank page stands. */
export function errorBars(bars: readonly ErrorBar[], size: Size): Element {
  const blank = bars.filter(({ name }) => name === 'blank');
  const rest = bars.filter(({ name }) => name !== 'blank');
  const most = Math.max(1, ...bars.map(({ error }) => error));
  return Plot.plot({
    ...frame(size),
    marginLeft: 92,
    marginRight: 44,
    x: { label: 'squared error Σ (x − x′)² →', domain: [0, most], ticks: 5 },
    y: inRows(rest.length, PADDING),
    marks: [
      rowNames(rest.map(({ label }) => label)),
      Plot.rect(rest, {
        x1: 0,
        x2: 'error',
        ...edges(PADDING),
        name: ({ label }: ErrorBar) => label,
        fill: ink('distortion'),
        className: 'term-distortion',
      }),
      Plot.text(rest, {
        x: 'error',
        y: middles(),
        text: ({ error }: ErrorBar) => error.toFixed(1),
        textAnchor: 'start',
        dx: 5,
        fill: ink('distortion'),
        stroke: ink('surface'),
        strokeWidth: 4,
      }),
      Plot.ruleX(blank, { x: 'error', stroke: ink('muted'), strokeWidth: 1.5, strokeDasharray: '5 3' }),
      Plot.text(blank, { x: 'error', frameAnchor: 'top', dy: -14, text: 'label', fill: ink('muted') }),
      Plot.ruleX([0], { stroke: ink('rule') }),
    ],
  });
}

const PADDING = 0.35;
