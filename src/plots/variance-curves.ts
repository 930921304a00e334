import * as Plot from './plot.ts';
import { endsOf, frame, type Size } from './frame.ts';
import { ink } from './meaning.ts';

export type VarianceRow = { readonly mu: number; readonly path: number; readonly score: number };

/** Below this a variance is drawn at the floor of the logarithmic axis. */
const FLOOR = 1e-3;

/** The variances of one draw over the mean of q on a logarithmic axis: path derivative solid, score function dashed. */
export function varianceCurves(size: Size, rows: readonly VarianceRow[], mu: number): Element {
  const held = rows.map((row) => ({ mu: row.mu, path: Math.max(FLOOR, row.path), score: Math.max(FLOOR, row.score) }));
  const most = Math.max(...held.map(({ path, score }) => Math.max(path, score)));
  const least = Math.min(...held.map(({ path, score }) => Math.min(path, score)));
  const domain = [least / 2, most * 3];
  const tens = Array.from({ length: 12 }, (_, i) => 10 ** (i - 3)).filter(
    (ten) => ten >= (domain[0] ?? 0) && ten <= (domain[1] ?? 1),
  );
  const end = held.at(-1);
  const said = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12, textAnchor: 'end' as const, x: 'mu', dy: -9 };
  return Plot.plot({
    ...frame(size),
    x: { label: 'mean of q, μ →', domain: endsOf(rows, ({ mu }) => mu), ticks: 7 },
    y: {
      label: '↑ variance of one draw',
      type: 'log',
      domain,
      ticks: tens,
      tickFormat: String,
    },
    marks: [
      Plot.ruleX([mu], { stroke: ink('data'), strokeWidth: 1.25, strokeDasharray: '1 3' }),
      Plot.line(held, { x: 'mu', y: 'path', stroke: ink('model'), strokeWidth: 2.25, className: 'term-model' }),
      Plot.line(held, {
        x: 'mu',
        y: 'score',
        stroke: ink('inference'),
        strokeWidth: 2.25,
        strokeDasharray: '6 4',
        className: 'term-inference',
      }),
      Plot.text(end ? [end] : [], { ...said, y: 'score', text: () => 'score function', fill: ink('inference') }),
      Plot.text(end ? [end] : [], { ...said, y: 'path', text: () => 'path derivative', fill: ink('model') }),
    ],
  });
}
