import { expect, test } from 'vitest';
import { axisOf, numbersUnder } from './density-fits.ts';
import { shortly } from './shortly.ts';

/** Digits of the face are at most 6.5 px wide at the size of an axis. */
const DIGIT = 6.5;

function apart(width: number, span: readonly [number, number]): boolean {
  const { ticks, tickFormat } = numbersUnder(width, span);
  const { toPixels } = axisOf(width, span);
  const boxes = ticks.map((tick) => {
    const half = (DIGIT * tickFormat(tick).length) / 2;
    return [toPixels(tick) - half, toPixels(tick) + half] as const;
  });
  return boxes.every(([left], i) => left > (boxes[i - 1]?.[1] ?? -Infinity));
}

test('the numbers under the line stand apart, however small, large or close to each other the points are', () => {
  const spans = [
    [-3, 3],
    [0, 1.1e-6],
    [-2e-9, 5e-9],
    [101325.1, 101326.2],
    [-4e7, 6e7],
    [0.00012, 0.00019],
  ] as const;
  for (const span of spans)
    for (const width of [250, 320, 480, 900]) expect(apart(width, span), `${span.join(' to ')} at ${width}`).toBe(true);
});

test('usual points have as many numbers as there is room for, and tiny ones are written as powers of ten', () => {
  expect(numbersUnder(900, [-4, 4]).ticks).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
  expect(numbersUnder(340, [-4, 4]).ticks).toEqual([-4, -2, 0, 2, 4]);
  const { ticks, tickFormat } = numbersUnder(340, [0, 1e-6]);
  expect(ticks.map(tickFormat)).toEqual(['0', '2e−7', '4e−7', '6e−7', '8e−7', '1e−6']);
});

test('numbers of an axis have three digits at most, and a power of ten below a thousandth', () => {
  expect([0, 0.25, 1234, 0.00123456, -2.5e-7, 1e-6, 4.004e-9].map(shortly)).toEqual([
    '0',
    '0.25',
    '1230',
    '0.00123',
    '−2.5e−7',
    '1e−6',
    '4e−9',
  ]);
});
