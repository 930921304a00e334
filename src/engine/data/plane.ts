/** Data in the plane: mixtures of round Gaussians of one width and equal weights, so that every density is exact. */
import type { Random } from '../random.ts';

export const PLANE_SETS = ['ring', 'grid', 'moons', 'spiral', 'pinwheel', 'circles', 'drawing'] as const;
export type PlaneSet = (typeof PLANE_SETS)[number];

/**
 * p(x) = mean over components k of N(x; mₖ, σ² I). A curve is a row of components at most σ apart, in stretches of equal
 * mass; a stretch, like a Gaussian that stands alone, is a mode.
 */
export type Mixture = {
  readonly sigma: number;
  readonly components: readonly { readonly x: number; readonly y: number; readonly mode: number }[];
  /** How many modes there are; they have equal mass. */
  readonly modes: number;
};

type Point = readonly [x: number, y: number];

/** σ of every set but the drawing. */
const SIGMA = 0.05;
/** The drawing has so many cells a side, over the square from −1.2 to 1.2. */
export const DRAWING_CELLS = 16;
export const DRAWING_HALF_SIDE = 1.2;
const CELL = (2 * DRAWING_HALF_SIDE) / DRAWING_CELLS;

/** The data set of that name; `drawing` is used by the drawing alone, one bit a cell in hex digits, from the upper left. */
export function planeSet(name: PlaneSet, drawing = ''): Mixture {
  switch (name) {
    case 'ring':
      return points(Array.from({ length: 8 }, (_, i) => polar(0.9, i / 8)));
    case 'grid':
      return points(
        Array.from({ length: 25 }, (_, i): Point => [0.45 * ((i % 5) - 2), 0.45 * (2 - Math.floor(i / 5))]),
      );
    case 'moons':
      return curves([stretches(upperMoon, 4), stretches((t) => turned(upperMoon(t)), 4)]);
    case 'spiral':
      return curves([stretches((t) => polar(0.15 + 0.8 * t, 1.75 * t), 8)]);
    case 'pinwheel':
      return curves(
        Array.from({ length: 5 }, (_, arm) => stretches((t) => polar(0.25 + 0.7 * t, arm / 5 + 0.15 * t), 1)),
      );
    case 'circles':
      return curves([stretches((t) => polar(0.9, t), 8), stretches((t) => polar(0.45, t), 4)]);
    case 'drawing':
      return { ...points(drawnCells(drawing)), sigma: CELL / 2 };
  }
}

/** At radius `r`, `turns` of a full turn from the right, counter-clockwise. */
const polar = (r: number, turns: number): Point => [
  r * Math.cos(2 * Math.PI * turns),
  r * Math.sin(2 * Math.PI * turns),
];

/** The upper of two half circles that reach into each other, as t goes from 0 to 1; the lower is the same, turned by 180°. */
const upperMoon = (t: number): Point => {
  const [x, y] = polar(0.62, t / 2);
  return [x - 0.31, y - 0.15];
};
const turned = ([x, y]: Point): Point => [-x, -y];

function points(at: readonly Point[]): Mixture {
  return { sigma: SIGMA, components: at.map(([x, y], mode) => ({ x, y, mode })), modes: at.length };
}

/** Points along stretches of curves: each stretch a list, all equally long. */
function curves(given: readonly (readonly (readonly Point[])[])[]): Mixture {
  const all = given.flat();
  const components = all.flatMap((stretch, mode) => stretch.map(([x, y]) => ({ x, y, mode })));
  return { sigma: SIGMA, components, modes: all.length };
}

/** Components of a stretch: at σ apart they reach 1, and no stretch here is longer. */
const COMPONENTS_A_STRETCH = 20;
const CHORDS = 4000;

/** A curve over t from 0 to 1, cut into `count` stretches of equal length, with points equally far apart. */
function stretches(curve: (t: number) => Point, count: number): readonly (readonly Point[])[] {
  const lengths = [0];
  for (let i = 1; i <= CHORDS; i++) {
    const [[x0, y0], [x1, y1]] = [curve((i - 1) / CHORDS), curve(i / CHORDS)];
    lengths.push((lengths.at(-1) ?? 0) + Math.hypot(x1 - x0, y1 - y0));
  }
  const whole = lengths.at(-1) ?? 0;
  const total = count * COMPONENTS_A_STRETCH;
  const at = (share: number) => curve(lengths.findIndex((length) => length >= share * whole) / CHORDS);
  return Array.from({ length: count }, (_, stretch) =>
    Array.from({ length: COMPONENTS_A_STRETCH }, (_, i) => at((stretch * COMPONENTS_A_STRETCH + i + 0.5) / total)),
  );
}

/** The middles of the cells that are drawn. */
function drawnCells(drawing: string): readonly Point[] {
  const cells: Point[] = [];
  for (let cell = 0; cell < DRAWING_CELLS ** 2; cell++) {
    const digit = Number.parseInt(drawing.charAt(cell >> 2) || '0', 16);
    if (Number.isNaN(digit)) throw new Error(notHex(drawing));
    const [row, column] = [Math.floor(cell / DRAWING_CELLS), cell % DRAWING_CELLS];
    if ((digit >> (3 - (cell & 3))) & 1)
      cells.push([(column + 0.5) * CELL - DRAWING_HALF_SIDE, DRAWING_HALF_SIDE - (row + 0.5) * CELL]);
  }
  if (cells.length === 0) throw new Error('Nothing is drawn yet. Draw some cells, or choose another data set.');
  return cells;
}

const notHex = (drawing: string) =>
  `A drawing is up to ${DRAWING_CELLS ** 2 / 4} hex digits, and this one reads “${drawing.slice(0, 20)}”. Draw it anew.`;

/** p(x) at a point, per unit of area. */
export function densityAt({ sigma, components }: Mixture, x: number, y: number): number {
  let sum = 0;
  for (const at of components) sum += Math.exp(-((x - at.x) ** 2 + (y - at.y) ** 2) / (2 * sigma * sigma));
  return sum / (2 * Math.PI * sigma * sigma * components.length);
}

/** `count` draws, [count, 2]. */
export function drawPlane({ sigma, components }: Mixture, count: number, random: Random): Float32Array {
  const drawn = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const at = components[random.below(components.length)];
    drawn[2 * i] = (at?.x ?? NaN) + sigma * random.normal();
    drawn[2 * i + 1] = (at?.y ?? NaN) + sigma * random.normal();
  }
  return drawn;
}
