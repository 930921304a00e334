import { describe, expect, test } from 'vitest';
import { adamAt, shareLeft } from './adam.ts';

const usual = { beta1: 0.9, beta2: 0.999 };

test('at the first step the corrections are 1 / (1 − β), and at the second 1 / (1 − β²)', () => {
  // Kingma & Ba 2015, algorithm 1: 0.01 / 0.1 and 1 / 0.001; 0.01 / 0.19 and 1 / 0.001999.
  expect(adamAt(1, 0.01, usual)[0]).toBeCloseTo(0.1, 12);
  expect(adamAt(1, 0.01, usual)[1]).toBeCloseTo(1000, 9);
  expect(adamAt(2, 0.01, usual)[0]).toBeCloseTo(0.01 / 0.19, 12);
  expect(adamAt(2, 0.01, usual)[1]).toBeCloseTo(1 / 0.001999, 9);
});

describe('a schedule', () => {
  test('by the cosine leaves all, ½ + √½/2, a half, ½ − √½/2 and nothing after each quarter of its steps', () => {
    const left = [0, 100, 200, 300, 400].map((step) => shareLeft({ falls: 'cosine', steps: 400 }, step));
    // Loshchilov & Hutter 2017, equation 5, with a least rate of 0; cos 45° = √½.
    [1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2, 0].forEach((share, at) =>
      expect(left[at]).toBeCloseTo(share, 12),
    );
  });

  test('in a straight line leaves three quarters after the first quarter', () => {
    expect([0, 100, 400].map((step) => shareLeft({ falls: 'straight', steps: 400 }, step))).toEqual([1, 0.75, 0]);
  });

  test.each(['cosine', 'straight'] as const)('stays at nothing once it is over (%s)', (falls) => {
    expect(shareLeft({ falls, steps: 400 }, 1000)).toBeCloseTo(0, 12);
  });

  test('counts the steps before: the first step has the whole rate, and only the rate falls', () => {
    const falling = { ...usual, schedule: { falls: 'straight', steps: 4 } } as const;
    expect(adamAt(1, 0.01, falling)).toEqual(adamAt(1, 0.01, usual));
    const [rate, correction] = adamAt(3, 0.01, falling);
    expect(rate).toBeCloseTo(adamAt(3, 0.01, usual)[0] / 2, 12);
    expect(correction).toBe(adamAt(3, 0.01, usual)[1]);
  });
});
