import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  continues,
  curvesOf,
  metricsOf,
  rateOf,
  sentenceOf,
  steps,
  trailOf,
  type StepName,
  type Values,
} from './model.ts';

const { params } = meta;
const knob = ({ min, max }: { min: number; max: number }) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.double({ min, max, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(min, max) },
  );
const settings: fc.Arbitrary<Values> = fc.record({
  m: knob(params.m),
  logv: knob(params.logv),
  x: knob(params.x),
  w: knob(params.w),
  s: knob(params.s),
});
const worked = initialValues(params);
const after = (step: StepName, values: Values): Values => ({ ...values, ...steps[step](values) });
/** The ELBO alone, without the other metrics; that it is theirs is tested with the trail. */
const elboOf = (values: Values) => trailOf([{ step: 'start', values }])[0]?.elbo ?? NaN;

/** Every corner of the box of knobs. */
const corners = Object.entries(params).reduce<Record<string, number>[]>(
  (sofar, [name, { min, max }]) => sofar.flatMap((values) => [min, max].map((value) => ({ ...values, [name]: value }))),
  [{}],
) as Values[];

// No term exceeds 1.4e3 nats (x = 4, w = −3, m = 5, s = 0.4): some dozen roundings of 1.4e3 · 2^-53 stay below 2e-12.
// The curriculum asks for 1e-6; 1e-9 leaves no room for a formula that is only nearly right.
const tolerance = 1e-9;

/** log ∫ exp(f) and ∫ q g on 12,001 nodes from −30 to 30, written from the definitions: shares no code with the model. */
function byIntegration({ x, w, s, m, logv }: Values) {
  const v = Math.exp(logv);
  const width = 60 / 12_000;
  const zs = Array.from({ length: 12_001 }, (_, node) => -30 + node * width);
  const normal = (at: number, mean: number, variance: number) =>
    -0.5 * Math.log(2 * Math.PI * variance) - (at - mean) ** 2 / (2 * variance);
  const q = (z: number) => Math.exp(normal(z, m, v));
  const total = (f: (z: number) => number) => zs.reduce((sum, z) => sum + f(z), 0) * width;
  const evidence = Math.log(total((z) => Math.exp(normal(z, 0, 1) + normal(x, w * z, s * s))));
  const reconstruction = total((z) => q(z) * normal(x, w * z, s * s));
  const kl = total((z) => q(z) * (normal(z, m, v) - normal(z, 0, 1)));
  const gap = total((z) => q(z) * (normal(z, m, v) - normal(z, 0, 1) - normal(x, w * z, s * s) + evidence));
  const prior = total((z) => q(z) * normal(z, 0, 1));
  const entropy = -total((z) => q(z) * normal(z, m, v));
  const rest = { 'log-prior': prior, 'log-joint': reconstruction + prior, entropy };
  return { evidence, reconstruction, kl, elbo: reconstruction - kl, gap, ...rest };
}

/** KL(N(m, v) ‖ N(1.5·2/2.89, 0.64/2.89)): the gap of a q of the worked model, by the formula for two normals. */
function gapByHand(m: number, logv: number): number {
  const [mean, variance] = [3 / 2.89, 0.64 / 2.89];
  return 0.5 * ((m - mean) ** 2 / variance + Math.exp(logv) / variance - 1 - logv + Math.log(variance));
}

describe('the worked example', () => {
  it('has ELBO −3.5932 and gap 1.4516', () => {
    // Both numbers from the curriculum; half a unit of the fourth decimal.
    expect(Math.abs(metricsOf(worked).elbo - -3.5932)).toBeLessThan(5e-5);
    expect(Math.abs(metricsOf(worked).gap - 1.4516)).toBeLessThan(5e-5);
  });

  it('has evidence −2.1416, reconstruction −3.4517 and divergence from the prior 0.1416', () => {
    // By hand: −½ log(2π·2.89) − 4/5.78; −½ log(2π·0.64) − (1.55² + 1.125)/1.28; ½(0.09 + 0.5 − 1 + log 2).
    const { evidence, reconstruction, kl } = metricsOf(worked);
    expect(evidence).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 2.89) - 4 / 5.78, 12);
    expect(reconstruction).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 0.64) - 3.5275 / 1.28, 12);
    expect(kl).toBeCloseTo(0.5 * (0.09 + 0.5 - 1 + Math.LN2), 12);
  });
});

describe('every line of the worked example', () => {
  // By hand with w = 1.5, s² = 0.64, x = 2, m = 0.3, v = 0.5 and w² + s² = 2.25 + 0.64 = 2.89. Amounts below 6 nats: 12 digits.
  const evidence = -0.5 * Math.log(2 * Math.PI * 2.89) - 4 / 5.78;
  const reconstruction = -0.5 * Math.log(2 * Math.PI * 0.64) - 3.5275 / 1.28;
  const logPrior = -0.5 * (Math.log(2 * Math.PI) + 0.59);
  const entropy = 0.5 * Math.log(2 * Math.PI * Math.E * 0.5);
  const elbo = reconstruction + logPrior + entropy;
  const gap = gapByHand(0.3, -Math.LN2);

  it.each([
    ['evidence', evidence],
    ['evidence-quadrature', evidence],
    ['evidence-from-ratio', evidence],
    ['evidence-from-bayes', evidence],
    ['evidence-from-split', evidence],
    ['evidence-from-parts', evidence],
    ['elbo', elbo],
    ['elbo-from-ratio', elbo],
    ['elbo-from-joint', elbo],
    ['elbo-from-terms', elbo],
    ['gap', gap],
    ['gap-direct', gap],
    ['gap-from-ratio', gap],
    ['reconstruction', reconstruction],
    ['kl', -logPrior - entropy],
    ['log-joint', reconstruction + logPrior],
    ['log-prior', logPrior],
    ['entropy', entropy],
    ['variance', 0.5],
    ['posterior-mean', 3 / 2.89],
    ['posterior-variance', 0.64 / 2.89],
    ['data-variance', 2.89],
  ] as const)('%s is %d', (name, value) => {
    expect(metricsOf(worked)[name]).toBeCloseTo(value, 12);
  });

  it('is one of 22, and by hand too the evidence less the ELBO is the gap', () => {
    expect(Object.keys(meta.metrics)).toHaveLength(22);
    expect(evidence - elbo).toBeCloseTo(gap, 12);
  });
});

describe('the identity', () => {
  it('holds to 1e-6 and better at every setting, with the gap as a divergence of its own', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const all = metricsOf(values);
        expect(Math.abs(all.evidence - (all.elbo + all['gap-direct']))).toBeLessThan(tolerance);
      }),
    );
  });

  it('shows equal numbers on lines that are equal', () => {
    const equal = {
      evidence: [
        'evidence-quadrature',
        'evidence-from-ratio',
        'evidence-from-bayes',
        'evidence-from-split',
        'evidence-from-parts',
      ],
      elbo: ['elbo-from-ratio', 'elbo-from-joint', 'elbo-from-terms'],
      gap: ['gap-direct', 'gap-from-ratio'],
    } as const;
    const check = (values: Values) => {
      const all = metricsOf(values);
      for (const [name, others] of Object.entries(equal)) {
        for (const other of others)
          expect(Math.abs(all[other] - all[name as keyof typeof equal]), other).toBeLessThan(tolerance);
      }
    };
    fc.assert(fc.property(settings, check));
    corners.forEach(check);
  });

  it('agrees with integrals written from the definitions', () => {
    // Nodes 0.005 apart and q at least 0.082 wide: the rule is exact to rounding; 12,001 sums of up to 1.4e3 · 2^-53 stay below 2e-9.
    // Corners where q reaches past ±30 do not exist: 5 + 9e = 29.5. Five corners and the worked example keep it short.
    for (const values of [worked, ...corners.filter((_, index) => index % 7 === 0)]) {
      const oracle = byIntegration(values);
      const all = metricsOf(values);
      for (const [name, value] of Object.entries(oracle) as [keyof typeof oracle, number][]) {
        expect(Math.abs(all[name] - value), `${name} at ${JSON.stringify(values)}`).toBeLessThan(1e-8);
      }
    }
  });

  it('never puts the ELBO above the evidence', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const { elbo, evidence, 'gap-direct': direct } = metricsOf(values);
        expect(elbo).toBeLessThanOrEqual(evidence + tolerance);
        expect(direct).toBeGreaterThanOrEqual(-tolerance);
      }),
    );
  });

  it('keeps every log density of the picture below zero, so that the columns can hang from it', () => {
    // s ≥ 0.4 bounds each density of x by 1/(0.4 √(2π)) = 0.9974 < 1.
    fc.assert(
      fc.property(settings, (values) => {
        const { reconstruction, evidence } = metricsOf(values);
        expect(Math.max(reconstruction, evidence)).toBeLessThanOrEqual(Math.log(0.9974));
      }),
    );
  });
});

describe('the E step', () => {
  it('closes the gap, leaves the evidence and never lowers the ELBO', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const then = metricsOf(after('E', values));
        expect(Math.abs(then.gap)).toBeLessThan(tolerance);
        expect(Math.abs(then['gap-direct'])).toBeLessThan(tolerance);
        expect(then.evidence).toBe(metricsOf(values).evidence);
        expect(then.elbo).toBeGreaterThanOrEqual(elboOf(values) - tolerance);
      }),
    );
  });
});

describe('the M step', () => {
  it('never lowers the ELBO and leaves q', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const then = after('M', values);
        expect(elboOf(then)).toBeGreaterThanOrEqual(elboOf(values) - tolerance);
        expect([then.m, then.logv, then.x]).toEqual([values.m, values.logv, values.x]);
      }),
    );
  });

  it('never lowers the evidence when it follows an E step', () => {
    fc.assert(
      fc.property(settings, (values) => {
        const fitted = after('E', values);
        expect(metricsOf(after('M', fitted)).evidence).toBeGreaterThanOrEqual(metricsOf(fitted).evidence - tolerance);
      }),
    );
  });

  it('stops at the floor of s when a sure q could explain the datum without noise', () => {
    // R = x² v/(m² + v) at the best w = x m/(m² + v): with x = 2, m = 4/3, v = e^-5 that is 0.0151, and √R = 0.12 < 0.4.
    const sure = { ...worked, ...meta.presets.sure.set };
    expect(after('M', sure).s).toBe(params.s.min);
  });

  it('alternated with the E step ends where w² + s² = x²', () => {
    // The evidence is the log density of x under N(0, w² + s²), highest where that variance is x²: −½ log(2πx²) − ½.
    const rounds = Array.from({ length: 60 });
    const end = rounds.reduce<Values>((values) => after('M', after('E', values)), worked);
    expect(metricsOf(end)['data-variance']).toBeCloseTo(4, 6);
    expect(metricsOf(after('E', end)).elbo).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 4) - 0.5, 9);
  });
});

describe('the gradient step', () => {
  it('follows the slope of the ELBO', () => {
    // Central differences at 1e-5: rounding 1.4e3 · 2^-53 / 1e-5 = 2e-8, third derivatives up to 211 · 1e-10 / 6; 1e-6 covers both.
    const slope = (values: Values, name: 'm' | 'logv') =>
      (elboOf({ ...values, [name]: values[name] + 1e-5 }) - elboOf({ ...values, [name]: values[name] - 1e-5 })) / 2e-5;
    fc.assert(
      fc.property(settings, (values) => {
        const then = after('gradient', values);
        const rate = rateOf(values);
        expect(Math.abs(then.m - values.m - rate * slope(values, 'm'))).toBeLessThan(1e-6);
        expect(Math.abs(then.logv - values.logv - rate * slope(values, 'logv'))).toBeLessThan(1e-6);
      }),
    );
  });

  it('never lowers the ELBO, at any setting, pressed again and again', () => {
    fc.assert(
      fc.property(settings, (values) => {
        let now = values;
        for (let press = 0; press < 20; press += 1) {
          const next = after('gradient', now);
          expect(elboOf(next)).toBeGreaterThanOrEqual(elboOf(now) - tolerance);
          now = next;
        }
      }),
    );
  });

  it('shuts the gap of the worked example in some ninety presses', () => {
    // m halves its distance at each press; log v nears its end by a factor 1 − ¼/λ = 0.945, λ = 1 + 1.5²/0.8² = 4.516.
    let values = worked;
    for (let press = 0; press < 90; press += 1) values = after('gradient', values);
    expect(metricsOf(values).gap).toBeLessThan(1e-4);
  });
});

describe('the figure', () => {
  it('has finite metrics and curves at every corner of the knobs', () => {
    for (const values of corners) {
      expect(Object.entries(metricsOf(values)).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
      const points = Object.values(curvesOf(values)).flat();
      expect(points.filter(({ height }) => !Number.isFinite(height))).toEqual([]);
    }
  });

  it('reports exactly the metrics that it describes', () => {
    expect(Object.keys(metricsOf(worked)).sort()).toEqual(Object.keys(meta.metrics).sort());
  });

  it('keeps every step inside the ranges of the knobs', () => {
    const inside = (values: Values) =>
      Object.entries(params).every(
        ([name, { min, max }]) => values[name as keyof Values] >= min && values[name as keyof Values] <= max,
      );
    fc.assert(
      fc.property(settings, fc.constantFrom<StepName>('E', 'M', 'gradient'), (values, step) => {
        expect(inside(after(step, values))).toBe(true);
      }),
    );
  });

  it('has presets that do what their names say', () => {
    const at = (name: keyof typeof meta.presets) => metricsOf({ ...worked, ...meta.presets[name].set });
    expect(at('worked').elbo).toBe(metricsOf(worked).elbo);
    expect(at('prior').kl).toBe(0);
    expect(Math.abs(at('posterior').gap)).toBeLessThan(tolerance);
    // q far too sure: reconstruction above the evidence, paid for by the divergence from the prior.
    expect(at('sure').reconstruction).toBeGreaterThan(at('sure').evidence);
    expect(at('sure').elbo).toBeLessThan(at('sure').evidence);
    // w = 0: the posterior is the prior, so both divergences are one.
    expect(at('idle').gap).toBeCloseTo(at('idle').kl, 12);
  });

  it('keeps on its trail what the metrics say', () => {
    const climb = [
      { step: 'start' as const, values: worked },
      { step: 'E' as const, values: after('E', worked) },
    ];
    const [start, end] = trailOf(climb);
    expect(start).toEqual({ step: 'start', evidence: metricsOf(worked).evidence, elbo: metricsOf(worked).elbo });
    expect(end?.elbo).toBeCloseTo(metricsOf(worked).evidence, 9);
    // The gap of the worked example, from the curriculum.
    expect(sentenceOf(climb)).toContain('rose by 1.4516');
  });

  it('starts a new climb when a knob is moved by hand', () => {
    const climb = [{ step: 'start' as const, values: worked }];
    expect(continues(climb, { ...worked })).toBe(true);
    expect(continues(climb, { ...worked, m: 0.31 })).toBe(false);
    expect(continues([], worked)).toBe(false);
  });

  it('keeps every press on its trail, in order', () => {
    const once = after('E', worked);
    const twice = after('M', once);
    const trail = trailOf([
      { step: 'start', values: worked },
      { step: 'E', values: once },
      { step: 'M', values: twice },
    ]);
    expect(trail.map(({ step }) => step)).toEqual(['start', 'E', 'M']);
    expect(trail[2]?.evidence).toBe(metricsOf(twice).evidence);
  });

  it('asks for a press while there is nothing to compare', () => {
    const asked = 'Press a step and watch both lines of the climb.';
    expect(sentenceOf([])).toBe(asked);
    expect(sentenceOf([{ step: 'start', values: worked }])).toBe(asked);
  });

  it('says what each step did to both lines, by the last two presses', () => {
    const said = (step: StepName, ...before: Values[]) =>
      sentenceOf([
        ...before.map((values) => ({ step: 'start' as const, values })),
        { step, values: after(step, before.at(-1) ?? worked) },
      ]);
    // The whole gap, from the curriculum; the earlier press does not count.
    expect(said('E', { ...worked, m: -3 }, worked)).toBe(
      'q is now the posterior: the ELBO rose by 1.4516, the evidence stayed.',
    );
    // Rate ½/(1 + 2.25/0.64) = 0.1107: m goes half of its way to 3/2.89, log v by ½ (1 − 0.5 · 4.515625) of it.
    const rate = 0.5 / 4.515625;
    const rise =
      gapByHand(0.3, -Math.LN2) - gapByHand((0.3 + 3 / 2.89) / 2, -Math.LN2 + rate * 0.5 * (1 - 0.5 * 4.515625));
    expect(said('gradient', worked)).toBe(
      `μ and log σ² went uphill at rate 0.1107: the ELBO rose by ${rise.toFixed(4)}, the evidence stayed.`,
    );
    // w = x m/(m² + v) = 0.6/0.59 and s² = (x − w m)² + w² v; the evidence is log N(2; 0, w² + s²).
    const w = 0.6 / 0.59;
    const error = (2 - 0.3 * w) ** 2 + 0.5 * w ** 2;
    const logs = (variance: number) => -0.5 * Math.log(2 * Math.PI * variance);
    const elboRise = logs(error) - 0.5 - (logs(0.64) - 3.5275 / 1.28);
    const evidenceRise = logs(w * w + error) - 2 / (w * w + error) - (logs(2.89) - 2 / 2.89);
    expect(said('M', worked)).toBe(
      `w and h are now the best for this q: the ELBO rose by ${elboRise.toFixed(4)}, the evidence rose by ${evidenceRise.toFixed(4)}.`,
    );
  });

  it('counts a change of half a unit of the fourth decimal and more, and less as none', () => {
    // With w = x = 0 evidence and ELBO differ by KL(q ‖ p) alone, and s → s e^−c raises both by c.
    const level: Values = { ...worked, x: 0, w: 0, s: 1 };
    const said = (change: number) =>
      sentenceOf([
        { step: 'start', values: level },
        { step: 'E', values: { ...level, s: Math.exp(-change) } },
      ]);
    expect(said(4.9e-5)).toContain('the ELBO stayed, the evidence stayed.');
    expect(said(-4.9e-5)).toContain('the ELBO stayed, the evidence stayed.');
    expect(said(5.1e-5)).toContain('the ELBO rose by 0.0001, the evidence rose by 0.0001.');
    expect(said(-5.1e-5)).toContain('the ELBO fell by 0.0001, the evidence fell by 0.0001.');
  });

  it.each([
    // Without the ranges the best w is x m/(m² + v), with v = e^−5 = 0.0067, and s² = (x − w m)² + w² v.
    // 4 · 0.5/0.2567 = 7.8 > 3, and s² = 2.5² + 9 v = 6.3.
    ['w', { x: 4, m: 0.5, logv: -5 }, 'w'],
    ['w at its lower end', { x: 4, m: -0.5, logv: -5 }, 'w'],
    // 2 · 4/3/(16/9 + v) = 1.49, and s² = 0.015 < 0.16.
    ['h', { x: 2, m: 4 / 3, logv: -5 }, 'h'],
    // 1.6 · 0.5/0.2567 = 3.1 > 3, and s² = 0.1² + 9 v = 0.07 < 0.16.
    ['w and h', { x: 1.6, m: 0.5, logv: -5 }, 'w and h'],
  ] as const)('names %s where an M step stops at an end of a range', (_, set, named) => {
    const values: Values = { ...worked, ...set };
    const climb = [
      { step: 'start' as const, values },
      { step: 'M' as const, values: after('M', values) },
    ];
    expect(sentenceOf(climb)).toMatch(new RegExp(`^w and h are now the best within their ranges for this q: `));
    expect(sentenceOf(climb)).toMatch(new RegExp(`The best of all has ${named} past the end\\.$`));
  });

  it('says when an M step ran into the end of a range', () => {
    const sure: Values = { ...worked, ...meta.presets.sure.set };
    const climb = [
      { step: 'start' as const, values: sure },
      { step: 'M' as const, values: after('M', sure) },
    ];
    expect(sentenceOf(climb)).toContain('h past the end');
    expect(sentenceOf(climb)).toContain('the best within their ranges');
  });

  it('draws each curve by its formula, the likelihood scaled to the height of the prior', () => {
    const normal = (z: number, mean: number, variance: number) =>
      Math.exp(-((z - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    const { prior, likelihood, posterior, inference } = curvesOf(worked);
    prior.forEach(({ z, height }, i) => {
      expect(height).toBeCloseTo(normal(z, 0, 1), 12);
      // N(2; 1.5 z, 0.64) is highest at z = 4/3; there the curve reaches 1/√2π.
      expect(likelihood[i]?.height).toBeCloseTo(normal(0, 0, 1) * Math.exp(-((2 - 1.5 * z) ** 2) / 1.28), 12);
      expect(posterior[i]?.height).toBeCloseTo(normal(z, 3 / 2.89, 0.64 / 2.89), 12);
      expect(inference[i]?.height).toBeCloseTo(normal(z, 0.3, 0.5), 12);
    });
  });

  it.each([
    // Ends at ±4, or at the whole number beyond 3 deviations: 5 + 3e = 13.2.
    [worked, -4, 4],
    [{ ...worked, m: 5, logv: 2 }, -4, 14],
    [{ ...worked, m: -5, logv: 2 }, -14, 4],
  ])('shows every curve from side to side, in order, finely round each mean', (values, from, to) => {
    const { mean, variance } = { mean: (values.w * values.x) / 2.89, variance: 0.64 / 2.89 };
    const zs = curvesOf(values).prior.map(({ z }) => z);
    expect([zs[0], zs.at(-1)]).toEqual([from, to]);
    const strips = zs.slice(1).map((z, i) => z - (zs[i] ?? NaN));
    expect(Math.min(...strips)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...strips)).toBeLessThanOrEqual((to - from) / 160 + 1e-12);
    for (const [middle, deviation] of [
      [0, 1],
      [mean, Math.sqrt(variance)],
      [values.m, Math.exp(values.logv / 2)],
    ] as const)
      for (let sixth = -20; sixth <= 20; sixth++) {
        const z = middle + (sixth / 6) * deviation;
        const there = Math.min(...zs.map((node) => Math.abs(node - z))) < 1e-12;
        if (z > from && z < to) expect(there, `${z}`).toBe(true);
      }
    expect(zs.filter((z) => z < from || z > to)).toEqual([]);
  });

  it('draws densities of z that have area 1', () => {
    // Trapezoids on uneven nodes at most 0.05 wide: error under max|f''| h²/12 · width = 0.5% for the posterior; 3 deviations in sight cost 0.27 %.
    const curves = curvesOf(worked);
    for (const name of ['prior', 'posterior', 'inference'] as const) {
      const curve = curves[name];
      let area = 0;
      let before = curve[0];
      for (const point of curve) {
        if (before) area += ((point.z - before.z) * (point.height + before.height)) / 2;
        before = point;
      }
      expect(Math.abs(area - 1)).toBeLessThan(0.008);
    }
  });
});
