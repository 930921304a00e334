import { describe, expect, test } from 'vitest';
import { ssim } from './ssim.ts';

const size = { width: 12, height: 9 };
const image = (grey: (i: number) => number, { width, height } = size) =>
  Float64Array.from({ length: width * height }, (_, i) => grey(i));
const scaled = (values: Float64Array, by: number) => values.map((value) => value * by);

/** Two images of bytes without a pattern to speak of, a ramp, and the ramp with a little noise. */
const one = image((i) => (7 * i * i + 3 * i) % 256);
const other = image((i) => (5 * i * i + 40 * i + 11) % 256);
const ramp = image((i) => 20 * Math.floor(i / 12) + 3 * (i % 12));
const rough = ramp.map((grey, i) => grey + ((i * i) % 7));

// skimage.metrics.structural_similarity(a, b, data_range=…) of scikit-image 0.26.0 on the same pixels; the last digits of
// variances near 5,000 by differences of mean squares near 20,000 are its and our rounding, some 10⁻¹².
describe('agrees with scikit-image 0.26', () => {
  test.each([
    ['two images without a pattern', one, other, -0.060261171421816306, -0.043925292440950885],
    ['a ramp and the same with noise', ramp, rough, 0.9991681587686274, 0.9991979209729889],
    ['a ramp and an image without a pattern', ramp, one, 0.17406049554218805, 0.19361586345835924],
  ])('%s', (_, a, b, asBytes, atTwiceTheRange) => {
    expect(ssim(a, b, size, 255)).toBeCloseTo(asBytes, 11);
    // It knows only how large the values are beside the range.
    expect(ssim(scaled(a, 1 / 255), scaled(b, 1 / 255), size, 1)).toBeCloseTo(asBytes, 11);
    expect(ssim(scaled(a, 1 / 255), scaled(b, 1 / 255), size, 2)).toBeCloseTo(atTwiceTheRange, 11);
    expect(ssim(b, a, size, 255)).toBeCloseTo(asBytes, 11);
  });
});

test('an image has the similarity 1 with itself, also where just one window fits', () => {
  expect(ssim(one, one, size, 255)).toBe(1);
  const small = { width: 7, height: 7 };
  const grey = image((i) => i, small);
  expect(ssim(grey, grey, small, 255)).toBe(1);
});

test('two flat images differ by their greys alone: (2xy + C₁)/(x² + y² + C₁)', () => {
  const [x, y, c1] = [0.25, 0.75, 1e-4];
  const found = ssim(
    image(() => x),
    image(() => y),
    size,
    1,
  );
  // Variances of flat images are 0 but for rounding near 10⁻¹⁶, beside C₂ = 9·10⁻⁴.
  expect(found).toBeCloseTo((2 * x * y + c1) / (x * x + y * y + c1), 11);
});

test('the window inside one image of 7 × 7: means, and variances with divisor 48, by hand', () => {
  const small = { width: 7, height: 7 };
  // One pixel of ink against paper: mean 1/49, variance (1 − 1/49)/48 = 1/49, no covariance; the other image is flat at 0.
  const dot = image((i) => (i === 24 ? 1 : 0), small);
  const paper = image(() => 0, small);
  const [c1, c2] = [1e-4, 9e-4];
  expect(ssim(dot, paper, small, 1)).toBeCloseTo((c1 / (1 / 49 ** 2 + c1)) * (c2 / (1 / 49 + c2)), 12);
});

test('windows slide over the whole image and no further', () => {
  // A dot in the first pixel lies in one of the 6 × 3 windows; all others compare paper with paper.
  const dot = image((i) => (i === 0 ? 1 : 0));
  const paper = image(() => 0);
  const [c1, c2] = [1e-4, 9e-4];
  const there = (c1 / (1 / 49 ** 2 + c1)) * (c2 / (1 / 49 + c2));
  expect(ssim(dot, paper, size, 1)).toBeCloseTo((17 + there) / 18, 12);
});

test('images without room for a window, or of another size than said, are refused', () => {
  const narrow = { width: 6, height: 9 };
  expect(() =>
    ssim(
      image(() => 0, narrow),
      image(() => 0, narrow),
      narrow,
      1,
    ),
  ).toThrow('Expected images of at least 7×7 pixels, found 6×9. Give larger ones.');
  const low = { width: 9, height: 6 };
  expect(() =>
    ssim(
      image(() => 0, low),
      image(() => 0, low),
      low,
      1,
    ),
  ).toThrow('found 9×6');
  expect(() => ssim(one, one, { width: 12, height: 8 }, 1)).toThrow(
    'Expected two images of 96 pixels (12×8), found 108 and 108.',
  );
  expect(() => ssim(one, one.slice(1), size, 1)).toThrow('found 108 and 107');
});
