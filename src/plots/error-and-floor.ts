import * as Plot from './plot.ts';
import { frame, type Size } from './frame.ts';
import { ink } from './meaning.ts';

type Trace = readonly { readonly step: number; readonly error: number }[];

/** The error by step in nats, and the least that the class alone allows. */
export function errorAndFloor(trace: Trace, floor: number | undefined, size: Size): Element {
  const last = trace.at(-1);
  const end = Math.max(1, last?.step ?? 1);
  const heights = [...trace.map(({ error }) => error), ...(floor === undefined ? [100, 300] : [floor])];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const room = Math.max(2, 0.12 * (high - low));
  return Plot.plot({
    ...frame(size),
    marginLeft: 52,
    x: { label: 'step →', ticks: 4, domain: [0, end] },
    y: { label: '↑ error, nats per image', ticks: 5, domain: [low - room, high + room] },
    marks: [
      ...(floor === undefined ? [] : floorMarks(floor, end)),
      Plot.lineY(trace, {
        x: 'step',
        y: 'error',
        stroke: ink('distortion'),
        strokeWidth: 2,
        className: 'term-distortion',
      }),
      ...(last ? [Plot.dot([last], { x: 'step', y: 'error', r: 3.5, fill: ink('distortion') })] : []),
    ],
  });
}

const floorMarks = (floor: number, end: number) => [
  Plot.ruleY([floor], { stroke: ink('muted'), strokeDasharray: '6 4' }),
  Plot.text([{ x: end, y: floor }], {
    ...{ x: 'x', y: 'y', text: () => 'best with the class alone', textAnchor: 'end', dy: 9 },
    ...{ fill: ink('muted'), stroke: ink('surface'), strokeWidth: 4 },
  }),
];
