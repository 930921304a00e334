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

const length = ([x, y]: Vector) => Math.sqrt(x * x + y * y);
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
    const handle = roundness * length(chord);
    bezier(line, from, to, leaving ?? mirrored(arriving, chord), arriving ?? mirrored(leaving, chord), handle);
  }
  return line;
}

/** Direction, of length one, at the middle one of three points of the circle through them; none where two coincide. */
function tangent(before: Point, at: Point, after: Point): Vector | undefined {
  const [arriving, leaving] = [minus(at, before), minus(after, at)];
  const ratio = length(leaving) / length(arriving);
  const [x, y] = [arriving[0] * ratio + leaving[0] / ratio, arriving[1] * ratio + leaving[1] / ratio];
  const reach = length([x, y]);
  return reach > 1e-9 ? [x / reach, y / reach] : undefined;
}

/** The direction at one end of a circle's arc over `chord`, given that at the other end; without one, that of the chord. */
function mirrored(direction: Vector | undefined, chord: Vector): Vector {
  const [x, y] = [chord[0] / length(chord), chord[1] / length(chord)];
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

/** A place on the pen's way with the radius of the trace there; places in any unit, radii in pixels. */
type Press = readonly [x: number, y: number, radius: number];

/** Writes polylines as MNIST shows handwriting. Returns SIDE × SIDE bytes, row by row, 0 paper to 255 ink. */
export function draw(lines: readonly Point[][], pen: Pen): Uint8Array {
  const traces = lines.map((line) => line.map(([x, y], i): Press => [x, y, (pen.thickness / 2) * pen.swell(i)]));
  const depth = new Float32Array(CANVAS * CANVAS).fill(-CANVAS);
  for (const trace of fitted(traces, pen)) {
    trace.forEach((from, i) => {
      press(depth, from, trace[i + 1] ?? from);
    });
  }
  return centred(depth.map((inside) => Math.min(1, Math.max(0, inside / pen.softness + 0.5))));
}

/** The traces scaled so that the longest side of the ink is the pen's size, in the middle of the canvas; radii stay. */
function fitted(traces: readonly Press[][], { size, thickness }: Pen): Press[][] {
  const all = traces.flat();
  const longest = (scale: number) => Math.max(span(all, 0, scale)[1], span(all, 1, scale)[1]);
  // The side grows almost in a straight line with the scale, so a guess and one correction are enough.
  const guess = (size - thickness) / Math.max(longest(1e6) / 1e6, 1e-6);
  const scale = guess * (1 + (size - longest(guess)) / (size - thickness));
  const [left, width] = span(all, 0, scale);
  const [top, height] = span(all, 1, scale);
  const [right, down] = [(CANVAS - width) / 2 - left, (CANVAS - height) / 2 - top];
  return traces.map((trace) => trace.map(([x, y, radius]): Press => [right + x * scale, down + y * scale, radius]));
}

/** Where the ink of scaled traces begins along an axis and how far it reaches. */
function span(trace: readonly Press[], axis: 0 | 1, scale: number): [low: number, length: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const place of trace) {
    low = Math.min(low, place[axis] * scale - place[2]);
    high = Math.max(high, place[axis] * scale + place[2]);
  }
  return [low, high - low];
}

/** Notes for each pixel how deep its centre lies inside the trace of a pen moved straight between two places. */
function press(depth: Float32Array, [x0, y0, radius]: Press, to: Press): void {
  const reach = radius + 1;
  const [dx, dy] = [to[0] - x0, to[1] - y0];
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
