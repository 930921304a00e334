/** Digits made different from how they were grown, so that what is learnt from them holds for digits that people write. */
import { SIDE } from '#src/engine/data/raster.ts';
import type { Random } from '#src/engine/random.ts';

const MIDDLE = (SIDE - 1) / 2;
/** Knots of a smooth field along a side. */
const KNOTS = 6;

/**
 * How much digits are changed, in standard deviations of normals. There is no noise and no blur among the changes: a
 * classifier that has learnt to look past them could not judge samples by them.
 */
export type Augmentation = {
  /** Turn, in degrees. */
  readonly turn: number;
  /** Tangent of the slant. */
  readonly slant: number;
  /** Logarithm of the size, across and down each by itself. */
  readonly size: number;
  /** Shift across and down, in pixels. */
  readonly shift: number;
  /** Displacement of the knots of a smooth field across and down, in pixels (Simard et al. 2003). */
  readonly bend: number;
  /** How much darker or lighter the rim of the strokes becomes, in greys: what makes them thicker or thinner. */
  readonly rim: number;
  /** Logarithm of how much steeper the rim becomes; never flatter, so that blurred digits stay strange. */
  readonly steepness: number;
};

/** A 2 × 2 matrix and a shift: pixel (x, y) from the middle of the new image comes from (ax + by + c, dx + ey + f) of the old. */
type Pose = {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
};

function drawPose(source: Random, { turn, slant, size, shift }: Augmentation): Pose {
  const angle = (turn * source.normal() * Math.PI) / 180;
  const lean = slant * source.normal();
  const [across, down] = [Math.exp(size * source.normal()), Math.exp(size * source.normal())];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [d, e] = [-sine * down, cosine * down];
  const [a, b] = [cosine * across + lean * d, sine * across + lean * e];
  const [right, below] = [shift * source.normal(), shift * source.normal()];
  return { a, b, c: MIDDLE - a * right - b * below, d, e, f: MIDDLE - d * right - e * below };
}

/** A smooth field over the image: normals of deviation `size` at the knots, and straight lines between them. */
function drawField(source: Random, size: number): Float32Array {
  const knots = Float32Array.from({ length: KNOTS * KNOTS }, () => size * source.normal());
  const step = (KNOTS - 1) / (SIDE - 1);
  const field = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) field[y * SIDE + x] = between(knots, KNOTS, x * step, y * step);
  return field;
}

/** The value of a square grid between its cells; 0 outside. */
function between(grid: Float32Array, side: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const above = cell(grid, side, left, top) * (1 - right) + cell(grid, side, left + 1, top) * right;
  const below = cell(grid, side, left, top + 1) * (1 - right) + cell(grid, side, left + 1, top + 1) * right;
  return above + (below - above) * (y - top);
}

const cell = (grid: Float32Array, side: number, column: number, row: number): number =>
  column < 0 || row < 0 || column >= side || row >= side ? 0 : (grid[row * side + column] ?? 0);

/** A value as a grey, 0–1. */
export const grey = (value: number) => Math.min(1, Math.max(0, value));

/** A changed copy of one image of greys 0–1. */
export function changed(source: Random, image: Float32Array, augmentation: Augmentation): Float32Array {
  const { a, b, c, d, e, f } = drawPose(source, augmentation);
  const across = drawField(source, augmentation.bend);
  const down = drawField(source, augmentation.bend);
  const steep = Math.exp(augmentation.steepness * Math.abs(source.normal()));
  const rim = augmentation.rim * source.normal();
  const result = new Float32Array(image.length);
  for (let pixel = 0; pixel < result.length; pixel++) {
    const x = (pixel % SIDE) - MIDDLE;
    const y = Math.floor(pixel / SIDE) - MIDDLE;
    const fromX = a * x + b * y + c + (across[pixel] ?? 0);
    const fromY = d * x + e * y + f + (down[pixel] ?? 0);
    const ink = between(image, SIDE, fromX, fromY);
    // What happens to the rim fades away towards paper, which stays paper.
    result[pixel] = grey(0.5 + steep * (ink - 0.5 + rim * Math.min(1, 4 * ink)));
  }
  return result;
}
