/** What comes out of the question that the figure lets its reader guess at. */
import { expect, test } from 'vitest';
import { answering, asking } from '#src/run/guess.ts';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { reverseFit } from './model.ts';

const { guess } = meta;

const normal = (z: number, mean: number, deviation: number) =>
  Math.exp(-(((z - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
const target = (z: number) => 0.5 * normal(z, -2, 0.5) + 0.5 * normal(z, 2, 0.5);

/** KL(q‖p) in nats as a plain sum over even strips, ten deviations to either side. */
function reverse(mean: number, deviation: number): number {
  const [strips, reach] = [4000, 10 * deviation];
  const width = (2 * reach) / strips;
  let sum = 0;
  for (let i = 0; i <= strips; i++) {
    const z = mean - reach + i * width;
    const q = normal(z, mean, deviation);
    if (q > 0 && target(z) > 0) sum += q * Math.log(q / target(z)) * width;
  }
  return sum;
}

/** The widest Gaussian of a line is the one with the lowest top. */
const deviationOf = (line: readonly (readonly [number, number])[]) =>
  1 / (Math.max(...line.map(([, y]) => y)) * Math.sqrt(2 * Math.PI));

test('downhill from the start of the question q ends at the right answer, and the figure then shows it there', () => {
  const fitted = reverseFit(fill(meta.params, asking(guess)).values);
  const far = Object.entries(guess.answers).map(([name, { mark }]) => {
    const [mean] = mark.curve[30] ?? [NaN];
    return { name, far: Math.hypot(mean - (fitted?.m ?? NaN), deviationOf(mark.curve) - (fitted?.s ?? NaN)) };
  });
  expect(far.toSorted((a, b) => a.far - b.far)[0]?.name).toBe(guess.right);
  const { m, s } = fill(meta.params, answering(guess)).values;
  // Half a step of each knob.
  expect(Math.abs(m - (fitted?.m ?? NaN))).toBeLessThan(0.025);
  expect(Math.abs(s - (fitted?.s ?? NaN))).toBeLessThan(0.005);
});

test('of all means and widths none costs less than the right answer, to a thousandth', () => {
  const costs = Array.from({ length: 51 }, (_, i) => i / 10 - 2.5).flatMap((mean) =>
    Array.from({ length: 30 }, (_, j) => reverse(mean, (j + 1) / 10)),
  );
  expect(Math.min(...costs)).toBeGreaterThan(reverse(2, 0.5) - 1e-3);
});

test('its three costs are those of the three answers', () => {
  const [one, both, between] = [reverse(2, 0.5), reverse(0, Math.sqrt(4.25)), reverse(0, 0.5)].map((nats) =>
    nats.toFixed(2),
  );
  expect(guess.because).toContain(`${one} nats with q on one bump, ${both} over both and ${between} between them`);
});
