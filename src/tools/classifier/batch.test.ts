import { expect, test } from 'vitest';
import { grownDigits } from '#src/engine/data/digits.ts';
import { random } from '#src/engine/random.ts';
import { greys as greysOf } from '#src/models/shared/batches.ts';
import { drawBatch, type Diet } from './batch.ts';
import { outlier } from './outliers.ts';
import { TRAINING } from './train.ts';

const digits = grownDigits(50, 5);
const augmentation = { turn: 0, slant: 0, size: 0, shift: 0, bend: 0, rim: 0, steepness: 0 };
const rows = (values: Float32Array, width: number) =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
const only = (diet: Partial<Diet>) =>
  drawBatch(random(1), digits, 200, { augmentation, outliers: 0, mixtures: 0, ...diet });

test('images and targets belong together: without changes each is a digit of the set with its label', () => {
  const { greys, targets } = only({});
  rows(greys, 784).forEach((image, row) => {
    const index = Array.from({ length: 50 }, (_, i) => i).find((i) =>
      greysOf(digits.images, [i]).every((grey, pixel) => Math.abs(grey - (image[pixel] ?? NaN)) < 1e-5),
    );
    expect(targets.indexOf(1, row * 10) - row * 10).toBe(digits.labels[index ?? -1]);
  });
});

test('targets are probabilities, in the shares that are asked for', () => {
  const { greys, targets } = drawBatch(random(2), digits, 2000, { augmentation, outliers: 0.3, mixtures: 0.2 });
  expect(greys.every((grey) => grey >= 0 && grey <= 1)).toBe(true);
  const each = rows(targets, 10);
  for (const target of each) expect(target.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
  const share = (is: (target: Float32Array) => boolean) => each.filter(is).length / 2000;
  // Four standard errors of a share near 0.3 of 2,000 are 0.04.
  expect(Math.abs(share((target) => target.every((p) => p === Math.fround(0.1))) - 0.3)).toBeLessThan(0.041);
  // A tenth of the mixtures are of two digits of one class and look like any other digit.
  expect(Math.abs(share((target) => target.some((p) => p > 0.1001 && p < 0.9999)) - 0.2 * 0.9)).toBeLessThan(0.041);
});

test('in a mixture the classes are as probable as their digits are strong', () => {
  // Two digits alone, of two classes: what each contributes can be told apart.
  const pair = { ...digits, count: 2 };
  const [first, second] = [greysOf(digits.images, [0]), greysOf(digits.images, [1])];
  const [a, b] = [digits.labels[0] ?? NaN, digits.labels[1] ?? NaN];
  expect(a).not.toBe(b);
  const { greys, targets } = drawBatch(random(1), pair, 100, { augmentation, outliers: 0, mixtures: 1 });
  rows(greys, 784).forEach((image, row) => {
    const [ofFirst, ofSecond] = [targets[row * 10 + a] ?? NaN, targets[row * 10 + b] ?? NaN];
    expect(Math.max(ofFirst, ofSecond)).toBeGreaterThanOrEqual(0.5);
    image.forEach((grey, pixel) => {
      const expected = ofFirst * (first[pixel] ?? NaN) + ofSecond * (second[pixel] ?? NaN);
      // Bilinear weights of places rounded to within 2⁻²⁰ of a pixel.
      expect(Math.abs(grey - expected)).toBeLessThan(1e-5);
    });
  });
});

test('outliers are greys between paper and ink of several kinds, drawn from the source alone', () => {
  const draw = (i: number) => outlier(random(3).at(i), () => greysOf(digits.images, [0]));
  const all = Array.from({ length: 100 }, (_, i) => draw(i));
  for (const image of all) {
    expect(image).toHaveLength(784);
    expect(image.every((grey) => grey >= 0 && grey <= 1)).toBe(true);
  }
  // Of 100 about 25 are speckles, with no grey but 0 and 1: four standard errors are 17.
  const speckled = all.filter((image) => image.every((grey) => grey === 0 || grey === 1)).length;
  expect(Math.abs(speckled - 25)).toBeLessThan(18);
  expect(draw(1)).toEqual(draw(1));
});

test('what the shipped weights were trained with draws the same batch each time', () => {
  const draw = () => drawBatch(random(1).at(3), digits, 4, TRAINING.diet);
  expect(draw()).toEqual(draw());
});
