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

const points = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 25 })
  .map((list) => Float64Array.from(list).sort());
const widths = fc.double({ min: 0.02, max: 4, noNaN: true });
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

test('a kernel that smooths as much as a Gaussian is 2.214 or 1.740 times as wide', () => {
  // (∫K²/(∫t²K)²)^⅕: 15^⅕ and 4.5^⅕ over (1/2√π)^⅕, by hand 1.7188, 1.3510 and 0.7764 (Marron & Nolan 1988, table 1).
  expect(widthAgainstGaussian('epanechnikov')).toBeCloseTo(15 ** 0.2 / (0.5 / Math.sqrt(Math.PI)) ** 0.2, 12);
  expect(widthAgainstGaussian('epanechnikov')).toBeCloseTo(2.214, 3);
  expect(widthAgainstGaussian('top-hat')).toBeCloseTo(1.74, 3);
});

describe('the estimate', () => {
  test('is the sum that defines it, whichever points are left out as too far', () =>
    fc.assert(
      fc.property(points, kernel, widths, fc.double({ min: -4, max: 4, noNaN: true }), (list, name, h, x) => {
        // Points beyond 8.6h would add less than 1e-16 of a peak each.
        expect(Math.abs(kernelDensity(list, name, h, x) - plain([...list], name, h, x))).toBeLessThan((1e-15 * 25) / h);
      }),
      { seed: 3, numRuns: 300 },
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
});

describe('the ladder of bandwidths', () => {
  const h = ladderOf(4, 39);

  /** Brute force: n estimates, each without its point, from the definition. */
  const brute = (list: Float64Array, name: KernelName, width: number) => {
    const all = [...list];
    return all.reduce((sum, x, i) => sum + Math.log(plain(all.toSpliced(i, 1), name, width, x)) / all.length, 0);
  };

  test('leave-one-out by the fast sums equals leaving out one by one, on every rung that brute force can reach', () =>
    fc.assert(
      fc.property(points, kernel, (list, name) => {
        const { loo } = climb(list, name, h, undefined);
        h.forEach((width, k) => {
          const expected = brute(list, name, width);
          // Where a sum underflows brute force says −∞, and the ladder goes on by logarithms.
          if (expected === -Infinity && name === 'gaussian') expect(loo[k]).toBeLessThan(-8);
          else if (Number.isFinite(expected))
            // 20 squarings lose 1e-10 of a sum; a pair nearer to the kernel's end than rounding may fall on either side.
            expect(Math.abs((loo[k] ?? NaN) - expected)).toBeLessThan(1e-7 * (1 + Math.abs(expected)));
        });
      }),
      { seed: 5, numRuns: 60 },
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
      fc.property(points, kernel, fc.double({ min: 0.15, max: 3, noNaN: true }), (list, name, width) => {
        const closed = climb(list, name, Float64Array.of(width), two).ise?.[0] ?? NaN;
        // Between edges all is smooth: pieces of at most 0.1 with Simpson’s rule on 32 strips err by below 1e-6 together, for hills as narrow as 0.15.
        const edges = [-40, 40, ...(name === 'gaussian' ? [] : [...list].flatMap((x) => [x - width, x + width]))];
        for (let x = -40; x < 40; x += 0.1) edges.push(x);
        edges.sort((a, b) => a - b);
        const direct = edges.slice(1).reduce((sum, to, i) => {
          const from = edges[i] ?? to;
          const hair = 1e-9 * (to - from);
          const f = (x: number) => (kernelDensity(list, name, width, x) - mixtureDensity(two, x)) ** 2;
          return to > from ? sum + simpson(f, from + hair, to - hair, 32) : sum;
        }, 0);
        expect(Math.abs(closed - direct)).toBeLessThan(1e-6);
      }),
      { seed: 7, numRuns: 25 },
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

  test.each(names)('%s: the bias is the integral of the squared blur', (name) => {
    const spectrum = spectrumOf(two);
    for (const h of [0.2, 0.7, 3]) {
      const blur = (x: number) =>
        two.reduce(
          (sum, { weight, mean, deviation }) => sum + weight * kernels[name].blurred(mean - x, h, deviation),
          0,
        );
      // Smooth and gone at ±40: 0.02 wide strips leave only rounding.
      const direct = simpson((x) => (blur(x) - mixtureDensity(two, x)) ** 2, -40, 40, 4000);
      expect(expectedErrors(spectrum, name, h, 1).bias).toBeCloseTo(direct, 9);
    }
  });
});

test('a mixture has area 1, the share below x that its area says, and the overlap that its product integrates to', () => {
  expect(simpson((x) => mixtureDensity(two, x), -12, 12, 4000)).toBeCloseTo(1, 10);
  for (const x of [-2, 0, 1.7])
    expect(mixtureBelow(two, x)).toBeCloseTo(
      simpson((t) => mixtureDensity(two, t), -12, x, 4000),
      9,
    );
  expect(overlap(two, two)).toBeCloseTo(
    simpson((x) => mixtureDensity(two, x) ** 2, -12, 12, 4000),
    10,
  );
});
