import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';

export type EstimateBin = { readonly from: number; readonly to: number; readonly path: number; readonly score: number };

/** Two histograms on one axis: the path derivative's upward and filled, the score function's downward and hollow. */
export function estimateHistograms(bins: readonly EstimateBin[], truth: number, size: Size): Element {
  const up = Math.max(...bins.map(({ path }) => path));
  const down = Math.max(...bins.map(({ score }) => score));
  const ends = bins.flatMap(({ from, to }) => [from, to]);
  const half = (name: 'path' | 'score', most: number, meaning: Meaning) =>
    Plot.rect(bins, {
      x1: 'from',
      x2: 'to',
      y1: 0,
      y2: (bin: EstimateBin) => (name === 'path' ? 1 : -1) * (bin[name] / Math.max(1, most)),
      name: (bin: EstimateBin) =>
        `${name === 'path' ? 'path derivative' : 'score function'}, ${bin.from.toFixed(2)} to ${bin.to.toFixed(2)}`,
      tells: (bin: EstimateBin) => bin[name],
      fill: ink(meaning),
      fillOpacity: name === 'path' ? 0.75 : 0.2,
      stroke: ink(meaning),
      strokeWidth: 0.75,
      insetLeft: 0.5,
      insetRight: 0.5,
      className: `term-${meaning}`,
    });
  const said = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12, frameAnchor: 'left' as const, dx: 4 };
  return Plot.plot({
    ...frame(size),
    marginLeft: 16,
    x: { label: 'estimate of the gradient →', domain: [Math.min(truth, ...ends), Math.max(truth, ...ends)], ticks: 5 },
    y: { axis: null, domain: [-1.15, 1.15] },
    marks: [
      half('path', up, 'model'),
      half('score', down, 'inference'),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.ruleX([truth], { stroke: ink('data'), strokeWidth: 1.5, strokeDasharray: '1 3' }),
      Plot.text(['path derivative'], { ...said, y: () => 1.05, text: ['path derivative ↑'], fill: ink('model') }),
      Plot.text(['score function'], { ...said, y: () => -1.05, text: ['score function ↓'], fill: ink('inference') }),
      Plot.text([truth], {
        x: () => truth,
        y: () => 1.05,
        text: () => 'truth',
        dx: 5,
        textAnchor: 'start',
        fill: ink('data'),
        fontSize: 12,
      }),
    ],
  });
}
