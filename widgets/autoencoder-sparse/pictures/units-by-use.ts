import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import type { Bar } from '../model.ts';

/** How many units are used how much, and where ρ lies, where a mean is asked for. */
export function unitsByUse(bars: readonly Bar[], of: string, rho: number | undefined, size: Size): Element {
  const high = Math.max(8, ...bars.map(({ units }) => units));
  return Plot.plot({
    ...frame(size),
    x: { label: `${of} →`, domain: [0, 1], ticks: 5 },
    y: { label: '↑ units', domain: [0, 1.08 * high], ticks: 4 },
    marks: [
      Plot.rectY(bars, {
        x1: 'from',
        x2: 'to',
        y: 'units',
        name: ({ from, to }: Bar) => `units from ${from} to ${to}`,
        fill: ink('rate'),
        insetLeft: 0.5,
        insetRight: 0.5,
        className: 'term-rate',
      }),
      Plot.ruleY([0], { stroke: ink('muted') }),
      ...(rho === undefined ? [] : asked(rho, high)),
    ],
  });
}

const asked = (rho: number, high: number) => [
  Plot.ruleX([rho], { stroke: ink('data'), strokeWidth: 1.5, strokeDasharray: '6 4' }),
  Plot.text([{ x: rho, y: 1.04 * high }], {
    x: 'x',
    y: 'y',
    text: () => 'ρ',
    textAnchor: 'start',
    dx: 6,
    fill: ink('data'),
    stroke: ink('surface'),
    strokeWidth: 4,
  }),
];
