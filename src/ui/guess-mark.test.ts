import { expect, test } from 'vitest';
import type { Plate } from '#src/base/plate.ts';
import { drawnOn } from './guess-mark.ts';

/** A plot from (0, 0) to (10, 10), ten pixels to a unit, its frame 20 pixels from the left and 30 from the top. */
const plate: Plate = {
  box: { left: 20, right: 120, top: 30, bottom: 130 },
  x: { name: 'x', toPixels: (value) => 20 + 10 * value, toValue: (pixels) => (pixels - 20) / 10 },
  y: { name: 'y', toPixels: (value) => 130 - 10 * value, toValue: (pixels) => (130 - pixels) / 10 },
  series: [],
};

test('an upright line goes through the frame at its value, its label below the top of the frame', () => {
  expect(drawnOn({ upright: 5 }, plate)).toEqual({ d: 'M70,30V130', label: [70, 60] });
});

test('a line goes through its points in pixels, its label over the highest', () => {
  const curve = [
    [0, 0],
    [5, 8],
    [10, 0],
  ] as const;
  expect(drawnOn({ curve }, plate)).toEqual({ d: 'M20,130L70,50L120,130', label: [70, 45] });
});

test('a ring stands around each place, and there is one label, over the highest', () => {
  const { d, label } = drawnOn(
    {
      rings: [
        [2, 2],
        [6, 7],
      ],
    },
    plate,
  );
  expect(d.match(/M[\d.]+,[\d.]+/g)).toEqual(['M27,110', 'M67,60']);
  expect(label).toEqual([80, 60 - 13 - 5]);
});

test('a place outside of the axes is marked at the edge that it lies beyond', () => {
  expect(drawnOn({ upright: 25 }, plate).d).toBe('M120,30V130');
  expect(drawnOn({ rings: [[-5, 12]] }, plate).d).toContain('M7,30');
});
