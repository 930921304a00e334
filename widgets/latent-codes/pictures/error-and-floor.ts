import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

type Trace = readonly { readonly step: number; readonly error: number }[];

/** The error, in nats, of a decoder that gives each of 784 pixels the chance ½. */
const UNDECIDED = 784 * Math.LN2;

/** The error by step in nats, and the least that the class alone allows; a spike of a few steps is cut off. */
export function errorAndFloor(trace: Trace, floor: number | undefined, size: Size, fit = alone): Element {
  const last = trace.at(-1);
  const [, end] = fit('step', [0, Math.max(1, last?.step ?? 1)]);
  const [low, high] = fit('error', rangeOf(trace, floor));
  const cut = trace.some(({ error }) => error > high);
  return Plot.plot({
    ...frame(size),
    marginLeft: 52,
    x: { label: 'step →', ticks: 4, domain: [0, end] },
    y: { label: '↑ error, nats per image', ticks: 5, domain: [low, high], ...(high >= LONG && { tickFormat: '~s' }) },
    marks: [
      ...(floor === undefined ? [] : floorMarks(floor, end)),
      Plot.lineY(trace, {
        x: 'step',
        y: 'error',
        name: 'error',
        stroke: ink('distortion'),
        strokeWidth: 2,
        clip: true,
        className: 'term-distortion',
      }),
      ...(cut ? [Plot.text(['↑ earlier steps lie above'], { ...atTop, ...quiet })] : []),
      ...(last ? [Plot.dot([last], { x: 'step', y: 'error', r: 3.5, fill: ink('distortion') })] : []),
    ],
  });
}

/** From here on the numbers on the axis are too long for its margin. */
const LONG = 100_000;

/** From the lowest error, or the floor, to the highest that is no spike, and in any case to the last one. */
function rangeOf(trace: Trace, floor: number | undefined): [number, number] {
  const errors = trace.map(({ error }) => error);
  const seen = errors.filter((error) => error <= UNDECIDED).concat(errors.slice(-1));
  const heights = [...seen, ...(floor === undefined ? [100, 300] : [floor])];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const room = Math.max(2, 0.12 * (high - low));
  return [low - room, high + room];
}

const quiet = { fill: ink('muted'), stroke: ink('surface'), strokeWidth: 4 };
const atTop = { frameAnchor: 'top-right', dx: -6, dy: 6 } as const;

const floorMarks = (floor: number, end: number) => [
  Plot.ruleY([floor], { stroke: ink('muted'), strokeDasharray: '6 4' }),
  Plot.text([{ x: end, y: floor }], {
    x: 'x',
    y: 'y',
    text: () => 'best with the class alone',
    textAnchor: 'end',
    dy: 9,
    ...quiet,
  }),
];
