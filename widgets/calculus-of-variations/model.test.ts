import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { BINS, binsOf, climbOf, metricsOf, sentenceOf, trailOf, type Values } from './model.ts';

const { params, presets } = meta;
const at = (set: Partial<Values>): Values => ({ ...initialValues(params), ...set });
const numbers = (set: Partial<Values>) => metricsOf(at(set));

const TASKS = ['area', 'mean', 'variance', 'target'] as const;
const STARTS = ['ragged', 'bumps', 'box', 'comb'] as const;
const knob = (name: 'mean' | 'deviation' | 'width' | 'x', { min, max } = params[name]) =>
  fc.double({ min, max, noNaN: true });
const settings = fc.record({
  constraints: fc.constantFrom(...TASKS),
  start: fc.constantFrom(...STARTS),
  mean: knob('mean'),
  deviation: knob('deviation'),
  width: knob('width'),
  x: knob('x'),
  seed: fc.nat(9999),
});
const gentle = fc.double({ min: params.rate.min, max: 1, noNaN: true });
const always = { numRuns: 60, seed: 9 };

/** The exponential's entropy in bins of width h: masses (1 − r) rⁱ at h(i + ½) with mean μ, so r = (μ/h − ½)/(μ/h + ½). */
function entropyOfGeometric(mean: number, h: number): number {
  const r = (mean / h - 0.5) / (mean / h + 0.5);
  return -Math.log(1 - r) - (r / (1 - r)) * Math.log(r) + Math.log(h);
}

describe('the side conditions', () => {
  test('hold to 1e-9 after every step, from every start, also where a step goes too far', () => {
    // Newton's method ends at 1e-13 in units of σ or μ; the pictures' moments are sums of 192 terms up to 8σ.
    fc.assert(
      fc.property(settings, fc.double({ min: params.rate.min, max: params.rate.max, noNaN: true }), (given, rate) => {
        for (let steps = 0; steps <= 12; steps++) {
          const found = numbers({ ...given, rate, steps });
          expect(Math.abs((found['area'] ?? NaN) - 1)).toBeLessThan(1e-9);
          if (given.constraints === 'mean' || given.constraints === 'variance')
            expect(Math.abs((found['mean-kept'] ?? NaN) - given.mean)).toBeLessThan(1e-9);
          if (given.constraints === 'variance')
            expect(Math.abs((found['deviation-kept'] ?? NaN) - given.deviation)).toBeLessThan(1e-9);
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
          expect(Math.abs(numbers({ ...end, start, constraints, rate: 0.3, steps: 80 })['short'] ?? NaN)).toBeLessThan(
            1e-9,
          );
  });

  test('the Gaussian has ½ log(2πeσ²), 1.4189 at σ = 1, and log q is its parabola', () => {
    const found = numbers({ mean: 1.5, deviation: 0.8, rate: 0.3, steps: 80 });
    expect(found['value']).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 0.64), 9);
    // log N = −½ log 2πσ² − (z − μ)²/2σ², sorted by powers of z; λ₀ carries the 1 of −log q − 1.
    expect(found['lambda2']).toBeCloseTo(-1 / (2 * 0.64), 7);
    expect(found['lambda1']).toBeCloseTo(1.5 / 0.64, 7);
    expect(found['lambda0']).toBeCloseTo(1 - 0.5 * Math.log(2 * Math.PI * 0.64) - 1.5 ** 2 / (2 * 0.64), 7);
    expect(metricsOf(at(presets.gaussian.set))['value']?.toFixed(4)).toBe('1.4189');
  });

  test('the exponential has 1 + log μ less what its bins cost, h²/24μ² = 0.0003', () => {
    for (const mean of [params.mean.min, 1, params.mean.max]) {
      const found = numbers({ constraints: 'mean', mean, rate: 0.3, steps: 80 });
      const h = (16 * mean) / BINS;
      // The twin reaches to infinity, the bins to 16μ: e^−16 (16 + 1) = 2e-6 nats are beyond.
      expect(Math.abs((found['value'] ?? NaN) - entropyOfGeometric(mean, h))).toBeLessThan(3e-6);
      // −log r = h/μ + (h/μ)³/12 + …: the entropy lacks (h/μ)²/24 to first order.
      expect(found['short']).toBeCloseTo(1 / 144 / 24, 5);
      expect(Math.abs((found['lambda1'] ?? NaN) * mean + 1)).toBeLessThan(1e-3);
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
    expect(found['value']?.toFixed(4)).toBe('-2.1416');
    expect(found['lambda0']).toBeCloseTo(1 + 2.1416083, 6);
    // Mean and variance of the posterior in the text: 1.0381 and 0.2215.
    expect(found['mean-kept']?.toFixed(4)).toBe('1.0381');
    expect(((found['deviation-kept'] ?? NaN) ** 2).toFixed(4)).toBe('0.2215');
  });
});

test('the exercise on an entropy of one and a half nats is solved by its answer', () => {
  // 1 + log μ = 1.5 at μ = √e = 1.6487.
  const found = numbers({ constraints: 'mean', mean: 1.65, steps: 60 });
  expect(Math.abs((found['value'] ?? NaN) - 1.5)).toBeLessThan(0.005);
  expect(found['short']).toBeLessThan(0.001);
});

test('what is still to climb is the KL divergence from the best curve, whatever the step', () => {
  // E_q[energy − log q] = best − KL(q ‖ best): the log of the best curve differs from the energy by what the conditions
  // fix. The sum of 192 products of up to e²: 1e-9.
  fc.assert(
    fc.property(settings, gentle, fc.nat(20), (given, rate, steps) => {
      const { short = NaN, 'kl-to-best': divergence = NaN } = numbers({ ...given, rate, steps });
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

  test('says where it stands, and when a step went too far', () => {
    expect(sentenceOf(at(presets.gaussian.set))).toContain('½ log(2πeσ²) is 1.4189 nats');
    const { steps } = presets['too-far'].set;
    const said = [steps, steps + 1].map((k) => sentenceOf(at({ ...presets['too-far'].set, steps: k })));
    expect(said.some((sentence) => sentence.includes('fell'))).toBe(true);
  });
});
