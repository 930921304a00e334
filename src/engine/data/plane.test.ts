import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { densityAt, drawPlane, planeSet, PLANE_SETS, type PlaneSet } from './plane.ts';

/** A row of cells, the fifth from above, and one cell in the lower right corner. */
const drawing = `${'0'.repeat(16)}ffff${'0'.repeat(43)}1`;
const setOf = (name: PlaneSet) => planeSet(name, drawing);

describe.each(PLANE_SETS)('%s', (name) => {
  const mixture = setOf(name);
  const { components, sigma, modes } = mixture;

  test('its density integrates to 1 over the square from −1.6 to 1.6', () => {
    // Sums over a grid of step σ/2 are exact for Gaussians to e^{−2π²·4} and leave out what lies beyond 5σ of an edge.
    const step = sigma / 2;
    let mass = 0;
    for (let x = -1.6 + step / 2; x < 1.6; x += step)
      for (let y = -1.6 + step / 2; y < 1.6; y += step) mass += densityAt(mixture, x, y) * step * step;
    expect(mass).toBeCloseTo(1, 5);
  });

  test('its modes have equal shares of the components, and no stretch of a curve has a gap', () => {
    const counts = Array.from({ length: modes }, (_, mode) => components.filter((at) => at.mode === mode).length);
    expect(new Set(counts).size).toBe(1);
    if ((counts[0] ?? 0) === 1) return;
    for (const [i, { x, y, mode }] of components.entries()) {
      const next = components[i + 1];
      if (next?.mode === mode) expect(Math.hypot(next.x - x, next.y - y)).toBeLessThanOrEqual(sigma);
    }
  });

  test('its draws have its mean and its mean square', () => {
    const n = 20_000;
    const points = drawPlane(mixture, n, random(1));
    const mean = (of: (x: number, y: number) => number) => {
      let sum = 0;
      for (let i = 0; i < 2 * n; i += 2) sum += of(points[i] ?? NaN, points[i + 1] ?? NaN);
      return sum / n;
    };
    const exact = (of: (x: number, y: number) => number) =>
      components.reduce((sum, { x, y }) => sum + of(x, y), 0) / components.length;
    // Coordinates lie within 1.6 of 0, their squares within 2.6: four standard errors are below 4 · 1.6/√n and 4 · 2.6/√n.
    expect(Math.abs(mean((x) => x) - exact((x) => x))).toBeLessThan((4 * 1.6) / Math.sqrt(n));
    expect(Math.abs(mean((_, y) => y) - exact((_, y) => y))).toBeLessThan((4 * 1.6) / Math.sqrt(n));
    const squares = exact((x, y) => x * x + y * y) + 2 * sigma * sigma;
    expect(Math.abs(mean((x, y) => x * x + y * y) - squares)).toBeLessThan((4 * 2.6) / Math.sqrt(n));
  });
});

test('a drawing puts its cells where they were drawn: rows from above, columns from the left', () => {
  const { components } = setOf('drawing');
  // Cells are 0.15 wide from −1.2; the fifth row's middle lies 4.5 cells below 1.2, and the last cell's half a cell inside.
  expect(components.slice(0, 16).every(({ y }) => Math.abs(y - (1.2 - 4.5 * 0.15)) < 1e-12)).toBe(true);
  expect(components[0]?.x).toBeCloseTo(-1.2 + 0.075, 12);
  expect(components.at(-1)).toMatchObject({ mode: 16 });
  expect(components.at(-1)?.x).toBeCloseTo(1.2 - 0.075, 12);
  expect(components.at(-1)?.y).toBeCloseTo(-1.2 + 0.075, 12);
});

test('an empty drawing and one that is none are refused in a sentence', () => {
  expect(() => planeSet('drawing', '')).toThrow('Nothing is drawn yet');
  expect(() => planeSet('drawing', 'xyz')).toThrow('hex digits');
});
