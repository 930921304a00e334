import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import {
  convolvedLength,
  interiorOverlaps,
  matrixOf,
  overlaps,
  transposedLength,
  type Walk,
} from './convolution-line.ts';

const walks: readonly Walk[] = [1, 2, 3, 4, 5].flatMap((kernel) =>
  [1, 2, 3].flatMap((stride) => [0, 1, 2].map((padding) => ({ kernel, stride, padding }))),
);

// By hand, as Dumoulin & Visin 2016 draw them.
test.each([
  [5, { kernel: 3, stride: 1, padding: 0 }, 3],
  [5, { kernel: 3, stride: 2, padding: 1 }, 3],
  [6, { kernel: 3, stride: 2, padding: 1 }, 3],
  [28, { kernel: 3, stride: 2, padding: 1 }, 14],
  [14, { kernel: 4, stride: 2, padding: 1 }, 7],
])('a convolution makes of %i numbers with %o %i', (length, walk, after) => {
  expect(convolvedLength(length, walk)).toBe(after);
});

describe.each(walks)('%o', (walk) => {
  const weights = Array.from({ length: walk.kernel }, (_, i) => i + 1);

  test('a convolution undoes the length of its transpose', () => {
    for (const length of [1, 2, 5, 6])
      if (transposedLength(length, walk) > 0)
        expect(convolvedLength(transposedLength(length, walk), walk)).toBe(length);
  });

  test('⟨Ax, y⟩ = ⟨x, Aᵀy⟩, Aᵀy being the kernel added at every place of y', () => {
    const [length, source] = [transposedLength(6, walk), random(1)];
    const [x, y] = [length, 6].map((count) => Array.from({ length: count }, () => source.normal()));
    const made = new Array<number>(length + 2 * walk.padding).fill(0);
    y?.forEach((value, at) => {
      weights.forEach((weight, i) => {
        made[at * walk.stride + i] = (made[at * walk.stride + i] ?? NaN) + weight * value;
      });
    });
    const back = made.slice(walk.padding, walk.padding + length);
    const a = new Matrix(matrixOf(weights, length, walk));
    const left = a.mmul(Matrix.columnVector(x ?? [])).dot(Matrix.columnVector(y ?? []));
    expect(left).toBeCloseTo(Matrix.columnVector(x ?? []).dot(Matrix.columnVector(back)), 6);
  });

  test('counts are what the transpose makes of ones with weights of 1', () => {
    const ones = new Array<number>(walk.kernel).fill(1);
    const columns = new Matrix(matrixOf(ones, transposedLength(6, walk), walk)).sum('column');
    expect(overlaps(6, walk)).toEqual(columns);
  });

  test('inside, counts differ by one unless the stride divides the kernel', () => {
    const counts = overlaps(20, walk).slice(walk.kernel, -walk.kernel);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual(interiorOverlaps(walk));
    expect(Math.max(...counts) - Math.min(...counts)).toBe(walk.kernel % walk.stride === 0 ? 0 : 1);
  });
});

// Counted by hand: each of six inputs adds 1 to `kernel` places that begin `stride` apart.
test.each([
  [3, 2, '1121212121211'],
  [4, 2, '11222222222211'],
  [5, 2, '112232323232211'],
  [5, 3, '11122122122122122111'],
])('six inputs, kernel %i, stride %i: %s', (kernel, stride, counts) => {
  expect(overlaps(6, { kernel, stride, padding: 0 }).join('')).toBe(counts);
});
