/** The field of a denoiser in the plane: what its net reads of a point, and where it sends it. */
import { through } from '../shared/in-the-page.ts';
import type { PlaneNet } from './denoiser.ts';

export type Point = readonly [x: number, y: number];

/** Numbers that the net reads of a point: both coordinates, and a sine and a cosine of each in every octave. */
export const widthRead = (octaves: number): number => 2 + 4 * octaves;

/** Writes what the net reads of a point: x, y, then sin and cos of 2ʲπx and of 2ʲπy for j = 0, 1, … */
export function read(x: number, y: number, octaves: number, into: Float32Array, at = 0): void {
  into[at] = x;
  into[at + 1] = y;
  for (let octave = 0; octave < octaves; octave++) {
    const turn = Math.PI * 2 ** octave;
    into.set([Math.sin(turn * x), Math.cos(turn * x), Math.sin(turn * y), Math.cos(turn * y)], at + widthRead(octave));
  }
}

/** What the net reads of points [count, 2], one row each. */
export function readAll(points: Float32Array, octaves: number): Float32Array {
  const width = widthRead(octaves);
  const rows = new Float32Array((points.length / 2) * width);
  for (let i = 0; 2 * i < points.length; i++)
    read(points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN, octaves, rows, i * width);
  return rows;
}

/** r(x) − x: the way that the denoiser sends a point. */
export function sent({ octaves, layers }: PlaneNet, x: number, y: number): Point {
  const row = new Float32Array(widthRead(octaves));
  read(x, y, octaves, row);
  const [across = NaN, up = NaN] = through(layers, row);
  return [across, up];
}
