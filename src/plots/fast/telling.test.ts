/** What named marks tell at a place, against values worked out by hand and closed forms. */
import { expect, test } from 'vitest';
import { areaY, dot, line, rect } from './marks.ts';
import { field, named, plateOf } from './telling.ts';

/** Ten pixels a unit across from 40; a hundred a unit up from 200. */
const axes = {
  box: { left: 40, right: 140, top: 0, bottom: 200 },
  x: { name: 'z', toPixels: (x: number) => 40 + 10 * x, toValue: (px: number) => (px - 40) / 10 },
  y: { name: 'density', toPixels: (y: number) => 200 - 100 * y, toValue: (px: number) => (200 - px) / 100 },
};
const lineOf = named('along', line);
const areaOf = named('along', areaY);
const dotOf = named('near', dot);
const rectOf = named('bar', rect);
const read = (marks: Parameters<typeof plateOf>[1], x: number, y: number) =>
  plateOf(axes, marks).series.map((series) => series({ x, y }));

const normal = (z: number) => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
const bell = Array.from({ length: 101 }, (_, i) => ({ z: i / 10, p: normal(i / 10) }));

test('a curve tells its height at the row nearest to the pointer, as the closed form has it', () => {
  // The pointer stands at z = 1.02; the nearest row is z = 1.
  const [found] = read([lineOf(bell, { x: 'z', y: 'p', name: 'p' })], 50.2, 3);
  expect(found).toMatchObject({ kind: 'along', name: 'p', values: [['', normal(1)]], at: { x: 50 } });
});

test('a mark without a name tells nothing, and one that tells another number than its height tells that', () => {
  const marks = [
    lineOf(bell, { x: 'z', y: 'p' }),
    areaOf(bell, { x: 'z', y1: 0, y2: () => 1, name: 'log p', tells: ({ p }: (typeof bell)[number]) => Math.log(p) }),
  ];
  // log of the standard normal at 0 is −½ log 2π.
  expect(read(marks, 40, 0).map((found) => found?.values)).toEqual([[['', expect.closeTo(-0.918938533, 8)]]]);
});

test('a line that turns back is a way through the plane: its nearest point answers, with both numbers', () => {
  const way = [
    { x: 0, y: 0 },
    { x: 2, y: 1 },
    { x: 1, y: 2 },
  ];
  const [found] = read([lineOf(way, { x: 'x', y: 'y', name: 'way' })], 51, 4);
  expect(found).toMatchObject({
    kind: 'near',
    values: [
      ['z', 1],
      ['density', 2],
    ],
  });
});

test('of points the nearest in the plane answers', () => {
  const points = [
    [0, 0],
    [1, 1],
    [1.2, 0],
  ] as const;
  const [found] = read([dotOf(points, { name: (_: unknown, i: number) => `point ${i}` })], 51, 190);
  // In pixels: (40, 200), (50, 100), (52, 200); from (51, 190) the last is √(1 + 100) away.
  expect(found).toMatchObject({ name: 'point 2', far: Math.hypot(1, 10) });
});

test('over a histogram the bar of one’s own column answers, though a neighbour may be nearer', () => {
  const bars = [
    { from: 0, to: 1, y: 0.2 },
    { from: 1, to: 2, y: 1.9 },
  ];
  const [found] = read([rectOf(bars, { x1: 'from', x2: 'to', y1: 0, y2: 'y', name: 'count' })], 49, 20);
  expect(found).toMatchObject({ kind: 'bar', values: [['', 0.2]] });
});

test('a field tells its value at the very place', () => {
  const [found] = read([field('sum', (x, y) => x + y)], 60, 50);
  expect(found?.values).toEqual([['', 2 + 1.5]]);
});
