import { expect, test } from 'vitest';
import { precisionRecall } from './precision-recall.ts';

const onLine = (...values: number[]) => ({ values: Float64Array.from(values), width: 1 });

test('by hand: precision asks where the samples lie, recall where the real points lie', () => {
  // Balls of real points for k = 1: [−1, 1], [0, 2], [1, 5], [3, 11]; of samples: [−1, 2], [0.5, 3.5], [2, 42].
  const { precision, recall } = precisionRecall(onLine(0, 1, 3, 7), onLine(0.5, 2, 22), 1);
  // 22 lies in no ball.
  expect(precision).toBeCloseTo(2 / 3, 15);
  expect(recall).toBe(1);
});

test('by hand: samples that stay in one place are precise and recall little', () => {
  // Balls of real points: [−1, 1], [0, 2], [8, 12], [10, 14]; of samples: 0.125 either side, so only 1 is recalled.
  const real = onLine(0, 1, 10, 12);
  expect(precisionRecall(real, onLine(0.875, 1, 1.125), 1)).toEqual({ precision: 1, recall: 0.25 });
});

test('of a set against itself both are 1, with twins or without', () => {
  expect(precisionRecall(onLine(0, 1, 3, 7), onLine(0, 1, 3, 7))).toEqual({ precision: 1, recall: 1 });
  expect(precisionRecall(onLine(2, 2, 2, 2, 9), onLine(2, 2, 2, 2, 9))).toEqual({ precision: 1, recall: 1 });
});

test('of sets that lie apart both are 0', () => {
  expect(precisionRecall(onLine(0, 1, 2, 3), onLine(100, 101, 102, 103))).toEqual({ precision: 0, recall: 0 });
});

test('unless told otherwise balls reach to the third neighbour', () => {
  // Of 0, 1, 2, 3 the third neighbours are 3, 2, 2, 3 away: the balls cover [−3, 6], and no ball for k = 2 reaches 5.5.
  expect(precisionRecall(onLine(0, 1, 2, 3), onLine(5.5, 6, 6.5, 7)).precision).toBe(0.5);
  expect(() => precisionRecall(onLine(0, 1, 2), onLine(0, 1, 2, 3))).toThrow('Expected more than 3 points');
  expect(() => precisionRecall(onLine(0, 1, 2, 3), onLine(0, 1, 2))).toThrow('Expected more than 3 points');
});
