import { sigmoid } from '#src/engine/maths/logistic.ts';
import * as Plot from '#src/plots/plot.ts';
import { contour } from '#src/plots/contour.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import { circle, ellipse, path, type PlaneGaussian, type Scales } from '#src/plots/paths.ts';

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

/** Points of two classes (circles A, triangles B), what a model draws (blue), ellipses of its Gaussians, and borders, named above. */
export function twoClasses({ seen, drawn, ellipses, borders, window }: TwoClasses, size: Size): Element {
  const walked = borders.map((border) => ({ ...border, ends: segmentsOf(border, window) }));
  return Plot.plot({
    ...frame(size),
    marginTop: 46,
    x: { label: 'feature x₁ →', domain: [...window.x1], ticks: 6 },
    y: { label: '↑ feature x₂', domain: [...window.x2], ticks: 6 },
    marks: [
      ...(['A', 'B'] as const).flatMap((label) => [
        cloud(of(seen, label), label, { meaning: 'data', opacity: 0.55, filled: false }),
        cloud(of(drawn, label), label, { meaning: 'fake', opacity: 0.9, filled: true }),
      ]),
      ...borders.map(({ name, at }) => Plot.field(`p(B | x), ${name}`, (x1, x2) => sigmoid(at(x1, x2)))),
      ...(['seen', 'drawn'] as const).map((which) =>
        Plot.told(which === 'seen' ? seen : drawn, {
          x: 'x1',
          y: 'x2',
          name: ({ label }: LabelledPoint) => `${which === 'seen' ? 'point' : 'new point'} of class ${label}`,
        }),
      ),
      ...ellipses.map(outline),
      ...walked.map(line),
      ...borders.flatMap((border, order) => legend(border, STARTS[order] ?? 0, window)),
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
    'stroke-width': 2,
    class: 'term-model',
  });

/** How a border is drawn, in the plane and beside its name. */
const stroked = ({ meaning, dash }: Pick<Border, 'meaning' | 'dash'>) => ({
  fill: 'none',
  stroke: ink(meaning),
  'stroke-width': 2.2,
  'stroke-dasharray': dash,
  class: `term-${meaning}`,
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

const line = ({ ends, ...border }: Walked) => path((scales) => chained(ends, scales), stroked(border));

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

/** Where names begin in the row above the frame, in pixels from its left side. */
const STARTS = [0, 104, 180];
/** How far above the frame that row lies, and how long the piece of line before a name is. */
const [ABOVE, PIECE] = [12, 26];

/** A border's name above the frame, where it covers none of them, with a piece of its line. */
const legend = ({ name, meaning, dash }: Border, start: number, { x1, x2 }: Window) => [
  path(({ x, y }) => `M${x(x1[0] ?? 0) + start},${y(x2[1] ?? 0) - ABOVE}h${PIECE}`, stroked({ meaning, dash })),
  Plot.text([name], {
    frameAnchor: 'top-left',
    dx: start + PIECE + 6,
    dy: -ABOVE - 6,
    fill: ink(meaning),
    fontSize: 12,
    textAnchor: 'start',
    className: `term-${meaning}`,
  }),
];
