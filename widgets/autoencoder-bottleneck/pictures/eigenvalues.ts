import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import type { Direction } from '../model.ts';

/** The variance along each principal direction as an empty bar, filled as far as the decoder spans the direction; a line behind the last that PCA keeps. */
export function eigenvalues(directions: readonly Direction[], size: Size): Element {
  const high = Math.max(1, ...directions.map(({ variance }) => variance));
  const kept = directions.filter((one) => one.kept).length;
  const bar = {
    x1: ({ direction }: Direction) => direction - 0.42,
    x2: ({ direction }: Direction) => direction + 0.42,
  };
  return Plot.plot({
    ...frame(size),
    x: { label: 'principal direction →', domain: [0.4, Math.max(12, directions.length) + 0.6], ticks: 6 },
    y: { label: '↑ variance', domain: [0, 1.08 * high], ticks: 4 },
    marks: [
      Plot.rectY(directions, {
        ...bar,
        y: ({ variance, found }: Direction) => variance * found,
        fill: ink('distortion'),
      }),
      Plot.rectY(directions, {
        ...bar,
        y: 'variance',
        name: ({ direction, found }: Direction) =>
          `direction ${direction}, ${(100 * found).toFixed(0)} % found, variance`,
        fill: ink('surface'),
        fillOpacity: 0,
        stroke: ink('muted'),
      }),
      Plot.ruleX(kept > 0 ? [kept + 0.5] : [], { stroke: ink('data'), strokeDasharray: '5 3' }),
      Plot.text(kept > 0 ? [{ x: kept + 0.5, y: high }] : [], {
        x: 'x',
        y: 'y',
        text: () => '← kept by PCA',
        textAnchor: 'start',
        dx: 6,
        fill: ink('data'),
        stroke: ink('surface'),
        strokeWidth: 4,
      }),
    ],
  });
}
