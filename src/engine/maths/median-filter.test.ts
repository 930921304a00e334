import { expect, test } from 'vitest';
import { medianFilter } from './median-filter.ts';

test('every pixel becomes the middle one of nine, with the border repeated: by hand', () => {
  // At the upper left 1 1 2 / 1 1 2 / 4 4 5, whose fifth in order is 2; in the middle of the upper side 1 2 3 / 1 2 3 / 4 5 6.
  const found = medianFilter([1, 2, 3, 4, 5, 6, 7, 8, 9], 3);
  expect([...found]).toEqual([2, 3, 3, 4, 5, 6, 7, 7, 8]);
});

test('a single wrong pixel goes, and a straight edge stays', () => {
  const edge = Array.from({ length: 25 }, (_, i) => (i % 5 < 2 ? 1 : 0));
  expect([...medianFilter(edge, 5)]).toEqual(edge);
  const peppered = edge.with(5, 0).with(13, 1);
  expect([...medianFilter(peppered, 5)]).toEqual(edge);
});
