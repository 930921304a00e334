import { expect, test } from 'vitest';
import { random } from '#src/engine/random.ts';
import { batches, bytes, greys, inRange, logOddsOf, meansOf, PIXELS } from './batches.ts';

test('every epoch holds every image once, in an order of its own', () => {
  const at = batches(10, 10, random(1));
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect([...at(0)].sort((a, b) => a - b)).toEqual(all);
  expect([...at(1)].sort((a, b) => a - b)).toEqual(all);
  expect(at(1)).not.toEqual(at(0));
});

test('a batch may lie across epochs, so batches of three give what one batch of nine gives', () => {
  const [small, large] = [batches(4, 3, random(1)), batches(4, 9, random(1))];
  expect([0, 1, 2].flatMap((step) => [...small(step)])).toEqual([...large(0)]);
});

test('bytes become grey values 0 … 1, and grey values become the bytes again', () => {
  const images = Uint8Array.from({ length: 2 * PIXELS }, (_, i) => i % 256);
  const values = greys(images, [1]);
  expect(values).toHaveLength(PIXELS);
  expect(values[0]).toBe(Math.fround((PIXELS % 256) / 255));
  expect(bytes(values)).toEqual(images.slice(PIXELS));
});

test('grey values outside 0 … 1 are shown as paper or ink', () => {
  expect([...inRange(Float32Array.of(-0.5, 0, 0.25, 1, 1.5))]).toEqual([0, 0, 0.25, 1, 1]);
});

test('the log-odds of the mean image are those of the mean grey value, with one middle-grey image counted in', () => {
  const images = new Uint8Array(3 * PIXELS);
  images.fill(255, 0, PIXELS);
  images[PIXELS] = 51;
  const odds = logOddsOf({ images, labels: new Uint8Array(3), count: 3 });
  // Pixel 0: (1 + 0.2 + 0 + 0.5) / 4 = 0.425; the others: (1 + 0 + 0 + 0.5) / 4 = 0.375. Single precision: 6e-8 relative.
  expect(odds[0]).toBeCloseTo(Math.log(0.425 / 0.575), 6);
  expect(odds[1]).toBeCloseTo(Math.log(0.375 / 0.625), 6);
});

test('the batch of a step is cut from the epochs’ orders one behind the other, in whatever order steps are asked for', () => {
  const order = Array.from({ length: 6 }, (_, epoch) => [...random(1).at(epoch).permutation(10)]).flat();
  const at = batches(10, 4, random(1));
  for (const step of [0, 1, 2, 11, 3, 0, 7, 10]) expect([...at(step)]).toEqual(order.slice(4 * step, 4 * step + 4));
});

test('the mean image is the mean grey value of each pixel', () => {
  const images = new Uint8Array(3 * PIXELS);
  images.fill(255, 0, PIXELS);
  images[PIXELS] = 51;
  const means = meansOf({ images, labels: new Uint8Array(3), count: 3 });
  // Pixel 0: (1 + 0.2 + 0) / 3 = 0.4; the others: 1 / 3.
  expect(means[0]).toBeCloseTo(0.4, 6);
  expect(means[1]).toBeCloseTo(1 / 3, 6);
  expect(means).toHaveLength(PIXELS);
});
