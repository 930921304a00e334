import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import type { RunPoint, SizePoint } from '../model.ts';

/** PCA's error over the number of components, and a mark for each run: a dot, or a ring for a linear one. */
export function errorBySize(
  curve: readonly SizePoint[],
  runs: readonly RunPoint[],
  current: number | undefined,
  size: Size,
  fit = alone,
): Element {
  const where = { x: 'size', y: 'error' } as const;
  const high = Math.max(50, ...runs.map(({ error }) => error));
  return Plot.plot({
    ...frame(size),
    x: {
      label: 'size of the code →',
      type: 'log',
      base: 2,
      domain: [1, 64],
      ticks: [1, 2, 4, 8, 16, 32, 64],
      tickFormat: String,
    },
    y: { label: '↑ squared error', ticks: 5, domain: fit('error by size', [0, 1.04 * high]) },
    marks: [
      Plot.lineY(curve, { ...where, stroke: ink('muted'), strokeWidth: 1.5, strokeDasharray: '6 4' }),
      Plot.text(curve.slice(3, 4), {
        ...where,
        text: () => 'PCA',
        dx: 8,
        dy: -8,
        textAnchor: 'start',
        fill: ink('muted'),
      }),
      Plot.dot(runs, {
        ...where,
        r: ({ run }: RunPoint) => (run === current ? 6 : 4),
        fill: ({ linear }: RunPoint) => (linear ? ink('surface') : ink('distortion')),
        stroke: ink('distortion'),
        strokeWidth: 2,
        className: 'term-distortion',
      }),
    ],
  });
}
