import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { FACTORS, growDigit, growDigits, grownDigits } from './digits.ts';

// In about one digit of 12,000 the ink lies so unevenly that some of it is moved over the edge; none of these is one.
const SET = grownDigits(2000, 6);
const images = Array.from({ length: SET.count }, (_, i) => SET.images.subarray(784 * i, 784 * (i + 1)));

const factor = (name: (typeof FACTORS)[number]) =>
  images.map((_, i) => SET.factors?.[i * FACTORS.length + FACTORS.indexOf(name)] ?? NaN);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const together = (x: readonly number[], y: readonly number[], meanX: number, meanY: number) =>
    mean(x.map((value, i) => (value - meanX) * ((y[i] ?? NaN) - meanY)));
  return together(a, b, meanA, meanB) / Math.sqrt(together(a, a, meanA, meanA) * together(b, b, meanB, meanB));
}

/** Ink (pixels' worth), centre of mass (pixels from the left and top) and lean of the image (tangent, right is positive). */
function moments(image: Uint8Array) {
  const pixels = Array.from(image, (value, i) => ({ value, x: (i % 28) + 0.5, y: Math.floor(i / 28) + 0.5 }));
  const total = (term: (pixel: { value: number; x: number; y: number }) => number) =>
    pixels.reduce((sum, pixel) => sum + pixel.value * term(pixel), 0);
  const mass = total(() => 1);
  const [x, y] = [total((p) => p.x) / mass, total((p) => p.y) / mass];
  const lean = -total((p) => (p.x - x) * (p.y - y)) / total((p) => (p.y - y) ** 2);
  return { ink: mass / 255, x, y, lean };
}

/** Width and height of the smallest box around the pixels that are at least half ink. */
function box(image: Uint8Array): { width: number; height: number } {
  const inked = [...image.keys()].filter((i) => (image[i] ?? 0) >= 128);
  const side = (places: number[]) => Math.max(...places) - Math.min(...places) + 1;
  return { width: side(inked.map((i) => i % 28)), height: side(inked.map((i) => Math.floor(i / 28))) };
}

/** Longest side to a fraction of a pixel: the darkest pixel of each column, or of each row, summed in pixels' worth of ink. */
function longestSide(image: Uint8Array): number {
  const [columns, rows] = [new Float64Array(28), new Float64Array(28)];
  image.forEach((value, i) => {
    const [x, y] = [i % 28, Math.floor(i / 28)];
    columns[x] = Math.max(columns[x] ?? 0, value / 255);
    rows[y] = Math.max(rows[y] ?? 0, value / 255);
  });
  return Math.max(mean([...columns]), mean([...rows])) * 28;
}

test('the same seed grows the same bytes and another seed others', () => {
  expect(grownDigits(50, 3)).toEqual(grownDigits(50, 3));
  expect(grownDigits(50, 3).images).not.toEqual(grownDigits(50, 4).images);
});

test('the first hundred digits of a thousand are the hundred grown by themselves', () => {
  const [few, many] = [grownDigits(100, 9), grownDigits(1000, 9)];
  expect(many.images.subarray(0, 100 * 784)).toEqual(few.images);
  expect(many.labels.subarray(0, 100)).toEqual(few.labels);
  expect(many.factors?.subarray(0, 100 * FACTORS.length)).toEqual(few.factors);
});

test('digit 37 of a set is grown from the seed, the stream of digits and its index alone', () => {
  const { image, factors } = growDigit(random(6).fork('digits').at(37), SET.labels[37] ?? 0);
  expect(image).toEqual(images[37]);
  expect(factors).toEqual(SET.factors?.slice(37 * FACTORS.length, 38 * FACTORS.length));
});

test('growing tells the share done, which rises to one', () => {
  expect([...growDigits({ count: 300, seed: 1 })]).toEqual([100 / 300, 200 / 300, 1]);
});

test('every ten digits in a row hold each label once, and not always in the same order', () => {
  const tens = Array.from({ length: 200 }, (_, i) => [...SET.labels.subarray(10 * i, 10 * i + 10)]);
  for (const ten of tens) expect(ten.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(new Set(tens.map(String)).size).toBeGreaterThan(190);
});

test('the centre of mass lies in pixel (14, 14), as in MNIST, so within 0.75 px of that pixel’s middle', () => {
  for (const image of images) {
    const { x, y } = moments(image);
    // Moving by whole pixels leaves at most ½ pixel along each axis, 0.707 along the diagonal; rounding to bytes adds a little.
    expect(Math.hypot(x - 14.5, y - 14.5)).toBeLessThan(0.75);
  }
});

test('the longest side of the ink is 20 pixels in 99 of 100 digits, and never off by more than two', () => {
  // The size factor is 19.6 … 20.6 around an even canvas, so half ink falls on 20 pixels. A tip of the thinnest trace under the
  // least pressure, 1.2 px · ½, stays under half ink for its last pixel; there are two ends.
  const off = images.map((image) => Math.abs(Math.max(...Object.values(box(image))) - 20));
  expect(off.filter((pixels) => pixels === 0).length).toBeGreaterThan(0.99 * off.length);
  expect(Math.max(...off)).toBeLessThanOrEqual(2);
});

test('ink is saturated inside strokes and fades over about a pixel: most images reach 255, all hold greys', () => {
  expect(images.filter((image) => image.includes(255)).length).toBeGreaterThan(0.9 * images.length);
  for (const image of images) expect(image.some((value) => value > 0 && value < 255)).toBe(true);
});

// Unrelated numbers would correlate within ±4/√2000 = 0.09; every bound below is far beyond that.
test.each([
  ['slant', 'the lean of the image', 0.5, (image: Uint8Array) => moments(image).lean],
  ['rotation', 'a lean to the right', 0.15, (image: Uint8Array) => moments(image).lean],
  ['thickness', 'ink', 0.5, (image: Uint8Array) => moments(image).ink],
  ['aspect', 'width over height of the box', 0.5, (image: Uint8Array) => box(image).width / box(image).height],
  ['size', 'the longest side', 0.3, longestSide],
] as const)('more %s goes with more of %s (correlation above %f over 2,000 digits)', (name, _effect, bound, effect) => {
  expect(correlation(factor(name), images.map(effect))).toBeGreaterThan(bound);
});

test('a digit that is none is refused with a sentence', () => {
  expect(() => growDigit(random(1), 10)).toThrow('Expected a digit, a whole number from 0 to 9, found 10.');
});
