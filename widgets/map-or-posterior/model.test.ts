import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import { random } from '#src/engine/random.ts';
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

/** The three posteriors once more, up to a factor, with a range that holds all but 1e-9 of them. */
const shapes = {
  spike: ({ share, width }: Values) => ({
    f: (z: number) => (1 - share) * Math.exp(logNormal(z, 0, 1)) + share * Math.exp(logNormal(z, 2, width ** 2)),
    from: -6,
    to: 9,
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
  { example: 'spike', share: 0.3, width: 1 },
  { example: 'square' },
  { example: 'square', x: 0, s: 2 },
  { example: 'square', x: 4, s: 0.3 },
  { example: 'events', k: 0 },
  { example: 'events', k: 1 },
  { example: 'events', k: 20 },
];

/** Mean, variance and the probability below 40,001 places of a setting, by Simpson's rule. */
function integralsOf(values: Values) {
  const { f, from, to } = shapes[values.example](values);
  const step = (to - from) / 40_000;
  const below = new Float64Array(40_001);
  for (let i = 1; i <= 40_000; i++) {
    const z = from + i * step;
    below[i] = (below[i - 1] ?? 0) + (step / 6) * (f(z - step) + 4 * f(z - step / 2) + f(z));
  }
  const total = below[40_000] ?? NaN;
  const mean = simpson(from, to, 20_000, (z) => (z * f(z)) / total);
  return {
    total,
    mean,
    variance: simpson(from, to, 20_000, (z) => ((z - mean) ** 2 * f(z)) / total),
    /** Between two places a straight line: they are at most 0.001 apart. */
    below: (z: number) => {
      const place = Math.max(0, (z - from) / step);
      const [left = NaN, right = NaN] = below.subarray(Math.floor(place), Math.floor(place) + 2);
      return (left + (place - Math.floor(place)) * (right - left)) / total;
    },
  };
}

/** The highest place by trying 0.001 apart and then, around the best, a hundred thousand times finer by the same. */
function highest({ f, from, to }: ReturnType<(typeof shapes)['spike']>): number {
  const bestOf = (low: number, high: number, count: number) => {
    const places = Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
    // Of two equal peaks the right one.
    return places.reduce((best, z) => (f(z) >= f(best) * (1 - 1e-15) ? z : best));
  };
  const near = bestOf(from, to, 1000 * (to - from));
  const nearer = bestOf(Math.max(from, near - 2e-3), near + 2e-3, 1000);
  return bestOf(Math.max(from, nearer - 8e-6), nearer + 8e-6, 1000);
}

/** What the drawn range begins and ends with: five deviations to either side, or a gamma's mean, four deviations and 3. */
const rangeOf = ({ example, width, k }: Values): readonly [number, number] => {
  if (example === 'events') return [0, (k + 1) / 2 + 4 * Math.sqrt(k + 1) + 3];
  return [-5, example === 'spike' && width > 0.6 ? 2 + 5 * width : 5];
};

describe.each(settings)('the posterior %o', (set) => {
  const { f } = shapes[at(set).example](at(set));

  test('has the places, heights and probabilities of its definition', () => {
    const values = at(set);
    const found = metricsOf(values);
    const { mean, variance, below } = integralsOf(values);
    const mode = highest(shapes[values.example](values));
    // At a peak f falls by f″/2 · error²: places closer than 1e-7 deviations cannot be told apart in doubles.
    expect(Math.abs(found['mode'] - mode)).toBeLessThan(2e-6);
    expect(found['mean']).toBeCloseTo(mean, 6);
    expect(below(found['median'])).toBeCloseTo(0.5, 6);
    // The picture's range leaves out 1e-6 of the probability at a squared distance of about 30.
    expect(Math.abs(found['deviation'] - Math.sqrt(variance))).toBeLessThan(1e-4);
    // Straight lines in strips of h ≤ 0.027 err by h²/8 of the density's slope, which is 4 at most a quarter away from a peak.
    const near = (centre: number) => below(centre + 0.25) - below(centre - 0.25);
    expect(Math.abs(found['near-mode'] - near(mode))).toBeLessThan(1e-4);
    expect(Math.abs(found['near-mean'] - near(mean))).toBeLessThan(1e-4);
    expect(found['height-at-mean']).toBeCloseTo(f(mean) / f(mode), 8);
  });

  test('has draws with as much probability below each as its own uniform number says', () => {
    const values = at(set);
    const { mean, variance, below } = integralsOf(values);
    const draws = drawsOf(values);
    expect(draws.length).toBe(DRAWS);
    const source = random(values.seed).fork('posterior');
    // A straight line errs by h²/8 of the density's slope and the sum of trapezoids by h²/12 of it; h = 1/120, and the steepest
    // of these slopes, ½ · 0.242/0.075² = 21 on the peaks of two answers, is somewhat more on the side towards zero: 3.2e-4.
    for (const z of draws) expect(Math.abs(below(z) - source.uniform())).toBeLessThan(4e-4);
    const average = draws.reduce((sum, z) => sum + z, 0) / DRAWS;
    expect(metricsOf(values)['mean-drawn']).toBeCloseTo(average, 12);
    // Four standard errors of a mean of 400.
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / DRAWS));
  });

  test('is drawn at 1,201 places with its density, over a range that leaves out less than 1e-6', () => {
    const values = at(set);
    const { total, below } = integralsOf(values);
    const curve = curveOf(values);
    const [from, to] = rangeOf(values);
    expect(curve.length).toBe(1201);
    curve.forEach(({ z, height }, i) => {
      expect(z).toBeCloseTo(from + ((to - from) * i) / 1200, 10);
      // The trapezoid rule errs by h²/12 of a second derivative, next to nothing where the ends are flat and h²/12 · 4 for no events.
      expect(Math.abs(height - f(z) / total)).toBeLessThan(2e-5 * Math.max(1, height));
    });
    expect(below(from) + 1 - below(to)).toBeLessThan(1e-6);
  });
});

test('the mode sits on the needle though nine tenths of the probability lie elsewhere, and a blunter needle loses it', () => {
  const sharp = metricsOf(at(meta.presets.needle.set));
  expect(sharp['mode']).toBeCloseTo(2, 2);
  expect(sharp['near-mode']).toBeLessThan(0.15);
  expect(Math.abs(metricsOf(at(meta.presets.blunt.set))['mode'])).toBeLessThan(0.1);
  // As the lecture says, recomputed by an independent program.
  expect(sharp['near-mode']).toBeCloseTo(0.125, 3);
  expect([sharp['mean'].toFixed(2), sharp['median'].toFixed(2)]).toEqual(['0.20', '0.14']);
});

test('two answers lie at ±√(x − s²/2), and their mean is nearly impossible', () => {
  const found = metricsOf(at(meta.presets.between.set));
  // √(2 − 0.18) = 1.3491 by hand.
  expect(found['mode']).toBeCloseTo(1.3491, 4);
  // At 0 against √1.82: e^{−½(2/0.6)²} over e^{−0.91 − ½(0.18/0.6)²}.
  expect(found['height-at-mean']).toBeCloseTo(Math.exp(-0.5 * (2 / 0.6) ** 2 + 0.91 + 0.5 * 0.3 ** 2), 10);
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
});

test('every number of the second picture is that of its definition', () => {
  const source = (draw: number) => random(6).fork('norms').at(draw);
  const squares = Array.from({ length: DRAWS }, (_, draw) => {
    const stream = source(draw);
    return Array.from({ length: 100 }, () => stream.normal() ** 2);
  });
  const lengths = squares.map(() => 0);
  // E‖z‖ in one dimension is √(2/π), and the means of two neighbouring dimensions multiply to the lower one.
  let mean = Math.sqrt(2 / Math.PI);
  for (let d = 1; d <= 100; d++) {
    squares.forEach((row, draw) => (lengths[draw] = (lengths[draw] ?? NaN) + (row[d - 1] ?? NaN)));
    const expected = mean;
    mean = d / mean;
    if (![1, 2, 3, 10, 30, 100].includes(d)) continue;
    const roots = lengths.map(Math.sqrt);
    const found = metricsOf(at({ d, seed: 6 }));
    expect(found['norm-mean']).toBeCloseTo(expected, 9);
    expect(found['norm-deviation']).toBeCloseTo(Math.sqrt(d - expected ** 2), 8);
    expect(found['root-d']).toBeCloseTo(d ** 0.5, 12);
    expect(found['norm-mode']).toBeCloseTo((d - 1) ** 0.5, 12);
    expect(found['drop']).toBe(0.5 * d);
    expect(found['norm-mean-drawn']).toBeCloseTo(roots.reduce((sum, r) => sum + r, 0) / DRAWS, 9);
    expect(found['norm-least']).toBeCloseTo(Math.min(...roots), 12);
    expect(normsOf({ seed: 6, d })).toEqual(roots);
  }
  // In one dimension P(|z| ≤ 1) = 68.27 %, in two 1 − e^{−½}; and what the lecture says of thirty and a hundred.
  const digits = (d: number) => metricsOf(at({ d }))['digits-within-one'];
  expect(10 ** digits(1)).toBeCloseTo(0.6827, 4);
  expect(10 ** digits(2)).toBeCloseTo(1 - Math.exp(-0.5), 12);
  expect([digits(30).toFixed(1), digits(100).toFixed(1)]).toEqual(['-16.8', '-79.7']);
});

test('the second picture draws the chi density at 241 lengths from 0 to 3.5 beyond √d', () => {
  for (const [d, chi] of [
    [1, (r: number) => Math.sqrt(2 / Math.PI) * Math.exp(-(r ** 2) / 2)],
    [2, (r: number) => r * Math.exp(-(r ** 2) / 2)],
    [4, (r: number) => (r ** 3 / 2) * Math.exp(-(r ** 2) / 2)],
  ] as const) {
    const curve = normCurveOf({ d });
    expect(curve.map(({ z }) => z)).toEqual(
      Array.from({ length: 241 }, (_, i) => expect.closeTo((i * (Math.sqrt(d) + 3.5)) / 240, 10) as number),
    );
    for (const { z, height } of curve) expect(height).toBeCloseTo(chi(z), 12);
  }
});

test('lengths that are drawn have the mean and the spread of the chi distribution', () => {
  const dimensions = [1, 2, 3, 10, 30, 100];
  const norms = dimensions.map((): number[] => []);
  for (let seed = 0; seed < 10; seed++) dimensions.forEach((d, i) => norms[i]?.push(...normsOf({ seed, d })));
  norms.forEach((lengths, i) => {
    const d = dimensions[i] ?? NaN;
    const mean = lengths.reduce((sum, r) => sum + r, 0) / lengths.length;
    const deviation = metricsOf(at({ d }))['norm-deviation'];
    // Four standard errors of a mean of 4,000.
    expect(Math.abs(mean - normMean(d))).toBeLessThan((4 * deviation) / Math.sqrt(lengths.length));
    const squares = lengths.reduce((sum, r) => sum + (r - mean) ** 2, 0) / lengths.length;
    // The length's kurtosis is at most that of a half-normal, 3.87, so a variance of 4,000 has the relative error √(2.87/4000) = 0.027.
    expect(Math.abs(squares / deviation ** 2 - 1)).toBeLessThan(4 * 0.027);
  });
});

test('the deviation of the length stays below √½ in every dimension, and the mean within 1/(2√d) of √d', () => {
  for (let d = 1; d <= 100; d++) {
    expect(Math.sqrt(d - normMean(d) ** 2)).toBeLessThan(Math.SQRT1_2);
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
