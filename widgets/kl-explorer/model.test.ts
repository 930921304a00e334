import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { klBetweenNormals, logNormal, normalBelow } from '#src/engine/maths/gaussian.ts';
import { random } from '#src/engine/random.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  along,
  divergenceOf,
  fitOf,
  forwardFit,
  logDensity,
  metricsOf,
  momentsOf,
  reverseFit,
  rowsOf,
  sentenceOf,
  peaksOf,
  targetOf,
  wayTo,
  type Values,
} from './model.ts';

const { params, presets } = meta;
const at = (set: Partial<Values>): Values => ({ ...initialValues(params), ...set });
const numbers = (set: Partial<Values>) => metricsOf(at(set));
const preset = (name: keyof typeof presets) => at(presets[name].set);

const knob = (name: 'm' | 's' | 'separation' | 'weight' | 'left' | 'right' | 'cut' | 'reach') =>
  fc.integer({ min: 1000 * params[name].min, max: 1000 * params[name].max }).map((thousandths) => thousandths / 1000);
const settings = fc.record({
  m: knob('m'),
  s: knob('s'),
  separation: knob('separation'),
  weight: knob('weight'),
  left: knob('left'),
  right: knob('right'),
  cut: knob('cut'),
  reach: knob('reach'),
  support: fc.constantFrom<Values['support']>('none', 'p', 'q'),
});
const always = { numRuns: 150, seed: 8, endOnFailure: true };

/** ∫ f by Simpson's rule with 40,000 strips over [from, to]. */
function simpson(f: (z: number) => number, from: number, to: number): number {
  const strips = 40_000;
  let sum = 0;
  for (let i = 0; i <= strips; i++)
    sum += (i === 0 || i === strips ? 1 : i % 2 === 1 ? 4 : 2) * f(from + ((to - from) * i) / strips);
  return (sum * (to - from)) / strips / 3;
}

describe('the two bumps of the text', () => {
  // The text's numbers, to the four decimals printed there.
  test.each([
    ['covering', 'forward', '0.7236'],
    ['covering', 'reverse', '2.0976'],
    ['seeking', 'forward', '15.3069'],
    ['seeking', 'reverse', '0.6931'],
    ['near', 'reverse', '0.2265'],
  ] as const)('%s costs %s %s nats', (name, direction, nats) => {
    expect(divergenceOf(direction, preset(name)).toFixed(4)).toBe(nats);
  });

  test('agree with an integral written from the definition', () => {
    // Simpson's strips are 0.0008 wide, a 600th of the narrowest deviation: its error is far below 1e-10. The bend of
    // log p at 0 is 0.5²/4 = 0.06 wide, 80 strips.
    const bump = (z: number, mean: number) => Math.exp(-((z - mean) ** 2) / 0.5) / (0.5 * Math.sqrt(2 * Math.PI));
    const p = (z: number) => 0.5 * bump(z, -2) + 0.5 * bump(z, 2);
    const q = (z: number) => Math.exp(-((z - 1) ** 2) / 2) / Math.sqrt(2 * Math.PI);
    const forward = simpson((z) => p(z) * Math.log(p(z) / q(z)), -8, 8);
    const reverse = simpson((z) => q(z) * Math.log(q(z) / p(z)), -8, 8);
    expect(Math.abs(divergenceOf('forward', at({})) - forward)).toBeLessThan(1e-9);
    expect(Math.abs(divergenceOf('reverse', at({})) - reverse)).toBeLessThan(1e-9);
  });
});

describe('closed form, quadrature and Monte Carlo', () => {
  test('agree for two Gaussians in both directions', () => {
    // Gauss's rule of eight nodes on panels of one deviation is exact to 1e-13 of the integrand's size, which is the
    // divergence's own scale of (10/0.1)²/2 at most; 1e-10 of 1 + KL leaves rounding over 150 panels.
    fc.assert(
      fc.property(knob('m'), knob('s'), knob('right'), fc.constantFrom(0, 3, 8), (m, s, right, separation) => {
        const values = at({ m, s, right, separation, weight: 1 });
        const forward = klBetweenNormals(separation / 2, right ** 2, m, s ** 2);
        const reverse = klBetweenNormals(m, s ** 2, separation / 2, right ** 2);
        expect(Math.abs(divergenceOf('forward', values) - forward)).toBeLessThan(1e-10 * (1 + forward));
        expect(Math.abs(divergenceOf('reverse', values) - reverse)).toBeLessThan(1e-10 * (1 + reverse));
      }),
      always,
    );
  });

  test('the forward divergence is the least of any Gaussian plus a closed form, whatever p', () => {
    // log q is a quadratic, so its mean under p and under the Gaussian of p's mean and variance is one number.
    fc.assert(
      fc.property(settings, (given) => {
        const found = numbers({ ...given, support: given.support === 'q' ? 'none' : given.support, samples: 10 });
        const { forward, 'forward-least': least, 'forward-excess': excess } = found;
        expect(least).toBeGreaterThan(-1e-8);
        expect(Math.abs(forward - least - excess)).toBeLessThan(1e-7 * (1 + forward));
      }),
      always,
    );
  });

  test('the divergence of a cut Gaussian from the whole one is minus the logarithm of its share', () => {
    // p = g/Z inside, so log(p/g) = −log Z everywhere; Z = Φ(2) − Φ(−2) = 0.954499736103642 (tables).
    const values = at({ separation: 0, left: 1, right: 1, support: 'p', cut: 0, reach: 2, m: 0, s: 1 });
    expect(divergenceOf('forward', values)).toBeCloseTo(-Math.log(0.954499736103642), 11);
    expect(divergenceOf('reverse', values)).toBe(Infinity);
    const cutQ = { ...values, support: 'q' as const };
    expect(divergenceOf('reverse', cutQ)).toBeCloseTo(-Math.log(0.954499736103642), 11);
    expect(divergenceOf('forward', cutQ)).toBe(Infinity);
  });

  test.each([
    {},
    presets.covering.set,
    { m: 2, s: 0.9 },
    { weight: 0.1, m: 0, s: 1.5 },
    { ...presets.bounded.set, m: 1 },
    { ...presets['cut-off'].set, s: 0.9 },
    // Nothing but a tail of p is left: 4.5 deviations and more from the bump.
    { separation: 0, left: 0.5, right: 0.5, support: 'p' as const, cut: 4, reach: 1.75, m: 2.5, s: 0.3 },
    { separation: 0, left: 0.5, right: 0.5, support: 'p' as const, cut: -4, reach: 1.75, m: -2.5, s: 0.3 },
  ])('chance agrees with the integral at %o', (set) => {
    // Each estimate lies within 5 standard errors but for one in two million; ten seeds, two directions, eight settings.
    // The standard error is itself estimated from 4,000 draws whose log ratios have kurtosis under 60: within √(60/4000)/2 = 6 %.
    for (let seed = 0; seed < 10; seed++) {
      const found = numbers({ ...set, seed, samples: 4000 });
      for (const way of ['forward', 'reverse'] as const) {
        const [truth, mean, error] = [found[way], found[`${way}-monte-carlo`], found[`${way}-error`]];
        if (truth === Infinity) expect(mean).toBe(Infinity);
        else expect(Math.abs(mean - truth)).toBeLessThan(5.3 * error + 1e-12);
      }
    }
  });

  test('at the seeking fit the standard error hides what the draws have not met', () => {
    // There log q/p is log 2 but beyond four deviations of q, where one draw in 30,000 falls. A thousand draws agree
    // with each other to 1e-5 and are all 7e-5 too high: a heavy tail, which the error's `about` warns of.
    const { reverse, 'reverse-monte-carlo': mean, 'reverse-error': error } = metricsOf(preset('seeking'));
    expect(mean - reverse).toBeGreaterThan(5 * error);
    expect(mean - reverse).toBeLessThan(1e-3);
  });

  test('an infinity that lives in a rare place is missed by a thousand draws', () => {
    // The share of q outside ±4 is 2Φ(−4/0.9) = 8.8e-6: all of a thousand draws miss it but for one time in 110.
    const found = metricsOf(preset('unseen'));
    expect(found['reverse']).toBe(Infinity);
    expect(found['reverse-monte-carlo']).toBeLessThan(0.1);
  });
});

test('the exercise on the unseen infinity is solved by its answer', () => {
  // Outside ±2 a q of deviation 0.4 has 2Φ(−5) = 5.7e-7: ten thousand draws meet it once in 170 times.
  const found = numbers({ support: 'p', cut: 0, reach: 2, separation: 0, m: 0, s: 0.4, samples: 10_000 });
  expect(found['reverse']).toBe(Infinity);
  expect(found['reverse-monte-carlo']).toBeLessThan(10);
  expect(numbers({})['reverse']).toBeLessThan(Infinity);
});

describe('missing support', () => {
  test('is ∞ in one direction and finite in the other, wherever the knobs stand', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const values = at(given);
        const [forward, reverse] = [divergenceOf('forward', values), divergenceOf('reverse', values)];
        expect(forward === Infinity).toBe(given.support === 'q');
        expect(reverse === Infinity).toBe(given.support === 'p');
        for (const finite of [forward, reverse].filter((nats) => nats !== Infinity))
          expect(finite).toBeGreaterThan(-1e-9);
      }),
      always,
    );
  });

  test('a cut density has area 1, and the density of a mixture is the sum of its parts', () => {
    for (const set of [{ support: 'p' as const }, { support: 'p' as const, cut: 3, reach: 1 }]) {
      const p = targetOf(at(set));
      // Simpson over the interval itself: smooth there, 40,000 strips of at most 0.00015.
      expect(simpson((z) => Math.exp(logDensity(p, z)), p.low, p.high)).toBeCloseTo(1, 9);
      expect(logDensity(p, p.high + 1e-9)).toBe(-Infinity);
    }
    const lopsided = at({ weight: 0.1, left: 0.7, right: 1.2 });
    const sum = 0.9 * Math.exp(logNormal(0.4, -2, 0.49)) + 0.1 * Math.exp(logNormal(0.4, 2, 1.44));
    expect(logDensity(targetOf(lopsided), 0.4)).toBeCloseTo(Math.log(sum), 13);
  });
});

describe('the fits', () => {
  test('forward covers: the mean and the standard deviation of p', () => {
    // Mean 0 and variance 2² + 0.5², by hand; √4.25 to the eight decimals of a fit.
    expect(forwardFit(at({}))).toEqual({ m: 0, s: 2.06155281 });
    // Moments of a cut p against Simpson's rule over its interval.
    const p = targetOf(at({ support: 'p', cut: 1, reach: 2, weight: 0.3 }));
    const mean = simpson((z) => z * Math.exp(logDensity(p, z)), p.low, p.high);
    const variance = simpson((z) => (z - mean) ** 2 * Math.exp(logDensity(p, z)), p.low, p.high);
    expect(momentsOf(p).mean).toBeCloseTo(mean, 9);
    expect(momentsOf(p).variance).toBeCloseTo(variance, 9);
  });

  test('no neighbour of the forward fit costs less', () => {
    fc.assert(
      fc.property(
        settings,
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        (given, x, y) => {
          const values = at({ ...given, support: 'none' });
          const fit = forwardFit(values);
          if (!fit) throw new Error('There is a forward fit where q is whole.');
          const least = divergenceOf('forward', { ...values, ...fit });
          const beside = { m: fit.m + x, s: fit.s * Math.exp(y) };
          expect(divergenceOf('forward', { ...values, ...beside })).toBeGreaterThanOrEqual(least - 1e-9);
        },
      ),
      { ...always, numRuns: 60 },
    );
  });

  test('from m = ±1 with s = 1 the reverse fit ends at that bump', () => {
    // By symmetry the two ends mirror each other; the text says 2.00 and 0.50, at log 2 less 7e-5.
    const right = reverseFit(at({ m: 1 }));
    const left = reverseFit(at({ m: -1 }));
    expect(right?.m.toFixed(2)).toBe('2.00');
    expect(right?.s.toFixed(2)).toBe('0.50');
    expect(left?.m).toBeCloseTo(-(right?.m ?? NaN), 4);
    expect(divergenceOf('reverse', at({ ...right }))).toBeLessThan(divergenceOf('reverse', preset('seeking')));
  });

  test('from a bump that stands apart, reverse stays on it and pays at most −log of its share', () => {
    const far = fc.record({
      separation: fc.double({ min: 4, max: 8, noNaN: true }),
      weight: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      left: fc.double({ min: 0.2, max: 0.6, noNaN: true }),
      right: fc.double({ min: 0.2, max: 0.6, noNaN: true }),
    });
    fc.assert(
      fc.property(far, (set) => {
        const values = at({ ...set, m: set.separation / 2, s: set.right });
        const fit = reverseFit(values);
        expect(Math.abs((fit?.m ?? NaN) - values.m)).toBeLessThan(0.1 * set.right);
        // p is at least the bump's share of it, so log q/p at q = bump is at most −log of the share; a descent never rises.
        expect(divergenceOf('reverse', { ...values, ...fit })).toBeLessThan(-Math.log(set.weight) + 1e-9);
      }),
      { ...always, numRuns: 12 },
    );
  });

  test('between the bumps lies a third valley, where a descent from the forward fit ends', () => {
    const fit = reverseFit(at(presets.covering.set));
    expect(fit?.m).toBeCloseTo(0, 4);
    expect(fit?.s.toFixed(2)).toBe('1.74');
    // The text's number; a neighbour on any side costs more.
    const least = divergenceOf('reverse', at({ ...fit }));
    expect(least.toFixed(4)).toBe('1.8712');
    for (const [dm, ds] of [
      [0.05, 0],
      [-0.05, 0],
      [0, 0.05],
      [0, -0.05],
    ] as const)
      expect(divergenceOf('reverse', at({ m: (fit?.m ?? NaN) + dm, s: (fit?.s ?? NaN) + ds }))).toBeGreaterThan(least);
  });

  test('between two equal bumps the reverse fit after the forward one stands at zero, not at a rounding of it', () => {
    for (const separation of [2, 3, 4]) {
      const values = at({ separation });
      expect(reverseFit({ ...values, ...forwardFit(values) })?.m).toBe(0);
    }
  });

  test('with near bumps the reverse fit covers both from either side', () => {
    for (const m of [-2, 0.5, 3]) {
      const fit = reverseFit(at({ separation: 2, m }));
      expect(Math.abs(fit?.m ?? NaN)).toBeLessThan(1e-3);
      expect(fit?.s.toFixed(2)).toBe('1.02');
    }
  });

  test('finds p itself where p is one Gaussian', () => {
    // At KL = 0 the curvature by m is 1/σ² and by log s is 2: a cost within 1e-12 of 0 is a place within 2e-6.
    const fit = reverseFit(at({ separation: 3, weight: 1, right: 0.8, m: -2, s: 2 }));
    expect(fit?.m).toBeCloseTo(1.5, 4);
    expect(fit?.s).toBeCloseTo(0.8, 4);
  });

  test('a descent never rises and stays inside the knobs', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const values = at({ ...given, support: given.support === 'p' ? 'none' : given.support });
        const fit = reverseFit(values);
        if (!fit) throw new Error('There is a reverse fit where p is whole.');
        expect(divergenceOf('reverse', { ...values, ...fit })).toBeLessThanOrEqual(divergenceOf('reverse', values));
        expect(fit.m >= params.m.min && fit.m <= params.m.max && fit.s >= params.s.min && fit.s <= params.s.max).toBe(
          true,
        );
      }),
      { ...always, numRuns: 12 },
    );
  });

  test('where a direction is ∞ for every q, its button says so and moves nothing', () => {
    expect(forwardFit(preset('cut-off'))).toBeUndefined();
    expect(reverseFit(preset('bounded'))).toBeUndefined();
    expect(sentenceOf('reverse', preset('bounded'), undefined)).toContain('∞ for every');
    expect(sentenceOf('forward', at({}), forwardFit(at({})))).toContain('forward 0.7236 nats');
  });
});

describe('the figure', () => {
  test('gives exactly the numbers it describes, none of them missing, at every end of the knobs', () => {
    const ends = (['m', 's', 'separation', 'weight', 'left', 'right', 'cut', 'reach'] as const).reduce<
      Partial<Values>[]
    >(
      (all, name) =>
        all.flatMap((set) => [params[name].min, params[name].max].map((value) => ({ ...set, [name]: value }))),
      [{}],
    );
    for (const support of ['none', 'p', 'q'] as const)
      for (const set of ends) {
        const found = numbers({ ...set, support, samples: 10 });
        expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
        for (const [name, value] of Object.entries(found)) {
          expect(value, `${name} at ${JSON.stringify(set)}`).not.toBeNaN();
          if (support === 'none') expect(Number.isFinite(value)).toBe(true);
        }
      }
  });

  test('shows all of both densities but what lies beyond four deviations, and opens from −7 to 7', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const rows = rowsOf(at(given));
        const area = (of: 'p' | 'q') =>
          rows.reduce((sum, row, i) => {
            const before = rows[i - 1] ?? row;
            return sum + ((row.z - before.z) * (row[of] + before[of])) / 2;
          }, 0);
        // Strips of at most a fifth of a deviation err by (1/5)²/12 of ∫|f″| < 1, and 6.4e-5 lies beyond four deviations.
        expect(area('p')).toBeGreaterThan(1 - 0.0034);
        expect(area('q')).toBeGreaterThan(1 - 0.0034);
      }),
      { ...always, examples: [[{ ...at({}), m: 5, s: 5 }], [{ ...at({}), m: -5, s: 5 }]], numRuns: 60 },
    );
    const opening = rowsOf(at({}));
    expect([opening[0]?.z, opening.at(-1)?.z]).toEqual([-7, 7]);
  });

  test('draws rows that are finite but for the integrand that is ∞', () => {
    fc.assert(
      fc.property(settings, (given) => {
        for (const { p, q, forward, reverse } of rowsOf(at(given))) {
          expect([p, q].every((y) => Number.isFinite(y) && y >= 0)).toBe(true);
          if (given.support !== 'q') expect(Number.isFinite(forward)).toBe(true);
          if (given.support !== 'p') expect(Number.isFinite(reverse)).toBe(true);
        }
      }),
      { ...always, numRuns: 40 },
    );
    expect(rowsOf(preset('bounded')).some(({ reverse }) => reverse === Infinity)).toBe(true);
    expect(fitOf(at({})).logMass).toBe(0);
  });
});

describe('by other means', () => {
  const normal = (z: number, mean: number, sd: number) =>
    Math.exp(-(((z - mean) / sd) ** 2) / 2) / (sd * Math.sqrt(2 * Math.PI));
  const mixture = ({ separation, weight, left, right }: Values, z: number) =>
    (1 - weight) * normal(z, -separation / 2, left) + weight * normal(z, separation / 2, right);

  // Strips of 0.0008 where log p bends over 1/200 at its sharpest (Δ/s² = 8/0.04): the trapezoid rule over a smooth
  // integrand that has died away at both ends errs by e^(−2π² · 6²) and less.
  test.each([
    { separation: 8, left: 0.2, right: 0.2, weight: 0.5, m: 1, s: 1.2 },
    { separation: 4, left: 0.3, right: 1.2, weight: 0.3, m: -1, s: 1.5 },
    { separation: 3, left: 1.4, right: 0.25, weight: 0.8, m: 0.5, s: 0.8 },
    { separation: 0, left: 0.4, right: 1.6, weight: 0.5, m: 0, s: 1 },
    { separation: 1, left: 0.5, right: 0.5, weight: 0.2, m: -0.3, s: 2.5 },
  ])('both divergences at %o are integrals of the definition', (set) => {
    const values = at(set);
    const [from, strips, width] = [-20, 50_000, 0.0008];
    let [forward, reverse] = [0, 0];
    for (let i = 0; i <= strips; i++) {
      const z = from + i * width;
      const [p, q] = [mixture(values, z), normal(z, values.m, values.s)];
      if (p > 1e-300 && q > 1e-300) {
        forward += p * Math.log(p / q) * width;
        reverse += q * Math.log(q / p) * width;
      }
    }
    expect(Math.abs(divergenceOf('forward', values) - forward)).toBeLessThan(1e-9 * (1 + forward));
    expect(Math.abs(divergenceOf('reverse', values) - reverse)).toBeLessThan(1e-9 * (1 + reverse));
  });

  test('mean and variance of a lopsided p are −1.6 and 2.025, and the excess is the closed form', () => {
    // By hand: −0.9 · 2 + 0.1 · 2, and 0.9 · 0.49 + 0.1 · 1.44 + 0.9 · 0.1 · 4².
    const set = { weight: 0.1, left: 0.7, right: 1.2, m: 1, s: 2, samples: 10 };
    const found = numbers(set);
    expect(found['p-mean']).toBeCloseTo(-1.6, 12);
    expect(found['p-deviation']).toBeCloseTo(Math.sqrt(2.025), 12);
    expect(found['forward-excess']).toBeCloseTo(0.5 * ((2.025 + 2.6 ** 2) / 4 - 1 + Math.log(4 / 2.025)), 12);
    expect(found['forward-least']).toBeCloseTo(found['forward'] - found['forward-excess'], 9);
    for (const weight of [0, 1]) expect(numbers({ ...set, weight })['forward-least']).toBe(0);
    const cutQ = numbers({ ...set, support: 'q' });
    expect([cutQ['forward-excess'], cutQ['forward-error'], cutQ['forward-monte-carlo']]).toEqual([
      Infinity,
      Infinity,
      Infinity,
    ]);
  });

  test.each([
    { weight: 0.3, left: 0.7, right: 1.1, m: 0.5, s: 1.5 },
    { weight: 1, right: 0.8, separation: 2, m: 0, s: 0.6 },
    { weight: 0.4, left: 0.9, right: 1.2, support: 'p' as const, cut: 0.5, reach: 2, m: 1, s: 1.2 },
    { weight: 0.4, left: 0.9, right: 1.2, support: 'q' as const, cut: 0.5, reach: 2, m: 1, s: 1.2 },
  ])('the estimates at %o are mean and standard error of the log ratios of their draws', (set) => {
    // A uniform number for the bump, then normal ones until one lies inside, from the same named streams as the model.
    const values = at({ ...set, samples: 150, seed: 21 });
    const { separation, weight, left, right, m, s, cut, reach, support } = values;
    const bumps = [
      { weight: 1 - weight, mean: -separation / 2, sd: left },
      { weight, mean: separation / 2, sd: right },
    ].filter((bump) => bump.weight > 0);
    const [low, high] = [cut - reach, cut + reach];
    const inside = (isCut: boolean, { mean, sd }: { mean: number; sd: number }) =>
      isCut ? normalBelow((high - mean) / sd) - normalBelow((low - mean) / sd) : 1;
    const make = (name: string, parts: typeof bumps, isCut: boolean) => {
      const source = random(21).fork(name);
      const masses = parts.map((part) => part.weight * inside(isCut, part));
      const area = masses.reduce((a, b) => a + b, 0);
      const density = (z: number) =>
        isCut && (z < low || z > high)
          ? 0
          : parts.reduce((sum, part) => sum + part.weight * normal(z, part.mean, part.sd), 0) / area;
      const draw = () => {
        const part = source.uniform() < (masses[0] ?? NaN) / area ? parts[0] : (parts[1] ?? parts[0]);
        for (;;) {
          const z = (part?.mean ?? NaN) + (part?.sd ?? NaN) * source.normal();
          if (!isCut || (z >= low && z <= high)) return z;
        }
      };
      return { density, draw };
    };
    const found = metricsOf(values);
    const q = [{ weight: 1, mean: m, sd: s }];
    for (const way of ['forward', 'reverse'] as const) {
      const [p, g] = [make(way, bumps, support === 'p'), make(way, q, support === 'q')];
      const [from, to] = way === 'forward' ? [p, g] : [g, p];
      if (to.density(low - 1e-6) === 0 && from.density(low - 1e-6) > 0) continue;
      const ratios = Array.from({ length: 150 }, () => from.draw()).map((z) =>
        Math.log(from.density(z) / to.density(z)),
      );
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / 150;
      const squares = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0);
      expect(found[`${way}-monte-carlo`], way).toBeCloseTo(mean, 9);
      expect(found[`${way}-error`], way).toBeCloseTo(Math.sqrt(squares / 149 / 150), 9);
    }
  });

  test.each([
    { m: 1 },
    { m: 0, s: 2 },
    { separation: 5, weight: 0.3, left: 0.4, right: 0.9, m: -2, s: 0.7 },
    { separation: 2, weight: 0.5, left: 0.3, right: 1.5, m: 2, s: 1 },
    { separation: 1, weight: 0.7, left: 0.6, right: 2, m: -4, s: 0.2 },
    { separation: 8, weight: 0.5, left: 1, right: 1, m: 5, s: 5 },
  ])('the reverse fit from %o fulfils the two conditions of a minimum', (set) => {
    // Where E_q[log q − log p] is least, E_q[score] = 0 and, by parts, E_q[(z − m) · score] = −1, with the score
    // d/dz log p. The fit's central differences err by h² = 1e-6 times third derivatives of some ten.
    const values = at(set);
    const { m, s } = reverseFit(values) ?? { m: NaN, s: NaN };
    const score = (z: number) => {
      const [a, b] = [(1 - values.weight) * normal(z, -values.separation / 2, values.left), mixture(values, z)];
      const share = a / b;
      return (
        -share * ((z + values.separation / 2) / values.left ** 2) -
        (1 - share) * ((z - values.separation / 2) / values.right ** 2)
      );
    };
    let [first, second] = [0, 0];
    for (let i = -4000; i <= 4000; i++) {
      const z = m + (i * 8 * s) / 4000;
      const mass = (normal(z, m, s) * 8 * s) / 4000;
      if (mixture(values, z) < 1e-300) continue;
      first += mass * score(z) * s;
      second += mass * score(z) * (z - m);
    }
    expect(Math.abs(first)).toBeLessThan(2e-5);
    expect(Math.abs(second + 1)).toBeLessThan(2e-5);
  });

  test.each([
    { support: 'q' as const, cut: 2, reach: 1.5, m: 2, s: 0.5 },
    { support: 'q' as const, cut: -1, reach: 3, m: 1, s: 2 },
    { support: 'q' as const, cut: 4, reach: 1, m: 3, s: 1, separation: 6, right: 2 },
    { support: 'none' as const, separation: 0, left: 0.2, right: 0.2, m: 0.2, s: 0.5 },
  ])('no neighbour of the reverse fit from %o that the knobs reach costs less', (set) => {
    const values = at(set);
    const fit = reverseFit(values) ?? { m: NaN, s: NaN };
    const least = divergenceOf('reverse', { ...values, ...fit });
    for (const [x, y] of [
      [0.03, 0],
      [-0.03, 0],
      [0, 0.03],
      [0, -0.03],
      [0.02, 0.02],
      [-0.02, 0.02],
    ] as const) {
      const beside = { m: fit.m + x * fit.s, s: fit.s * Math.exp(y) };
      if (Math.abs(beside.m) > 5 || beside.s < 0.1 || beside.s > 5) continue;
      expect(divergenceOf('reverse', { ...values, ...beside })).toBeGreaterThan(least);
    }
  });

  test('what a press did is said in a sentence, and so is a knob that ends before the fit', () => {
    expect(sentenceOf('forward', at({}), forwardFit(at({})))).toBe(
      'Mean and deviation of p: μ = 0.00, σ = 2.06, forward 0.7236 nats.',
    );
    expect(sentenceOf('reverse', at({}), reverseFit(at({})))).toBe(
      'Downhill from μ = 1.00, σ = 1.00 to μ = 2.00, σ = 0.50, reverse 0.6931 nats.',
    );
    expect(sentenceOf('forward', preset('cut-off'), undefined)).toBe(
      'q is zero outside the interval and p is not: forward is ∞ for every μ and σ, and there is nothing to fit.',
    );
    expect(sentenceOf('reverse', preset('bounded'), undefined)).toBe(
      'p is zero outside the interval and no Gaussian is: reverse is ∞ for every μ and σ, and there is nothing to fit.',
    );
    // A tail from 35 deviations on is an exponential of mean 0.04/7 = 0.0057: narrower than the knob goes.
    const tail = at({ separation: 8, weight: 0, left: 0.2, support: 'p', cut: 4, reach: 1 });
    expect(sentenceOf('forward', tail, forwardFit(tail))).toMatch(
      /^Mean and deviation of p: μ = 3\.01, σ = 0\.10, forward \d\.\d{4} nats\. The knob σ ends there\.$/u,
    );
    const { symbol } = params.m;
    for (const end of [params.m.min, params.m.max])
      expect(sentenceOf('reverse', at({}), { m: end, s: 1 }).endsWith(` The knob ${symbol} ends there.`)).toBe(true);
    expect(sentenceOf('reverse', at({}), { m: 1, s: params.s.max }).endsWith(' The knob σ ends there.')).toBe(true);
  });

  test.each([
    // The ends are whole numbers, four deviations from the means or where a cut is, and at least −7 and 7.
    { set: {}, from: -7, to: 7, narrow: [] },
    { set: { left: 0.4, right: 0.2, s: 2 }, from: -7, to: 9, narrow: [[-2, 0.4] as const, [2, 0.2] as const] },
    { set: { left: 0.4, right: 0.41 }, from: -7, to: 7, narrow: [[-2, 0.4] as const] },
    { set: { m: -5, s: 5, left: 1.3, right: 1.3 }, from: -25, to: 15, narrow: [] },
    {
      set: { m: 1, s: 5, left: 1, right: 0.5, support: 'q' as const, cut: 3.25, reach: 5 },
      from: -7,
      to: 9,
      narrow: [],
      cuts: [-1.75, 8.25],
    },
    {
      set: { left: 1, support: 'p' as const, cut: -1, reach: 2, s: 0.1 },
      from: -7,
      to: 7,
      narrow: [[1, 0.1] as const],
      cuts: [-3, 1],
    },
  ])('at $set the pictures run from $from to $to, finer at narrow bumps, with both sides of a cut', (given) => {
    const { set, from, to, narrow } = given;
    const cuts = 'cuts' in given ? given.cuts : [];
    const values = at(set);
    const expected: number[] = [];
    for (let i = 0; i <= 280; i++) expected.push(from + ((to - from) * i) / 280);
    for (const [mean, sd] of narrow) for (let i = -20; i <= 20; i++) expected.push(mean + (sd * i) / 5);
    for (const [cut, side] of cuts.map((cut, i) => [cut, i === 0 ? -1 : 1] as const))
      expected.push(cut, cut + side * 1e-6);
    expected.sort((a, b) => a - b);
    const rows = rowsOf(values);
    expect(rows).toHaveLength(expected.length);
    const [p, q] = [targetOf(values), fitOf(values)];
    rows.forEach((row, i) => {
      expect(row.z).toBeCloseTo(expected[i] ?? NaN, 10);
      const [a, b] = [Math.exp(logDensity(p, row.z)), Math.exp(logDensity(q, row.z))];
      expect(row.p).toBeCloseTo(a, 12);
      expect(row.q).toBeCloseTo(b, 12);
      const ratio = logDensity(p, row.z) - logDensity(q, row.z);
      if (a > 0 && b > 0) {
        expect(row.forward).toBeCloseTo(a * ratio, 10);
        expect(row.reverse).toBeCloseTo(-b * ratio, 10);
      }
      if (logDensity(p, row.z) === -Infinity) expect(row.forward).toBe(0);
      if (logDensity(q, row.z) === -Infinity) expect(row.reverse).toBe(0);
    });
    for (const [k, z] of cuts.entries()) {
      const cut = values.support === 'p' ? 'p' : 'q';
      const near = rows.filter((row) => Math.abs(row.z - z) < 2e-6).map((row) => row[cut]);
      expect(near.some((height) => height > 0) && near.some((height) => height === 0), `cut ${k}`).toBe(true);
    }
  });

  // log p by its larger term, so that it does not vanish where p is below 1e-308.
  const logMixture = ({ separation, weight, left, right }: Values, z: number) => {
    const one = Math.log((1 - weight) / left) - ((z + separation / 2) / left) ** 2 / 2;
    const two = Math.log(weight / right) - ((z - separation / 2) / right) ** 2 / 2;
    return Math.max(one, two) + Math.log1p(Math.exp(-Math.abs(one - two))) - 0.9189385332046727;
  };

  // Where the bumps cross, log p turns within left · right / Δ and less than 0.012 here, which is the fortieth part of a
  // panel: one turn that the panels do not know of costs 1e-5 of the divergence and more. The trapezoid rule with strips
  // of 0.001 and less errs by e^(−2π² · 5) even in the sharpest turn (0.0055), and 2e-19 of q lies beyond nine deviations.
  test.each([
    { separation: 5.5, weight: 0.85, left: 0.23, right: 0.36, m: -5, s: 5 },
    { separation: 7.3, weight: 0.95, left: 0.5, right: 0.2, m: 1, s: 3.12 },
    { separation: 6.8, weight: 0.08, left: 0.2, right: 0.2, m: 1.6, s: 4.36 },
    { separation: 5.7, weight: 0.73, left: 0.21, right: 0.2, m: 1, s: 4.68 },
    { separation: 1, weight: 0.5, left: 0.2, right: 0.25, m: -5, s: 5 },
    { separation: 1, weight: 0.5, left: 0.25, right: 0.2, m: 5, s: 5 },
  ])('far from both bumps the sharp turn of log p at %o is not missed', (set) => {
    const values = at(set);
    const { m, s } = values;
    const strips = 80_000;
    const width = (18 * s) / strips;
    let reverse = 0;
    for (let i = 0; i <= strips; i++) {
      const z = m + (i - strips / 2) * width;
      const logQ = -(((z - m) / s) ** 2) / 2 - Math.log(s) - 0.9189385332046727;
      reverse += width * Math.exp(logQ) * (logQ - logMixture(values, z));
    }
    expect(Math.abs(divergenceOf('reverse', values) - reverse)).toBeLessThan(1e-9 * (1 + reverse));
  });

  // A tail from `a` deviations on: in u = (distance beyond the edge)/sd its density falls as e^(−a u − u²/2). Simpson's
  // rule over forty of its own lengths 1/a, with 40,000 strips of a thousandth of one, errs by 1e-13 and less.
  const tailOf = (a: number, sd: number) => {
    const [height, end] = [(u: number) => Math.exp(-a * u - (u * u) / 2), 40 / a];
    const area = simpson(height, 0, end);
    const mean = simpson((u) => (u * height(u)) / area, 0, end);
    const variance = simpson((u) => ((u - mean) ** 2 * height(u)) / area, 0, end);
    return { height, end, area, mean: mean * sd, deviation: Math.sqrt(variance) * sd };
  };

  test.each([
    // From exactly twelve deviations on, where the panels of an uncut density end, and from further.
    { a: 12, side: 1, sd: 0.2, cut: 3.4 },
    { a: 12, side: 1, sd: 0.25, cut: 4 },
    { a: 12, side: -1, sd: 0.25, cut: -4 },
    { a: 13, side: 1, sd: 0.2, cut: 3.6 },
    { a: 15, side: -1, sd: 0.2, cut: -4 },
    { a: 6, side: 1, sd: 0.5, cut: 4 },
    { a: 6, side: -1, sd: 0.5, cut: -4 },
  ])(
    'of a p that is the tail from $a deviations on, on the side $side, mean, deviation, forward and least are right',
    (given) => {
      const { a, side, sd, cut } = given;
      const { height, end, area, mean, deviation } = tailOf(a, sd);
      const set = { separation: 0, weight: 1, right: sd, support: 'p' as const, cut, reach: 1, m: 0.75 * cut, s: 0.3 };
      const found = numbers({ ...set, samples: 10 });
      const edge = side * a * sd;
      expect(found['p-mean']).toBeCloseTo(edge + side * mean, 9);
      expect(found['p-deviation']).toBeCloseTo(deviation, 9);
      const forward = simpson(
        (u) => {
          const z = edge + side * u * sd;
          const logQ = -(((z - set.m) / set.s) ** 2) / 2 - Math.log(set.s) - 0.9189385332046727;
          return (height(u) / area) * (Math.log(height(u) / area / sd) - logQ);
        },
        0,
        end,
      );
      expect(Math.abs(found['forward'] - forward)).toBeLessThan(1e-9 * (1 + forward));
      // The least is what the entropy lacks of a Gaussian's, log(σ √(2πe)): 0.41894 for an exponential, that is log √(2π/e).
      const entropy = simpson((u) => (-height(u) / area) * Math.log(height(u) / area / sd), 0, end);
      const least = Math.log(deviation) + 0.5 * Math.log(2 * Math.PI * Math.E) - entropy;
      expect(found['forward-least']).toBeCloseTo(least, 8);
    },
  );

  const compass = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)] as const,
  );

  // A fit that misses the least place by more than a thousandth of m/s or of log s has a cheaper neighbour 0.002 away; by
  // curvatures of 0.001 and more the difference is 2e-9 and more, and the quadrature is off by less than 1e-10.
  test.each([
    { m: -4.15, s: 0.23, separation: 3.4, left: 0.2, right: 1.36, cut: -4, reach: 1, support: 'q' as const },
    { m: -1.55, s: 1, separation: 6.8, weight: 1, right: 0.26, cut: 2, reach: 1, support: 'q' as const },
    { m: -5, s: 3.17, weight: 0.36, right: 0.59, cut: 4, reach: 1, support: 'q' as const },
    { m: 3.8, s: 4.92, separation: 1.5, weight: 1, right: 0.2, cut: 1.95, reach: 3.85, support: 'q' as const },
    { m: 3, s: 0.66, separation: 0, weight: 1, right: 0.43, cut: -1.85, reach: 2.6, support: 'q' as const },
    { m: -5, s: 5, weight: 0.29, left: 1.63, right: 1.54, cut: -2.7, reach: 5.25, support: 'q' as const },
    { m: -5, s: 5, separation: 4.6, weight: 0.53, left: 0.2, right: 0.57 },
    { m: -5, s: 2.9, weight: 0.45, left: 0.51, right: 1.39 },
    // Fits that meet the end of a knob on their way or at their end.
    { m: 4.5, s: 4.63, separation: 8, weight: 0.86, left: 0.99, right: 1.81, cut: -4, reach: 8, support: 'q' as const },
    {
      m: -3.4,
      s: 1.06,
      separation: 8,
      weight: 0.33,
      left: 1.62,
      right: 0.75,
      cut: 3.5,
      reach: 6.9,
      support: 'q' as const,
    },
    { m: 0.95, s: 5, separation: 0, left: 1.81, right: 0.5, cut: -2.25, reach: 2.65, support: 'q' as const },
  ])('the reverse fit from %o ends where no place of the knobs 0.002 away costs less', (set) => {
    const values = at(set);
    const fit = reverseFit(values) ?? { m: NaN, s: NaN };
    const least = divergenceOf('reverse', { ...values, ...fit });
    for (const [x, y] of compass) {
      const beside = { m: fit.m + 0.002 * x * fit.s, s: fit.s * Math.exp(0.002 * y) };
      if (Math.abs(beside.m) > 5 || beside.s < 0.1 || beside.s > 5) continue;
      expect(divergenceOf('reverse', { ...values, ...beside })).toBeGreaterThan(least - 1e-10);
    }
  });

  test.each([
    [{ m: 5, s: 1.18, separation: 7.8, weight: 0, left: 0.31 }, -3.9, 0.31],
    [{ m: 5, s: 5, separation: 0, weight: 0, left: 1.2 }, 0, 1.2],
    [{ m: -4.2, s: 3.15, separation: 7.2, weight: 1, right: 0.2 }, 3.6, 0.2],
  ] as const)(
    'where p is one Gaussian the reverse fit from %o ends at its mean %s and deviation %s',
    (set, mean, sd) => {
      // The divergence is x²/2 + y² near its zero, with x = δm/σ and y = δ log s: below 1e-12 it is within 2e-6.
      const fit = reverseFit(at(set));
      expect(fit?.m).toBeCloseTo(mean, 5);
      expect(fit?.s).toBeCloseTo(sd, 5);
    },
  );

  test.each([
    { m: 2.45, s: 1, separation: 7, weight: 0.72, left: 2, right: 0.2, cut: 1.95, reach: 3, support: 'q' as const },
    { m: -4.95, s: 1, separation: 8, weight: 0.22, left: 0.2, right: 0.83 },
  ])('the reverse fit from %o ends where the steepest way down in short steps does', (set) => {
    // Steps of 0.02 in (m/s, log s) along the slope by differences, halved to 1e-4 where they no longer go down.
    const values = at(set);
    const cost = (m: number, s: number) => divergenceOf('reverse', { ...values, m, s });
    let { m, s } = values;
    let least = cost(m, s);
    for (let step = 0.02; step > 1e-4;) {
      const east = cost(m + 1e-4 * s, s) - cost(m - 1e-4 * s, s);
      const north = cost(m, s * Math.exp(1e-4)) - cost(m, s * Math.exp(-1e-4));
      const slope = Math.hypot(east, north);
      const next = [m - (step * s * east) / slope, s * Math.exp((-step * north) / slope)] as const;
      const found = cost(...next);
      if (found < least) [m, s, least] = [...next, found];
      else step /= 2;
    }
    const fit = reverseFit(values) ?? { m: NaN, s: NaN };
    expect(Math.abs(fit.m - m)).toBeLessThan(2e-3 * s);
    expect(Math.abs(fit.s - s)).toBeLessThan(2e-3 * s);
  });

  test.each([
    // 1.6 % of the bump lies from 2.14 to 3.57 deviations; one exponential draw in twenty leaps over the further end.
    { cut: 4, side: 1, seed: 3 },
    { cut: -4, side: -1, seed: 8 },
  ])('draws from a seldom tail around $cut are exponential ones, kept by their share and inside the cut', (given) => {
    const { cut, side, seed } = given;
    const [sd, m, s] = [1.4, 3.5 * side, 0.8];
    const set = { separation: 0, weight: 1, right: sd, support: 'p' as const, cut, reach: 1, m, s, samples: 300, seed };
    // A uniform number for the bump, one for the exponential draw, one for whether it is kept.
    const source = random(seed).fork('forward');
    const [near, far] = [3 / sd, 5 / sd];
    const area = normalBelow(-near) - normalBelow(-far);
    let [sum, thrown] = [0, 0];
    for (let n = 0; n < 300; n++) {
      source.uniform();
      for (;;) {
        const x = near + Math.log(1 / source.uniform()) / near;
        if (x > far) thrown += 1;
        else if (source.uniform() < Math.exp(-((x - near) ** 2) / 2)) {
          sum += Math.log(normal(x * side * sd, 0, sd) / area / normal(x * side * sd, m, s));
          break;
        }
      }
    }
    expect(thrown).toBeGreaterThan(5);
    expect(numbers(set)['forward-monte-carlo']).toBeCloseTo(sum / 300, 9);
  });
});

describe('the way that a fit rolls down', () => {
  test.each(['forward', 'reverse'] as const)('never rises, begins at q and ends at the %s fit', (direction) => {
    fc.assert(
      fc.property(settings, (set) => {
        const values = at(set);
        const way = wayTo(direction, values);
        const fit = direction === 'forward' ? forwardFit(values) : reverseFit(values);
        expect(way?.at(-1)).toEqual(fit);
        if (!way || !fit || way.length < 2) return;
        expect(way[0]).toEqual({ m: values.m, s: values.s });
        const costs = way.map((spot) => divergenceOf(direction, { ...values, ...spot }));
        // The quadrature's rounding is below 1e-9 of the cost; the fit itself is rounded to eight decimals.
        costs.slice(1).forEach((cost, i) => {
          expect(cost).toBeLessThanOrEqual((costs[i] ?? NaN) + 1e-7 * (1 + cost));
        });
      }),
      // The example is one whose way has steps that would rise, which are tried and left out.
      {
        ...always,
        numRuns: 40,
        examples: [[{ ...initialValues(meta.params), m: 0.5, s: 1, separation: 8, left: 0.5 }]],
      },
    );
  });

  const way = [
    { m: 0, s: 1 },
    { m: 0, s: 1 },
    { m: 3, s: 1 },
    { m: 3, s: Math.E },
  ];

  test('is passed at an even pace in m and log s, also where its first step goes nowhere', () => {
    // The whole way is 3 + 1 long: half of it ends at m = 2, seven eighths at log s = ½.
    expect(along(way, 0)).toEqual({ m: 0, s: 1 });
    expect(along(way, 0.5).m).toBeCloseTo(2, 12);
    expect(along(way, 7 / 8).s).toBeCloseTo(Math.exp(0.5), 12);
    expect(along(way, 1)).toEqual({ m: 3, s: Math.E });
    expect(along([{ m: 2, s: 0.5 }], 0.3)).toEqual({ m: 2, s: 0.5 });
  });

  test('shows the peak of each q on it, 1/(s√2π) high', () => {
    const [first, , , last] = peaksOf(at({}), way);
    expect(first?.q).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 12);
    expect(last).toMatchObject({ z: 3 });
    expect(last?.q).toBeCloseTo(1 / (Math.E * Math.sqrt(2 * Math.PI)), 12);
  });
});
