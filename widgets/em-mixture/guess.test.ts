/** What comes out of the question that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { answering } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { ellipsesOf, marksOf, metricsOf } from './model.ts';

const { guess } = meta;
const { values } = fill(meta.params, answering(guess));
type Place = readonly [number, number];

/** How far the means lie from the places of an answer: each from its own, whichever that is, or all from the one there is. */
function distance(means: readonly Place[], places: readonly Place[]): number {
  const far = ([x, y]: Place, [a, b]: Place) => Math.hypot(x - a, y - b);
  const toPlaces = means.map((mean) => Math.min(...places.map((place) => far(mean, place))));
  const toMeans = places.map((place) => Math.min(...means.map((mean) => far(mean, place))));
  return Math.max(...toPlaces, ...toMeans);
}

test('from one and the same start the means end at the right answer, all three of them', () => {
  const means = ellipsesOf(values).map(({ x, y }) => [x, y] as const);
  const far = Object.entries(guess.answers).map(([name, { mark }]) => ({ name, far: distance(means, mark.rings) }));
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
});

test('that place is the mean of all points', () => {
  const points = marksOf(values);
  const mean = (read: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + read(point), 0) / points.length;
  for (const { x, y } of ellipsesOf(values)) {
    expect(x).toBeCloseTo(
      mean((point) => point.x),
      9,
    );
    expect(y).toBeCloseTo(
      mean((point) => point.y),
      9,
    );
  }
});

test('from means that differ the three clusters are found, at the places of the other answer, with more evidence', () => {
  const found = fill(meta.params, { ...answering(guess), start: '', steps: 60 }).values;
  const means = ellipsesOf(found).map(({ x, y }) => [x, y] as const);
  expect(distance(means, guess.answers.each.mark.rings)).toBeLessThan(0.01);
  const said = (evidence: number) => evidence.toFixed(1).replace('-', '−');
  expect(guess.because).toContain(`stuck at ${said(metricsOf(values).evidence)}`);
  expect(guess.because).toContain(`climbs to ${said(metricsOf(found).evidence)}`);
});
