import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  line,
  lineIn,
  numberIn,
  numbersIn,
  partIn,
  picked,
  scaled,
  scaledIn,
  shades,
  shadesIn,
  textIn,
} from './written.ts';

describe('what is written is read back', () => {
  test('every grey byte within 2: half of 1/84 of 255 is 1.52, and both ends are exact', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const back = shadesIn({ shades: shades(bytes) }, 'shades', 256);
    expect(Math.max(...bytes.map((byte, at) => Math.abs(byte - (back[at] ?? NaN))))).toBe(2);
    expect([back[0], back[255]]).toEqual([0, 255]);
  });

  test.each([
    [1, 84],
    [2, 7224],
  ] as const)('numbers with %i letters each within half of the range over %i', (letters, steps) => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 2 }), (list) => {
        const values = Float32Array.from(list);
        const back = scaledIn({ values: scaled(values, letters) }, 'values', values.length, letters);
        const half = (Math.max(...values) - Math.min(...values)) / steps / 2;
        // Single precision rounds what is read at 2⁻²⁴ of at most 1,000.
        for (const [at, value] of values.entries())
          expect(Math.abs((back[at] ?? NaN) - value)).toBeLessThanOrEqual(half + 1e-4);
      }),
    );
  });

  test('numbers that are all alike exactly', () => {
    expect(scaledIn({ same: scaled(Float32Array.of(3, 3), 1) }, 'same', 2, 1)).toEqual(Float32Array.of(3, 3));
  });

  test('a line of numbers to five significant digits, and whole steps exactly', () => {
    expect(lineIn({ line: line([1 / 3, -2000.004, 99_999]) }, 'line')).toEqual([0.33333, -2000, 99_999]);
  });

  test('numbers by name to eight significant digits', () => {
    expect(numbersIn(picked({ rate: 1 / 3, step: 600 }, ['rate', 'step']), ['rate', 'step'])).toEqual({
      rate: 0.33333333,
      step: 600,
    });
  });
});

describe('what is damaged is refused in a sentence', () => {
  test.each([
    ['a part', () => partIn({ last: 3 }, 'last'), 'Expected a part as “last”'],
    ['no file at all', () => partIn(undefined, 'last'), 'Expected a part as “last”'],
    ['a text', () => textIn({ kind: 3 }, 'kind'), 'Expected text as “kind”'],
    ['a number', () => numberIn({ rate: 'much' }, 'rate'), 'Expected a number as “rate”'],
    ['a number that is none', () => numberIn({ rate: NaN }, 'rate'), 'Expected a number as “rate”'],
    ['a line with a word', () => lineIn({ rate: '1 two 3' }, 'rate'), 'Expected a line of numbers as “rate”'],
    ['a line that is cut', () => lineIn({ rate: '1 2' }, 'rate', 3), 'Expected a line of 3 numbers as “rate”'],
    ['a picture that is cut', () => shadesIn({ picture: '00' }, 'picture', 3), 'Expected 3 letters as “picture”'],
    ['a strange letter', () => shadesIn({ picture: '0é' }, 'picture', 2), 'Expected 2 letters as “picture”'],
    [
      'a range that is missing',
      () => scaledIn({ fakes: { low: 0, text: '00' } }, 'fakes', 1, 2),
      'Expected a number as “step”',
    ],
  ])('%s', (_, read, sentence) => {
    expect(read).toThrow(sentence);
  });
});
