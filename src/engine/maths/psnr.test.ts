import { expect, test } from 'vitest';
import { psnr } from './psnr.ts';

test('an error of a tenth of the range on every pixel is 20 dB, and of half the range 6.02 dB', () => {
  expect(psnr([0, 0.5, 1], [0.1, 0.6, 0.9], 1)).toBeCloseTo(20, 12);
  expect(psnr([0, 255], [127.5, 127.5], 255)).toBeCloseTo(20 * Math.log10(2), 12);
});

test('the error is squared before it is averaged', () => {
  // Errors 0, 0, 0, 2: mean square 1.
  expect(psnr([1, 2, 3, 4], [1, 2, 3, 6], 10)).toBeCloseTo(20, 12);
});

test('equal images have infinitely many decibels', () => {
  expect(psnr([1, 2], [1, 2], 1)).toBe(Infinity);
});

test('it agrees with scikit-image 0.26 (peak_signal_noise_ratio)', () => {
  const [a, b] = [3, 11].map((_, which) =>
    Array.from({ length: 108 }, (__, i) => (which === 0 ? 7 * i * i + 3 * i : 5 * i * i + 40 * i + 11) % 256),
  );
  expect(psnr(a ?? [], b ?? [], 255)).toBeCloseTo(7.716927936882817, 12);
});

test('images of different sizes, or of none, are refused', () => {
  expect(() => psnr([1, 2], [1], 1)).toThrow('Expected two images of one size, found 2 and 1 pixels.');
  expect(() => psnr([], [], 1)).toThrow('found 0 and 0 pixels.');
});
