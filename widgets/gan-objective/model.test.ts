import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues, type NumberParam } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  along,
  generatorStep,
  isBest,
  logitsShown,
  lossesOf,
  metricsOf,
  RATE,
  rowsOf,
  sentenceOf,
  SPAN,
  stepsOf,
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

let atCorners: Metrics[] | undefined;
/** Counted when the first test asks for them. */
const cornerMetrics = () => (atCorners ??= corners.map(metricsOf));

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

  test('at every corner of the knobs', () => cornerMetrics().forEach(check));

  test('anywhere between', () =>
    fc.assert(
      fc.property(settings, (values) => check(metricsOf(values))),
      { seed: 12, numRuns: 150 },
    ));
});

describe('at every corner of the knobs', () => {
  test('each number is finite, and there are exactly those that are described', () => {
    for (const found of cornerMetrics()) {
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
    for (const { value, 'value-of-d': ofD, jsd } of cornerMetrics()) {
      expect(ofD).toBeLessThanOrEqual(value + tolerance);
      expect(jsd).toBeGreaterThanOrEqual(-tolerance);
      expect(jsd).toBeLessThanOrEqual(Math.LN2 + tolerance);
      expect(value).toBeGreaterThanOrEqual(-Math.log(4) - tolerance);
      expect(value).toBeLessThanOrEqual(tolerance);
    }
  });
});

type Bumps = { readonly middle: number; readonly reach: number; readonly deviation: number };
/** ½N(middle − reach, deviation²) + ½N(middle + reach, deviation²), as it is written. */
const densityOf =
  ({ middle, reach, deviation }: Bumps) =>
  (x: number) => {
    const bell = (at: number) =>
      Math.exp(-((x - at) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
    return 0.5 * bell(middle - reach) + 0.5 * bell(middle + reach);
  };

/** Simpson's rule over the whole line as far as the settings below reach: 40 deviations of 0.4 and more from every peak hold 1. */
function simpson(f: (x: number) => number): number {
  const [from, to, strips] = [-20, 20, 2500];
  const width = (to - from) / strips;
  let sum = f(from) + f(to);
  for (let i = 1; i < strips; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

type OfY = (y: number) => number;
/** Beyond some 12 deviations a density adds less than e^−70, and its logarithm need not be known. */
const where = (p: number, term: () => number) => (p < 1e-30 ? 0 : p * term());

/** How p_G is pulled by each rule while D, with its value `judge` and 1 − D `doubts`, is held. */
function pullsOn(fakes: OfY, judge: OfY, doubts: OfY) {
  /** Minus the derivative of the average loss as p_G moves by ±10⁻³: the error is h²/6 of a third derivative. */
  const pull = (loss: OfY) => {
    const average = (by: number) => simpson((y) => where(fakes(y - by), () => loss(y)));
    return -(average(1e-3) - average(-1e-3)) / 2e-3;
  };
  return {
    minimax: pull((y) => Math.log(doubts(y))),
    'non-saturating': pull((y) => -Math.log(judge(y))),
    printed: pull((y) => Math.log(judge(y))),
  };
}

/** What stands in the metrics, by the definitions in p_data, p_G and D = p_data^b e^c/(p_data^b e^c + p_G^b). */
function byDefinition({ m, r, s, mu, rho, sigma, b, c, x, rule }: Values): Metrics {
  const data = densityOf({ middle: m, reach: r, deviation: s });
  const fakes = densityOf({ middle: mu, reach: rho, deviation: sigma });
  // D and 1 − D each by itself, for where D is nearly 1 its distance from 1 is lost.
  const judge = (y: number) => 1 / (1 + Math.exp(-c) * (fakes(y) / data(y)) ** b);
  const doubts = (y: number) => 1 / (1 + Math.exp(c) * (data(y) / fakes(y)) ** b);
  const best = (y: number) => data(y) / (data(y) + fakes(y));
  const valueOf = (real: (y: number) => number, fake: (y: number) => number) =>
    simpson((y) => where(data(y), () => Math.log(real(y))) + where(fakes(y), () => Math.log(fake(y))));
  const middle = (y: number) => 0.5 * (data(y) + fakes(y));
  const onData = simpson((y) => where(data(y), () => Math.log(judge(y))));
  const onFakes = simpson((y) => where(fakes(y), () => Math.log(doubts(y))));
  const value = valueOf(best, (y) => fakes(y) / (data(y) + fakes(y)));
  const ofD = valueOf(judge, doubts);
  const [ofData, ofModel] = [data, fakes].map((p) => simpson((y) => where(p(y), () => Math.log(p(y) / middle(y)))));
  const jsd = 0.5 * ((ofData ?? NaN) + (ofModel ?? NaN));
  const doubt = simpson((y) => {
    const d = best(y);
    return where(middle(y), () => -where(d, () => Math.log(d)) - where(1 - d, () => Math.log1p(-d)));
  });
  const d = judge(x);
  const pulls = pullsOn(fakes, judge, doubts);
  return {
    value,
    'value-from-kl': value,
    'value-from-jsd': value,
    'value-of-d': ofD,
    'value-of-d-over-noise': ofD,
    'value-of-d-in-parts': ofD,
    'data-term': onData,
    'model-term': onFakes,
    'log-four': 2 * Math.LN2,
    shortfall: value - ofD,
    'shortfall-direct': value - ofD,
    'kl-data': ofData ?? NaN,
    'kl-model': ofModel ?? NaN,
    'kl-reverse': simpson((y) => where(fakes(y), () => Math.log(fakes(y) / data(y)))),
    jsd,
    'jsd-from-doubt': jsd,
    doubt,
    'p-data-at-x': data(x),
    'p-model-at-x': fakes(x),
    'd-star-at-x': best(x),
    'd-star-from-logit': best(x),
    'd-at-x': d,
    'logit-at-x': Math.log(d / (1 - d)),
    'loss-minimax': Math.log(1 - d),
    'loss-non-saturating': -Math.log(d),
    'gradient-minimax': -d,
    'gradient-non-saturating': d - 1,
    'measured-minimax': -d,
    'measured-non-saturating': d - 1,
    // One step of rate 1 against, and along, the derivative −(1 − D) of −log D.
    'logit-minimised': 1 - d,
    'logit-maximised': d - 1,
    'pull-minimax': pulls.minimax,
    'pull-non-saturating': pulls['non-saturating'],
    pull: pulls[rule],
  };
}

const plainSettings: Partial<Values>[] = [
  {},
  { mu: -0.5, m: 0.8, x: 0.3, s: 0.9, sigma: 1.2, b: 0.7, c: 0.4, rule: 'minimax' },
  { mu: 0.2, rho: 0.6, m: -0.4, r: 1.1, s: 0.8, sigma: 0.7, x: -1.2, b: 1.3, c: -0.5, rule: 'printed' },
];

describe('every number', () => {
  test.each(plainSettings)('at %o is that of its definition by Simpson’s rule', (set) => {
    const found = metricsOf(at(set));
    for (const [name, value] of Object.entries(byDefinition(at(set)))) {
      // A pull by differences errs by 1e-6/6 of a third derivative, under 5 for deviations of 0.7 and more; the rest is rounding
      // of logits up to 150 where densities of e^−70 still count.
      const slack = name.startsWith('pull') ? 1e-6 : 1e-8;
      expect(Math.abs(found[name as keyof Metrics] - value), `${name}: ${value}`).toBeLessThan(slack);
    }
  });

  test('on the line of the lecture that splits the best value into two divergences is that printed there', () => {
    // Recomputed by an independent program: log 4, the divergence of the data and that of the fakes from the middle.
    const found = metricsOf(start);
    expect(found['kl-data']).toBeCloseTo(0.5061, 4);
    expect(found['kl-model']).toBeCloseTo(0.4771, 4);
    expect(found['data-term']).toBeCloseTo(-0.1871, 4);
    expect(found['model-term']).toBeCloseTo(-0.2161, 4);
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

  test('a step down −log D makes D take the fake for more real, a step up for less, by the chance that D missed', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const found = metricsOf(values);
        const missed = 1 / (1 + Math.exp(found['logit-at-x']));
        expect(found['logit-minimised']).toBeCloseTo(missed, 12);
        expect(found['logit-maximised']).toBeCloseTo(-missed, 12);
        // One such step really lowers the loss, and the other raises it, wherever the loss is not flat to rounding.
        if (missed < 1e-9) return;
        const loss = (logit: number) => Math.log1p(Math.exp(-logit));
        if (found['logit-at-x'] < -600) return;
        expect(loss(found['logit-at-x'] + found['logit-minimised'])).toBeLessThan(found['loss-non-saturating']);
        expect(loss(found['logit-at-x'] + found['logit-maximised'])).toBeGreaterThan(found['loss-non-saturating']);
      }),
      { seed: 2, numRuns: 50 },
    );
  });
});

/** `count` G steps from a setting. */
const after = (values: Values, count: number): Values =>
  count === 0 ? values : after({ ...values, ...generatorStep(values) }, count - 1);

describe('steps of G', () => {
  test('a step moves μ down the slope of the average loss by a tenth of it, and not past the end of its range', () => {
    for (const set of plainSettings) {
      const { pull } = byDefinition(at(set));
      expect(generatorStep(at(set)).mu).toBeCloseTo(at(set).mu + 0.1 * pull, 6);
    }
    expect(RATE).toBe(0.1);
    // Far apart and D² for D: the pull is twice the distance over the variance, 2 · 8/0.16 = 100 before the ends of the range.
    const fast = { s: 0.4, sigma: 0.4, b: 2 } as const;
    expect(generatorStep(at({ ...fast, m: 4, mu: -4 })).mu).toBe(4);
    expect(generatorStep(at({ ...fast, m: -4, mu: 4 })).mu).toBe(-4);
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
    const stopped = sentenceOf(start, after(at({ rule: 'printed' }), 60));
    expect(stopped).toMatch(/^μ moved by −3\.000; the JSD rose to 0\.\d{4}\. μ is at the end of its range\.$/);
    expect(sentenceOf(at({ mu: 3 }), at({ mu: 4 }))).toContain(' μ is at the end of its range.');
    // A step that starts at an end and stays there is not stopped by it.
    expect(sentenceOf(at({ mu: 4 }), at({ mu: 4 }))).toMatch(/^μ hardly moved; the JSD stayed at 0\.\d{4}\.$/);
    expect(sentenceOf(at({ mu: 0 }), at({ mu: 4e-4 }))).toContain('hardly moved');
    // Half a unit of the third decimal is shown as a whole one.
    expect(sentenceOf(at({ mu: 0 }), at({ mu: 5e-4 }))).toContain('moved by +0.001');
    expect(sentenceOf(at({ mu: 0 }), at({ mu: -6e-4 }))).toContain('moved by −0.001');
    expect(sentenceOf(at({ mu: 0 }), at({ mu: 6e-4 }))).toContain('moved by +0.001');
    const shown = byDefinition(at({ mu: 0 })).jsd.toFixed(4);
    expect(sentenceOf(start, at({ mu: 0 }))).toBe(`μ moved by +1.000; the JSD fell to ${shown}.`);
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
    expect([isBest(at({ b: 0.5 })), isBest(at({ c: 0.5 }))]).toEqual([false, false]);
  });
});

describe('the picture', () => {
  test('has the densities, both D and the integrand of their definitions at 241 places from −8 to 8', () => {
    const set = plainSettings[2] ?? {};
    const { m, r, s, mu, rho, sigma, b, c } = at(set);
    const data = densityOf({ middle: m, reach: r, deviation: s });
    const fakes = densityOf({ middle: mu, reach: rho, deviation: sigma });
    const rows = rowsOf(at(set));
    expect(rows.map(({ x }) => Number(x.toFixed(9)))).toEqual(
      Array.from({ length: 241 }, (_, i) => Number((-8 + i / 15).toFixed(9))),
    );
    for (const row of rows) {
      const [p, g] = [data(row.x), fakes(row.x)];
      const best = p / (p + g);
      const half = 0.5 * (p + g);
      const doubt = -(best > 0 ? best * Math.log(best) : 0) - (best < 1 ? (1 - best) * Math.log(1 - best) : 0);
      expect(row.data).toBeCloseTo(p, 12);
      expect(row.model).toBeCloseTo(g, 12);
      expect(row.best).toBeCloseTo(best, 10);
      expect(row.judged).toBeCloseTo(1 / (1 + Math.exp(-c) * (g / p) ** b), 10);
      expect(row.ceiling).toBeCloseTo(half * Math.LN2, 12);
      expect(row.integrand).toBeCloseTo(half * (Math.LN2 - doubt), 10);
    }
  });

  test('the area under the integrand is the JSD and under its ceiling log 2', () => {
    const rows = rowsOf(start);
    const width = (SPAN[1] - SPAN[0]) / (rows.length - 1);
    const area = (of: 'integrand' | 'ceiling') => rows.reduce((sum, row) => sum + row[of] * width, 0);
    // 20 nodes a deviation: exact to rounding; the ends of the span are 7 deviations out, where 1e-12 is left.
    expect(area('integrand')).toBeCloseTo(metricsOf(start).jsd, 9);
    expect(area('ceiling')).toBeCloseTo(Math.LN2, 9);
  });

  test('the losses are drawn at 201 logits that hold the present one, with its tangent', () => {
    for (const values of [start, preset('apart'), preset('equal')]) {
      const found = metricsOf(values);
      const now = found['logit-at-x'];
      const [minimax, nonSaturating] = lossesOf(values);
      expect(minimax?.name).toBe('log(1 − D)');
      expect(nonSaturating?.name).toBe('−log D');
      expect(minimax?.at).toEqual({ a: now, loss: found['loss-minimax'], slope: found['gradient-minimax'] });
      expect(nonSaturating?.at).toEqual({
        a: now,
        loss: found['loss-non-saturating'],
        slope: found['gradient-non-saturating'],
      });
      for (const { points } of [minimax, nonSaturating].filter((curve) => curve !== undefined)) {
        expect(points.length).toBe(201);
        expect(points[0]?.a).toBe(-logitsShown(now));
        expect(points[100]?.a).toBe(0);
        expect(points[200]?.a).toBe(logitsShown(now));
        expect(points[150]?.a).toBe(logitsShown(now) / 2);
      }
      // log ½ at the logit 0, and D = e³/(1 + e³) at the logit 3 of the default range.
      expect(minimax?.points[100]?.loss).toBeCloseTo(Math.log(0.5), 14);
      expect(nonSaturating?.points[100]?.loss).toBeCloseTo(Math.log(2), 14);
    }
    const [minimax, nonSaturating] = lossesOf(start);
    expect(minimax?.points[150]?.loss).toBeCloseTo(-Math.log(1 + Math.exp(3)), 12);
    expect(nonSaturating?.points[150]?.loss).toBeCloseTo(Math.log(1 + Math.exp(-3)), 12);
    // Dashed and solid, as the caption has them.
    expect([minimax?.dash === '', nonSaturating?.dash === '']).toEqual([false, true]);
  });

  test('the range of logits is 6, doubled until 15 % are left beyond the present one on either side', () => {
    const ranges = [0, 5.2, -5.2, 5.3, -5.3, 10.4, 10.5, -20, -21].map(logitsShown);
    expect(ranges).toEqual([6, 6, 6, 12, 12, 12, 24, 24, 48]);
    // Exactly 15 % are enough.
    expect(logitsShown(6 / 1.15)).toBe(6);
  });
});

test('ten G steps glide through each of the ten, which take the same time', () => {
  const way = stepsOf(start, 10);
  expect(way).toHaveLength(11);
  expect(way[3]).toEqual({ ...way[2], ...generatorStep(way[2] ?? start) });
  expect(along(way, 0)).toEqual(start);
  expect(along(way, 0.3).mu).toBeCloseTo(way[3]?.mu ?? NaN, 12);
  expect(along(way, 0.35).mu).toBeCloseTo(((way[3]?.mu ?? NaN) + (way[4]?.mu ?? NaN)) / 2, 12);
  expect(along(way, 1)).toEqual(way[10]);
});
