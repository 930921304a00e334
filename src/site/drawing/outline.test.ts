import { describe, expect, test } from 'vitest';
import type { NodeMark, Place } from './diagram.ts';
import { arrowhead, bentTo, cornersOf, leaving, rounded, towards } from './outline.ts';

const node = (shape: NodeMark['shape'], at: Place, size: Place, flow: NodeMark['flow'] = 'right'): NodeMark => ({
  kind: 'node',
  name: 'a',
  shape,
  at,
  size,
  flow,
});

describe('an edge leaves', () => {
  test('a circle at its radius and the gap, in the direction of the other end', () => {
    // Middle (100, 100), radius 20; 3–4–5: 25 units along (3, 4)/5.
    expect(leaving(node('circle', [5, 5], [2, 2]), [130, 140], 5)).toEqual([115, 120]);
  });

  test('a box where the straight line crosses its side', () => {
    // Half-width 40 and half-height 20; a slope of 1 crosses the lower side first, at (120, 120).
    expect(leaving(node('box', [5, 5], [4, 2]), [200, 200], 0)).toEqual([120, 120]);
    expect(leaving(node('box', [5, 5], [4, 2]), [200, 100], 3)).toEqual([143, 100]);
  });

  test('a network through its slanted side', () => {
    // Straight up from the middle of an encoder: half-way between its sides of half-height 40 and 0.42 · 40.
    const [x, y] = leaving(node('narrowing', [5, 5], [4, 4]), [100, 0], 0);
    expect(x).toBe(100);
    expect(y).toBeCloseTo(100 - (40 + 16.8) / 2, 9);
  });
});

test('an encoder narrows and a decoder widens the way the drawing flows', () => {
  const width = ([a = [0, 0], b = [0, 0]]: readonly Place[]) => Math.abs(b[0] - a[0]);
  const top = (shape: NodeMark['shape']) => width(cornersOf(node(shape, [5, 5], [4, 4], 'down')).slice(0, 2));
  const bottom = (shape: NodeMark['shape']) => width(cornersOf(node(shape, [5, 5], [4, 4], 'down')).slice(2, 4));
  expect(top('narrowing')).toBeGreaterThan(bottom('narrowing'));
  expect(top('widening')).toBeLessThan(bottom('widening'));
});

test('corners are rounded by at most ten units and at most half of the shorter side', () => {
  expect(
    rounded([
      [0, 0],
      [100, 0],
      [100, 12],
    ]),
  ).toBe('M0 0L94 0Q100 0 100 6L100 12');
  expect(
    rounded([
      [0, 0],
      [100, 0],
      [100, 100],
    ]),
  ).toBe('M0 0L90 0Q100 0 100 10L100 100');
});

test('a bent edge passes its middle as far to the right of the straight way as it says', () => {
  // A quadratic curve is at its middle half-way between the chord's middle and the control point; right of eastward is down.
  const [x, y] = bentTo([0, 0], [100, 0], 15);
  expect([x, y / 2]).toEqual([50, 15]);
});

test('an arrowhead begins at its tip and lies behind it, the same on both sides of the line', () => {
  expect(arrowhead([0, 0], [100, 0])).toBe('M100 0L91 3.4L93.2 0L91 -3.4Z');
});

test('a point towards another is as far as it says', () => {
  expect(towards([0, 0], [30, 40], 10)).toEqual([6, 8]);
});
