import type { Point, Stroke } from './digit-skeletons.ts';

/** Side of an image in pixels, and pixels of one image. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** Room around the ink's box while it is drawn, in pixels, so that no soft edge is cut. */
const MARGIN = 3;
const CANVAS = 20 + 2 * MARGIN;

/** Straight pieces that a spline takes from one point to the next. */
const PIECES = 5;

/** The polyline of a uniform Catmull–Rom spline through the points of a stroke (Catmull & Rom 1974). */
export function spline(stroke: Stroke): Point[] {
  const at = (i: number) => stroke[Math.min(Math.max(i, 0), stroke.length - 1)] ?? [0, 0];
  const line: Point[] = [at(0)];
  for (let i = 0; i + 1 < stroke.length; i++) {
    for (let piece = 1; piece <= PIECES; piece++) line.push(between(at(i - 1), at(i), at(i + 1), at(i + 2), piece / PIECES));
  }
  return line;
}

function between(before: Point, from: Point, to: Point, after: Point, t: number): Point {
  const along = (a: number, b: number, c: number, d: number) =>
    b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  return [along(before[0], from[0], to[0], after[0]), along(before[1], from[1], to[1], after[1])];
}

/**
 * Draws polylines with a round pen as MNIST shows handwriting: the longest side of the ink measures `size` pixels, edges
 * are about `softness` pixels wide, and the picture is moved by whole pixels until its centre of mass is at the middle.
 * `thickness` is the width of the pen in pixels. Returns SIDE × SIDE bytes, row by row, 0 paper to 255 ink.
 */
export function draw(lines: readonly Point[][], thickness: number, size: number, softness: number): Uint8Array {
  const depth = new Float32Array(CANVAS * CANVAS).fill(-CANVAS);
  const radius = thickness / 2;
  for (const line of fitted(lines, size - thickness)) {
    for (let i = 0; i + 1 < line.length; i++) press(depth, line[i] ?? [0, 0], line[i + 1] ?? [0, 0], radius);
  }
  return centred(depth.map((inside) => Math.min(1, Math.max(0, inside / softness + 0.5))));
}

/** The lines scaled so that their longer side is `extent` pixels and moved to the middle of the canvas. */
function fitted(lines: readonly Point[][], extent: number): Point[][] {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const line of lines) {
    for (const [x, y] of line) {
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  const scale = extent / Math.max(right - left, bottom - top, 1e-6);
  const [x0, y0] = [CANVAS / 2 - ((left + right) / 2) * scale, CANVAS / 2 - ((top + bottom) / 2) * scale];
  return lines.map((line) => line.map(([x, y]): Point => [x0 + x * scale, y0 + y * scale]));
}

/** Writes how deep each pixel's centre lies inside a pen moved straight from one point to another (outside: below 0). */
function press(depth: Float32Array, from: Point, to: Point, radius: number): void {
  const reach = radius + 1;
  const [x0, y0] = from;
  const [dx, dy] = [to[0] - x0, to[1] - y0];
  const perLength = 1 / Math.max(dx * dx + dy * dy, 1e-9);
  const first = Math.max(0, Math.floor(Math.min(x0, to[0]) - reach));
  const last = Math.min(CANVAS - 1, Math.ceil(Math.max(x0, to[0]) + reach));
  const end = Math.min(CANVAS - 1, Math.ceil(Math.max(y0, to[1]) + reach));
  for (let row = Math.max(0, Math.floor(Math.min(y0, to[1]) - reach)); row <= end; row++) {
    const y = row + 0.5 - y0;
    for (let column = first; column <= last; column++) {
      const x = column + 0.5 - x0;
      const along = Math.min(1, Math.max(0, (x * dx + y * dy) * perLength));
      const [awayX, awayY] = [x - along * dx, y - along * dy];
      const inside = radius - Math.sqrt(awayX * awayX + awayY * awayY);
      const pixel = row * CANVAS + column;
      if (inside > (depth[pixel] ?? 0)) depth[pixel] = inside;
    }
  }
}

/** The canvas on a SIDE × SIDE sheet, moved by whole pixels so that its centre of mass comes nearest to the middle. */
function centred(ink: Float32Array): Uint8Array {
  let [mass, momentX, momentY] = [0, 0, 0];
  ink.forEach((value, pixel) => {
    mass += value;
    momentX += value * ((pixel % CANVAS) + 0.5);
    momentY += value * (Math.floor(pixel / CANVAS) + 0.5);
  });
  const [right, down] = [Math.round(SIDE / 2 - momentX / mass), Math.round(SIDE / 2 - momentY / mass)];
  const image = new Uint8Array(PIXELS);
  for (let row = 0; row < CANVAS; row++) {
    for (let column = 0; column < CANVAS; column++) {
      const [x, y] = [column + right, row + down];
      if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) image[y * SIDE + x] = Math.round(255 * (ink[row * CANVAS + column] ?? 0));
    }
  }
  return image;
}
