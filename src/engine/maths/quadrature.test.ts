import { expect, test } from 'vitest';
import { evenNodes, trapezoid } from './quadrature.ts';

test('the nodes hold both ends and are evenly spaced', () => {
  const { at, width } = evenNodes(-1, 2, 6);
  expect([...at]).toEqual([-1, -0.5, 0, 0.5, 1, 1.5, 2]);
  expect(width).toBe(0.5);
});

test('a straight line is integrated exactly, also on every second node', () => {
  const nodes = evenNodes(0, 2, 4);
  // ∫₀² (3x + 1) dx = 8
  const line = (i: number) => 3 * (nodes.at[i] ?? NaN) + 1;
  expect(trapezoid(nodes, line)).toBe(8);
  expect(trapezoid(nodes, line, 2)).toBe(8);
});

test('a bell is integrated to rounding with two nodes a deviation', () => {
  // The error is about 2 exp(−2π²/h²) of the area, 1e-34 at h = ½; the ends at 10 deviations hold e^(−50).
  const nodes = evenNodes(-10, 10, 40);
  const bell = (i: number) => Math.exp(-0.5 * (nodes.at[i] ?? NaN) ** 2);
  expect(trapezoid(nodes, bell)).toBeCloseTo(Math.sqrt(2 * Math.PI), 13);
});
