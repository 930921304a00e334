import { expect, test } from 'vitest';
import { checkPoints, checkSameWidth, countOf } from './points.ts';

const points = (width: number, ...values: number[]) => ({ values: Float64Array.from(values), width });

test('six numbers in rows of two are three points', () => {
  expect(countOf(points(2, 1, 2, 3, 4, 5, 6))).toBe(3);
  expect(() => checkPoints(points(2, 1, 2, 3, 4, 5, 6), 3)).not.toThrow();
});

test('an invalid set of points is refused with a sentence', () => {
  expect(() => checkPoints(points(2, 1, 2, 3))).toThrow(
    'Expected rows of 2 numbers, found 3 numbers. Give whole rows.',
  );
  expect(() => checkPoints(points(0))).toThrow('Expected rows of 0 numbers, found 0 numbers. Give whole rows.');
  expect(() => checkPoints(points(1.5, 1, 2, 3))).toThrow('Expected rows of 1.5 numbers');
  expect(() => checkPoints(points(2))).toThrow('Expected at least 1 points, found 0. Give more points.');
  expect(() => checkPoints(points(2, 1, 2, 3, 4), 3)).toThrow('Expected at least 3 points, found 2. Give more points.');
  expect(() => checkPoints(points(2, 1, 2, 3, NaN))).toThrow(
    'Expected finite numbers, found NaN in row 1. Leave it out.',
  );
  expect(() => checkPoints(points(2, -Infinity, 2))).toThrow('Expected finite numbers, found -Infinity in row 0.');
});

test('sets with different numbers of coordinates are refused', () => {
  expect(() => checkSameWidth(points(2, 1, 2), points(2, 3, 4))).not.toThrow();
  expect(() => checkSameWidth(points(2, 1, 2), points(1, 3, 4))).toThrow(
    'Expected points with as many coordinates in both sets, found 2 and 1. Describe both by the same features.',
  );
});
