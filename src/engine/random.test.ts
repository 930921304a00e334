import { expect, test } from 'vitest';
import { philox, random } from './random.ts';

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

// Known answers published with Random123 (file kat_vectors, philox4x32 with 10 rounds).
test.each([
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const)('philox of %j under key %j is the published answer', (counter, key, expected) => {
  expect(hex(philox(counter, key))).toBe(expected);
});

test('a seed, a stream and a step name the same numbers every time, and others name others', () => {
  const draw = (seed: number, name: string, step: number) => random(seed).fork(name).at(step).bits();
  expect(draw(7, 'noise', 3)).toBe(draw(7, 'noise', 3));
  expect(new Set([draw(7, 'noise', 3), draw(8, 'noise', 3), draw(7, 'init', 3), draw(7, 'noise', 4)]).size).toBe(4);
});

test('normals have mean 0 and variance 1 within four standard errors', () => {
  const source = random(1).fork('normals');
  const count = 100_000;
  const draws = Float64Array.from({ length: count }, () => source.normal());
  const mean = draws.reduce((sum, x) => sum + x, 0) / count;
  const variance = draws.reduce((sum, x) => sum + x * x, 0) / count;
  // Standard errors: 1/√n for the mean; √(2/n) for the second moment of a standard normal.
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
});

test('uniforms stay in [0, 1) and a permutation holds every number once', () => {
  const source = random(2);
  for (let i = 0; i < 10_000; i++) {
    const value = source.uniform();
    expect(value >= 0 && value < 1).toBe(true);
  }
  expect([...source.permutation(100)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});
