import { expect, test } from 'vitest';
import { apart } from './cost-pairs.ts';

const pair = (erased: number, shifted: number) => ({ digit: 3, erased, shifted });

test('of digits that cost the same one has a numeral and the others are dots', () => {
  const { numerals, dots } = apart([pair(1, 1), pair(1, 1), pair(1, 1)], { across: 10, down: 10 });
  expect([numerals.length, dots.length]).toEqual([1, 2]);
});

test('numerals never lie on each other, and no digit is lost', () => {
  // A row of a hundred at no cost of a shift, as with a shift of 0.
  const pairs = Array.from({ length: 100 }, (_, i) => pair(i / 10, 0));
  const { numerals, dots } = apart(pairs, { across: 20, down: 100 });
  const places = numerals.map(({ erased }) => 20 * erased).sort((a, b) => a - b);
  // A digit at 11 px is about 6 px wide; 8 leave air.
  expect(Math.min(...places.slice(1).map((at, i) => at - (places[i] ?? 0)))).toBeGreaterThanOrEqual(8 - 1e-9);
  expect(numerals.length + dots.length).toBe(100);
});
