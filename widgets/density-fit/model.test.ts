import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelDensity, kernels, mixtureDensity, type KernelName } from '#src/engine/maths/kernel-density.ts';
import { random } from '#src/engine/random.ts';
import { fill, initialValues, type NumberParam } from '#src/run/params.ts';
import { meta } from './meta.ts';
import * as model from './model.ts';

const { params, presets } = meta;
type Values = model.Values;
const start = initialValues(params);
const at = (set: Partial<Values>): Values => ({ ...start, ...set });
const preset = (name: keyof typeof presets) => at(presets[name].set);
const metric = (values: Values, name: keyof typeof meta.metrics) => model.metricsOf(values)[name];

const kernelNames: readonly KernelName[] = ['gaussian', 'epanechnikov', 'top-hat'];
const within = ({ min, max }: NumberParam) => fc.double({ min, max, noNaN: true });
const whole = ({ min, max }: NumberParam) => fc.integer({ min, max });

const settings: fc.Arbitrary<Values> = fc.record({
  data: fc.constantFrom('one', 'two', 'skewed', 'spike', 'claw', 'own'),
  points: fc
    .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 40 })
    .map((list) => model.linkTextOf(list) ?? params.points.initial),
  rule: fc.constantFrom('manual', 'silverman', 'scott', 'loo'),
  h: within(params.h),
  n: whole(params.n),
  kernel: fc.constantFrom(...kernelNames),
  bins: whole(params.bins),
  origin: within(params.origin),
  dimension: whole(params.dimension),
  seed: whole(params.seed),
});

/** The extreme ends of every knob, with every kernel, a truth with narrow fingers and the reader's own points. */
const corners: readonly Values[] = kernelNames.flatMap((kernel) =>
  (['claw', 'own'] as const).flatMap((data) =>
    [params.n.min, params.n.max].flatMap((n) =>
      [params.h.min, params.h.max].flatMap((h) =>
        [params.bins.min, params.bins.max].flatMap((bins) =>
          [params.origin.min, params.origin.max].map((origin) => at({ kernel, data, n, h, bins, origin })),
        ),
      ),
    ),
  ),
);

/** What is −∞ or +∞ in truth: densities of 0, and the width of points that agree. The truth's numbers are missing without one. */
const mayBeInfinite = /^(?:loo|held-out-.*|fit-gaussian.*|ise-gaussian)$/;
const needTruth = [
  'best-bandwidth',
  'ise-gaussian',
  'ise-histogram',
  'ise-kde',
  'ise-ratio',
  'bias',
  'variance',
  'mise',
];

function checkNumbers(values: Values): void {
  const found = model.metricsOf(values);
  for (const [name, value] of Object.entries(found)) {
    if (values.data === 'own' && needTruth.includes(name)) expect(value, name).toBeNaN();
    else if (name === 'held-out-error' && !Number.isFinite(found['held-out-kde'])) expect(value).toBeNaN();
    else if (mayBeInfinite.test(name)) expect(value, name).not.toBeNaN();
    else expect(Number.isFinite(value), name).toBe(true);
  }
}

describe('every density has area 1', () => {
  // Gaussians half a bandwidth apart are summed to rounding; between edges the others are parabolas, where the rule is exact.
  const check = (values: Values) => {
    const found = model.metricsOf(values);
    expect(Math.abs(found['integral-kde'] - 1)).toBeLessThan(1e-9);
    expect(Math.abs(found['integral-histogram'] - 1)).toBeLessThan(1e-12);
  };

  test('at the extreme ends of every knob', () => corners.forEach(check));

  test('anywhere between', () => fc.assert(fc.property(settings, check), { seed: 1, numRuns: 50 }));

  test('by another rule too: midpoints of 20,000 strips', () => {
    for (const kernel of kernelNames) {
      const values = at({ kernel, n: 40, h: 0.25 });
      const { points } = model.sampleOf(values);
      let sum = 0;
      for (let i = 0; i < 20_000; i++) sum += kernelDensity(points, kernel, 0.25, -10 + (i + 0.5) / 1000);
      // Each of 80 edges of a top-hat errs by at most half a strip of 0.001 times a jump of 1/(40 · 0.5).
      expect(Math.abs(sum / 1000 - 1)).toBeLessThan(80 * 0.0005 * 0.05 + 1e-9);
    }
  });
});

describe('numbers', () => {
  test('are those that are described, and finite wherever the truth is', () => {
    expect(Object.keys(model.metricsOf(start)).sort()).toEqual(Object.keys(meta.metrics).sort());
    corners.forEach(checkNumbers);
  });

  test('are so anywhere between', () => fc.assert(fc.property(settings, checkNumbers), { seed: 2, numRuns: 60 }));

  test('are the same for the same seed and others for another', () => {
    expect(model.drawsOf(model.truths.two, 20, 5, 'points')).toEqual(model.drawsOf(model.truths.two, 20, 5, 'points'));
    expect(model.drawsOf(model.truths.two, 20, 6, 'points')).not.toEqual(
      model.drawsOf(model.truths.two, 20, 5, 'points'),
    );
    // The first twenty of thirty are the twenty.
    expect(model.drawsOf(model.truths.two, 30, 5, 'points').slice(0, 20)).toEqual(
      model.drawsOf(model.truths.two, 20, 5, 'points'),
    );
  });

  test('points that all agree have an infinitely narrow Gaussian, and the rest goes on', () => {
    const found = model.metricsOf(at({ data: 'own', points: '5,5,5' }));
    expect(found['fit-gaussian']).toBe(Infinity);
    expect(found.sigma).toBe(0);
    expect(found['integral-kde']).toBeCloseTo(1, 9);
    expect(found['integral-histogram']).toBeCloseTo(1, 12);
  });
});

describe('draws', () => {
  test.each(Object.entries(model.truths))('from “%s” have its mean and variance', (_, truth) => {
    const mean = truth.reduce((sum, { weight, mean: m }) => sum + weight * m, 0);
    const square = truth.reduce((sum, { weight, mean: m, deviation }) => sum + weight * (m * m + deviation ** 2), 0);
    const fourth = (x: number) => (x - mean) ** 4;
    const n = 20_000;
    const points = model.drawsOf(truth, n, 3, 'test');
    const found = model.gaussianOf(points);
    const variance = square - mean * mean;
    // Four standard errors: σ/√n of the mean, √((m₄ − σ⁴)/n) of the variance, with m₄ from the draws.
    const m4 = points.reduce((sum, x) => sum + fourth(x), 0) / n;
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
    expect(Math.abs(found.sigma ** 2 - variance)).toBeLessThan(4 * Math.sqrt((m4 - variance ** 2) / n));
  });

  test('held-out points score the truth’s own mean log density on average', () => {
    // 300 fresh points under the truth itself: the mean of log p within four of its own standard errors of the integral.
    const truth = model.truths.two;
    const logs = [...model.drawsOf(truth, 300, 4, 'held-out')].map((x) => Math.log(mixtureDensity(truth, x)));
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    const error = Math.sqrt(logs.reduce((a, b) => a + (b - mean) ** 2, 0)) / logs.length;
    let entropy = 0;
    for (let x = -8; x <= 8; x += 0.01) entropy += 0.01 * mixtureDensity(truth, x) * Math.log(mixtureDensity(truth, x));
    expect(Math.abs(mean - entropy)).toBeLessThan(4 * error);
  });
});

describe('the Gaussian of maximum likelihood', () => {
  /** The mean log likelihood, summed as it is written. */
  const likelihood = (points: Float64Array, mu: number, sigma: number) =>
    points.reduce((sum, x) => sum - 0.5 * Math.log(2 * Math.PI) - Math.log(sigma) - 0.5 * ((x - mu) / sigma) ** 2, 0) /
    points.length;

  /** Climbs by a pattern search that knows nothing of the closed form. */
  function climbed(points: Float64Array): readonly [number, number] {
    let [mu, log, step] = [0, 0, 1];
    while (step > 1e-9) {
      const moves = [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ] as const;
      const now = likelihood(points, mu, Math.exp(log));
      const better = moves.find(([a, b]) => likelihood(points, mu + a, Math.exp(log + b)) > now);
      if (better) [mu, log] = [mu + better[0], log + better[1]];
      else step /= 2;
    }
    return [mu, Math.exp(log)];
  }

  test('is where numerical maximisation ends', () => {
    for (const [data, n] of [
      ['one', 10],
      ['two', 60],
      ['claw', 200],
    ] as const) {
      const { points } = model.sampleOf(at({ data, n }));
      const { mean, sigma } = model.gaussianOf(points);
      const [mu, width] = climbed(points);
      // Near a maximum of curvature 1/σ² a difference of 1e-16 in ℓ hides a distance of about 1e-8.
      expect(Math.abs(mu - mean)).toBeLessThan(1e-6);
      expect(Math.abs(width - sigma)).toBeLessThan(1e-6);
    }
  });

  test('has the height that the closed form says', () =>
    fc.assert(
      fc.property(settings, (values) => {
        const { 'fit-gaussian': closed, 'fit-gaussian-direct': summed, sigma } = model.metricsOf(values);
        if (sigma > 1e-6) expect(Math.abs(closed - summed)).toBeLessThan(1e-9);
      }),
      { seed: 4, numRuns: 60 },
    ));

  test('by hand: 1, 2 and 6 have mean 3 and variance 14/3', () => {
    const found = model.metricsOf(at({ data: 'own', points: '1,2,6' }));
    expect(found.mean).toBeCloseTo(3, 12);
    expect(found.sigma ** 2).toBeCloseTo(14 / 3, 12);
    expect(found['fit-gaussian'].toFixed(4)).toBe('-2.1892');
  });
});

describe('leave-one-out', () => {
  test('is −log 6 just above h = 3 for the points 0, 1 and 3 under a top-hat, and −∞ below 2', () => {
    // By hand: each point then sees both others, 2 · (1/2h)/2 = 1/2h each; see the lecture's exercise.
    const sigma = metric(at({ data: 'own', points: '0,1,3' }), 'sigma');
    const own = (h: number) => metric(at({ data: 'own', points: '0,1,3', kernel: 'top-hat', h: h / sigma }), 'loo');
    expect(own(3 + 1e-9)).toBeCloseTo(-Math.log(6), 7);
    expect(own(2.5)).toBeCloseTo(-Math.log(32 * 2.5 ** 3) / 3, 9);
    expect(own(1.9)).toBe(-Infinity);
  });

  test('equals the shortcut through the full estimate', () =>
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 80 }), fc.double({ min: 0.3, max: 3, noNaN: true }), (n, h) => {
        const values = at({ n, h });
        const { points } = model.sampleOf(values);
        const peak = 1 / Math.sqrt(2 * Math.PI) / h;
        const shortcut =
          points.reduce((sum, x) => sum + Math.log((n * kernelDensity(points, 'gaussian', h, x) - peak) / (n - 1)), 0) /
          n;
        // The subtraction loses what the peak is larger than what is left: at worst exp(½(4/0.3)²) of rounding in the tail.
        expect(Math.abs(metric(values, 'loo') - shortcut)).toBeLessThan(1e-4);
      }),
      { seed: 6, numRuns: 60 },
    ));

  // From a second program that tries every bandwidth of a fine grid, and every distance of two points.
  test.each([
    [{}, 0.3086, -1.4753],
    [{ data: 'claw', n: 300, seed: 17 }, 0.1547, -1.3041],
    [{ data: 'skewed', n: 37, seed: 99, kernel: 'top-hat' }, 1.1052, -1.0382],
  ] as const)('its choice for %j is h = %d, where it is %d', (set, h, height) => {
    const found = model.metricsOf(at({ ...set, rule: 'loo' }));
    expect(found['loo-bandwidth']).toBeCloseTo(h, 4);
    expect(found.bandwidth).toBe(found['loo-bandwidth']);
    expect(found.loo).toBeCloseTo(height, 4);
  });

  test.each(kernelNames)('%s: at no other bandwidth of the slider is it higher than at its choice', (kernel) => {
    for (const [data, n, seed] of [
      ['two', 100, 1],
      ['one', 20, 2],
      ['spike', 60, 3],
      ['own', 2, 0],
    ] as const) {
      const values = at({ kernel, data, n, seed });
      const highest = metric({ ...values, rule: 'loo' }, 'loo');
      // Two per cent apart, as the slider turns.
      for (let h = params.h.min; h <= params.h.max; h *= 1.02)
        expect(metric({ ...values, h }, 'loo'), `${data}, h = ${h}`).toBeLessThan(highest + 1e-6);
    }
  });

  // Measured over the seeds 1,000 to 1,449: within a factor of two of the best bandwidth in 98, 93 and 95 %. A count of 100 at
  // 0.93 has a deviation of 2.6, so 82 could be asked of any hundred; these give 97, 88 and 92, and are held to 88.
  // A median of 100 has a deviation of 5 ranks. Four of them above the middle, at rank 70, the squared error of the seeds 1,000
  // to 1,099 is 1.22, 1.33 and 1.53 times the least; the last of these hundred medians is 1.33 and is held to 1.35.
  test.each([
    ['two', 1.22],
    ['one', 1.33],
    ['skewed', 1.35],
  ] as const)(
    'on “%s” it is near the best bandwidth for the truth, and in the median less than %d times the least error, over a hundred seeds',
    (data, most) => {
      const ratios: number[] = [];
      let near = 0;
      for (let seed = 0; seed < 100; seed++) {
        const found = model.metricsOf(at({ data, seed, rule: 'loo' }));
        if (Math.abs(Math.log2(found['loo-bandwidth'] / found['best-bandwidth'])) <= 1) near++;
        ratios.push(found['ise-ratio']);
      }
      expect(near).toBeGreaterThanOrEqual(88);
      expect(ratios.sort((a, b) => a - b)[50]).toBeLessThan(most);
    },
  );

  test('no bandwidth tried has a smaller squared error than the one called best', () => {
    for (const kernel of kernelNames) {
      const values = at({ kernel, n: 60 });
      const least = Math.min(...model.rungsOf(values).map(({ ise }) => ise));
      const { 'ise-kde': ise, 'ise-ratio': ratio } = model.metricsOf(values);
      expect(ise / ratio).toBeLessThanOrEqual(least * (1 + 1e-6));
    }
  });
});

// Every number here is from a second program, by quadrature and another search.
describe('what lecture 3 says of the hundred points as the figure opens', () => {
  test('is what the figure shows: the best bandwidths, and how much more another one costs', () => {
    const gaussian = model.metricsOf(at({ rule: 'loo' }));
    expect(gaussian['best-bandwidth']).toBeCloseTo(0.26335, 4);
    expect(gaussian['ise-ratio']).toBeCloseTo(1.0762, 4);
    expect(gaussian.silverman).toBeCloseTo(0.5125, 4);
    const wide = model.metricsOf(at({ kernel: 'epanechnikov', h: 0.583 }));
    expect(wide['best-bandwidth']).toBeCloseTo(0.57138, 4);
    expect(wide['ise-ratio']).toBeCloseTo(1.001, 3);
    for (const h of [0.51, 0.63]) expect(metric(at({ kernel: 'epanechnikov', h }), 'ise-ratio')).toBeLessThan(1.03);
    for (const h of [0.5, 0.64]) expect(metric(at({ kernel: 'epanechnikov', h }), 'ise-ratio')).toBeGreaterThan(1.03);
  });

  test('is also true of bias and variance: their sum is least at 0.275, where the variance is 2.74 times the squared bias', () => {
    const sum = (h: number) => metric(at({ h }), 'mise');
    const least = Array.from({ length: 200 }, (_, i) => 0.2 + i / 1000).reduce((a, b) => (sum(b) < sum(a) ? b : a));
    expect(least).toBeCloseTo(0.275, 3);
    const found = model.metricsOf(at({ h: 0.27474 }));
    expect(found.variance / found.bias).toBeCloseTo(2.7413, 3);
    const crossed = model.metricsOf(at({ h: 0.34238 }));
    expect(crossed.variance / crossed.bias).toBeCloseTo(1, 3);
  });

  test('is true of leave-one-out over the seeds 1000 to 1099', () => {
    for (const [data, near, median, silverman] of [
      ['two', 97, 8, 128],
      ['one', 95, 17, 14],
      ['skewed', 94, 21, 9],
    ] as const) {
      const found = Array.from({ length: 100 }, (_, i) => model.metricsOf(at({ data, seed: 1000 + i, rule: 'loo' })));
      const close = found.filter((m) => Math.abs(Math.log2(m['loo-bandwidth'] / m['best-bandwidth'])) <= 1);
      expect(close).toHaveLength(near);
      const middle = (list: readonly number[]) => {
        const [a = NaN, b = NaN] = list.toSorted((x, y) => x - y).slice(49, 51);
        return Math.round(100 * ((a + b) / 2 - 1));
      };
      expect(middle(found.map((m) => m['ise-ratio']))).toBe(median);
      const byRule = Array.from({ length: 100 }, (_, i) => at({ data, seed: 1000 + i, rule: 'silverman' }));
      expect(middle(byRule.map((values) => metric(values, 'ise-ratio')))).toBe(silverman);
    }
  });
});

describe('bandwidths by rule', () => {
  test('are the formulas of the books, for points that can be counted by hand', () => {
    // 0 … 8: s² = 60/8 = 7.5, quartiles 2 and 6, IQR/1.34 = 2.985 > s = 2.7386, n = 9.
    const values = at({ data: 'own', points: '0,1,2,3,4,5,6,7,8' });
    expect(metric(values, 'silverman')).toBeCloseTo(0.9 * Math.sqrt(7.5) * 9 ** -0.2, 12);
    expect(metric(values, 'scott')).toBeCloseTo(1.06 * Math.sqrt(7.5) * 9 ** -0.2, 12);
    // A far point stretches s, not the quartiles: 0 … 7 and 100.
    expect(metric(at({ data: 'own', points: '0,1,2,3,4,5,6,7,100' }), 'silverman')).toBeCloseTo(
      0.9 * (4 / 1.34) * 9 ** -0.2,
      12,
    );
  });
});

describe('the histogram', () => {
  test('changes with its origin although points and bins stay', () => {
    const counts = (origin: number) => model.cellsOf(at({ n: 40, bins: 6, origin })).map(({ count }) => count);
    // Counted once by a program of its own and printed in the lecture.
    expect(counts(0)).toEqual([12, 8, 3, 3, 5, 9]);
    expect(counts(0.5)).toEqual([8, 9, 6, 1, 6, 8, 2]);
  });

  /** Counts in whole numbers: `scaled` makes a number whole, and the least of the points is the first cell's left edge. */
  function countsOf(points: readonly number[], bins: number, origin: number, scaled: (x: number) => bigint): number[] {
    const [low, high] = [Math.min(...points), Math.max(...points)].map(scaled) as [bigint, bigint];
    const range = high > low ? high - low : scaled(1);
    const counts = new Array<number>(bins + (origin % 1 > 0 ? 1 : 0)).fill(0);
    for (const x of points) {
      const at = ((scaled(x) - low) * BigInt(bins) * scaled(1) + range * scaled(origin % 1)) / (range * scaled(1));
      const cell = Math.min(Number(at), counts.length - 1);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    return counts;
  }
  /** Exact for every number down to 2⁻¹⁴⁸. */
  const binary = (x: number) => BigInt(x * 2 ** 200);
  /** A number as its decimals say, times 10⁴⁰⁰: whole for every number there is. */
  const inDecimals = (x: number) => {
    const [digits = '', power = '0'] = String(x).split('e');
    const [whole = '', places = ''] = digits.split('.');
    return BigInt(whole + places) * 10n ** BigInt(400 + Number(power) - places.length);
  };
  const counted = (values: Values) => model.cellsOf(values).map(({ count }) => count);

  test('counts every point drawn in its cell, as whole numbers count them', () =>
    fc.assert(
      fc.property(settings, fc.constantFrom(0, 0.05, 0.5, 0.95, 1), (some, origin) => {
        fc.pre(some.data !== 'own');
        const values = { ...some, origin };
        expect(counted(values)).toEqual(countsOf([...model.sampleOf(values).points], values.bins, origin, binary));
      }),
      { seed: 8, numRuns: 100 },
    ));

  test('counts points of one’s own by their decimals, also those on an edge and those far from zero', () => {
    const steps = fc.constantFrom(0.1, 0.05, 0.3, 7, 0.000001);
    const offsets = fc.constantFrom(0, -1.7, 0.3, 1000, 123456.7);
    const lists = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(
        lists,
        steps,
        offsets,
        whole(params.bins),
        fc.integer({ min: 0, max: 20 }),
        (list, step, from, bins, t) => {
          const points = list.map((k) => Number((from + k * step).toFixed(6)));
          const values = at({ data: 'own', points: points.map((x) => x.toFixed(6)).join(','), bins, origin: t / 20 });
          expect(counted(values)).toEqual(countsOf(points, bins, t / 20, inDecimals));
        },
      ),
      { seed: 18, numRuns: 300 },
    );
    // Of 0, 0.1, …, 1 in ten cells each holds its left edge, and the last one both.
    expect(counted(at({ data: 'own', points: '0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1', bins: 10 }))).toEqual([
      1, 1, 1, 1, 1, 1, 1, 1, 1, 2,
    ]);
  });

  test('moved by a whole cell is the same histogram, in every number', () =>
    fc.assert(
      fc.property(settings, (some) => {
        const [still, moved] = [model.metricsOf({ ...some, origin: 0 }), model.metricsOf({ ...some, origin: 1 })];
        expect(moved).toEqual(still);
        expect(model.cellsOf({ ...some, origin: 1 })).toEqual(model.cellsOf({ ...some, origin: 0 }));
      }),
      { seed: 28, numRuns: 15 },
    ));

  test('moved by a whole cell it has the likelihood and the error that it has unmoved', () => {
    expect(metric(at({ n: 40, bins: 5, seed: 1, origin: 1 }), 'fit-histogram')).toBeCloseTo(-1.4157, 4);
    const claw = model.metricsOf(at({ data: 'claw', n: 300, bins: 100, seed: 17, origin: 1 }));
    expect(claw['fit-histogram']).toBeCloseTo(-1.0498, 4);
    expect(claw['ise-histogram']).toBeCloseTo(0.04659, 5);
  });

  test('its log likelihood is that of the heights of its cells', () =>
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 20 }), (some, t) => {
        const values = { ...some, origin: t / 20 };
        const points = [...model.sampleOf(values).points];
        const width = (Math.max(...points) - Math.min(...points) || 1) / values.bins;
        const counts = countsOf(points, values.bins, values.origin, values.data === 'own' ? inDecimals : binary);
        const sum = counts.reduce((total, c) => total + (c > 0 ? c * Math.log(c / (points.length * width)) : 0), 0);
        expect(metric(values, 'fit-histogram')).toBeCloseTo(sum / points.length, 9);
      }),
      { seed: 38, numRuns: 40 },
    ));

  test('its height is its count over n and the width from the left edge on, and 0 beyond both ends', () => {
    const histogram = model.histogramOf(Float64Array.of(0, 1, 1.5, 4), 4, 0);
    const heights = [-0.001, 0, 0.999, 1, 1.999, 2, 3, 3.999, 4, 4.001, 9].map(
      (x) => model.histogramAt(histogram, x) * 4,
    );
    expect(heights).toEqual([0, 1, 1, 2, 2, 0, 1, 1, 1, 0, 0]);
    const moved = model.histogramOf(Float64Array.of(0, 1, 1.5, 4), 4, 0.5);
    const others = [-0.501, -0.5, 0.499, 0.5, 1.499, 1.5, 2.5, 3.5, 4, 4.499, 4.5].map(
      (x) => model.histogramAt(moved, x) * 4,
    );
    expect(others).toEqual([0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0]);
  });

  test('has area 1 by ten thousand strips', () => {
    const values = at({ n: 60, bins: 7, origin: 0.35 });
    const histogram = model.histogramOf(model.sampleOf(values).points, 7, 0.35);
    const strips = Array.from({ length: 10_000 }, (_, i) => model.histogramAt(histogram, -5 + (i + 0.5) / 1000) / 1000);
    // Eight cells whose edges each err by at most half a strip of 0.001 times a height below ½.
    expect(Math.abs(strips.reduce((sum, x) => sum + x, 0) - 1)).toBeLessThan(9 * 0.0005 * 0.5);
  });

  test('its squared error in closed form is the integral, and so is the Gaussian’s', () => {
    const truth = model.truths.two;
    const values = at({ n: 50, bins: 9, origin: 0.3 });
    const { points } = model.sampleOf(values);
    const histogram = model.histogramOf(points, 9, 0.3);
    const gaussian = model.gaussianOf(points);
    let [boxes, bell] = [0, 0];
    for (let i = 0; i < 40_000; i++) {
      const x = -10 + (i + 0.5) / 2000;
      boxes += (model.histogramAt(histogram, x) - mixtureDensity(truth, x)) ** 2 / 2000;
      bell += (Math.exp(model.logGaussian(gaussian, x)) - mixtureDensity(truth, x)) ** 2 / 2000;
    }
    // Eleven edges err by at most half a strip of 0.0005 times a jump below 0.3.
    expect(Math.abs(model.histogramError(histogram, truth) - boxes)).toBeLessThan(11 * 0.00025 * 0.3);
    expect(model.gaussianError(gaussian, truth)).toBeCloseTo(bell, 9);
    expect(Math.abs(metric(values, 'ise-histogram') - boxes)).toBeLessThan(11 * 0.00025 * 0.3);
    expect(metric(values, 'ise-gaussian')).toBeCloseTo(bell, 9);
  });
});

/**
 * ∫(f̂ − f)² by the midpoint rule. Half the narrowest deviation is fine enough where all is smooth; where a kernel has edges
 * a strip is a twentieth of it, and an edge errs by half a strip at most.
 */
function errorByStrips({ points, truth = [] }: model.Sample, kernel: KernelName, h: number): number {
  const reach = kernels[kernel].reach * h;
  const from = Math.min(-8, (points[0] ?? 0) - reach);
  const to = Math.max(8, (points.at(-1) ?? 0) + reach);
  const narrowest = Math.min(h, ...truth.map(({ deviation }) => deviation));
  const strips = Math.min(3200, Math.ceil(((to - from) / narrowest) * (kernel === 'gaussian' ? 2 : 20)));
  const width = (to - from) / strips;
  let sum = 0;
  for (let i = 0; i < strips; i++) {
    const x = from + (i + 0.5) * width;
    sum += (kernelDensity(points, kernel, h, x) - mixtureDensity(truth, x)) ** 2;
  }
  return sum * width;
}

describe('the squared error of the kernels', () => {
  test('in closed form is what adding up strips gives', () => {
    for (const kernel of kernelNames)
      for (const data of ['two', 'claw'] as const)
        for (const h of [0.1, 0.4, 4]) {
          const values = at({ kernel, data, h, n: 60 });
          const strips = errorByStrips(model.sampleOf(values), kernel, h);
          // Smooth sums are exact to rounding; an edge errs by half a strip of h/20 times a squared jump of 1/(60 · 2h).
          expect(Math.abs(metric(values, 'ise-kde') - strips)).toBeLessThan(
            kernel === 'gaussian' ? 1e-9 : 0.02 * strips + 1e-4,
          );
        }
  });

  test('is on average bias and variance added', () => {
    const values = at({ n: 50 });
    const errors = Array.from({ length: 100 }, (_, seed) => metric({ ...values, seed }, 'ise-kde'));
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    const error = Math.sqrt(errors.reduce((a, b) => a + (b - mean) ** 2, 0)) / errors.length;
    expect(Math.abs(mean - metric(values, 'mise'))).toBeLessThan(4 * error);
  });
});

describe('held-out points', () => {
  /** Means of log densities from their definitions, in a fit to `seen` asked at `fresh`. */
  function logsOf(seen: readonly number[], fresh: readonly number[], { bins, origin, kernel }: Values, h: number) {
    const mean = seen.reduce((sum, x) => sum + x, 0) / seen.length;
    const variance = seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / seen.length;
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    const width = (high - low) / bins;
    const cellOf = (x: number) =>
      x === high ? Math.ceil(bins - 1 + (origin % 1)) : Math.floor((x - low) / width + (origin % 1));
    return fresh.map((x) => ({
      gaussian: -0.5 * Math.log(2 * Math.PI * variance) - (x - mean) ** 2 / (2 * variance),
      histogram: Math.log(seen.filter((y) => cellOf(y) === cellOf(x)).length / (seen.length * width)),
      kde: Math.log(seen.reduce((sum, y) => sum + kernelDensity(Float64Array.of(y), kernel, h, x), 0) / seen.length),
    }));
  }

  function check(values: Values, logs: readonly { gaussian: number; histogram: number; kde: number }[]) {
    const found = model.metricsOf(values);
    const all = (name: 'gaussian' | 'histogram' | 'kde') => logs.map((log) => log[name]);
    const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
    expect(found['held-out-gaussian']).toBeCloseTo(mean(all('gaussian')), 9);
    expect(found['held-out-histogram']).toBeCloseTo(mean(all('histogram')), 9);
    expect(found['held-out-kde']).toBeCloseTo(mean(all('kde')), 9);
    expect(found['lost-histogram']).toBe(all('histogram').filter((log) => log === -Infinity).length);
    expect(found['lost-kde']).toBe(all('kde').filter((log) => log === -Infinity).length);
    const squares = all('kde').map((log) => (log - mean(all('kde'))) ** 2);
    // The standard deviation, divided by n − 1 within, over the root of the number.
    const error = Math.sqrt(squares.reduce((a, b) => a + b, 0) / (logs.length - 1) / logs.length);
    if (Number.isFinite(error)) expect(found['held-out-error']).toBeCloseTo(error, 9);
    else expect(found['held-out-error']).toBeNaN();
  }

  test('of a known truth are three hundred fresh draws', () => {
    for (const set of [
      { bins: 4, h: 0.5 },
      { bins: 30, origin: 0.25 },
      { kernel: 'top-hat', h: 0.4, n: 30 },
    ] as const) {
      const values = at(set);
      const fresh = [...model.drawsOf(model.truths.two, 300, values.seed, 'held-out')];
      check(values, logsOf([...model.sampleOf(values).points], fresh, values, values.h));
    }
  });

  test('of one’s own are each fifth of the points under a fit to the other four', () => {
    for (const set of [
      { bins: 2, h: 0.6 },
      { bins: 9, origin: 0.5, seed: 7 },
    ] as const) {
      const values = at({ data: 'own', ...set });
      const points = [...model.sampleOf(values).points];
      const order = random(values.seed).fork('folds').permutation(points.length);
      const logs = [0, 1, 2, 3, 4].flatMap((fold) => {
        const isHeld = (_: number, i: number) => (order[i] ?? 0) % 5 === fold;
        const held = points.filter(isHeld);
        const seen = points.filter((x, i) => !isHeld(x, i));
        return logsOf(seen, held, values, metric(values, 'bandwidth'));
      });
      expect(logs).toHaveLength(points.length);
      check(values, logs);
    }
  });
});

test('the kernels’ share below zero is that of each kernel, on average', () => {
  // A top-hat at x of half width h has (h − x)/2h below zero if |x| < h; Epanechnikov's ½ − ¼t(3 − t²) with t = x/h.
  const points = [-1, 0.2, 0.5, 3];
  const shares = { 'top-hat': [1, 0.4, 0.25, 0], epanechnikov: [1, 0.352, 0.15625, 0] };
  for (const kernel of ['top-hat', 'epanechnikov'] as const) {
    const own = at({ data: 'own', points: points.join(','), kernel });
    const values = { ...own, h: 1 / metric(own, 'sigma') };
    const expected = shares[kernel].reduce((sum, share) => sum + share, 0) / 4;
    expect(metric(values, 'below-zero')).toBeCloseTo(expected, 9);
  }
});

describe('what it costs', () => {
  test('a Gaussian keeps two numbers, a histogram a count a cell and two, kernels every point and h', () => {
    const found = model.metricsOf(at({ n: 100, bins: 12, origin: 0.5 }));
    expect([found['stored-gaussian'], found['stored-histogram'], found['stored-kde']]).toEqual([2, 15, 101]);
    expect(found.cells).toBe(144);
  });

  test('a kernel that ends looks at the points near enough, counted one by one', () => {
    const values = at({ kernel: 'epanechnikov', n: 70, h: 0.3 });
    const points = [...model.sampleOf(values).points];
    const near = points.map((x) => points.filter((y) => Math.abs(x - y) < 0.3).length);
    expect(metric(values, 'cost-kde')).toBeCloseTo(near.reduce((a, b) => a + b, 0) / 70, 12);
    expect(metric(at({ n: 70 }), 'cost-kde')).toBe(70);
  });
});

describe('what dimension does', () => {
  test('the error at the peak rises with d, and the histogram’s is the larger', () => {
    for (const n of [2, 100, 300]) {
      const rows = Array.from({ length: 10 }, (_, i) => model.metricsOf(at({ n, dimension: i + 1 })));
      rows.forEach(({ 'error-kde': kernels, 'error-histogram': histogram }, i) => {
        expect(kernels).toBeLessThan(histogram);
        expect(kernels).toBeGreaterThan(rows[i - 1]?.['error-kde'] ?? 0);
        expect(histogram).toBeGreaterThan(rows[i - 1]?.['error-histogram'] ?? 0);
      });
    }
  });

  test('the kernels’ error at the peak is the root of the lecture’s formula at its best bandwidth', () => {
    for (const [d, n] of [
      [1, 2],
      [2, 100],
      [5, 300],
      [10, 100],
    ] as const) {
      const squared = (h: number) =>
        ((1 + h * h) ** (-d / 2) - 1) ** 2 + ((2 * h * h + h ** 4) ** (-d / 2) - (1 + h * h) ** -d) / n;
      let least = Infinity;
      for (let h = 0.05; h < 8; h *= 1.001) least = Math.min(least, squared(h));
      // Level at its minimum: half a thousandth of h costs 1e-6 of it at most.
      expect(metric(at({ n, dimension: d }), 'error-kde')).toBeCloseTo(Math.sqrt(least), 5);
    }
    expect((100 * metric(at({ dimension: 10 }), 'error-kde')).toFixed(0)).toBe('77');
  });

  test('the histogram needs the points that the lecture prints, and its error passes the mark with them', () => {
    const printed = [9, 50, 218, 978, 4707, 24_355, undefined, 790_332, 4_889_749, 31_730_599];
    printed.forEach((points, i) => {
      if (points) expect(metric(at({ dimension: i + 1 }), 'needed-histogram')).toBe(points);
    });
    for (const [d, n] of [
      [1, 9],
      [2, 50],
      [3, 218],
    ] as const) {
      expect(metric(at({ dimension: d, n }), 'error-histogram')).toBeLessThanOrEqual(Math.sqrt(0.1));
      expect(metric(at({ dimension: d, n: n - 1 }), 'error-histogram')).toBeGreaterThan(Math.sqrt(0.1));
    }
  });

  test('cells and bytes are bins to the power d and eight bytes a number', () => {
    const found = model.metricsOf(at({ n: 100, bins: 12, dimension: 3 }));
    expect([found.cells, found['bytes-histogram'], found['bytes-kde']]).toEqual([1728, 13_824, 2400]);
  });

  test('kernels need the points of Silverman’s table', () => {
    // Silverman (1986), table 4.2, printed to three figures, so half a unit of the third may be missing.
    const printed = [4, 19, 67, 223, 768, 2790, 10_700, 43_700, 187_000, 842_000];
    printed.forEach((points, i) => {
      const halfUnit = 0.5 * 10 ** Math.max(0, String(points).length - 3);
      expect(Math.abs(metric(at({ dimension: i + 1 }), 'needed-kde') - points)).toBeLessThanOrEqual(halfUnit);
    });
  });
});

describe('the presets show what their names say', () => {
  test('spikes: the points praise it, fresh points do not', () => {
    const [spikes, usual] = [model.metricsOf(preset('spikes')), model.metricsOf(start)];
    expect(spikes['fit-kde']).toBeGreaterThan(usual['fit-kde'] + 0.4);
    expect(spikes['held-out-kde']).toBeLessThan(usual['held-out-kde'] - 2);
  });

  test('blurred: one peak is left', () => {
    const heights = model.placesAt(preset('blur')).map(({ kde }) => kde);
    const peaks = heights.filter((y, i) => i > 0 && y > (heights[i - 1] ?? 0) && y > (heights[i + 1] ?? 0));
    expect(peaks).toHaveLength(1);
  });

  test('another origin: the pair before it and it differ in nothing else', () => {
    expect(preset('origin')).toEqual({ ...preset('forty'), origin: 0.5 });
  });

  test('half found: leave-one-out is too wide for the claw by more than a factor of two', () => {
    const found = model.metricsOf(preset('claw'));
    expect(found['loo-bandwidth']).toBeGreaterThan(2 * found['best-bandwidth']);
  });

  test('the claw: the rule of thumb errs more than leave-one-out', () => {
    expect(metric(preset('thumb'), 'ise-ratio')).toBeGreaterThan(metric(preset('claw'), 'ise-ratio') + 0.5);
  });

  test('rounded points: leave-one-out ends at the narrowest bandwidth tried', () => {
    const values = preset('ties');
    expect(metric(values, 'loo-bandwidth')).toBeCloseTo(model.rungsOf(values).at(-1)?.h ?? NaN, 12);
  });

  test('one Gaussian: the right family wins on fresh points', () => {
    const found = model.metricsOf(preset('right'));
    expect(found['held-out-gaussian']).toBeGreaterThan(found['held-out-kde']);
  });

  test('waiting times: kernels put probability below zero, where no point is', () => {
    expect(metric(preset('edge'), 'below-zero')).toBeGreaterThan(0.1);
  });
});

describe('the reader’s own numbers', () => {
  test('are read with spaces, commas, semicolons and new lines between, and signs and powers as people write them', () => {
    expect(model.readList('1, 2;3\n-4.5\t+6 −7 1e2 .5').points).toEqual([1, 2, 3, -4.5, 6, -7, 100, 0.5]);
  });

  test('with decimal commas between semicolons are refused, and taken where a space makes two of them', () => {
    for (const text of ['1,5; 2,5; 3,5; 7,1', '1;2;3\n-0,5;4', '3;−1,25;'])
      expect(model.readList(text)).toEqual({
        said: expect.stringMatching(
          /^Line [12] has “(1,5|-0,5|−1,25)” between semicolons, where a number with a decimal point was expected\. /,
        ) as unknown,
      });
    expect(model.readList('1, 5; 2, 5').points).toEqual([1, 5, 2, 5]);
    expect(model.readList('1,5,2,5').points).toEqual([1, 5, 2, 5]);
  });

  test('are told what their knobs mean, and drawn ones are not', () => {
    // Of 2, 4, 4, 4, 5, 5, 7, 9 the mean is 5, the squared deviations add up to 32, and √(32/8) = 2.
    expect(model.aboutOwn(at({ data: 'own', points: '2,4,4,4,5,5,7,9' }))).toBe(
      'With points of your own, h counts in their standard deviations: 1 is 2. And n changes nothing: there are 8 points.',
    );
    expect(model.aboutOwn(start)).toBe('');
  });

  test('that cannot be read are named with their line, and what to write', () => {
    expect(model.readList('1 2\n3 four').said).toBe(
      'Line 2 has “four”, where a number with a decimal point was expected. The points stay as they were.',
    );
    for (const text of [
      '',
      '  ',
      '7',
      '1 Infinity',
      '1 NaN',
      '1 0x10',
      `1 ${'9'.repeat(41)}`,
      '1 1e300',
      '1 2\u0000',
      '1 --2',
    ])
      expect(model.readList(text)).toEqual({
        said: expect.stringMatching(/^[A-Z].+ The points stay as they were\.$/) as unknown,
      });
    expect(model.readList('1 '.repeat(600_000)).said).toMatch(/^At most 1,000,000 characters are read/);
  });

  test('too many for a frame are thinned evenly, and too many for a link stay in the page', () => {
    const many = model.readList(Array.from({ length: 1000 }, (_, i) => i / 7).join(' '));
    expect(many.points).toHaveLength(250);
    expect(many.said).toContain('Of 1000 numbers every 4th was taken.');
    const thinned = (count: number) => /every \d+[a-z]+/.exec(model.readList('1 '.repeat(count)).said)?.[0];
    const said = [2, 3, 4, 11, 12, 13, 21, 22, 23, 111, 112, 121].map((every) => thinned(300 * every));
    const ordinals = '2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 111th 112th 121st'.split(' ');
    expect(said).toEqual(ordinals.map((ordinal) => `every ${ordinal}`));
    expect(model.linkTextOf(Array.from({ length: 300 }, (_, i) => i))).toBeDefined();
    expect(model.linkTextOf(Array.from({ length: 300 }, (_, i) => i + 0.12345))).toBeUndefined();
    const kept = Array.from({ length: 300 }, (_, i) => i + 0.123);
    expect(model.metricsOf(at({ data: 'own' }), kept).mean).toBeCloseTo(149.5 + 0.123, 9);
  });

  test('that a link carries, it carries back: written, they fit the knob and are read as they were', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.double({ min: -999_999_000, max: 999_999_000, noNaN: true }),
            fc.double({ min: -1e-5, max: 1e-5, noNaN: true }),
          ),
          { minLength: 2, maxLength: 60 },
        ),
        (list) => {
          const text = model.linkTextOf(list) ?? '';
          expect(fill(params, { points: text }).notices).toEqual([]);
          expect(model.numbersIn(text).map((x) => x + 0)).toEqual(list.map(model.shortest));
        },
      ),
      { seed: 9, numRuns: 300 },
    ));

  test('of any text come points or a sentence, and nothing throws', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 80 })), (text) => {
        const { points, said } = model.readList(text);
        expect(said).toMatch(/\.$/);
        for (const x of points ?? []) expect(Number.isFinite(x)).toBe(true);
      }),
      { seed: 10, numRuns: 500 },
    ));

  test('in a table are found by column, under a heading or without one', () => {
    const { columns } = model.columnsOf([
      ['name', 'height', 'width'],
      ['a', '1.5', '3'],
      ['b', '', '4'],
      ['c', '2.5', '5'],
    ]);
    expect(columns.map(({ name, read }) => [name, read.points])).toEqual([
      ['height', [1.5, 2.5]],
      ['width', [3, 4, 5]],
    ]);
    expect(columns[0]?.read.said).toContain('1 empty cell was left out.');
    expect(
      model
        .columnsOf([
          ['1', '2'],
          ['3', '4'],
        ])
        .columns.map(({ name }) => name),
    ).toEqual(['column 1', 'column 2']);
  });

  test('a table without any is refused with the row and what was found there', () => {
    // A cell that stands for a missing number is left out; a column half of words is none.
    expect(model.columnsOf([['x'], ['1'], ['2'], ['two']]).columns).toHaveLength(1);
    expect(model.columnsOf([['x'], ['1'], ['one'], ['two']]).said).toBe(
      'No column holds numbers. Row 3, “x”: found “one”, where a number with a decimal point was expected. The points stay as they were.',
    );
    for (const rows of [[], [[]], [['', '']], [['a'], ['b']]]) {
      expect(model.columnsOf(rows).columns).toEqual([]);
      expect(model.columnsOf(rows).said).toMatch(/The points stay as they were\.$/);
    }
  });

  test('are taken hold of where one is near enough', () => {
    expect(model.nearestTo([0, 1, 5], 1.05, 0.1)).toBe(1);
    expect(model.nearestTo([0, 1, 5], 3, 0.1)).toBeUndefined();
    expect(model.pointed(1.23456, [-4, 4])).toBe(1.235);
    expect(model.pointed(1234.56, [0, 90_000])).toBe(1235);
  });
});

describe('the pictures', () => {
  test('have finite places in order, cells that join, and rows for every bandwidth', () => {
    for (const values of corners) {
      const places = model.placesAt(values);
      expect(places.every(({ kde, gaussian }) => Number.isFinite(kde) && Number.isFinite(gaussian))).toBe(true);
      expect(places.every(({ x }, i) => i === 0 || x >= (places[i - 1]?.x ?? 0))).toBe(true);
      const cells = model.cellsOf(values);
      cells.forEach(({ from }, i) => {
        if (i > 0) expect(from).toBeCloseTo(cells[i - 1]?.to ?? NaN, 9);
      });
      expect(model.rungsOf(values).some(({ loo }) => Number.isFinite(loo))).toBe(true);
      expect(model.tableOf(values)).toHaveLength(49);
    }
  });
});

describe('small cases worked by hand', () => {
  const own = (points: string, set: Partial<Values> = {}) => at({ data: 'own', points, ...set });

  test('the fourth truth is density 4 of Marron and Wand, at 0 and a deviation of the spike away', () => {
    const root = Math.sqrt(2 * Math.PI);
    expect(mixtureDensity(model.truths.spike, 0)).toBeCloseTo(4 / root, 12);
    const away = ((2 / 3) * Math.exp(-0.005) + (10 / 3) * Math.exp(-0.5)) / root;
    expect(mixtureDensity(model.truths.spike, 0.1)).toBeCloseTo(away, 12);
  });

  test('a Gaussian of no width is infinite at its mean and 0 elsewhere, and infinitely far from any truth', () => {
    const spike = { mean: 5, sigma: 0 };
    expect([4, 5, 6].map((x) => model.logGaussian(spike, x))).toEqual([-Infinity, Infinity, -Infinity]);
    expect(model.gaussianError(spike, model.truths.one)).toBe(Infinity);
    expect(model.placesAt(own('5,5,5')).every(({ gaussian, truth }) => gaussian === 0 && Number.isNaN(truth))).toBe(
      true,
    );
  });

  test('two Gaussians of width 1 a distance 1 apart differ by (1 − e^(−¼))/√π', () => {
    const error = (1 - Math.exp(-0.25)) / Math.sqrt(Math.PI);
    expect(model.gaussianError({ mean: 1, sigma: 1 }, model.truths.one)).toBeCloseTo(error, 12);
    expect(model.gaussianError({ mean: 0, sigma: 1 }, model.truths.one)).toBeCloseTo(0, 12);
  });

  test('cells of points that agree reach 1 to the right, and the origin moves them to the left', () => {
    const cells = model.cellsOf(own('5,5,5', { bins: 4 }));
    expect(cells.map(({ from, to }) => [from, to])).toEqual([
      [5, 5.25],
      [5.25, 5.5],
      [5.5, 5.75],
      [5.75, 6],
    ]);
    expect(cells.map(({ count, height }) => [count, height])).toEqual([
      [3, 4],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(model.cellsOf(own('5,5,5', { bins: 4, origin: 0.5 }))[0]).toEqual({
      from: 4.875,
      to: 5.125,
      count: 3,
      height: 4,
    });
  });

  test('the picture holds −4 … 4 and every drawn point, or a quarter beside the reader’s own', () => {
    const span = (points: readonly number[], truth: boolean, unit = 1) =>
      model.spanOf({ points: Float64Array.from(points), truth: truth ? model.truths.one : undefined, unit });
    expect(span([-1, 1], true)).toEqual([-4, 4]);
    expect(span([-5, 6], true)).toEqual([-5.2, 6.2]);
    expect(span([2, 6], false)).toEqual([1, 7]);
    expect(span([5, 5], false, 2)).toEqual([-1, 11]);
  });

  test('a hand works on the reader’s own points as given, and on drawn ones to three decimals', () => {
    expect(model.inHand(own('3,1,2'))).toEqual([3, 1, 2]);
    expect(model.inHand(own('3,1,2'), [7, 8])).toEqual([7, 8]);
    const { points } = model.sampleOf(start);
    expect(model.inHand(start)).toEqual([...points].map((x) => Math.round(1000 * x) / 1000));
  });

  test('of several points the nearest is taken hold of, also the first, and as far as the reach', () => {
    expect(model.nearestTo([2.2, 2, 2.6], 2.21, 1)).toBe(0);
    expect(model.nearestTo([1], 2, 1)).toBe(0);
  });

  test('quartiles lie between points, and where they agree the standard deviation serves', () => {
    // Of 0, 1, 2, 10 the quartiles are 0.75 and 4.
    expect(metric(own('0,1,2,10'), 'silverman')).toBeCloseTo((0.9 * 3.25 * 4 ** -0.2) / 1.34, 12);
    // Five ones and a nine: the mean is 14/6 and the squared deviations add up to 160/3.
    expect(metric(own('1,1,1,1,1,9'), 'silverman')).toBeCloseTo(0.9 * Math.sqrt(160 / 15) * 6 ** -0.2, 12);
  });

  test('no rule goes below the least bandwidth tried, 4 · 2^(−38/4) of the standard deviation', () => {
    // The quartiles of ten points around 0 and one at 1,000 lie 0.005 apart; of the deviation, about 287, they are 2e-5.
    const found = model.metricsOf(own('0,0.001,0.002,0.003,0.004,0.005,0.006,0.007,0.008,0.009,1000'));
    expect(found.silverman / found.sigma).toBeCloseTo(4 * 2 ** (-38 / 4), 12);
  });

  test('held-out points that all agree with all others have an infinite density under their Gaussian', () => {
    expect(metric(own('5,5,5,5,5'), 'held-out-gaussian')).toBe(Infinity);
  });

  test('without a truth its numbers are missing, one by one', () => {
    const found = model.metricsOf(own('0,1,5'));
    for (const name of needTruth) expect(found[name as keyof typeof found], name).toBeNaN();
  });

  test('a point at a whole bandwidth’s distance costs a kernel that ends nothing', () => {
    // 0 and 2 have the standard deviation 1, so that h = 2 is their distance to the bit.
    expect(metric(own('0,2', { kernel: 'top-hat', h: 2 }), 'cost-kde')).toBe(1);
    expect(metric(own('0,2', { kernel: 'top-hat', h: 2.5 }), 'cost-kde')).toBe(2);
  });

  test.each(kernelNames)('%s: three points have area 1', (kernel) => {
    for (const points of [
      [0.5, 1, 1.5],
      [-3, -2.5, 4],
    ])
      expect(model.areaUnder(Float64Array.from(points), kernel, 0.4)).toBeCloseTo(1, 9);
  });

  test('points too far apart for a kernel make the fresh ones impossible, and their mean has no error', () => {
    const found = model.metricsOf(at({ kernel: 'top-hat', h: params.h.min, n: 10 }));
    expect(found['held-out-kde']).toBe(-Infinity);
    expect(found['held-out-error']).toBeNaN();
  });

  test('the rows of bandwidths fall from 4 by quarter octaves and hold what the figure says at each', () => {
    const rungs = model.rungsOf(at({ n: 30 }));
    rungs.forEach(({ h }, k) => expect(h).toBeCloseTo(4 * 2 ** (-k / 4), 12));
    for (const { h, ...row } of [rungs[4], rungs[12]].filter((rung) => rung !== undefined)) {
      const found = model.metricsOf(at({ n: 30, h }));
      const { loo, 'ise-kde': ise, bias, variance, mise } = found;
      for (const [name, value] of Object.entries({ loo, ise, bias, variance }))
        expect(row[name as keyof typeof row], name).toBeCloseTo(value, 9);
      expect(mise).toBeCloseTo(bias + variance, 12);
    }
    const [widest] = model.rungsOf(own('0,10'));
    expect(widest?.h).toBeCloseTo(20, 12);
    expect([widest?.ise, widest?.bias, widest?.variance]).toEqual([NaN, NaN, NaN]);
  });

  test('places are even, with seven more at each point where the kernel is narrow for them', () => {
    // From −2.5 to 12.5 in 240 steps of 0.0625; the unit is 5.
    const even = Array.from({ length: 241 }, (_, i) => -2.5 + i / 16);
    const drawn = (kernel: KernelName, h: number) =>
      model.placesAt(own('0,10', { kernel, h: h / 5 })).map(({ x }) => x);
    const beside = (near: readonly number[], h: number) =>
      [...even, ...near.flatMap((t) => [t * h, 10 + t * h])].sort((a, b) => a - b);
    const edges = [-1.001, -0.999, -0.5, 0, 0.5, 0.999, 1.001];
    const same = (found: readonly number[], expected: readonly number[]) =>
      expect(found.map((x) => x.toFixed(9))).toEqual(expected.map((x) => x.toFixed(9)));
    same(drawn('gaussian', 0.2), even);
    same(drawn('gaussian', 0.15), beside([-2.2, -1.3, -0.6, 0, 0.6, 1.3, 2.2], 0.15));
    same(drawn('epanechnikov', 0.2), even);
    same(drawn('epanechnikov', 0.15), beside(edges, 0.15));
    same(drawn('top-hat', 0.7), beside(edges, 0.7));
    same(drawn('top-hat', 0.8), even);
  });

  test('the Gaussian is drawn at its density, and not at all where all points agree', () => {
    // Of 0 and 2 the mean is 1 and the deviation 1.
    for (const { x, gaussian } of model.placesAt(own('0,2')))
      expect(gaussian).toBeCloseTo(Math.exp(-((x - 1) ** 2) / 2) / Math.sqrt(2 * Math.PI), 12);
    for (const { gaussian } of model.placesAt(own('5,5'))) expect(gaussian).toBe(0);
  });

  test('the table has 49 even rows with the height of the histogram in each', () => {
    const rows = model.tableOf(own('0,1,1.5,4', { bins: 4 }));
    expect(rows.map(({ x }) => x.toFixed(9))).toEqual(Array.from({ length: 49 }, (_, i) => (-1 + i / 8).toFixed(9)));
    // Counts 1, 2, 0 and 1 in cells of width 1, at −½, ½, 1½, 2½ and 3½.
    expect([4, 12, 20, 28, 36].map((i) => rows[i]?.histogram)).toEqual([0, 0.25, 0.5, 0, 0.25]);
  });
});

describe('points of the reader’s own in a unit of their own', () => {
  const names = Object.keys(meta.metrics) as (keyof typeof meta.metrics)[];
  const own = (points: readonly number[]) => model.metricsOf(at({ data: 'own', points: points.join(',') }));

  test('a millionth of each point has a millionth of every number that is in the unit of x', () => {
    const [large, small] = [own([1, 2.5, 4, 7.5]), own([1e-6, 2.5e-6, 4e-6, 7.5e-6])];
    const inUnit = names.filter((name) => Math.abs(small[name] / large[name] / 1e-6 - 1) < 1e-6);
    const scaled = names.filter((name) => 'scaled' in meta.metrics[name]);
    // Without a truth there is no bandwidth that is best for it.
    expect([...inUnit, 'best-bandwidth'].sort()).toEqual([...scaled].sort());
  });

  test('points that cancel have the mean 0', () => {
    expect(own([0.1, 0.2, -0.3])['mean']).toBe(0);
  });
});

// Peaks in closed form, 1/n of the kernel's own: 1/(h√2π), 3/(4h) and 1/(2h); 41 places on a hill, then a gap, so a hill’s
// middle is its place 20.
test.each([
  ['gaussian', 1 / Math.sqrt(2 * Math.PI)],
  ['epanechnikov', 0.75],
  ['top-hat', 0.5],
] as const)('each of twelve %s hills stands on its point, with a twelfth of the kernel’s height', (kernel, peak) => {
  const values = at({ n: 12, h: 0.4, kernel });
  const hills = model.hillsOf(values);
  const points = Array.from(model.sampleOf(values).points);
  expect(hills).toHaveLength(12 * 42);
  points.forEach((point, i) => {
    const middle = hills[42 * i + 20];
    expect(middle?.x).toBeCloseTo(point, 12);
    expect(middle?.y).toBeCloseTo(peak / (0.4 * 12), 12);
    expect(hills[42 * i + 41]?.y).toBeNaN();
  });
});

test('more than sixty hills are not drawn, since they could not be told apart', () => {
  expect(model.hillsOf(at({ n: 60 })).length).toBeGreaterThan(0);
  expect(model.hillsOf(at({ n: 61 }))).toEqual([]);
});
