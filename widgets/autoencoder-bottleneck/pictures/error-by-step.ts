import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

type Trace = readonly { readonly step: number; readonly error: number }[];

/** An error that no reader needs to see: well above that of answering every digit with the mean digit. */
const HIGH = 60;

/** The held-out error by step, with PCA's as a line; what lies far above both is cut off. */
export function errorByStep(trace: Trace, pca: number | undefined, size: Size, fit = alone): Element {
  const last = trace.at(-1);
  const [, end] = fit('step', [0, Math.max(1, last?.step ?? 1)]);
  return Plot.plot({
    ...frame(size),
    x: { label: 'step →', ticks: 4, domain: [0, end] },
    y: { label: '↑ squared error', ticks: 5, domain: fit('error', rangeOf(trace, pca)) },
    marks: [
      ...(pca === undefined ? [] : pcaMarks(pca, end)),
      Plot.lineY(trace, {
        x: 'step',
        y: 'error',
        stroke: ink('distortion'),
        strokeWidth: 2,
        clip: true,
        className: 'term-distortion',
      }),
      ...(last ? [Plot.dot([last], { x: 'step', y: 'error', r: 3.5, fill: ink('distortion'), clip: true })] : []),
    ],
  });
}

/** Both errors with some room, and the last one in any case. */
function rangeOf(trace: Trace, pca: number | undefined): [number, number] {
  const errors = trace.map(({ error }) => error);
  const seen = errors.filter((error) => error <= HIGH).concat(errors.slice(-1));
  const heights = [...seen, ...(pca === undefined ? [0, HIGH] : [pca])];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const room = Math.max(0.5, 0.08 * (high - low));
  return [Math.max(0, low - room), high + room];
}

const pcaMarks = (error: number, end: number) => [
  Plot.ruleY([error], { stroke: ink('muted'), strokeWidth: 1.5, strokeDasharray: '6 4' }),
  Plot.text([{ x: end, y: error }], {
    x: 'x',
    y: 'y',
    text: () => 'PCA',
    textAnchor: 'end',
    dy: -8,
    fill: ink('muted'),
    stroke: ink('surface'),
    strokeWidth: 4,
  }),
];
