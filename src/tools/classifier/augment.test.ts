import { describe, expect, test } from 'vitest';
import { grownDigits } from '#src/engine/data/digits.ts';
import { random } from '#src/engine/random.ts';
import { changed, type Augmentation } from './augment.ts';
import { greys } from '#src/models/shared/batches.ts';

const nothing: Augmentation = { turn: 0, slant: 0, size: 0, shift: 0, bend: 0, rim: 0, steepness: 0 };
const digit = greys(grownDigits(1, 5).images, [0]);
const inkOf = (image: Float32Array) => image.reduce((sum, grey) => sum + grey, 0);
/** Mean over many changes, with its standard error. */
function average(augmentation: Augmentation, of: (image: Float32Array) => number, image = digit) {
  const values = Array.from({ length: 400 }, (_, i) => of(changed(random(1).at(i), image, augmentation)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return { mean, spread, error: spread / Math.sqrt(values.length) };
}

/** A square of ink, five pixels wide, whose middle is the middle of the image. */
const square = Float32Array.from({ length: 784 }, (_, pixel) =>
  Math.abs((pixel % 28) - 13.5) < 3 && Math.abs(Math.floor(pixel / 28) - 13.5) < 3 ? 1 : 0,
);
const middle = (axis: (pixel: number) => number) => (image: Float32Array) =>
  image.reduce((sum, grey, pixel) => sum + grey * axis(pixel), 0) / inkOf(image);

test('where nothing is to change nothing does', () => {
  const same = changed(random(1), digit, nothing);
  // Places that bilinear weights round to within 2⁻²⁰ of a pixel.
  same.forEach((grey, i) => expect(Math.abs(grey - (digit[i] ?? NaN))).toBeLessThan(1e-5));
});

test('the same source gives the same picture, and another one another', () => {
  const some = { ...nothing, turn: 10, bend: 1 };
  expect(changed(random(3), digit, some)).toEqual(changed(random(3), digit, some));
  expect(changed(random(3), digit, some)).not.toEqual(changed(random(4), digit, some));
});

describe('each number does what it says', () => {
  test('shifts have the deviation that is asked for, across and down', () => {
    for (const axis of [(pixel: number) => pixel % 28, (pixel: number) => Math.floor(pixel / 28)]) {
      const { mean, spread, error } = average({ ...nothing, shift: 1.5 }, middle(axis), square);
      expect(Math.abs(mean - 13.5)).toBeLessThan(4 * error);
      // A standard deviation of 400 normals is off by 1/√800 = 3.5 % of itself; four of these.
      expect(Math.abs(spread / 1.5 - 1)).toBeLessThan(0.15);
    }
  });

  test('sizes change the ink of a solid square by their square', () => {
    // Across and down each e^(0.1 z): the logarithm of the area has the deviation 0.1 √2.
    const { mean, spread, error } = average({ ...nothing, size: 0.1 }, (image) => Math.log(inkOf(image) / 36), square);
    expect(Math.abs(mean)).toBeLessThan(4 * error + 0.01);
    expect(Math.abs(spread / (0.1 * Math.SQRT2) - 1)).toBeLessThan(0.15);
  });

  test('turns and slants keep the ink and its middle', () => {
    for (const some of [
      { ...nothing, turn: 20 },
      { ...nothing, slant: 0.2 },
    ]) {
      const ink = average(some, inkOf, square);
      // A bilinear grid keeps the ink to some per cent: areas are those of the square.
      expect(Math.abs(ink.mean / 36 - 1)).toBeLessThan(0.02);
      expect(
        Math.abs(
          average(
            some,
            middle((pixel) => pixel % 28),
            square,
          ).mean - 13.5,
        ),
      ).toBeLessThan(0.05);
    }
  });

  test('a steeper rim leaves fewer greys, and never more', () => {
    const greysIn = (image: Float32Array) => image.filter((grey) => grey > 0.05 && grey < 0.95).length;
    const before = greysIn(digit);
    const { mean } = average({ ...nothing, steepness: 0.5 }, greysIn);
    expect(mean).toBeLessThan(before);
    for (let i = 0; i < 50; i++)
      expect(greysIn(changed(random(2).at(i), digit, { ...nothing, steepness: 0.5 }))).toBeLessThanOrEqual(before);
  });

  test('the rim makes strokes thinner or thicker, and leaves paper alone', () => {
    const { mean, spread, error } = average({ ...nothing, rim: 0.15 }, inkOf);
    expect(spread).toBeGreaterThan(0.02 * inkOf(digit));
    expect(Math.abs(mean - inkOf(digit))).toBeLessThan(4 * error + 0.05 * inkOf(digit));
    const dark = changed(random(6), digit, { ...nothing, rim: 5 });
    dark.forEach((grey, i) => {
      if (digit[i] === 0) expect(grey).toBe(0);
    });
  });

  test('bends move the ink and leave most of it', () => {
    const { mean, spread } = average({ ...nothing, bend: 1 }, inkOf);
    expect(Math.abs(mean / inkOf(digit) - 1)).toBeLessThan(0.05);
    expect(spread).toBeGreaterThan(0);
  });
});
