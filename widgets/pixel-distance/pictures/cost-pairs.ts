import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** What two alterations of one digit cost. */
export type CostPair = { readonly digit: number; readonly erased: number; readonly shifted: number };

/** Each digit as its own numeral at (cost of the gap, cost of the shift), and the line on which both are equal, named where it leaves the frame. */
export function costPairs(pairs: readonly CostPair[], size: Size): Element {
  const most = 1.08 * Math.max(1, ...pairs.map(({ shifted }) => shifted));
  const widest = 1.08 * Math.max(1, ...pairs.map(({ erased }) => erased));
  const end = Math.min(most, widest);
  return Plot.plot({
    ...frame(size),
    marginTop: 34,
    marginRight: 42,
    x: { label: 'cost of the missing part →', domain: [0, widest], ticks: 5 },
    y: { label: '↑ cost of the shift', domain: [0, most], ticks: 5 },
    marks: [
      Plot.link([end], {
        x1: 0,
        y1: 0,
        x2: (x: number) => x,
        y2: (x: number) => x,
        stroke: ink('muted'),
        strokeDasharray: '5 3',
      }),
      Plot.text([end], {
        x: (x: number) => x,
        y: (x: number) => x,
        text: () => 'equal',
        ...(most <= widest ? { dy: -7 } : { textAnchor: 'start', dx: 5 }),
        fill: ink('muted'),
      }),
      Plot.told(pairs, { x: 'erased', y: 'shifted', name: ({ digit }: CostPair) => `a ${digit}` }),
      Plot.text(pairs, {
        x: 'erased',
        y: 'shifted',
        text: ({ digit }: CostPair) => String(digit),
        fill: ink('distortion'),
        fontSize: 11,
      }),
    ],
  });
}
