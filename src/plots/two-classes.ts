import * as Plot from './plot.ts';
import { contour } from './contour.ts';
import { frame, type Size } from './frame.ts';
import { ink, type Meaning } from './meaning.ts';
import { circle, ellipse, path, type PlaneGaussian, type Scales } from './paths.ts';

export type LabelledPoint = { readonly x1: number; readonly x2: number; readonly label: 'A' | 'B' };

/** A border lies where `at` is zero: positive on the side of B. */
export type Border = {
  readonly at: (x1: number, x2: number) => number;
  readonly name: string;
  readonly meaning: Meaning;
  readonly dash: string;
};

export type TwoClasses = {
  readonly seen: readonly LabelledPoint[];
  readonly drawn: readonly LabelledPoint[];
  /** The fitted Gaussians, drawn at one standard deviation. */
  readonly ellipses: readonly PlaneGaussian[];
  readonly borders: readonly Border[];
  readonly window: { readonly x1: readonly number[]; readonly x2: readonly number[] };
};

/** Points of two classes (circles A, triangles B), what a model draws (blue), ellipses of its Gaussians, and borders. */
export function twoClasses(size: Size, { seen, drawn, ellipses, borders, window }: TwoClasses): Element {
  const walked = borders.map((border) => ({ ...border, ends: segmentsOf(border, window) }));
  return Plot.plot({
    ...frame(size),
    x: { label: 'feature x₁ →', domain: [...window.x1], ticks: 6 },
    y: { label: '↑ feature x₂', domain: [...window.x2], ticks: 6 },
    marks: [
      ...(['A', 'B'] as const).flatMap((label) => [
        cloud(of(seen, label), label, { meaning: 'data', opacity: 0.55, filled: false }),
        cloud(of(drawn, label), label, { meaning: 'fake', opacity: 0.9, filled: true }),
      ]),
      ...ellipses.map(outline),
      ...walked.map(line),
      ...borderNames(walked, window),
    ],
  });
}

const of = (points: readonly LabelledPoint[], wanted: 'A' | 'B') => points.filter(({ label }) => label === wanted);
type Look = { readonly meaning: Meaning; readonly opacity: number; readonly filled: boolean };

function cloud(points: readonly LabelledPoint[], label: 'A' | 'B', { meaning, opacity, filled }: Look) {
  const shape = label === 'A' ? (x: number, y: number) => circle(x, y, 2.6) : triangle;
  const draw = ({ x, y }: Scales) => points.map(({ x1, x2 }) => shape(x(x1), y(x2))).join('');
  return path(draw, {
    fill: filled ? ink(meaning) : 'none',
    stroke: ink(meaning),
    'stroke-width': 1.1,
    opacity,
    class: `term-${meaning}`,
  });
}

const triangle = (x: number, y: number) => `M${x.toFixed(1)},${(y - 3.4).toFixed(1)}l3.2,5.6h-6.4z`;

const outline = (gaussian: PlaneGaussian) =>
  path((scales) => ellipse(gaussian, 1, scales), {
    fill: 'none',
    stroke: ink('model'),
    'stroke-width': 1,
    opacity: 0.7,
    class: 'term-model',
  });

const SIDE = 57;

type Window = TwoClasses['window'];
const cell = ({ x1, x2 }: Window) => ({
  left: x1[0] ?? 0,
  top: x2[1] ?? 0,
  across: ((x1[1] ?? 0) - (x1[0] ?? 0)) / (SIDE - 1),
  down: ((x2[1] ?? 0) - (x2[0] ?? 0)) / (SIDE - 1),
});

/** A border with its segments. */
type Walked = Border & { readonly ends: Float32Array };

/** The border's segments in the plane's own units, by marching squares on a grid over the window. */
function segmentsOf(border: Border, window: Window): Float32Array {
  const { left, top, across, down } = cell(window);
  const field = Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    border.at(left + (i % SIDE) * across, top - Math.floor(i / SIDE) * down),
  );
  const ends = contour(field, SIDE, 0);
  return ends.map((value, i) => (i % 2 === 0 ? left + value * across : top - value * down));
}

function line({ ends, meaning, dash }: Walked) {
  return path((scales) => chained(ends, scales), {
    fill: 'none',
    stroke: ink(meaning),
    'stroke-width': 2.2,
    'stroke-dasharray': dash,
    class: `term-${meaning}`,
  });
}

/** Segments joined where one ends and another begins, so that dashes run on. */
function chained(ends: Float32Array, { x, y }: Scales): string {
  const key = (i: number) => `${(ends[i] ?? 0).toFixed(4)},${(ends[i + 1] ?? 0).toFixed(4)}`;
  const from = new Map<string, number>();
  for (let i = 0; i < ends.length; i += 4) from.set(key(i), i);
  const arrivals = new Set(Array.from({ length: ends.length / 4 }, (_, i) => key(4 * i + 2)));
  const used = new Set<number>();
  const place = (i: number) => `${x(ends[i] ?? 0).toFixed(1)},${y(ends[i + 1] ?? 0).toFixed(1)}`;
  const run = (start: number) => {
    let way = `M${place(start)}`;
    for (let at: number | undefined = start; at !== undefined && !used.has(at); at = from.get(key(at + 2))) {
      used.add(at);
      way += `L${place(at + 2)}`;
    }
    return way;
  };
  const starts = Array.from({ length: ends.length / 4 }, (_, i) => 4 * i);
  const open = starts.filter((i) => !arrivals.has(key(i))).map(run);
  return [...open, ...starts.filter((i) => !used.has(i)).map((i) => (used.has(i) ? '' : run(i)))].join('');
}

/** Each border named near its upper end, or at its lowest point where it has left the top; kept a line's height apart. */
function borderNames(borders: readonly Walked[], window: Window) {
  const { down } = cell(window);
  const taken: { x1: number; x2: number }[] = [];
  return borders.flatMap(({ ends, ...border }, order) => {
    if (ends.length === 0) return [];
    const places = Array.from({ length: ends.length / 2 }, (_, i) => ({
      x1: ends[2 * i] ?? 0,
      x2: ends[2 * i + 1] ?? 0,
    }));
    const low = window.x2[0] ?? 0;
    const high = window.x2[1] ?? 0;
    const wanted = high - (0.04 + 0.09 * order) * (high - low);
    const place = places.reduce((best, now) => (Math.abs(now.x2 - wanted) < Math.abs(best.x2 - wanted) ? now : best));
    while (taken.some((other) => Math.abs(other.x2 - place.x2) < 3 * down)) place.x2 -= 3 * down;
    taken.push(place);
    const toRight = place.x1 < ((window.x1[0] ?? 0) + (window.x1[1] ?? 0)) / 2;
    return [
      Plot.text([place], {
        x: 'x1',
        y: 'x2',
        text: () => border.name,
        fill: ink(border.meaning),
        stroke: ink('surface'),
        strokeWidth: 4,
        fontSize: 12,
        textAnchor: toRight ? 'start' : 'end',
        dx: toRight ? 7 : -7,
        className: `term-${border.meaning}`,
      }),
    ];
  });
}
