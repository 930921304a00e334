import * as Plot from './plot.ts';
import { frame, type Size } from './frame.ts';
import { ink } from './meaning.ts';

type Point = { readonly run: number; readonly beta: number; readonly rate: number; readonly distortion: number };
type Trace = readonly { readonly rate: number; readonly distortion: number }[];

/** Every run's point in nats, the present run's way there, and faint lines of equal ELBO (rate + distortion constant). */
export function ratePlane(points: readonly Point[], trace: Trace, current: number, size: Size): Element {
  const settled = trace.slice(Math.floor(trace.length / 4));
  const shown = [...points, ...settled];
  const x = padded({ values: shown.map(({ rate }) => rate), without: [0, 10], floor: 0, room: 2 });
  const y = padded({
    values: shown.map(({ distortion }) => distortion),
    without: [100, 250],
    floor: -Infinity,
    room: 8,
  });
  return Plot.plot({
    ...frame(size),
    marginLeft: 52,
    x: { label: 'rate R, nats →', domain: x, ticks: 5 },
    y: { label: '↑ distortion D, nats', domain: y, ticks: 5 },
    clip: true,
    marks: [
      Plot.link(equalElbo(x, y), { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: ink('rule') }),
      Plot.axisX({ ticks: 5, label: 'rate R, nats →' }),
      Plot.axisY({ ticks: 5, label: '↑ distortion D, nats' }),
      Plot.line(trace, { x: 'rate', y: 'distortion', stroke: ink('muted'), strokeWidth: 1, strokeDasharray: '2 3' }),
      Plot.dot(points, {
        x: 'rate',
        y: 'distortion',
        r: 4,
        fill: ({ run }: Point) => (run === current ? ink('model') : ink('paper')),
        stroke: ink('model'),
        strokeWidth: 1.5,
      }),
      Plot.text(points, {
        x: 'rate',
        y: 'distortion',
        text: ({ beta }: Point) => `β ${Number(beta.toPrecision(2))}`,
        dx: 8,
        dy: -6,
        textAnchor: 'start',
        fill: ink('model'),
        stroke: ink('surface'),
        strokeWidth: 3,
        clip: false,
      }),
    ],
  });
}

type Range = {
  readonly values: readonly number[];
  /** Where there are no values yet. */ readonly without: [number, number];
  readonly floor: number;
  /** Room on either side, at least. */ readonly room: number;
};

/** The range of some values with room on either side. */
function padded({ values, without, floor, room: least }: Range): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return without;
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const room = Math.max((high - low) * 0.15, least);
  return [Math.max(floor, low - room), high + room];
}

/** Lines on which rate + distortion is the same: a step along one changes no ELBO. */
function equalElbo([x1, x2]: readonly [number, number], [y1, y2]: readonly [number, number]) {
  const step = Math.max(5, Math.round((y2 - y1) / 25) * 5);
  const first = Math.ceil((x1 + y1) / step) * step;
  const count = Math.floor((x2 + y2 - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * step).map((total) => ({
    x1,
    y1: total - x1,
    x2,
    y2: total - x2,
  }));
}
