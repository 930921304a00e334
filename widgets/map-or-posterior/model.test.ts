import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  curveOf,
  DRAWS,
  drawsOf,
  logWithinOne,
  metricsOf,
  normCurveOf,
  normDensity,
  normMean,
  normsOf,
  type Values,
} from './model.ts';

const at = (set: Partial<Values>): Values => ({ ...initialValues(meta.params), ...set });
const { params } = meta;
const knob = ({ min, max }: { min: number; max: number }) => fc.double({ min, max, noNaN: true });

/** Simpson's rule written out here: the tests' own integral. */
function simpson(from: number, to: number, strips: number, f: (x: number) => number): number {
  const width = (to - from) / strips;
  let sum = f(from) + f(to);
  for (let i = 1; i < strips; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

/** The three posteriors once more, up to a factor, with a range that holds all but 1e-7 of them. */
const shapes = {
  spike: ({ share, width }: Values) => ({
    f: (z: number) => (1 - share) * Math.exp(logNormal(z, 0, 1)) + share * Math.exp(logNormal(z, 2, width ** 2)),
    from: -6,
    to: 8,
  }),
  square: ({ x, s }: Values) => ({
    f: (z: number) => Math.exp(logNormal(z, 0, 1) + logNormal(x, z * z, s * s)),
    from: -7,
    to: 7,
  }),
  events: ({ k }: Values) => ({ f: (z: number) => z ** k * Math.exp(-2 * z), from: 0, to: 40 }),
};

const settings: Partial<Values>[] = [
  { example: 'spike' },
  { example: 'spike', share: 0.6, width: 0.3 },
  { example: 'spike', share: 0.01, width: 0.02 },
  { example: 'square' },
  { example: 'square', x: 0, s: 2 },
  { example: 'square', x: 4, s: 0.3 },
  { example: 'events', k: 0 },
  { example: 'events', k: 1 },
  { example: 'events', k: 20 },
];

describe.each(settings)('the posterior %o', (set) => {
  const values = at(set);
  const found = metricsOf(values);
  const { f, from, to } = shapes[values.example](values);
  const total = simpson(from, to, 20_000, f);
  const mean = simpson(from, to, 20_000, (z) => (z * f(z)) / total);
  const variance = simpson(from, to, 20_000, (z) => ((z - mean) ** 2 * f(z)) / total);

  test('has the mean and the spread of its definition', () => {
    expect(found['mean']).toBeCloseTo(mean, 5);
    // The picture's range leaves out 1e-6 of the probability at a squared distance below 200.
    expect(Math.abs((found['deviation'] ?? NaN) ** 2 - variance)).toBeLessThan(5e-4 * Math.max(1, variance));
  });

  test('is nowhere higher than at its mode', () => {
    const most = f(found['mode'] ?? NaN);
    for (let i = 0; i <= 20_000; i++)
      expect(f(from + ((to - from) * i) / 20_000)).toBeLessThanOrEqual(most * (1 + 1e-9));
  });

  test('has half of its probability below the median', () => {
    const below = simpson(from, found['median'] ?? NaN, 20_000, f) / total;
    expect(below).toBeCloseTo(0.5, 6);
  });

  test('has the probability near mode and mean that an integral gives', () => {
    const near = (centre: number) => simpson(Math.max(from, centre - 0.25), centre + 0.25, 4000, f) / total;
    // The grid's straight lines: a strip is at most 0.03, and the second derivative at most 0.4 · needle height/ω², below 1e-3 in the sum.
    expect(Math.abs((found['near-mode'] ?? NaN) - near(found['mode'] ?? NaN))).toBeLessThan(1e-3);
    expect(Math.abs((found['near-mean'] ?? NaN) - near(found['mean'] ?? NaN))).toBeLessThan(1e-3);
  });

  test('is what its draws come from', () => {
    const draws = drawsOf(values);
    expect(draws.length).toBe(DRAWS);
    const average = draws.reduce((sum, z) => sum + z, 0) / DRAWS;
    // Four standard errors of a mean of 400.
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / DRAWS));
    const below = draws.filter((z) => z < (found['median'] ?? NaN)).length / DRAWS;
    // A share of 400 at one half has the standard error 0.025.
    expect(Math.abs(below - 0.5)).toBeLessThan(0.1);
  });

  test('is drawn with area one', () => {
    const curve = curveOf(values);
    const width = (curve[1]?.z ?? NaN) - (curve[0]?.z ?? NaN);
    const area = curve.reduce(
      (sum, { height }, i) => sum + height * width * (i === 0 || i === curve.length - 1 ? 0.5 : 1),
      0,
    );
    expect(area).toBeCloseTo(1, 10);
  });
});

test('the mode sits on the needle though nine tenths of the probability lie elsewhere, and a blunter needle loses it', () => {
  const sharp = metricsOf(at(meta.presets.needle.set));
  expect(sharp['mode']).toBeCloseTo(2, 2);
  expect(sharp['near-mode']).toBeLessThan(0.15);
  expect(Math.abs(metricsOf(at(meta.presets.blunt.set))['mode'] ?? NaN)).toBeLessThan(0.1);
});

test('two answers lie at ±√(x − s²/2), and their mean is nearly impossible', () => {
  const found = metricsOf(at(meta.presets.between.set));
  // √(2 − 0.18) = 1.3491 by hand.
  expect(found['mode']).toBeCloseTo(1.3491, 4);
  expect(found['height-at-mean']).toBeLessThan(0.02);
  // With s² ≥ 2x they merge.
  expect(metricsOf(at({ example: 'square', x: 0.5, s: 1 }))['mode']).toBe(0);
});

test('k events give the mode k/2 and the mean (k + 1)/2', () => {
  for (let k = 0; k <= 20; k++) {
    const found = metricsOf(at({ example: 'events', k }));
    expect([found['mode'], found['mean']]).toEqual([k / 2, (k + 1) / 2]);
  }
  // With none the posterior is exponential of rate 2: median ½ log 2, and 1 − e^{−½} of it below ¼.
  const none = metricsOf(at({ example: 'events', k: 0 }));
  expect(none['median']).toBeCloseTo(Math.LN2 / 2, 10);
  expect(none['near-mode']).toBeCloseTo(1 - Math.exp(-0.5), 4);
});

describe.each([1, 2, 3, 10, 30, 100])('the length of a standard normal in %d dimensions', (d) => {
  // Beyond √d + 12 the density is below e^{−70}. In one dimension it starts at its highest, which Simpson's rule takes in its stride.
  const over = (f: (r: number) => number) => simpson(1e-12, Math.sqrt(d) + 12, 20_000, (r) => f(r) * normDensity(d, r));

  test('has a density of area one, and mean and spread by closed form and by the integral', () => {
    const found = metricsOf(at({ d }));
    expect(over(() => 1)).toBeCloseTo(1, 8);
    expect(over((r) => r)).toBeCloseTo(normMean(d), 8);
    expect(over((r) => r * r)).toBeCloseTo(d, 7);
    expect(found['norm-deviation']).toBeCloseTo(Math.sqrt(over((r) => (r - normMean(d)) ** 2)), 6);
    expect(found['root-d']).toBe(Math.sqrt(d));
  });

  test('is most probable at √(d − 1)', () => {
    const mode = Math.sqrt(d - 1);
    const step = 1e-3;
    if (d > 1) expect(normDensity(d, mode)).toBeGreaterThan(normDensity(d, mode + step));
    if (d > 1) expect(normDensity(d, mode)).toBeGreaterThan(normDensity(d, mode - step));
    expect(metricsOf(at({ d }))['norm-mode']).toBe(mode);
  });

  test('is below one as rarely as the integral says', () => {
    const within = simpson(1e-12, 1, 4000, (r) => normDensity(d, r));
    expect(logWithinOne(d) - Math.log(within)).toBeCloseTo(0, 6);
  });

  test('agrees with its draws', () => {
    const norms = Array.from({ length: 10 }, (_, seed) => normsOf({ seed, d })).flat();
    const mean = norms.reduce((sum, r) => sum + r, 0) / norms.length;
    const deviation = metricsOf(at({ d }))['norm-deviation'] ?? NaN;
    // Four standard errors of a mean of 4,000.
    expect(Math.abs(mean - normMean(d))).toBeLessThan((4 * deviation) / Math.sqrt(norms.length));
    const squares = norms.reduce((sum, r) => sum + (r - mean) ** 2, 0) / norms.length;
    // The length's kurtosis is at most that of a half-normal, 3.87, so a variance of 4,000 has the relative error √(2.87/4000) = 0.027.
    expect(Math.abs(squares / deviation ** 2 - 1)).toBeLessThan(4 * 0.027);
  });
});

test('the deviation of the length stays below √½ in every dimension, and the mean within 1/(2√d) of √d', () => {
  for (let d = 1; d <= 100; d++) {
    const found = metricsOf(at({ d }));
    expect(found['norm-deviation']).toBeLessThan(Math.SQRT1_2);
    // (E‖z‖)² = d − variance > d − ½, so √d − E‖z‖ < ½/(√d + √(d − ½)) < 1/(2√d).
    const short = Math.sqrt(d) - normMean(d);
    expect(short).toBeGreaterThan(0);
    expect(short).toBeLessThan(1 / (2 * Math.sqrt(d)));
  }
});

test('in thirty dimensions none of four hundred draws comes within half of √d of the mode', () => {
  expect(metricsOf(at({ d: 30 }))['norm-least']).toBeGreaterThan(Math.sqrt(30) / 2);
});

test('the linear model’s mode is nearly one deviation shorter than a draw in thirty dimensions, over five in a thousand', () => {
  // Its squared length is d w²/(w² + s²) over data from the model, with w = 1.5 and s = 0.8.
  const short = (d: number) => (normMean(d) - Math.sqrt((d * 2.25) / 2.89)) / Math.sqrt(d - normMean(d) ** 2);
  // By hand: (5.4318 − 4.8329)/0.7041, and (√1000 − ¼/√1000 − 27.9024)/√½.
  expect(short(30)).toBeCloseTo(0.851, 2);
  expect(short(1000)).toBeCloseTo(5.25, 2);
});

test('another dimension only adds a coordinate', () => {
  const [few, more] = [normsOf({ seed: 3, d: 9 }), normsOf({ seed: 3, d: 10 })];
  expect(more.every((norm, i) => norm >= (few[i] ?? Infinity))).toBe(true);
});

test('every metric is finite and described wherever the knobs stand', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Values['example']>('spike', 'square', 'events'),
      fc.oneof(knob(params.share), fc.constantFrom(params.share.min, params.share.max)),
      fc.oneof(knob(params.width), fc.constantFrom(params.width.min, params.width.max)),
      fc.oneof(knob(params.x), fc.constantFrom(params.x.min, params.x.max)),
      fc.oneof(knob(params.s), fc.constantFrom(params.s.min, params.s.max)),
      fc.nat(20),
      fc.integer({ min: 1, max: 100 }),
      (example, share, width, x, s, k, d) => {
        const values = at({ example, share, width, x, s, k, d });
        const found = metricsOf(values);
        expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
        expect(Object.entries(found).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
        expect(curveOf(values).every(({ height }) => Number.isFinite(height))).toBe(true);
        expect(normCurveOf(values).every(({ height }) => Number.isFinite(height))).toBe(true);
        expect(found['median']).toBeGreaterThan(-5);
      },
    ),
    { seed: 4, numRuns: 120 },
  );
});
