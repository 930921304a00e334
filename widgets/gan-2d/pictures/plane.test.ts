import { expect, test } from 'vitest';
import { ARROW, arrowLength } from './plane.ts';

test('a weak pull is drawn in proportion, so that no pull is no arrow; a strong one stays under the longest', () => {
  expect(arrowLength(0)).toBe(0);
  expect(arrowLength(ARROW.halfAt)).toBe(ARROW.longest / 2);
  // p / (1 + p) is p up to a share of p: one per cent here.
  expect(arrowLength(0.01) / (0.01 * ARROW.longest)).toBeGreaterThan(0.99);
  expect(arrowLength(1e9)).toBeLessThanOrEqual(ARROW.longest);
});
