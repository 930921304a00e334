import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageUnder,
  bestModel,
  curvature,
  elbo,
  elboGradient,
  entropy,
  expectedLogJoint,
  expectedLogPrior,
  klToPosterior,
  klToPrior,
  logAverageRatio,
  logEvidence,
  logEvidenceByQuadrature,
  logJoint,
  logRatio,
  posterior,
  reconstruction,
} from './linear-gaussian.ts';

/** Evenly spread: `fc.double` draws evenly among bit patterns, and so nearly always something next to 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000);
const models = fc.record({ w: between(-3, 3), s: between(0.4, 4) });
const normals = fc.record({ mean: between(-5, 5), variance: between(0.01, 7) });
/** The same draws each time, so that a failure can be looked at. */
fc.configureGlobal({ seed: 20_261_130 });
const settings = fc.tuple(models, between(-4, 4), normals);

/** ∫ f(z) q(z) dz by 4,001 nodes over 20 standard deviations: an oracle that shares no formula with the code. */
function integral(q: { mean: number; variance: number }, f: (z: number) => number): number {
  const sigma = Math.sqrt(q.variance);
  const width = sigma / 200;
  const density = (z: number) => Math.exp(-((z - q.mean) ** 2) / (2 * q.variance)) / (sigma * Math.sqrt(2 * Math.PI));
  const nodes = Array.from({ length: 4001 }, (_, node) => q.mean + (node - 2000) * width);
  return nodes.reduce((sum, z) => sum + density(z) * f(z) * width, 0);
}

// Terms reach 1.4e3 nats (x = 4, w = −3, m = 5, s = 0.4); ten roundings of 2^-53 of that are 2e-12, and the oracle adds 4,001 more: 1e-9 is safe.
const tolerance = 1e-9;

describe('linear-Gaussian model', () => {
  it('joins prior and likelihood as hand-written densities do', () => {
    // p(z)p(x|z) at z = 1, x = 2, w = 1.5, s = 0.8: φ(1) · φ(0.625)/0.8, from the definition of the normal density
    const byHand =
      (Math.exp(-0.5) / Math.sqrt(2 * Math.PI)) * (Math.exp(-0.5 * 0.625 ** 2) / (0.8 * Math.sqrt(2 * Math.PI)));
    expect(logJoint({ w: 1.5, s: 0.8 }, 2, 1)).toBeCloseTo(Math.log(byHand), 12);
  });

  it('has the evidence that integrating the joint gives', () => {
    // 321 nodes 0.1 apart: the smallest posterior deviation here is 0.4/√9.16 = 0.132, so the rule's error is about 2 exp(−2π² 1.32²) = 2e-15.
    fc.assert(
      fc.property(models, between(-4, 4), (model, x) => {
        const nodes = { from: -16, to: 16, count: 321 };
        expect(Math.abs(logEvidenceByQuadrature(model, x, nodes) - logEvidence(model, x))).toBeLessThan(tolerance);
      }),
    );
  });

  it('has an evidence by three nodes that is the trapezoid worked by hand', () => {
    // w = 0, s = 1, x = 0: p(x, z) = φ(z)/√(2π) at z = −1, 0.5, 2, 1.5 apart, the ends counted half.
    const bell = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const byHand = (1.5 * (bell(-1) / 2 + bell(0.5) + bell(2) / 2)) / Math.sqrt(2 * Math.PI);
    const found = logEvidenceByQuadrature({ w: 0, s: 1 }, 0, { from: -1, to: 2, count: 3 });
    expect(found).toBeCloseTo(Math.log(byHand), 12);
  });

  it('has a posterior that is the joint divided by the evidence', () => {
    fc.assert(
      fc.property(models, between(-4, 4), between(-5, 5), (model, x, z) => {
        const { mean, variance } = posterior(model, x);
        const log = -0.5 * Math.log(2 * Math.PI * variance) - (z - mean) ** 2 / (2 * variance);
        expect(Math.abs(log - (logJoint(model, x, z) - logEvidence(model, x)))).toBeLessThan(tolerance);
      }),
    );
  });

  it('has expectations that agree with integrals over q', () => {
    fc.assert(
      fc.property(settings, ([model, x, q]) => {
        const logDecoder = (z: number) =>
          logJoint(model, x, z) - logJoint({ w: 0, s: 1 }, 0, z) - 0.5 * Math.log(2 * Math.PI);
        expect(Math.abs(reconstruction(model, x, q) - integral(q, logDecoder))).toBeLessThan(tolerance);
        expect(Math.abs(expectedLogJoint(model, x, q) - integral(q, (z) => logJoint(model, x, z)))).toBeLessThan(
          tolerance,
        );
        expect(
          Math.abs(expectedLogPrior(q) - integral(q, (z) => -0.5 * Math.log(2 * Math.PI) - z ** 2 / 2)),
        ).toBeLessThan(tolerance);
        expect(Math.abs(elbo(model, x, q) - integral(q, (z) => logRatio(model, x, q, z)))).toBeLessThan(tolerance);
        const logQ = (z: number) => -0.5 * Math.log(2 * Math.PI * q.variance) - (z - q.mean) ** 2 / (2 * q.variance);
        expect(Math.abs(entropy(q) + integral(q, logQ))).toBeLessThan(tolerance);
      }),
      { numRuns: 40 },
    );
  });

  it('has a two-point average that is exact for a quadratic and not for a fourth power', () => {
    // E z² = m² + v = 1.25 and E z⁴ = m⁴ + 6m²v + 3v² = 2.6875 at m = 1, v = ¼; the two points 0.5 and 1.5 give 1.25 and 2.5625.
    const q = { mean: 1, variance: 0.25 };
    expect(averageUnder(q, (z) => z ** 2)).toBeCloseTo(1.25, 12);
    expect(averageUnder(q, (z) => z ** 4)).toBeCloseTo(2.5625, 12);
  });

  it('loses by Jensen exactly the divergence from the posterior', () => {
    fc.assert(
      fc.property(settings, ([model, x, q]) => {
        const ratio = (z: number) => logRatio(model, x, q, z);
        expect(Math.abs(logAverageRatio(model, x, q) - logEvidence(model, x))).toBeLessThan(tolerance);
        const lost = logAverageRatio(model, x, q) - averageUnder(q, ratio);
        expect(Math.abs(lost - klToPosterior(model, x, q))).toBeLessThan(tolerance);
      }),
    );
  });

  it('has no divergence from the prior only where q is the prior', () => {
    expect(klToPrior({ mean: 0, variance: 1 })).toBe(0);
    expect(klToPrior({ mean: 0.3, variance: 0.5 })).toBeGreaterThan(0);
  });

  it('has the gradient that central differences of the ELBO give', () => {
    // Step 1e-5: rounding 1e3 · 2^-53 / 1e-5 ≈ 1e-8 and third-derivative error |f'''| h²/6 ≈ 200 · 1e-10 / 6; 1e-6 covers both.
    const step = 1e-5;
    fc.assert(
      fc.property(settings, ([model, x, q]) => {
        const { mean, logVariance } = elboGradient(model, x, q);
        const at = (dm: number, dl: number) =>
          elbo(model, x, { mean: q.mean + dm, variance: q.variance * Math.exp(dl) });
        expect(Math.abs(mean - (at(step, 0) - at(-step, 0)) / (2 * step))).toBeLessThan(1e-6);
        expect(Math.abs(logVariance - (at(0, step) - at(0, -step)) / (2 * step))).toBeLessThan(1e-6);
      }),
    );
  });

  it('has an M step that no other model in range beats', () => {
    const range = { w: [-3, 3], s: [0.4, 4] } as const;
    fc.assert(
      fc.property(settings, models, ([, x, q], other) => {
        const best = bestModel(x, q, range);
        expect(expectedLogJoint(best, x, q)).toBeGreaterThanOrEqual(expectedLogJoint(other, x, q) - tolerance);
      }),
    );
  });

  it('has the M step of one observation: w = x m/(m² + v), s² the squared error that is left, or the end of the range', () => {
    // x = 3, m = 2, v = 0.5: w = 6/4.5 = 4/3, and E(x − w z)² = (3 − 8/3)² + 16/9 · 0.5 = 1/9 + 8/9 = 1.
    const range = { w: [-3, 3], s: [0.4, 4] } as const;
    const { w, s } = bestModel(3, { mean: 2, variance: 0.5 }, range);
    expect(w).toBeCloseTo(4 / 3, 12);
    expect(s).toBeCloseTo(1, 12);
    // x = 4, m = 0.5, v = 0.01: w = 2/0.26 = 7.7 is cut to 3, then s² = (4 − 1.5)² + 0.09.
    const cut = bestModel(4, { mean: 0.5, variance: 0.01 }, range);
    expect(cut.w).toBe(3);
    expect(cut.s).toBeCloseTo(Math.sqrt(6.34), 12);
  });

  it('has a posterior precision equal to the curvature of the log joint', () => {
    fc.assert(
      fc.property(models, (model) => {
        expect(curvature(model) * posterior(model, 1).variance).toBeCloseTo(1, 12);
      }),
    );
  });
});
