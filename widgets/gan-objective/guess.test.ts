/** What comes out of the question that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { answering } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { metricsOf, rowsOf } from './model.ts';
import { scaleOf } from './pictures/judged-densities.ts';

const { guess } = meta;
const { values } = fill(meta.params, answering(guess));

test('at the place of the question the fakes are twice as dense as the data', () => {
  const { 'p-data-at-x': data, 'p-model-at-x': model } = metricsOf(values);
  // The knobs go in steps of 0.05: the ratio is e^0.69375 = 2.0012.
  expect(model / data).toBeCloseTo(Math.exp(0.69375), 9);
  expect(Math.abs(model / data - 2)).toBeLessThan(0.002);
});

test('the best discriminator says there what the right answer says, a third', () => {
  const { 'd-star-at-x': best } = metricsOf(values);
  // p_data/(p_data + 2 p_data); the ratio above is 0.06 % too large.
  expect(Math.abs(best - 1 / 3)).toBeLessThan(2e-4);
  expect(guess.because).toContain(`about ${best.toFixed(2)}`);
  // Places are marked on the axis of D, which stands on the scale of densities.
  const { one } = scaleOf(Math.max(...rowsOf(values).flatMap(({ data, model }) => [data, model])));
  const said = { none: 0, third: 1 / 3, half: 1 / 2 } as const;
  for (const [name, { mark }] of Object.entries(guess.answers)) {
    const [[x, height]] = mark.rings;
    expect(x).toBe(values.x);
    expect(height / one).toBeCloseTo(said[name as keyof typeof said], 3);
  }
  const far = Object.entries(said).map(([name, d]) => ({ name, far: Math.abs(d - best) }));
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
});
