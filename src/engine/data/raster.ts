import type { Point, Stroke } from './digit-skeletons.ts';

/** Side of an image in pixels, and pixels of one image. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** How the pen writes. */
export type Pen = {
  /** Width of its trace, in pixels. */
  readonly thickness: number;
  /** Longest side of what it writes, in pixels. */
  readonly size: number;
  /** Width of the edge over which ink fades into paper, in pixels. */
  readonly softness: number;
  /** The width of the trace at one piece of a polyline, as a share of `thickness`. */
  readonly swell: (piece: number) => number;
};

/** Side of the sheet that is written on before the ink is centred: the ink's box and room for edges that fade. */
const CANVAS = 28;

/** Straight pieces that a curve takes from one point to the next. */
export const PIECES = 6;

type Vector = readonly [x: number, y: number];

const ORIGIN: Point = [0, 0];

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1]];

/**
 * The polyline of a smooth curve through the points of a stroke. Between two points runs a cubic Bézier curve that leaves
 * each along the circle through it and its two neighbours; its handles are `roundness` chords long (0 is straight, 0.39 a
 * quarter of a circle). At corners and ends a curve bends as it does at the other end of the chord.
 */
export function curve(stroke: Stroke, roundness: number): Point[] {
  const line: Point[] = stroke.slice(0, 1);
  for (let i = 0; i + 1 < stroke.length; i++) {
    const [from, to] = [stroke[i] ?? ORIGIN, stroke[i + 1] ?? ORIGIN];
    const chord = minus(to, from);
    if (chord[0] === 0 && chord[1] === 0) continue;
    const leaving = tangent(stroke[i - 1] ?? from, from, to);
    const arriving = tangent(from, to, stroke[i + 2] ?? to);
    const handle = roundness * Math.hypot(...chord);
    bezier(line, from, to, leaving ?? mirrored(arriving, chord), arriving ?? mirrored(leaving, chord), handle);
  }
  return line;
}

/** Direction, of length one, at the middle one of three points of the circle through them; none where two coincide. */
function tangent(before: Point, at: Point, after: Point): Vector | undefined {
  const [arriving, leaving] = [minus(at, before), minus(after, at)];
  const ratio = Math.hypot(...leaving) / Math.hypot(...arriving);
  const [x, y] = [arriving[0] * ratio + leaving[0] / ratio, arriving[1] * ratio + leaving[1] / ratio];
  const length = Math.hypot(x, y);
  return length > 1e-9 ? [x / length, y / length] : undefined;
}

/** The direction at one end of a circle's arc over `chord`, given that at the other end; without one, that of the chord. */
function mirrored(direction: Vector | undefined, chord: Vector): Vector {
  const length = Math.hypot(...chord);
  const [x, y] = [chord[0] / length, chord[1] / length];
  if (!direction) return [x, y];
  const along = 2 * (direction[0] * x + direction[1] * y);
  return [along * x - direction[0], along * y - direction[1]];
}

/** Adds the pieces of a cubic Bézier curve, its first point left out. */
function bezier(line: Point[], from: Point, to: Point, leaving: Vector, arriving: Vector, handle: number): void {
  for (let piece = 1; piece <= PIECES; piece++) {
    const t = piece / PIECES;
    const s = 1 - t;
    const along = (axis: 0 | 1) => {
      const [first, second] = [from[axis] + handle * leaving[axis], to[axis] - handle * arriving[axis]];
      return s * s * s * from[axis] + 3 * s * t * (s * first + t * second) + t * t * t * to[axis];
    };
    line.push([along(0), along(1)]);
  }
}

/** Writes polylines as MNIST shows handwriting. Returns SIDE × SIDE bytes, row by row, 0 paper to 255 ink. */
export function draw(lines: readonly Point[][], pen: Pen): Uint8Array {
  const depth = new Float32Array(CANVAS * CANVAS).fill(-CANVAS);
  for (const line of fitted(lines, pen.size - pen.thickness)) {
    for (let i = 0; i + 1 < line.length; i++) {
      press(depth, line[i] ?? ORIGIN, line[i + 1] ?? ORIGIN, (pen.thickness / 2) * pen.swell(i));
    }
  }
  return centred(depth.map((inside) => Math.min(1, Math.max(0, inside / pen.softness + 0.5))));
}

/** The lines scaled so that their longer side is `extent` pixels and moved to the middle of the canvas. */
function fitted(lines: readonly Point[][], extent: number): Point[][] {
  const points = lines.flat();
  const [left, width] = span(points, 0);
  const [top, height] = span(points, 1);
  const scale = extent / Math.max(width, height, 1e-6);
  const [right, down] = [CANVAS / 2 - (left + width / 2) * scale, CANVAS / 2 - (top + height / 2) * scale];
  return lines.map((line) => line.map(([x, y]): Point => [right + x * scale, down + y * scale]));
}

/** Where the points begin along an axis and how far they reach. */
function span(points: readonly Point[], axis: 0 | 1): [low: number, length: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    low = Math.min(low, point[axis]);
    high = Math.max(high, point[axis]);
  }
  return [low, high - low];
}

/** Notes for each pixel how deep its centre lies inside the trace of a pen moved straight between two points. */
function press(depth: Float32Array, from: Point, to: Point, radius: number): void {
  const reach = radius + 1;
  const [x0, y0] = from;
  const [dx, dy] = minus(to, from);
  const perSquare = 1 / Math.max(dx * dx + dy * dy, 1e-9);
  const [first, last] = pixels(x0, to[0], reach);
  const [top, bottom] = pixels(y0, to[1], reach);
  for (let row = top; row <= bottom; row++) {
    for (let column = first; column <= last; column++) {
      const [x, y] = [column + 0.5 - x0, row + 0.5 - y0];
      const along = Math.min(1, Math.max(0, (x * dx + y * dy) * perSquare));
      const [awayX, awayY] = [x - along * dx, y - along * dy];
      const inside = radius - Math.sqrt(awayX * awayX + awayY * awayY);
      const pixel = row * CANVAS + column;
      if (inside > (depth[pixel] ?? 0)) depth[pixel] = inside;
    }
  }
}

/** The first and the last pixel along one axis that a trace between two places can touch. */
const pixels = (a: number, b: number, reach: number): [first: number, last: number] => [
  Math.max(0, Math.floor(Math.min(a, b) - reach)),
  Math.min(CANVAS - 1, Math.ceil(Math.max(a, b) + reach)),
];

/**
 * The ink moved by whole pixels until its centre of mass lies in pixel (14, 14), counted from 0: that is the middle as
 * MNIST has it (in its images the centre of mass lies between 14 and 15 pixels from the left and from the top).
 */
function centred(ink: Float32Array): Uint8Array {
  let [mass, across, down] = [0, 0, 0];
  for (let pixel = 0; pixel < ink.length; pixel++) {
    const value = ink[pixel] ?? 0;
    mass += value;
    across += value * ((pixel % CANVAS) + 0.5);
    down += value * (Math.floor(pixel / CANVAS) + 0.5);
  }
  return moved(ink, SIDE / 2 - Math.floor(across / mass), SIDE / 2 - Math.floor(down / mass));
}

/** What lies over the edge of the sheet is lost. */
function moved(ink: Float32Array, right: number, down: number): Uint8Array {
  const image = new Uint8Array(PIXELS);
  for (let y = Math.max(0, down); y < Math.min(SIDE, CANVAS + down); y++) {
    for (let x = Math.max(0, right); x < Math.min(SIDE, CANVAS + right); x++) {
      image[y * SIDE + x] = Math.round(255 * (ink[(y - down) * CANVAS + x - right] ?? 0));
    }
  }
  return image;
}
