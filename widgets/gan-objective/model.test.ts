import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues, type NumberParam } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  generatorStep,
  isBest,
  knobAt,
  lossesOf,
  metricsOf,
  RATE,
  rowsOf,
  sentenceOf,
  SPAN,
  type Metrics,
  type Values,
} from './model.ts';

const { params, presets } = meta;
const start = initialValues(params);
const at = (set: Partial<Values>): Values => ({ ...start, ...set });
const preset = (name: keyof typeof presets) => at(presets[name].set);

const numbers = Object.entries(params).filter(([, { kind }]) => kind === 'number') as [keyof Values, NumberParam][];

/** Every corner of the box of number knobs: 512 of them. */
const corners = numbers.reduce<Values[]>(
  (sofar, [name, { min, max }]) => sofar.flatMap((values) => [min, max].map((end) => ({ ...values, [name]: end }))),
  [start],
);

const cornerMetrics = corners.map(metricsOf);

const within = ({ min, max }: NumberParam) => fc.double({ min, max, noNaN: true });
const settings: fc.Arbitrary<Values> = fc.record({
  mu: within(params.mu),
  m: within(params.m),
  x: within(params.x),
  rule: fc.constantFrom('minimax', 'non-saturating', 'printed'),
  sigma: within(params.sigma),
  s: within(params.s),
  rho: within(params.rho),
  r: within(params.r),
  b: within(params.b),
  c: within(params.c),
});

const equal = {
  value: ['value-from-kl', 'value-from-jsd'],
  'value-of-d': ['value-of-d-over-noise', 'value-of-d-in-parts'],
  jsd: ['jsd-from-doubt'],
  shortfall: ['shortfall-direct'],
  'd-star-at-x': ['d-star-from-logit'],
  'gradient-minimax': ['measured-minimax'],
  'gradient-non-saturating': ['measured-non-saturating'],
} as const;

// The rule's error against ten times as many nodes is below 1e-9 for the values at every corner (measured, 7e-11). The slopes
// measured on a curve err by h²/6 of a third derivative below 0.1 (2e-10) and, at logits up to 1,350, by 1,350 · 2^-53/1e-4 = 1.5e-9.
const tolerance = 1e-8;

describe('lines that are equal show equal numbers', () => {
  const check = (found: Metrics) => {
    for (const [name, others] of Object.entries(equal))
      for (const other of others)
        expect(Math.abs(found[other] - found[name as keyof typeof equal]), other).toBeLessThan(tolerance);
  };

  test('at every corner of the knobs', () => cornerMetrics.forEach(check));

  test('anywhere between', () =>
    fc.assert(
      fc.property(settings, (values) => check(metricsOf(values))),
      { seed: 12, numRuns: 150 },
    ));
});

describe('at every corner of the knobs', () => {
  test('each number is finite, and there are exactly those that are described', () => {
    for (const found of cornerMetrics) {
      expect(Object.entries(found).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    }
    expect(Object.keys(metricsOf(start)).sort()).toEqual(Object.keys(meta.metrics).sort());
  });

  test('the curves are finite', () => {
    for (const values of corners.filter((_, i) => i % 5 === 0)) {
      const drawn = [...rowsOf(values).flatMap((row) => Object.values(row))];
      const losses = lossesOf(values).flatMap(({ points, at: now }) => [
        ...points.flatMap((point) => Object.values(point)),
        ...Object.values(now),
      ]);
      expect([...drawn, ...losses].every(Number.isFinite)).toBe(true);
    }
  });

  test('no D does better than the best, JSD lies between 0 and log 2, and V between −log 4 and 0', () => {
    for (const { value, 'value-of-d': ofD, jsd } of cornerMetrics) {
      expect(ofD).toBeLessThanOrEqual(value + tolerance);
      expect(jsd).toBeGreaterThanOrEqual(-tolerance);
      expect(jsd).toBeLessThanOrEqual(Math.LN2 + tolerance);
      expect(value).toBeGreaterThanOrEqual(-Math.log(4) - tolerance);
      expect(value).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe('the gradients', () => {
  test('as D → 0 that of log(1 − D) vanishes and that of −log D tends to −1', () => {
    let last: Metrics | undefined;
    for (const mu of [0, -1, -2, -3, -4]) {
      const found = metricsOf(at({ mu, x: mu }));
      if (last) {
        expect(found['d-at-x']).toBeLessThan(last['d-at-x']);
        expect(Math.abs(found['gradient-minimax'])).toBeLessThan(Math.abs(last['gradient-minimax']));
        expect(found['gradient-non-saturating']).toBeLessThan(last['gradient-non-saturating']);
      }
      last = found;
    }
    // Data at 1.5 with deviation 0.8, fakes at −4 with 1: the logit there is −5.5²/1.28 + log 1.25 = −23.4097.
    expect(last?.['logit-at-x']).toBeCloseTo(-(5.5 ** 2) / 1.28 + Math.log(1.25), 10);
    expect(Math.abs(last?.['gradient-minimax'] ?? NaN)).toBeLessThan(1e-10);
    expect(last?.['gradient-non-saturating']).toBeCloseTo(-1, 9);
  });

  test('minimising −log D raises the logit, maximising it lowers the logit by as much', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const found = metricsOf(values);
        expect(found['logit-minimised']).toBeGreaterThanOrEqual(0);
        expect(found['logit-maximised']).toBe(-found['logit-minimised']);
      }),
      { seed: 2, numRuns: 50 },
    );
  });
});

/** `count` G steps from a setting. */
const after = (values: Values, count: number): Values =>
  count === 0 ? values : after({ ...values, ...generatorStep(values) }, count - 1);

describe('steps of G', () => {
  test('a step moves μ by a tenth of the pull', () => {
    expect(generatorStep(start).mu).toBeCloseTo(start.mu + RATE * metricsOf(start).pull, 12);
  });

  test('minimising brings the fakes to the data, maximising −log D drives them away to the end of the range', () => {
    // From the settings' own formulas: 60 steps of a tenth suffice, see the caption’s figures in the lecture.
    expect(Math.abs(after(start, 60).mu - start.m)).toBeLessThan(0.01);
    expect(metricsOf(after(start, 60)).jsd).toBeLessThan(metricsOf(start).jsd);
    expect(after(at({ rule: 'printed' }), 60).mu).toBe(params.mu.min);
  });

  test('without overlap log(1 − D) stands still where −log D arrives', () => {
    const apart = preset('apart');
    expect(after(apart, 60).mu).toBeCloseTo(apart.mu, 9);
    expect(after({ ...apart, rule: 'non-saturating' }, 60).mu).toBeCloseTo(apart.m, 2);
  });

  test('on one bump of two no rule pulls towards the other', () => {
    // D* is ⅓ all over the bump, so that its logit has no slope there: the pull is that of a bump 5 away, below e^(−12).
    const { 'pull-minimax': minimax, 'pull-non-saturating': nonSaturating } = metricsOf(preset('collapse'));
    expect(Math.abs(minimax)).toBeLessThan(1e-4);
    expect(Math.abs(nonSaturating)).toBeLessThan(1e-4);
  });

  test('at the best D μ never jumps past the data, wherever one bump starts towards one of equal width', () => {
    // The pull is at most distance/deviation² ≤ distance/0.16, and a tenth of it at most 0.63 of the distance.
    for (const width of [0.4, 0.7, 2])
      for (const mu of [-4, -1, 0.5, 3.9])
        for (const rule of ['minimax', 'non-saturating'] as const) {
          const values = at({ m: 4, s: width, sigma: width, mu, rule });
          expect(generatorStep(values).mu).toBeLessThanOrEqual(values.m);
          expect(generatorStep(values).mu ?? NaN).toBeGreaterThanOrEqual(mu);
        }
  });

  test('steps are told in a sentence', () => {
    expect(sentenceOf(start, after(start, 1))).toMatch(/^μ moved by \+0\.\d{3}; the JSD fell to 0\.\d{4}\.$/);
    expect(sentenceOf(preset('apart'), after(preset('apart'), 10))).toBe('μ hardly moved; the JSD stayed at 0.6931.');
    expect(sentenceOf(start, after(at({ rule: 'printed' }), 60))).toContain('end of its range');
  });
});

describe('the presets show what their names say', () => {
  test('equal densities: V = −log 4, D* = ½ and no pull', () => {
    const found = metricsOf(preset('equal'));
    expect(found.value).toBeCloseTo(-Math.log(4), 12);
    expect(found['d-star-at-x']).toBeCloseTo(0.5, 12);
    expect(Math.abs(found['pull-non-saturating'])).toBeLessThan(1e-12);
  });

  test('no overlap: V at 0, JSD at log 2, the minimax gradient gone', () => {
    const found = metricsOf(preset('apart'));
    expect(found.value).toBeCloseTo(0, 10);
    expect(found.jsd).toBeCloseTo(Math.LN2, 10);
    expect(Math.abs(found['gradient-minimax'])).toBeLessThan(1e-10);
    expect(found['gradient-non-saturating']).toBeCloseTo(-1, 10);
    // Equal deviations σ and distance Δ: the closed form Δ²/2σ² = 49/0.5.
    expect(found['kl-reverse']).toBeCloseTo(98, 8);
  });

  test('one bump of two is nearer in JSD than one wide bell over both', () => {
    // ¾ log 4/3 for the one bump, but for e^(−12) of overlap.
    expect(metricsOf(preset('collapse')).jsd).toBeCloseTo(0.75 * Math.log(4 / 3), 5);
    expect(metricsOf(preset('cover')).jsd).toBeGreaterThan(metricsOf(preset('collapse')).jsd);
  });

  test('a D too sure of itself scores below one that only guesses', () => {
    expect(metricsOf(preset('cocksure'))['value-of-d']).toBeLessThan(-Math.log(4));
    expect(metricsOf(preset('timid'))['value-of-d']).toBeGreaterThan(-Math.log(4));
    expect(metricsOf(at({ b: 0 }))['value-of-d']).toBeCloseTo(-Math.log(4), 10);
    expect([isBest(preset('cocksure')), isBest(start)]).toEqual([false, true]);
  });
});

describe('the picture', () => {
  test('a press takes hold of the point at the top and of the higher density below', () => {
    expect(knobAt(start, 0, 0.05)).toBe('x');
    expect(knobAt(start, start.m, 0.6)).toBe('m');
    expect(knobAt(start, start.mu, 0.6)).toBe('mu');
  });

  test('the area under the integrand is the JSD and under its ceiling log 2', () => {
    const rows = rowsOf(start);
    const width = (SPAN[1] - SPAN[0]) / (rows.length - 1);
    const area = (of: 'integrand' | 'ceiling') => rows.reduce((sum, row) => sum + row[of] * width, 0);
    // 20 nodes a deviation: exact to rounding; the ends of the span are 7 deviations out, where 1e-12 is left.
    expect(area('integrand')).toBeCloseTo(metricsOf(start).jsd, 9);
    expect(area('ceiling')).toBeCloseTo(Math.LN2, 9);
  });

  test('the losses are drawn as far as the present logit and farther', () => {
    for (const values of [start, preset('apart'), preset('equal')])
      for (const { points, at: now } of lossesOf(values))
        expect(Math.max(...points.map(({ a }) => a))).toBeGreaterThan(Math.abs(now.a));
  });
});
