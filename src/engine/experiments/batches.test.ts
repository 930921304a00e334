import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { bytes, greys, PIXELS, shuffled, take } from './batches.ts';

test('every epoch holds every image once, in an order of its own', () => {
  const stream = shuffled(10, random(1));
  const [first, second] = [[...take(stream, 10)], [...take(stream, 10)]];
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect([...first].sort((a, b) => a - b)).toEqual(all);
  expect([...second].sort((a, b) => a - b)).toEqual(all);
  expect(second).not.toEqual(first);
});

test('a batch may lie across epochs, so batches of three give what one batch of nine gives', () => {
  const [small, large] = [shuffled(4, random(1)), shuffled(4, random(1))];
  const parts = [take(small, 3), take(small, 3), take(small, 3)].flatMap((part) => [...part]);
  expect(parts).toEqual([...take(large, 9)]);
});

test('bytes become grey values 0 … 1, and grey values become the bytes again', () => {
  const images = Uint8Array.from({ length: 2 * PIXELS }, (_, i) => i % 256);
  const values = greys(images, [1]);
  expect(values).toHaveLength(PIXELS);
  expect(values[0]).toBe(Math.fround((PIXELS % 256) / 255));
  expect(bytes(values)).toEqual(images.slice(PIXELS));
});
