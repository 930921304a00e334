import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { componentInk, ink } from '#src/plots/meaning.ts';

/** A point, the component with most responsibility for it, and how decided that is, from 0 to 1. */
export type Mark = { readonly x: number; readonly y: number; readonly component: number; readonly decided: number };
/** A component: mean, standard deviations along its axes, direction of the long one in radians, responsibilities summed. */
export type Ellipse = {
  readonly x: number;
  readonly y: number;
  readonly long: number;
  readonly short: number;
  readonly angle: number;
  readonly count: number;
};
export type EmPlane = {
  readonly marks: readonly Mark[];
  readonly ellipses: readonly Ellipse[];
  readonly side: number;
  /** Where the components stood before the last half-step. */
  readonly ghosts?: readonly Ellipse[];
};

/** The sign of each component, on its points and at its mean. */
const SIGNS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross'] as const;
const signOf = (component: number) => SIGNS[component % SIGNS.length] ?? 'circle';
/** Less decided than this, no component is named. */
const DECIDED = 0.02;
const MARGIN = { left: 32, right: 8, top: 20, bottom: 36 } as const;
const WIDEST = 520;
/** Ellipses lie so many standard deviations out: 1 − exp(−2²/2) = 86 % of a Gaussian in the plane. */
export const REACH = 2;
const CORNERS = 72;

/** The side of the square in pixels. */
const insideOf = (width: number) => Math.min(WIDEST, width) - MARGIN.left - MARGIN.right;

/** Where a pixel of the picture, of this width, lies in the plane. */
export function placeAt(width: number, side: number, x: number, y: number): readonly [number, number] {
  const inside = insideOf(width);
  const along = (pixels: number) => (2 * side * pixels) / inside - side;
  return [along(x - MARGIN.left), -along(y - MARGIN.top)];
}

/** Points with the sign of their component, full where they are sure of it; components as ellipses with sign and number. */
export function emPlane({ marks, ellipses, side, ghosts = [] }: EmPlane, { width }: Size): Element {
  const inside = insideOf(width);
  const size = { width: inside + MARGIN.left + MARGIN.right, height: inside + MARGIN.top + MARGIN.bottom };
  const axis = { domain: [-side, side], ticks: 5 };
  return Plot.plot({
    ...frame(size),
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { ...axis, label: 'x₁ →' },
    y: { ...axis, label: '↑ x₂' },
    symbol: { type: 'identity' },
    r: { type: 'identity' },
    opacity: { type: 'identity' },
    color: { type: 'identity' },
    marks: [
      Plot.frame({ stroke: ink('rule') }),
      ...pointMarks(marks),
      ...ghostsOf(ghosts, ellipses),
      ...ellipses.map(outline),
      ...signs(ellipses, inside / (2 * side)),
    ],
  });
}

/** Each component's points in its colour and with its sign; one that nobody leads is a plus. */
function pointMarks(marks: readonly Mark[]) {
  const open = marks.filter(({ decided }) => decided < DECIDED);
  const named = marks.filter(({ decided }) => decided >= DECIDED);
  const colour = ({ component }: Mark) => componentInk(component);
  return [
    Plot.told(marks, {
      x: 'x',
      y: 'y',
      name: ({ component, decided }: Mark) =>
        decided < DECIDED ? 'point, undecided' : `point of component ${component + 1}`,
    }),
    Plot.dot(open, { x: 'x', y: 'y', symbol: 'plus', r: 3, stroke: ink('data'), strokeWidth: 1 }),
    Plot.dot(named, {
      x: 'x',
      y: 'y',
      symbol: ({ component }: Mark) => signOf(component),
      r: 3,
      fill: colour,
      stroke: colour,
      fillOpacity: 'decided',
      strokeWidth: 1,
      className: 'term-inference',
    }),
  ];
}

function cornersOf({ x, y, long, short, angle }: Ellipse) {
  return Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const turn = (2 * Math.PI * corner) / CORNERS;
    const [a, b] = [REACH * long * Math.cos(turn), REACH * short * Math.sin(turn)];
    return [x + a * Math.cos(angle) - b * Math.sin(angle), y + a * Math.sin(angle) + b * Math.cos(angle)] as const;
  });
}

/** Where a component has moved from: its last outline, pale, and the way of its mean. */
function ghostsOf(ghosts: readonly Ellipse[], now: readonly Ellipse[]) {
  return ghosts.flatMap((ghost, k) => {
    const to = now[k];
    if (!to || Math.hypot(to.x - ghost.x, to.y - ghost.y) + Math.abs(to.long - ghost.long) < 1e-3) return [];
    const pale = { stroke: componentInk(k), strokeOpacity: 0.4, strokeDasharray: '2 3', clip: true } as const;
    const way = [
      [ghost.x, ghost.y],
      [to.x, to.y],
    ] as const;
    return [Plot.line(cornersOf(ghost), { ...pale, strokeWidth: 1.2 }), Plot.line(way, { ...pale, strokeWidth: 1.5 })];
  });
}

function outline(ellipse: Ellipse, component: number) {
  const corners = cornersOf(ellipse);
  const { count } = ellipse;
  const line = { stroke: componentInk(component), strokeWidth: 1.8, className: 'term-model', clip: true } as const;
  return Plot.line(corners, { ...line, ...(isEmpty(count) && { strokeDasharray: '3 4' }) });
}

const isEmpty = (count: number) => count < 1e-6;

/** How far from the mean its number stands, in pixels, and in how many directions room is looked for. */
const BESIDE = 15;
const DIRECTIONS = 16;

/** The sign at each mean and, over all signs, the numbers beside them. */
function signs(ellipses: readonly Ellipse[], pixels: number) {
  const halo = {
    stroke: ink('surface'),
    strokeWidth: 5,
    fontWeight: 'bold',
    fontSize: 14,
  } as const;
  const sign = { fill: ink('surface'), strokeWidth: 2.4, r: 6.5, className: 'term-model' };
  const places = ellipses.map(({ x, y }) => [pixels * x, pixels * y] as const);
  const numbers = ellipses.map(({ x, y, count }, k) => {
    const [dx, dy] = besideOf(places, k);
    return Plot.text([isEmpty(count) ? `${k + 1} (empty)` : String(k + 1)], {
      x: [x],
      y: [y],
      dx,
      dy: -dy,
      fill: componentInk(k),
      ...halo,
    });
  });
  return [
    ...ellipses.map(({ x, y }, k) =>
      Plot.dot([0], { x: [x], y: [y], symbol: signOf(k), stroke: componentInk(k), ...sign }),
    ),
    ...numbers,
  ];
}

type Pair = readonly [number, number];

/** From a mean to its number, where the nearest other mean is farthest; of means on one spot, each has its own direction. */
function besideOf(places: readonly Pair[], k: number): Pair {
  const [x, y] = places[k] ?? [0, 0];
  const others = places.filter((_, other) => other !== k);
  const own = (2 * Math.PI * (k + 0.5)) / places.length;
  const directions = Array.from({ length: DIRECTIONS }, (_, i) => own + (2 * Math.PI * i) / DIRECTIONS);
  const ends = directions.map((turn): Pair => [BESIDE * Math.cos(turn), BESIDE * Math.sin(turn)]);
  const free = ends.map(([dx, dy]) => Math.min(...others.map((at) => Math.hypot(at[0] - x - dx, at[1] - y - dy))));
  // Whole pixels, so that rounding does not choose among directions that are alike.
  const best = free.map(Math.round).indexOf(Math.round(Math.max(...free)));
  return ends[best] ?? [BESIDE, 0];
}
