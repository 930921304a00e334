import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { BINS, binsOf, climbOf, metricsOf, nameOf, sentenceOf, spanOf, trailOf, type Values } from './model.ts';

const { params, presets } = meta;
const at = (set: Partial<Values>): Values => ({ ...initialValues(params), ...set });
const numbers = (set: Partial<Values>) => metricsOf(at(set));

const TASKS = ['area', 'mean', 'variance', 'target'] as const;
const STARTS = ['ragged', 'bumps', 'box', 'comb'] as const;
const knob = (name: 'mean' | 'deviation' | 'width' | 'x', { min, max } = params[name]) =>
  fc.integer({ min: 100 * min, max: 100 * max }).map((hundredths) => hundredths / 100);
const settings = fc.record({
  constraints: fc.constantFrom(...TASKS),
  start: fc.constantFrom(...STARTS),
  mean: knob('mean'),
  deviation: knob('deviation'),
  width: knob('width'),
  x: knob('x'),
  seed: fc.nat(9999),
});
const rates = (max: number) =>
  fc.integer({ min: 100 * params.rate.min, max: 100 * max }).map((hundredths) => hundredths / 100);
const gentle = rates(1);
const always = { numRuns: 60, seed: 9, endOnFailure: true };

/** The exponential's entropy in bins of width h: masses (1 − r) rⁱ at h(i + ½) with mean μ, so r = (μ/h − ½)/(μ/h + ½). */
function entropyOfGeometric(mean: number, h: number): number {
  const r = (mean / h - 0.5) / (mean / h + 0.5);
  return -Math.log(1 - r) - (r / (1 - r)) * Math.log(r) + Math.log(h);
}

/** The bins of each task as the text has them: [0, L], [0, 16μ], and 8 deviations to either side of what is to come out. */
function gridOf({ constraints, mean, deviation, width, x }: Values) {
  const spread = Math.sqrt(0.64 / 2.89);
  const [from, to] = {
    area: [0, width] as const,
    mean: [0, 16 * mean] as const,
    variance: [mean - 8 * deviation, mean + 8 * deviation] as const,
    target: [(1.5 * x) / 2.89 - 8 * spread, (1.5 * x) / 2.89 + 8 * spread] as const,
  }[constraints];
  const h = (to - from) / 192;
  return { from, to, h, zs: Array.from({ length: 192 }, (_, i) => from + (i + 0.5) * h) };
}

/** log p(x, z) of the worked model for the ELBO, 0 for the entropy. */
const energyAt = ({ constraints, x }: Values, z: number) =>
  constraints === 'target'
    ? -0.5 * Math.log(2 * Math.PI) - z ** 2 / 2 - 0.5 * Math.log(2 * Math.PI * 0.64) - (x - 1.5 * z) ** 2 / 1.28
    : 0;

/** The density that should come out, at z. */
function bestAt({ constraints, mean, deviation, width, x }: Values, z: number): number {
  const normal = (middle: number, variance: number) =>
    Math.exp(-((z - middle) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  if (constraints === 'area') return 1 / width;
  if (constraints === 'mean') return Math.exp(-z / mean) / mean;
  return constraints === 'variance' ? normal(mean, deviation ** 2) : normal((1.5 * x) / 2.89, 0.64 / 2.89);
}

/** How many powers of z the conditions fix. */
const DEGREE = { area: 0, mean: 1, variance: 2, target: 0 } as const;

/**
 * The polynomial of degree 0, 1 or 2 that is nearest to `ys` in the mean square under `weights`, by orthogonal polynomials:
 * with t = (z − m)/s of mean 0 and variance 1, they are 1, t and t² − γt − 1, where γ = E[t³]. Its coefficients are those of
 * 1, z and z².
 */
function fitted(weights: readonly number[], zs: readonly number[], ys: readonly number[], degree: number) {
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = (f: (i: number) => number) => weights.reduce((sum, w, i) => sum + w * f(i), 0) / total;
  const m = mean((i) => zs[i] ?? NaN);
  const s = Math.sqrt(mean((i) => ((zs[i] ?? NaN) - m) ** 2));
  const ts = zs.map((z) => (z - m) / s);
  const skew = mean((i) => (ts[i] ?? NaN) ** 3);
  const second = ts.map((t) => t ** 2 - skew * t - 1);
  const a = mean((i) => ys[i] ?? NaN);
  const b = degree > 0 ? mean((i) => (ys[i] ?? NaN) * (ts[i] ?? NaN)) : 0;
  const c = degree > 1 ? mean((i) => (ys[i] ?? NaN) * (second[i] ?? NaN)) / mean((i) => (second[i] ?? NaN) ** 2) : 0;
  const left = ys.map((y, i) => y - a - b * (ts[i] ?? NaN) - c * (second[i] ?? NaN));
  const slope = b - c * skew;
  return {
    left,
    uneven: Math.sqrt(mean((i) => (left[i] ?? NaN) ** 2)),
    coefficients: [a - c - (slope * m) / s + (c * m ** 2) / s ** 2, slope / s - (2 * m * c) / s ** 2, c / s ** 2],
  };
}

const evenly = Array.from({ length: 192 }, () => 1);
const others = { mean: 0.8, deviation: 1.3, width: 3, x: -1, seed: 4, rate: 0.4 } as const;
const visited = TASKS.flatMap((constraints) =>
  STARTS.flatMap((start) => [0, 3].map((steps) => ({ constraints, start, steps, ...others }))),
);

describe.each(visited)('with $constraints from $start after $steps steps', (set) => {
  const values = at(set);
  const { from, h, zs } = gridOf(values);
  const { path } = climbOf(values);
  const logs = path.at(-1) ?? [];
  const masses = logs.map(Math.exp);
  const energy = zs.map((z) => energyAt(values, z));
  const raised = logs.map((log, i) => log - Math.log(h) - (energy[i] ?? NaN));
  const mean = (f: (i: number) => number) => masses.reduce((sum, mass, i) => sum + mass * f(i), 0);
  const found = metricsOf(values);

  test('the functional is E[energy − log q], and stands below the closed form by the divergence from it', () => {
    const best = {
      area: Math.log(3),
      mean: 1 + Math.log(0.8),
      variance: 0.5 * Math.log(2 * Math.PI * Math.E * 1.69),
      target: -0.5 * Math.log(2 * Math.PI * 2.89) - 1 / 5.78,
    }[set.constraints];
    const value = -mean((i) => raised[i] ?? NaN);
    expect(found['value']).toBeCloseTo(value, 10);
    expect(trailOf(values).at(-1)).toEqual({ step: set.steps, value: found['value'] });
    expect(found['best']).toBeCloseTo(best, 12);
    expect(found['short']).toBeCloseTo(best - value, 10);
    const divergence = mean((i) => (logs[i] ?? NaN) - Math.log(h) - Math.log(bestAt(values, zs[i] ?? NaN)));
    expect(found['kl-to-best']).toBeCloseTo(divergence, 9);
  });

  test('area, mean and deviation are those of masses at the middles of the bins', () => {
    const middle = mean((i) => zs[i] ?? NaN);
    expect(found['area']).toBeCloseTo(1, 12);
    expect(found['mean-kept']).toBeCloseTo(middle, 10);
    expect(found['deviation-kept']).toBeCloseTo(Math.sqrt(mean((i) => ((zs[i] ?? NaN) - middle) ** 2)), 10);
  });

  test('the multipliers are the coefficients of the nearest polynomial, and what it leaves over is the distance from stationarity', () => {
    // Coefficients up to some 50, found by sums of 192 terms in another basis: 1e-9 of them.
    const { uneven, coefficients } = fitted(masses, zs, raised, DEGREE[set.constraints]);
    const [constant = NaN, slope = NaN, bend = NaN] = coefficients;
    expect(found['uneven']).toBeCloseTo(uneven, 8);
    expect(found['lambda0']).toBeCloseTo(constant + 1, 7);
    expect(found['lambda1']).toBeCloseTo(slope, 7);
    expect(found['lambda2']).toBeCloseTo(bend, 7);
  });

  test('the start counts for (1 − η)^k in log q, and the best curve for the rest', () => {
    // A step is log q ← (1 − η) log q + η · energy + what the conditions add, which is a polynomial in z. Amounts up to some
    // hundred nats, and Newton's tilts of 1e-13 to either side: 1e-8 at every bin.
    const share = 0.6 ** set.steps;
    const rest = logs.map((log, i) => log - share * (path[0]?.[i] ?? NaN) - (1 - share) * (energy[i] ?? NaN));
    const { left } = fitted(evenly, zs, rest, DEGREE[set.constraints]);
    expect(Math.max(...left.map(Math.abs))).toBeLessThan(1e-8);
  });

  test('the picture shows every bin that lies in its window, with its density, the best one and both logarithms', () => {
    const [low, high] = { area: [0, 8], mean: [0, 8], variance: [-4, 7], target: [-4, 4] }[set.constraints] as [
      number,
      number,
    ];
    expect(spanOf(values)).toEqual([low, high]);
    const { left } = fitted(masses, zs, raised, DEGREE[set.constraints]);
    const bins = binsOf(values);
    const inside = zs.map((_, i) => i).filter((i) => from + i * h > low - 1e-6 && from + (i + 1) * h < high + 1e-6);
    expect(bins).toHaveLength(inside.length);
    bins.forEach((bin, k) => {
      const i = inside[k] ?? -1;
      const [z = NaN, log = NaN] = [zs[i], logs[i]];
      expect(bin.z).toBeCloseTo(z, 10);
      expect(bin.from).toBeCloseTo(z - h / 2, 10);
      expect(bin.to).toBeCloseTo(z + h / 2, 10);
      expect(bin.q).toBeCloseTo(Math.exp(log) / h, 10);
      expect(bin.best).toBeCloseTo(bestAt(values, z), 10);
      expect(bin.logQ).toBeCloseTo(log - Math.log(h), 10);
      expect(bin.fitted).toBeCloseTo(log - Math.log(h) - (left[i] ?? NaN), 7);
    });
  });
});

describe('the start', () => {
  // u runs from −1 to 1 over the bins: two bells over a floor of a thousandth, a box with e^−9 outside, a comb of 20 teeth.
  const shapes = {
    bumps: (u: number) =>
      Math.log(0.001 + Math.exp(-((u + 0.3) ** 2) / 0.0162) + Math.exp(-((u - 0.35) ** 2) / 0.0098)),
    box: (u: number) => (u > -0.2 && u < 0.2 ? 0 : -9),
    comb: (u: number) => (Math.floor((u + 1) / 0.05) % 2 === 0 ? 0 : -4),
  } as const;
  const us = Array.from({ length: 192 }, (_, i) => -1 + (i + 0.5) / 96);
  /** Half a bell from 0 for the exponential, a whole one round the posterior for the ELBO, six deviations to the bins’ length. */
  const broad = (values: Values, z: number) => {
    const { from, to } = gridOf(values);
    if (values.constraints === 'area') return 0;
    const middle = values.constraints === 'mean' ? 0 : (from + to) / 2;
    return -0.5 * ((z - middle) / ((to - from) / 6)) ** 2;
  };
  const leftOver = (set: Partial<Values>, shape: (u: number) => number) => {
    const values = at({ ...others, ...set, steps: 0 });
    const { zs } = gridOf(values);
    const rest = (climbOf(values).path[0] ?? []).map(
      (log, i) => log - broad(values, zs[i] ?? NaN) - shape(us[i] ?? NaN),
    );
    return fitted(evenly, zs, rest, DEGREE[values.constraints]).left;
  };

  test.each(
    TASKS.flatMap((constraints) => (['bumps', 'box', 'comb'] as const).map((start) => [constraints, start] as const)),
  )('with %s is %s before a bell, tilted by no more than the conditions allow', (constraints, start) => {
    expect(Math.max(...leftOver({ constraints, start }, shapes[start]).map(Math.abs))).toBeLessThan(1e-9);
  });

  test('is ragged by normal draws of deviation 1.2, other ones for another seed', () => {
    const draws = Array.from({ length: 20 }, (_, seed) =>
      leftOver({ constraints: 'area', start: 'ragged', seed }, () => 0),
    );
    const all = draws.flat();
    // 3,820 degrees of freedom: 1/√(2 · 3,820) = 1.14 % is the standard error of a deviation, and 4.5 of them are 0.062.
    expect(Math.sqrt(all.reduce((sum, y) => sum + y * y, 0) / (all.length - 20))).toBeGreaterThan(1.2 - 0.062);
    expect(Math.sqrt(all.reduce((sum, y) => sum + y * y, 0) / (all.length - 20))).toBeLessThan(1.2 + 0.062);
    // 0.27 % of normal draws lie beyond three deviations: 10.4 of 3,840, at most 25 but for one time in 30,000.
    expect(all.filter((y) => Math.abs(y) > 3.6).length).toBeLessThan(26);
    expect(draws[1]).not.toEqual(draws[0]);
  });

  test('of a comb on an interval is flattened in closed form', () => {
    // The teeth are e^(4a) times as high as the gaps, a = (1 − η)^k, and everything follows from how many bins are teeth.
    const teeth = us.filter((u) => shapes.comb(u) === 0).length;
    for (const steps of [0, 1, 5]) {
      const a = 0.6 ** steps;
      const [high, low] = [1, Math.exp(-4 * a)].map((height) => height / (teeth + (192 - teeth) * Math.exp(-4 * a)));
      const found = numbers({ ...others, constraints: 'area', start: 'comb', steps });
      const share = teeth * (high ?? NaN);
      const entropy = -share * Math.log(high ?? NaN) - (1 - share) * Math.log(low ?? NaN) + Math.log(3 / 192);
      expect(found['value']).toBeCloseTo(entropy, 11);
      // Two values 4a apart with the shares p and 1 − p have the deviation 4a √(p(1 − p)).
      expect(found['uneven']).toBeCloseTo(4 * a * Math.sqrt(share * (1 - share)), 10);
    }
  });
});

describe('the side conditions', () => {
  test('hold to 1e-9 after every step, from every start, also where a step goes too far', () => {
    // Newton's method ends at 1e-13 in units of σ or μ; the pictures' moments are sums of 192 terms up to 8σ.
    fc.assert(
      fc.property(settings, rates(params.rate.max), (given, rate) => {
        for (let steps = 0; steps <= 12; steps++) {
          const found = numbers({ ...given, rate, steps });
          expect(Math.abs(found['area'] - 1)).toBeLessThan(1e-9);
          if (given.constraints === 'mean' || given.constraints === 'variance')
            expect(Math.abs(found['mean-kept'] - given.mean)).toBeLessThan(1e-9);
          if (given.constraints === 'variance')
            expect(Math.abs(found['deviation-kept'] - given.deviation)).toBeLessThan(1e-9);
        }
      }),
      always,
    );
  });

  test('no bin ever loses all its mass', () => {
    for (const start of STARTS) for (const { q } of binsOf(at({ start, steps: 20 }))) expect(q).toBeGreaterThan(0);
  });
});

describe('the climb', () => {
  test('never falls while η is at most 1', () => {
    // Mirror ascent with a step of at most 1 climbs, since the entropy bends exactly as the KL that measures the step
    // (Beck & Teboulle 2003); 1e-9 is rounding.
    fc.assert(
      fc.property(settings, gentle, (given, rate) => {
        const trail = trailOf(at({ ...given, rate, steps: 30 }));
        trail.slice(1).forEach(({ value }, i) => expect(value).toBeGreaterThanOrEqual((trail[i]?.value ?? NaN) - 1e-9));
      }),
      always,
    );
  });

  test('falls somewhere where a step goes too far, and never arrives at η = 2', () => {
    const trail = trailOf(at({ ...presets['too-far'].set, steps: 80 }));
    expect(trail.some(({ value }, i) => value < (trail[i - 1]?.value ?? -Infinity) - 1e-3)).toBe(true);
    expect(numbers({ ...presets['too-far'].set, steps: 80 })['short']).toBeGreaterThan(0.05);
  });

  test('the part of log q that the fit leaves over shrinks by 1 − η a step', () => {
    // Under fixed weights exactly; near the end the weights hardly move.
    const [before = NaN, after = NaN] = [60, 61].map((steps) => numbers({ steps })['uneven']);
    expect(after / before).toBeCloseTo(1 - params.rate.initial, 3);
  });

  test('with η = 1 it arrives in one step', () => {
    for (const constraints of TASKS)
      for (const start of STARTS)
        expect(numbers({ constraints, start, rate: 1, steps: 1 })['uneven']).toBeLessThan(1e-6);
  });

  test('ends at the closed forms, from every start and at both ends of every knob', () => {
    // η = 0.3 for 80 steps leaves 0.7^80 = 4e-13 of what was uneven. What the bins leave of the closed form:
    // uniform: nothing; Gaussian and posterior: cut at 8σ, 2Φ(−8) · 64 = 8e-14, and the sum over middles σ/12 apart is
    // the integral to e^(−2π² · 144); exponential: its geometric twin, below.
    const ends = [
      { mean: params.mean.min, deviation: params.deviation.min, width: params.width.min, x: params.x.min },
      { mean: params.mean.max, deviation: params.deviation.max, width: params.width.max, x: params.x.max },
      {},
    ];
    for (const start of STARTS)
      for (const end of ends)
        for (const constraints of ['area', 'variance', 'target'] as const)
          expect(Math.abs(numbers({ ...end, start, constraints, rate: 0.3, steps: 80 })['short'])).toBeLessThan(1e-9);
  });

  test('the Gaussian has ½ log(2πeσ²), 1.4189 at σ = 1, and log q is its parabola', () => {
    const found = numbers({ mean: 1.5, deviation: 0.8, rate: 0.3, steps: 80 });
    expect(found['value']).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 0.64), 9);
    // log N = −½ log 2πσ² − (z − μ)²/2σ², sorted by powers of z; λ₀ carries the 1 of −log q − 1.
    expect(found['lambda2']).toBeCloseTo(-1 / (2 * 0.64), 7);
    expect(found['lambda1']).toBeCloseTo(1.5 / 0.64, 7);
    expect(found['lambda0']).toBeCloseTo(1 - 0.5 * Math.log(2 * Math.PI * 0.64) - 1.5 ** 2 / (2 * 0.64), 7);
    expect(metricsOf(at(presets.gaussian.set))['value'].toFixed(4)).toBe('1.4189');
  });

  test('the exponential has 1 + log μ less what its bins cost, h²/24μ² = 0.0003', () => {
    for (const mean of [params.mean.min, 1, params.mean.max]) {
      const found = numbers({ constraints: 'mean', mean, rate: 0.3, steps: 80 });
      const h = (16 * mean) / BINS;
      // The twin reaches to infinity, the bins to 16μ: e^−16 (16 + 1) = 2e-6 nats are beyond.
      expect(Math.abs(found['value'] - entropyOfGeometric(mean, h))).toBeLessThan(3e-6);
      // −log r = h/μ + (h/μ)³/12 + …: the entropy lacks (h/μ)²/24 to first order.
      expect(found['short']).toBeCloseTo(1 / 144 / 24, 5);
      expect(Math.abs(found['lambda1'] * mean + 1)).toBeLessThan(1e-3);
    }
  });

  test('the uniform has log L and is level', () => {
    const found = numbers({ constraints: 'area', width: 5, rate: 0.3, steps: 80 });
    expect(found['value']).toBeCloseTo(Math.log(5), 9);
    expect([found['lambda1'], found['lambda2']]).toEqual([0, 0]);
  });

  test('the ELBO ends at the evidence, −2.1416 for the worked example, with λ₀ = 1 − log p(x)', () => {
    // The course's stated evidence; by the text, e^(λ−1) = 1/p(x).
    const found = numbers({ constraints: 'target', rate: 0.3, steps: 80 });
    expect(found['value'].toFixed(4)).toBe('-2.1416');
    expect(found['lambda0']).toBeCloseTo(1 + 2.1416083, 6);
    // Mean and variance of the posterior in the text: 1.0381 and 0.2215.
    expect(found['mean-kept'].toFixed(4)).toBe('1.0381');
    expect((found['deviation-kept'] ** 2).toFixed(4)).toBe('0.2215');
  });
});

test('the exercise on an entropy of one and a half nats is solved by its answer', () => {
  // 1 + log μ = 1.5 at μ = √e = 1.6487.
  const found = numbers({ constraints: 'mean', mean: 1.65, steps: 60 });
  expect(Math.abs(found['value'] - 1.5)).toBeLessThan(0.005);
  expect(found['short']).toBeLessThan(0.001);
});

test('what is still to climb is the KL divergence from the best curve, whatever the step', () => {
  // E_q[energy − log q] = best − KL(q ‖ best): the log of the best curve differs from the energy by what the conditions
  // fix. The sum of 192 products of up to e²: 1e-9.
  fc.assert(
    fc.property(settings, gentle, fc.nat(20), (given, rate, steps) => {
      const { short, 'kl-to-best': divergence } = numbers({ ...given, rate, steps });
      expect(Math.abs(short - divergence)).toBeLessThan(1e-8);
    }),
    always,
  );
});

describe('the figure', () => {
  test('gives exactly the numbers it describes, all finite, at both ends of every knob', () => {
    for (const constraints of TASKS)
      for (const start of STARTS)
        for (const rate of [params.rate.min, 1, params.rate.max])
          for (const end of ['min', 'max'] as const)
            for (const steps of [0, 80]) {
              const set = {
                mean: params.mean[end],
                deviation: params.deviation[end],
                width: params.width[end],
                x: params.x[end],
              };
              const found = numbers({ constraints, start, rate, steps, ...set });
              expect(Object.keys(found).sort()).toEqual(Object.keys(meta.metrics).sort());
              expect(Object.entries(found).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
            }
  });

  test('shows bins, fits and trail that are finite, with nearly all of the mass in sight', () => {
    for (const constraints of TASKS) {
      const values = at({ constraints, steps: 40 });
      const bins = binsOf(values);
      for (const bin of bins) expect(Object.values(bin).every(Number.isFinite)).toBe(true);
      // e^−8 of the exponential lies beyond z = 8, and less of the others.
      expect(bins.reduce((sum, { q, from, to }) => sum + q * (to - from), 0)).toBeGreaterThan(0.999);
      expect(trailOf(values)).toHaveLength(41);
    }
  });

  test('a step more is the same climb with a step more', () => {
    const long = climbOf(at({ steps: 10 })).path.map((logs) => [...logs]);
    climbOf(at({ steps: 3, start: 'box' }));
    expect(climbOf(at({ steps: 4 })).path).toEqual(long.slice(0, 5));
  });

  test.each([
    ['area', 'entropy', 'Step 60: entropy 1.3863, the uniform density’s log L is 1.3863 nats.'],
    // 1 − 1/(24 · 12²) = 0.9997.
    ['mean', 'entropy', 'Step 60: entropy 0.9997, the exponential’s 1 + log μ is 1.0000 nats.'],
    ['variance', 'entropy', 'Step 60: entropy 1.4189, the Gaussian’s ½ log(2πeσ²) is 1.4189 nats.'],
    ['target', 'ELBO', 'Step 60: ELBO −2.1416, the evidence, log p(x) is −2.1416 nats.'],
  ] as const)('with %s says that the %s has arrived', (constraints, name, sentence) => {
    expect(nameOf(at({ constraints }))).toBe(name);
    expect(sentenceOf(at({ constraints, steps: 60 }))).toBe(sentence);
  });

  test('says that a step went too far where the trail fell, and nowhere else', () => {
    const set = presets['too-far'].set;
    const trail = trailOf(at({ ...set, steps: 40 })).map(({ value }) => value);
    const falls = trail.map((value, k) => value < (trail[k - 1] ?? -Infinity) - 1e-9);
    expect(new Set(falls)).toEqual(new Set([true, false]));
    falls.forEach((fell, steps) =>
      expect(
        sentenceOf(at({ ...set, steps })).endsWith(' The last step went too far: the entropy fell.'),
        `${steps}`,
      ).toBe(fell),
    );
  });

  test('says where it stands, and when a step went too far', () => {
    expect(sentenceOf(at(presets.gaussian.set))).toContain('½ log(2πeσ²) is 1.4189 nats');
    const { steps } = presets['too-far'].set;
    const said = [steps, steps + 1].map((k) => sentenceOf(at({ ...presets['too-far'].set, steps: k })));
    expect(said.some((sentence) => sentence.includes('fell'))).toBe(true);
  });
});
