import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsBetween, cellsOf, drawingOf } from './drawing.ts';

test('the first cell is the highest bit of the first digit', () => {
  expect(drawingOf([true, false, false, false, false, false, false, true])).toBe('81');
  expect(cellsOf('81', 8)).toEqual([true, false, false, false, false, false, false, true]);
});

test('a drawing written and read again is the same, in 64 digits for 256 cells', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 256, maxLength: 256 }), (cells) => {
      const text = drawingOf(cells);
      expect(text).toMatch(/^(?:[0-9a-f]{64})?$/);
      expect(cellsOf(text, 256)).toEqual(cells);
    }),
  );
});

test('nothing painted is an empty text', () => {
  expect(drawingOf(cellsOf('', 256))).toBe('');
});

test('a stroke leaves no gap between two cells', () => {
  // On a board of 4: from (0, 0) to (3, 1); each cell touches the one before.
  expect(cellsBetween(0, 7, 4)).toEqual([0, 1, 6, 7]);
  expect(cellsBetween(5, 5, 4)).toEqual([5, 5]);
});
