import { expect, test } from 'vitest';
import { contour } from './contour.ts';

const SIDE = 48;
const fieldOf = (height: (x: number, y: number) => number, side = SIDE) =>
  Float32Array.from({ length: side * side }, (_, at) => height(at % side, Math.floor(at / side)));
const segmentsOf = (line: Float32Array) =>
  Array.from({ length: line.length / 4 }, (_, i) => line.subarray(4 * i, 4 * i + 4)) as unknown as [
    number,
    number,
    number,
    number,
  ][];

test('the contour of a slope is the straight line where it takes the level', () => {
  const segments = segmentsOf(
    contour(
      fieldOf((x, y) => 2 * x + y),
      SIDE,
      40.5,
    ),
  );
  expect(segments.length).toBeGreaterThan(20);
  for (const [x1, y1, x2, y2] of segments)
    for (const [x, y] of [
      [x1, y1],
      [x2, y2],
    ] as const)
      // Linear interpolation is exact on a plane; single precision leaves some 1e-6 of 40.
      expect(2 * x + y).toBeCloseTo(40.5, 4);
});

test('the lower side lies on the right of every segment', () => {
  const [middle, radius] = [23.5, 15.2];
  const dome = fieldOf((x, y) => -Math.hypot(x - middle, y - middle));
  for (const [x1, y1, x2, y2] of segmentsOf(contour(dome, SIDE, -radius))) {
    // On the page y grows downwards, so the right of (dx, dy) is (−dy, dx); a dome falls outwards.
    const outwards = -(y2 - y1) * (x1 - middle) + (x2 - x1) * (y1 - middle);
    expect(outwards).toBeGreaterThanOrEqual(0);
  }
});

test('the contour of a cone is a circle: its length is 2πr', () => {
  const radius = 15.2;
  const cone = fieldOf((x, y) => Math.hypot(x - 23.5, y - 23.5));
  const length = segmentsOf(contour(cone, SIDE, radius)).reduce(
    (sum, [x1, y1, x2, y2]) => sum + Math.hypot(x2 - x1, y2 - y1),
    0,
  );
  // Chords of one cell on a circle of 15 cells are short by (1/15.2)²/24 of their length; the crossings are off by less
  // than a cell's curvature, 1/(8·15.2) cells: within 1 % together.
  expect(Math.abs(length / (2 * Math.PI * radius) - 1)).toBeLessThan(0.01);
});

test.each([
  // The mean of the corners decides on which side the middle lies: over the level the low corners are cut off.
  ['over', [3, -1, 3, -1], [[0.75, 0, 1, 0.25]]],
  ['under', [1, -3, 1, -3], [[0, 0.25, 0.25, 0]]],
])('a saddle whose middle is %s the level is cut in two', (_, heights, expected) => {
  const [upperLeft = 0, upperRight = 0, lowerRight = 0, lowerLeft = 0] = heights;
  const segments = segmentsOf(contour(Float32Array.of(upperLeft, upperRight, lowerLeft, lowerRight), 2, 0));
  expect(segments).toHaveLength(2);
  const ends = segments.map(([x1, y1, x2, y2]) => [[x1, y1].join(), [x2, y2].join()].sort().join(' '));
  for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of expected)
    expect(ends).toContain([[x1, y1].join(), [x2, y2].join()].sort().join(' '));
});

test('a field on one side of the level has no contour', () => {
  expect(
    contour(
      fieldOf(() => 0.7),
      SIDE,
      0.5,
    ),
  ).toHaveLength(0);
});
