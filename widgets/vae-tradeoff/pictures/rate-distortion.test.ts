import { expect, test } from 'vitest';
import { label } from '#src/plots/figure.ts';
import { namesOf, placed } from './rate-distortion.ts';

const point = (run: number, beta: number, rate: number, distortion: number, step = 300) => ({
  run,
  beta,
  rate,
  distortion,
  step,
});
const sweep = [point(1, 0.1, 60, 80), point(2, 1, 25, 95), point(3, 10, 0, 190)];
const inside = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;

test('a run that diverged to millions of nats leaves the axes to the others and stands at the edge', () => {
  const alone = placed(sweep, []);
  const { x, y, points } = placed([point(4, 100, 2.5, 15_600_000), ...sweep], []);
  expect([x, y]).toEqual([alone.x, alone.y]);
  const [lost, ...others] = points;
  expect(lost).toMatchObject({ lost: true, distortion: y[1], rate: 2.5 });
  expect(others.every((other) => !other.lost && inside(other.rate, x) && inside(other.distortion, y))).toBe(true);
});

test('rate and distortion without a number put a run at the edge as well', () => {
  const { points, x, y } = placed([point(4, 100, NaN, NaN), point(5, 30, Infinity, 100), ...sweep], []);
  expect(points.slice(0, 2).map(({ lost }) => lost)).toEqual([true, true]);
  expect(points.every(({ rate, distortion }) => inside(rate, x) && inside(distortion, y))).toBe(true);
});

test('a run that is lost on its way does not stretch the axes by its trace', () => {
  const trace = [...sweep, { rate: 3, distortion: 9_785_329 }];
  expect(placed(sweep, trace).y).toEqual(placed(sweep, []).y);
});

test('a diverged run alone is shown on axes of its own', () => {
  const { points, y } = placed([point(1, 1, 2, 15_600_000)], []);
  expect(points[0]?.lost).toBe(false);
  expect(inside(15_600_000, y)).toBe(true);
});

test('the axes hold places that are marked beside the runs', () => {
  const { x, y } = placed(sweep, [], [{ rate: 90, distortion: 20 }]);
  expect([inside(90, x), inside(20, y)]).toEqual([true, true]);
  const alone = placed(sweep, []);
  expect([inside(90, alone.x), inside(20, alone.y)]).toEqual([false, false]);
});

test('two points of one β are told apart by their steps', () => {
  expect(namesOf([...sweep, point(9, 1, 20, 80, 2000)])).toEqual(['β 0.1', 'β 1, step 300', 'β 10', 'β 1, step 2000']);
});

test('a label has its decimals up to four digits before the point, and is shortened beyond', () => {
  // 9,785,329 to three digits is 9.79 million.
  expect([0.123, 9999.4, 9_785_329, -15_600_000].map((value) => label(value, 2))).toEqual([
    '0.12',
    '9999.40',
    '9.79M',
    '−15.6M',
  ]);
});
