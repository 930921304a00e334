import { expect, test } from 'vitest';
import type { Plate, Reading, Series } from '#src/base/plate.ts';
import { linesOf, readingsAt, said } from './values.ts';

test.each([
  [1 / 3, '0.33'],
  [-1 / 3, '−0.33'],
  [12.346, '12.35'],
  [0.00421, '0.0042'],
  [7, '7'],
  [123456.7, '123457'],
  [4.83e-7, '4.83 · 10⁻⁷'],
  [0, '0'],
  [Infinity, '∞'],
  ['none', 'none'],
])('%s is printed as %s', (value, printed) => {
  expect(said(value)).toBe(printed);
});

const axis = (name: string) => ({ name, toPixels: (v: number) => v, toValue: (px: number) => px });
const plate = (...series: Series[]): Plate => ({
  box: { left: 0, right: 100, top: 0, bottom: 100 },
  x: axis('z'),
  y: axis('density'),
  series,
});
const reading = (kind: Reading['kind'], name: string, far: number, x: number): Series => {
  return () => ({ kind, name, values: [['', 2.5]], at: { x, y: 10 }, far });
};

test('every curve is read where the row of the nearest one stands, and the line prints that place', () => {
  const asked: number[] = [];
  const curve: Series = ({ x }) => {
    asked.push(x);
    return reading('along', 'p', Math.abs(x - 30), 30)({ x, y: 0 });
  };
  const shown = readingsAt(plate(curve), { x: 31, y: 50 });
  expect(asked).toEqual([31, 30]);
  expect(shown && linesOf(plate(curve), shown)).toEqual(['z 30', 'p: 2.50']);
});

test('beside curves a point answers only near the pointer; alone it answers from anywhere', () => {
  const [far, near] = [reading('near', 'far', 25, 5), reading('near', 'near', 23, 5)];
  const curve = reading('along', 'p', 0, 30);
  const names = (...series: Series[]) =>
    readingsAt(plate(...series), { x: 30, y: 0 })?.readings.map(({ name }) => name);
  expect(names(curve, far)).toEqual(['p']);
  expect(names(curve, near)).toEqual(['p', 'near']);
  expect(names(far)).toEqual(['far']);
  expect(names()).toBeUndefined();
});

test('of bars in several marks the nearest answers', () => {
  const shown = readingsAt(plate(reading('bar', 'gap', 300, 5), reading('bar', 'evidence', 0, 5)), { x: 1, y: 1 });
  expect(shown?.readings.map(({ name }) => name)).toEqual(['evidence']);
});
