import { within } from '#src/base/within.ts';
import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

type Point = {
  readonly run: number;
  readonly beta: number;
  readonly rate: number;
  readonly distortion: number;
  readonly step: number;
};
type Trace = readonly { readonly rate: number; readonly distortion: number }[];
export type RatePlane = {
  readonly known: readonly Point[];
  readonly trace: Trace;
  readonly current: number;
  /** Places that are marked over the plane and have to lie on it. */
  readonly also: Trace;
};
type Placed = Point & { readonly lost: boolean; readonly name: string };

/** A run whose loss is so many times the best one's has lost its numbers, and would make one blot of all others. */
const LOST = 20;

const totalOf = ({ rate, distortion }: Trace[number]) => rate + distortion;

/** The least rate + distortion of all that is finite, and at least a nat. */
const bestOf = (known: Trace) => Math.max(1, Math.min(...known.map(totalOf).filter(Number.isFinite)));

/** What is near enough to the best to share axes with it. */
const onScale = <Known extends Trace[number]>(known: readonly Known[], best: number): readonly Known[] =>
  known.filter((one) => Number.isFinite(totalOf(one)) && totalOf(one) <= LOST * best);

/** The names of points: β, and the step where another point has the same β. */
export function namesOf(points: readonly Pick<Point, 'beta' | 'step'>[]): readonly string[] {
  const several = (beta: number) => points.filter((other) => other.beta === beta).length > 1;
  return points.map(({ beta, step }) => {
    const name = `β ${Number(beta.toPrecision(2))}`;
    return several(beta) ? `${name}, step ${step}` : name;
  });
}

/**
 * Axes for what is on the scale and for `also`, and every point in its place; a lost run's stands at the edge that it left by.
 */
export function placed(points: readonly Point[], trace: Trace, also: Trace = [], fit = alone) {
  const best = bestOf([...points, ...trace]);
  const settled = onScale(trace.slice(Math.floor(trace.length / 4)), best);
  const shown = [...onScale(points, best), ...settled, ...also];
  const across = padded({ values: shown.map(({ rate }) => rate), without: [0, 10], floor: 0, room: 2 });
  const up = padded({
    values: shown.map(({ distortion }) => distortion),
    without: [100, 250],
    floor: -Infinity,
    room: 8,
  });
  const [x, y] = [fit('rate', across), fit('distortion', up)];
  const names = namesOf(points);
  const all = points.map((point, at): Placed => {
    const lost = !onScale([point], best).includes(point);
    const name = names[at] ?? '';
    if (!lost) return { ...point, lost, name };
    const edge = { rate: within(point.rate || 0, ...x), distortion: within(point.distortion || 0, ...y) };
    return { ...point, ...edge, lost, name: `${name}: far outside` };
  });
  return { x, y, points: all };
}

/**
 * Every run's point in nats, the present run's way there, and faint lines of equal ELBO (rate + distortion constant). A run
 * that has lost its numbers is a crossed mark at the edge.
 */
export function ratePlane({ known, trace, current, also }: RatePlane, size: Size, fit = alone): Element {
  const { x, y, points } = placed(known, trace, also, fit);
  const sane = points.filter(({ lost }) => !lost);
  const lost = points.filter((point) => point.lost);
  const names = (some: readonly Placed[], textAnchor: 'start' | 'end', dx: number, dy: number) =>
    Plot.text(some, {
      x: 'rate',
      y: 'distortion',
      text: 'name',
      dx,
      dy,
      textAnchor,
      clip: false,
      fill: ink('model'),
      stroke: ink('surface'),
      strokeWidth: 3,
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
      Plot.line(trace, { ...trail, stroke: ink('model'), strokeOpacity: 0.55, strokeWidth: 1.5 }),
      Plot.dot(trace.slice(-1 - GHOSTS, -1), { ...trail, r: 1.6, fill: ink('model'), fillOpacity: 0.5 }),
      Plot.dot(sane, {
        x: 'rate',
        y: 'distortion',
        name: ({ name }: Placed) => name,
        r: 4,
        fill: ({ run }: Placed) => (run === current ? ink('model') : ink('paper')),
        stroke: ink('model'),
        strokeWidth: 1.5,
        clip: false,
      }),
      Plot.dot(lost, { x: 'rate', y: 'distortion', r: 4, symbol: 'times', stroke: ink('model'), clip: false }),
      names(sane, 'start', 8, -6),
      names(lost, 'end', -8, 12),
    ],
  });
}

/** How many of its last places the present run leaves as ghosts. */
const GHOSTS = 12;
const trail = { x: 'rate', y: 'distortion' } as const;

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
