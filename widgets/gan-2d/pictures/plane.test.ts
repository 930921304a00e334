import { expect, test } from 'vitest';
import { ARROW, arrowLength, tellsApart } from './plane.ts';

test('a weak pull is drawn in proportion, so that no pull is no arrow; a strong one stays under the longest', () => {
  expect(arrowLength(0)).toBe(0);
  expect(arrowLength(ARROW.halfAt)).toBe(ARROW.longest / 2);
  // p / (1 + p) is p up to a share of p: one per cent here.
  expect(arrowLength(0.01) / (0.01 * ARROW.longest)).toBeGreaterThan(0.99);
  expect(arrowLength(1e9)).toBeLessThanOrEqual(ARROW.longest);
});

test('where D changes by less than a hundredth of its scale between cells it tells nothing apart', () => {
  const scene = (step: number) => ({ field: Float32Array.from([0.5, 0.5, 0.5, 0.5 + step]), side: 2, reach: 0.5 });
  expect(tellsApart(scene(0.004), 0, 0)).toBe(false);
  expect(tellsApart(scene(0.006), 0, 0)).toBe(true);
});
