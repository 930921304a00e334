import { expect, test } from 'vitest';
import { blendAt, positionAfter } from './play.ts';

test('a replay begins where it was, takes nine seconds for the whole way and stops at the end', () => {
  expect(positionAfter(0, 0, 22)).toBe(0);
  expect(positionAfter(4500, 0, 22)).toBe(11);
  expect(positionAfter(4500, 6, 22)).toBe(17);
  expect(positionAfter(9000, 0, 22)).toBe(22);
  expect(positionAfter(60_000, 5, 22)).toBe(22);
});

test('a frame that is older than the press does not go back', () => {
  expect(positionAfter(-8, 3, 22)).toBe(3);
});

test('between two recorded moments both are seen, at one of them only that one', () => {
  expect(blendAt(3.25, 22)).toEqual({ at: 3, next: 4, share: 0.25 });
  expect(blendAt(4, 22)).toEqual({ at: 4, next: 5, share: 0 });
  expect(blendAt(22, 22)).toEqual({ at: 22, next: 22, share: 0 });
});
