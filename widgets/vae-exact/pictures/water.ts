import * as Plot from '#src/plots/plot.ts';
import { figure } from '#src/plots/figure.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

type Bar = { readonly at: number; readonly variance: number; readonly left: number };

/** Half the width of a bar, on a scale where bars stand 1 apart. */
const HALF = 0.32;

/** The variance of each direction as a bar; of it, filled, what training leaves; and the water level γ = βh². */
export function water(spectrum: readonly number[], left: ArrayLike<number>, level: number, size: Size): Element {
  const bars = spectrum.map((variance, at): Bar => ({ at, variance, left: left[at] ?? NaN }));
  const top = 1.12 * Math.max(...bars.flatMap(({ variance, left: rest }) => [variance, rest || 0]));
  const sides = { x1: ({ at }: Bar) => at - HALF, x2: ({ at }: Bar) => at + HALF } as const;
  return Plot.plot({
    ...frame(size),
    x: { domain: [-0.6, spectrum.length - 0.4], axis: null },
    y: { label: '↑ variance', domain: [0, top], ticks: 5 },
    marks: [
      Plot.rect(bars, {
        ...sides,
        y1: 0,
        y2: 'left',
        name: 'left',
        tells: ({ left: rest }: Bar) => rest,
        fill: ink('distortion'),
        fillOpacity: 0.55,
        className: 'term-distortion',
      }),
      Plot.rect(bars, {
        ...sides,
        y1: 0,
        y2: 'variance',
        name: 'variance',
        tells: ({ variance }: Bar) => variance,
        fill: 'none',
        stroke: ink('data'),
        strokeWidth: 1.5,
        className: 'term-data',
      }),
      ...(level < top ? levelMarks(level, spectrum.length) : []),
      Plot.ruleY([0], { stroke: ink('data') }),
      Plot.text(bars, {
        x: 'at',
        y: () => 0,
        text: ({ variance }: Bar) => `s² = ${variance}`,
        dy: 14,
        fill: ink('data'),
      }),
    ],
  });
}

const levelMarks = (level: number, count: number) => [
  Plot.ruleY([level], { stroke: ink('prior'), strokeWidth: 2, strokeDasharray: '6 4' }),
  Plot.text([level], {
    x: () => count - 0.45,
    y: (height: number) => height,
    text: (height: number) => `γ = βh² = ${figure(height, 2)}`,
    textAnchor: 'end',
    dy: -9,
    fill: ink('prior'),
    stroke: ink('surface'),
    strokeWidth: 4,
  }),
];
