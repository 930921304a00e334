import { expect, test } from 'vitest';
import { inOneRow } from './Presets.tsx';

test('three short labels stand in one row, and a fourth waits behind “more”', () => {
  expect(inOneRow(['start', 'middle', 'end'])).toBe(3);
  expect(inOneRow(['start', 'middle', 'end', 'again'])).toBe(3);
});

test('long labels leave room for fewer, but the first always stands there', () => {
  // Two labels of 40 letters and a gap of 4 behind each: 88 letters, where a row has 84.
  expect(inOneRow(['x'.repeat(40), 'x'.repeat(40)])).toBe(1);
  expect(inOneRow(['x'.repeat(36), 'x'.repeat(36)])).toBe(2);
  expect(inOneRow(['x'.repeat(200)])).toBe(1);
  expect(inOneRow([])).toBe(0);
});
