import { expect, test } from 'vitest';
import { mixAll } from './mix.ts';

test('lists of numbers are mixed one by one, and a list of another length is shown as it is', () => {
  expect([...mixAll(new Float32Array([0, 4]), new Float32Array([8, 0]), 0.25)]).toEqual([2, 3]);
  expect([...mixAll(new Float32Array([0]), new Float32Array([8, 0]), 0.25)]).toEqual([8, 0]);
});
