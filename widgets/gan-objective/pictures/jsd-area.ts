import * as Plot from '#src/plots/plot.ts';
import { endsOf, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** What x adds to the Jensen–Shannon divergence and the most it could add, in nats per unit of x. */
export type JsdRow = { readonly x: number; readonly integrand: number; readonly ceiling: number };

/** The integrand as an area (purple) under its ceiling m(x) log 2 (grey, dashed), whose own area is log 2. */
export function jsdArea(rows: readonly JsdRow[], jsd: number, size: Size): Element {
  const top = Math.max(0.2, ...rows.map(({ ceiling }) => ceiling));
  const note = { frameAnchor: 'top-left', stroke: ink('surface'), strokeWidth: 4, fontSize: 12, dx: 6 } as const;
  return Plot.plot({
    ...frame(size),
    x: { label: 'x →', domain: endsOf(rows, ({ x }) => x), ticks: size.width < 420 ? 5 : 9 },
    y: { label: '↑ nats per unit of x', domain: [0, 1.35 * top], ticks: 4 },
    marks: [
      Plot.areaY(rows, { x: 'x', y: 'integrand', fill: ink('kl'), fillOpacity: 0.34, className: 'term-kl' }),
      Plot.lineY(rows, {
        x: 'x',
        y: 'integrand',
        name: 'JSD integrand',
        stroke: ink('kl'),
        strokeWidth: 1.5,
        className: 'term-kl',
      }),
      Plot.lineY(rows, {
        x: 'x',
        y: 'ceiling',
        name: 'ceiling',
        stroke: ink('muted'),
        strokeWidth: 1.5,
        strokeDasharray: '6 4',
      }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.text([`area ${jsd.toFixed(4)} = JSD`], { ...note, dy: 2, fill: ink('kl'), className: 'term-kl' }),
      Plot.text(['under the dashes 0.6931 = log 2'], { ...note, dy: 18, fill: ink('muted') }),
    ],
  });
}
