import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  climb,
  expectedErrors,
  kernelDensity,
  kernels,
  ladderOf,
  logKernelDensity,
  mixtureBelow,
  mixtureDensity,
  overlap,
  spectrumOf,
  widthAgainstGaussian,
  type KernelName,
  type Mixture,
} from './kernel-density.ts';

const names = Object.keys(kernels) as KernelName[];

/** Simpson's rule written out here, over pieces on which f has no corner. */
function simpson(f: (x: number) => number, from: number, to: number, strips = 400): number {
  const width = (to - from) / strips;
  let sum = f(from) + f(to);
  for (let i = 1; i < strips; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

/** The ends of a kernel, a hair inside, so that a top-hat is seen level. */
const endOf = (name: KernelName) => (name === 'gaussian' ? 8.6 : 1 - 1e-12);

/** Evenly spread: `fc.double` draws evenly among bit patterns, and so nearly always something next to 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000);
const points = fc.array(between(-3, 3), { minLength: 2, maxLength: 25 }).map((list) => Float64Array.from(list).sort());
const widths = between(0.02, 4);
const kernel = fc.constantFrom(...names);

/** (1/nh) Σ K, as it is written, with the kernels written out once more. */
const plain = (list: readonly number[], name: KernelName, h: number, x: number) => {
  const K = (t: number) => {
    if (name === 'gaussian') return Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
    if (Math.abs(t) >= 1) return 0;
    return name === 'top-hat' ? 0.5 : 0.75 * (1 - t * t);
  };
  return list.reduce((sum, point) => sum + K((x - point) / h), 0) / (list.length * h);
};

/** Its logarithm; the Gaussian's by exponents, the largest of them taken out, so that nothing underflows. */
const logPlain = (list: readonly number[], name: KernelName, h: number, x: number) => {
  if (name !== 'gaussian') return Math.log(plain(list, name, h, x));
  const exponents = list.map((point) => -(((x - point) / h) ** 2) / 2);
  const top = Math.max(...exponents);
  const sum = exponents.reduce((all, exponent) => all + Math.exp(exponent - top), 0);
  return top + Math.log(sum) - Math.log(list.length * h * Math.sqrt(2 * Math.PI));
};

const two: Mixture = [
  { weight: 0.6, mean: -1.2, deviation: 0.5 },
  { weight: 0.4, mean: 1.5, deviation: 0.7 },
];

describe.each(names)('the %s kernel', (name) => {
  const { value, below, twice, roughness, variance, transform, blurred } = kernels[name];
  const end = endOf(name);

  // Simpson errs by width⁴ ∫K⁗/180 < (17/400)⁴ · 3/180 < 1e-7 for the Gaussian; the others are parabolas, where it is exact
  // but for the hair of 1e-12 and rounding; K² of Epanechnikov's is a quartic: (2/400)⁴ · 27/180 < 1e-9.
  test('has area 1, mean square and squared integral as stated', () => {
    expect(simpson(value, -end, end)).toBeCloseTo(1, 7);
    expect(simpson((t) => t * t * value(t), -end, end)).toBeCloseTo(variance, 6);
    expect(simpson((t) => value(t) ** 2, -end, end)).toBeCloseTo(roughness, 6);
  });

  test('its share below t is the area to the left of t', () => {
    for (const t of [-0.9, -0.3, 0, 0.4, 0.8]) expect(below(t)).toBeCloseTo(simpson(value, -end, t), 6);
  });

  test('its convolution with itself is what the integral says', () => {
    // The overlap of K(s) and K(t − s) has no corner inside: from t − end to end.
    for (const t of [0, 0.3, 0.9, 1.4, 1.9])
      expect(twice(t)).toBeCloseTo(
        simpson((s) => value(s) * value(t - s), Math.max(-end, t - end) + 1e-12, Math.min(end, t + end) - 1e-12),
        6,
      );
    expect(twice(0)).toBeCloseTo(roughness, 12);
  });

  test('its transform is the cosine integral, small arguments included', () => {
    for (const u of [0, 1e-4, 0.049, 0.051, 1, 3, 7])
      expect(transform(u)).toBeCloseTo(
        simpson((t) => value(t) * Math.cos(u * t), -end, end, 2000),
        6,
      );
  });

  test('blurred by a Gaussian it is their convolution', () => {
    for (const [d, h, sigma] of [
      [0, 1, 1],
      [1.3, 0.5, 0.7],
      [-2, 2, 0.4],
      [0.2, 0.05, 1],
    ] as const) {
      const gaussian = (x: number) => Math.exp(-0.5 * ((x - d) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI));
      // 4,000 strips: width⁴ · sup|f⁗| · length/180 stays below 1e-7 for each of these.
      const direct = simpson((x) => (value(x / h) / h) * gaussian(x), -end * h, end * h, 4000);
      expect(blurred(d, h, sigma)).toBeCloseTo(direct, 6);
    }
  });
});

describe('kernels that end', () => {
  test.each(['epanechnikov', 'top-hat'] as const)('%s: nothing is left from its end on', (name) => {
    const { value, below, twice } = kernels[name];
    for (const t of [1, 1.5, 7]) {
      expect(value(t)).toBe(0);
      expect(value(-t)).toBe(0);
      expect(below(t)).toBe(1);
      expect(below(-t)).toBe(0);
      expect(twice(2 * t)).toBe(0);
      expect(twice(-2 * t)).toBe(0);
    }
    expect(twice(-0.7)).toBe(twice(0.7));
  });

  test('Epanechnikov’s transform is 1 − u²/10 + u⁴/280 to its next term, u⁶/15,120', () => {
    // The quotient that does not cancel much loses 3 · 2⁻⁵³/u², 1e-12 at 0.02.
    for (const u of [0.02, 0.049, -0.049, 0.051, 0.1])
      expect(
        Math.abs(kernels.epanechnikov.transform(u) - (1 - u ** 2 / 10 + u ** 4 / 280 - u ** 6 / 15_120)),
      ).toBeLessThan(1e-11 + u ** 8 / 1e6 + (Math.abs(u) < 0.05 ? u ** 6 / 15_000 : 0));
  });
});

test('a kernel that smooths as much as a Gaussian is 2.214 or 1.740 times as wide', () => {
  // (∫K²/(∫t²K)²)^⅕: 15^⅕ and 4.5^⅕ over (1/2√π)^⅕, by hand 1.7188, 1.3510 and 0.7764 (Marron & Nolan 1988, table 1).
  expect(widthAgainstGaussian('epanechnikov')).toBeCloseTo(15 ** 0.2 / (0.5 / Math.sqrt(Math.PI)) ** 0.2, 12);
  expect(widthAgainstGaussian('epanechnikov')).toBeCloseTo(2.214, 3);
  expect(widthAgainstGaussian('top-hat')).toBeCloseTo(1.74, 3);
});

describe('the estimate', () => {
  test('is the sum that defines it, whichever points are left out as too far', () =>
    fc.assert(
      fc.property(points, kernel, widths, between(-4, 4), (list, name, h, x) => {
        // Points beyond 8.6h would add less than 1e-16 of a peak each.
        expect(Math.abs(kernelDensity(list, name, h, x) - plain([...list], name, h, x))).toBeLessThan((1e-15 * 25) / h);
      }),
      { seed: 3, numRuns: 300, endOnFailure: true },
    ));

  test('has a logarithm also where it underflows', () => {
    // One point at distance 60h: log of the bell is −1800 − ½ log 2π − log h.
    const alone = Float64Array.of(0);
    expect(logKernelDensity(alone, 'gaussian', 0.1, 6)).toBeCloseTo(
      -1800 - 0.5 * Math.log(2 * Math.PI) - Math.log(0.1),
      9,
    );
    expect(logKernelDensity(alone, 'top-hat', 0.1, 6)).toBe(-Infinity);
  });

  test('has the logarithm of the sum, whether or not that underflows', () =>
    fc.assert(
      fc.property(points, kernel, widths, between(-9, 9), (list, name, h, x) => {
        const [found, expected] = [logKernelDensity(list, name, h, x), logPlain([...list], name, h, x)];
        if (expected === -Infinity) expect(found).toBe(-Infinity);
        // Exponents of up to (12/0.02)²/2 = 2e5 with a few roundings, and 4e-11 for points out of reach.
        else expect(Math.abs(found - expected)).toBeLessThan(1e-9);
      }),
      { seed: 4, numRuns: 200, endOnFailure: true },
    ));

  test('counts a point just out of reach where all the others are just within', () => {
    // At 8.5 and 8.7 widths: half the sum of two bells, with the farther one exp(−(8.7² − 8.5²)/2) = 0.18 of the nearer.
    const found = logKernelDensity(Float64Array.of(-0.2, 0), 'gaussian', 1, 8.5);
    expect(found).toBeCloseTo(Math.log((1 + Math.exp(-1.72)) / 2) - 36.125 - 0.5 * Math.log(2 * Math.PI), 9);
  });

  test('far from two points is their bells’ sum, the nearer one taken out', () => {
    // Distances 5 and 5.001 in widths of 0.1: exponents −1250 and −1250.50005.
    const found = logKernelDensity(Float64Array.of(-0.001, 0), 'gaussian', 0.1, 5);
    const sum = Math.log((1 + Math.exp(-0.50005)) / 2);
    expect(found).toBeCloseTo(-1250 + sum - Math.log(0.1) - 0.5 * Math.log(2 * Math.PI), 9);
  });
});

describe('the ladder of bandwidths', () => {
  const h = ladderOf(4, 39);

  /** Brute force: n estimates, each without its point, from the definition. */
  const brute = (list: Float64Array, name: KernelName, width: number) => {
    const all = [...list];
    return all.reduce((sum, x, i) => sum + logPlain(all.toSpliced(i, 1), name, width, x) / all.length, 0);
  };

  test('leave-one-out by the fast sums equals leaving out one by one, on every rung that brute force can reach', () =>
    fc.assert(
      fc.property(points, kernel, (list, name) => {
        const { loo } = climb(list, name, h, undefined);
        h.forEach((width, k) => {
          const expected = brute(list, name, width);
          if (expected === -Infinity) expect(loo[k]).toBe(-Infinity);
          else if (Number.isFinite(expected))
            // 20 squarings lose 1e-10 of a sum; a pair nearer to the kernel's end than rounding may fall on either side.
            expect(Math.abs((loo[k] ?? NaN) - expected)).toBeLessThan(1e-7 * (1 + Math.abs(expected)));
        });
      }),
      { seed: 5, numRuns: 60, endOnFailure: true },
    ));

  test('the fit is the mean log density of the points themselves, on every rung', () =>
    fc.assert(
      fc.property(points, kernel, (list, name) => {
        const { fit } = climb(list, name, h, undefined);
        h.forEach((width, k) => {
          const expected = list.reduce((sum, x) => sum + logPlain([...list], name, width, x), 0) / list.length;
          expect(Math.abs((fit[k] ?? NaN) - expected)).toBeLessThan(1e-7 * (1 + Math.abs(expected)));
        });
      }),
      { seed: 6, numRuns: 30, endOnFailure: true },
    ));

  test('a single bandwidth gives what its rung gives', () => {
    const list = Float64Array.of(-1.3, -1.1, -0.2, 0.4, 1.9, 2.2);
    for (const name of names) {
      const whole = climb(list, name, h, two);
      for (const k of [0, 7, 20, 30]) {
        const alone = climb(list, name, Float64Array.of(h[k] ?? 1), two);
        expect(alone.ise?.[0]).toBeCloseTo(whole.ise?.[k] ?? NaN, 8);
        expect(alone.fit[0]).toBeCloseTo(whole.fit[k] ?? NaN, 8);
      }
    }
  });

  test('the squared error in closed form is the integral of the squared difference', () =>
    fc.assert(
      fc.property(points, kernel, between(0.15, 3), (list, name, width) => {
        const closed = climb(list, name, Float64Array.of(width), two).ise?.[0] ?? NaN;
        // Between edges all is smooth: pieces of at most 0.1 with Simpson’s rule on 32 strips err by below 1e-6 together, for hills as narrow as 0.15.
        // Beyond 8.6 widths of the points, and beyond ±8, where the truth is 9 deviations away, there is nothing.
        const end = Math.max(8, 3 + width * (name === 'gaussian' ? 8.6 : 1));
        const edges = [-end, end, ...(name === 'gaussian' ? [] : [...list].flatMap((x) => [x - width, x + width]))];
        for (let x = -end; x < end; x += 0.1) edges.push(x);
        edges.sort((a, b) => a - b);
        const direct = edges.slice(1).reduce((sum, to, i) => {
          const from = edges[i] ?? to;
          const hair = 1e-9 * (to - from);
          const f = (x: number) => (kernelDensity(list, name, width, x) - mixtureDensity(two, x)) ** 2;
          return to > from ? sum + simpson(f, from + hair, to - hair, 32) : sum;
        }, 0);
        expect(Math.abs(closed - direct)).toBeLessThan(1e-6);
      }),
      { seed: 7, numRuns: 25, endOnFailure: true },
    ));
});

describe('expected errors', () => {
  test('of a Gaussian kernel on a Gaussian truth are the closed form (Marron & Wand 1992, section 2)', () => {
    // With f = N(0, 1): ∫(K_h∗f)² = φ(0; 2 + 2h²), ∫(K_h∗f)f = φ(0; 2 + h²), ∫f² = φ(0; 2), φ(0; v) = 1/√(2πv).
    const phi = (v: number) => 1 / Math.sqrt(2 * Math.PI * v);
    const spectrum = spectrumOf([{ weight: 1, mean: 0, deviation: 1 }]);
    for (const h of [0.006, 0.1, 0.5, 1, 4])
      for (const n of [2, 100]) {
        const { bias, variance } = expectedErrors(spectrum, 'gaussian', h, n);
        expect(bias).toBeCloseTo(phi(2 + 2 * h * h) - 2 * phi(2 + h * h) + phi(2), 12);
        expect(variance).toBeCloseTo((phi(2 * h * h) - phi(2 + 2 * h * h)) / n, 12);
      }
  });

  test.each(names)(
    '%s: the bias is the integral of the squared blur’s distance from the truth, the variance what it leaves of ∫K²/h',
    (name) => {
      const spectrum = spectrumOf(two);
      for (const h of [0.2, 0.7, 3]) {
        const blur = (x: number) =>
          two.reduce(
            (sum, { weight, mean, deviation }) => sum + weight * kernels[name].blurred(mean - x, h, deviation),
            0,
          );
        // Smooth and gone at ±40: 0.02 wide strips leave only rounding.
        const direct = simpson((x) => (blur(x) - mixtureDensity(two, x)) ** 2, -40, 40, 4000);
        const mean = simpson((x) => blur(x) ** 2, -40, 40, 4000);
        const squares = { gaussian: 0.5 / Math.sqrt(Math.PI), epanechnikov: 3 / 5, 'top-hat': 1 / 2 };
        const { bias, variance } = expectedErrors(spectrum, name, h, 5);
        expect(bias).toBeCloseTo(direct, 9);
        // E K_h² − (E K_h)², integrated: ∫K²/h − ∫ blur², for each of five points.
        expect(variance).toBeCloseTo((squares[name] / h - mean) / 5, 9);
      }
    },
  );
});

test('a spectrum is the squared transform of the mixture, as far as anything is left of it', () => {
  const { step, power } = spectrumOf(two);
  // Σ wᵢ wⱼ exp(−u²(sᵢ² + sⱼ²)/2) cos u(mᵢ − mⱼ).
  power.forEach((found, i) => {
    const u = i * step;
    const own = 0.36 * Math.exp(-0.25 * u * u) + 0.16 * Math.exp(-0.49 * u * u);
    const both = 0.48 * Math.exp(-0.37 * u * u) * Math.cos(2.7 * u);
    expect(found).toBeCloseTo(own + both, 14);
  });
  // The narrow bell falls by exp(−u²/4) and has e^−40 left at 12.6.
  const end = (power.length - 1) * step;
  expect(end).toBeGreaterThanOrEqual(12.6);
  expect(end).toBeLessThan(12.6 + step);
});

test('a mixture has area 1, the share below x that its area says, and the overlap that its product integrates to', () => {
  expect(simpson((x) => mixtureDensity(two, x), -12, 12, 4000)).toBeCloseTo(1, 10);
  for (const x of [-2, 0, 1.7])
    expect(mixtureBelow(two, x)).toBeCloseTo(
      simpson((t) => mixtureDensity(two, t), -12, x, 4000),
      9,
    );
  const other: Mixture = [{ weight: 1, mean: 0.8, deviation: 0.9 }];
  for (const [f, g] of [
    [two, two],
    [two, other],
    [other, two],
  ] as const)
    expect(overlap(f, g)).toBeCloseTo(
      simpson((x) => mixtureDensity(f, x) * mixtureDensity(g, x), -12, 12, 4000),
      10,
    );
});
