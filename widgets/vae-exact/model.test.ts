import { expect, test } from 'vitest';
import { klBetweenNormals } from '#src/engine/maths/gaussian.ts';
import type { Layer } from '#src/models/shared/in-the-page.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  bestOf,
  configOf,
  curveShown,
  isLinear,
  levelOf,
  lookAt,
  metricsAt,
  rangeOf,
  traceOf,
  type Snapshot,
} from './model.ts';

// What training reaches, the sentence of `settles`, is held by src/models/vae-exact/vae-exact.test.ts.

const initial = initialValues(meta.params);

const layer = (inputs: number, outputs: number, weights: readonly number[], bias: readonly number[]): Layer => ({
  inputs,
  outputs,
  weights: Float32Array.from(weights),
  bias: Float32Array.from(bias),
});

/** x̂ = z(½, 0); q(z|x) = N(x₁, e⁻²). */
const networks = {
  decoder: [layer(1, 2, [0.5, 0], [0, 0])],
  encoder: [layer(2, 2, [1, 0, 0, 0], [0, -2])],
};

const curved: Snapshot = {
  step: 20,
  evidence: -1,
  elbo: -1.5,
  kl: 0.5,
  rate: 2,
  distortion: 0.1,
  off: 1e-6,
  resolved: true,
  activeUnits: 1,
  networks,
  points: Float32Array.of(0.5, -0.25),
  left: new Float32Array(),
};
const linear: Snapshot = { ...curved, points: new Float32Array(), left: Float32Array.of(1, 1, 1, 0.5, 0.5) };

test('the knobs go to the model; where the point lies does not', () => {
  expect(configOf({ ...initial, shape: 'spiral', h: 0.2, x1: 1, seed: 7 })).toEqual({
    model: 'curved',
    shape: 'spiral',
    h: 0.2,
    beta: 1,
    latent: 5,
    lr: 0.003,
    falls: 0,
    batch: 128,
    seed: 7,
    heldOut: 300,
  });
});

test('every number that the figure promises is there, but for the pace, which no snapshot knows', () => {
  const numbers = metricsAt(linear);
  expect([...Object.keys(numbers), 'steps-per-second']).toEqual(Object.keys(meta.metrics));
  expect(numbers).toMatchObject({ gap: 0.5, 'kl-to-posterior': 0.5, rate: 2, distortion: 0.1, 'active-units': 1 });
});

test('the curve has no rate and no distortion among its numbers', () => {
  expect([isLinear(linear), isLinear(curved)]).toEqual([true, false]);
  expect(metricsAt(curved)).toEqual({ evidence: -1, elbo: -1.5, gap: 0.5, 'kl-to-posterior': 0.5 });
});

test('what 801 codes do not resolve has no numbers, and no place on the curves', () => {
  expect(Object.values(metricsAt({ ...curved, resolved: false }))).toEqual([NaN, NaN, NaN, NaN]);
  expect(traceOf({ ...curved, resolved: false })).toEqual({ step: 20, evidence: NaN, elbo: NaN, kl: NaN });
  expect(traceOf(curved)).toEqual({ step: 20, evidence: -1, elbo: -1.5, kl: 0.5 });
});

test('the curve is shown from −3 to 3, where the decoder puts it', () => {
  const curve = curveShown(curved);
  expect(curve).toHaveLength(401);
  expect(curve[0]?.z).toBeCloseTo(-3, 9);
  expect(curve.at(-1)?.x).toBeCloseTo(1.5, 9);
});

test('the posterior of a point is the closed form of a linear decoder, and q what the encoder says', () => {
  // h = ½: precision 1 + (½)²/(½)² = 2, mean ½ · x₁/(½)²/2 = x₁.
  const look = lookAt(curved, 0.5, [0.75, -0.25]);
  const [q, sd] = [look.densities.reduce((best, row) => (row.q > best.q ? row : best)), Math.exp(-1)];
  expect(q.z).toBeCloseTo(0.75, 9);
  expect(q.q).toBeCloseTo(1 / (sd * Math.sqrt(2 * Math.PI)), 6);
  const posterior = look.densities.reduce((best, row) => (row.posterior > best.posterior ? row : best));
  expect(posterior.z).toBeCloseTo(0.75, 9);
  expect(posterior.posterior).toBeCloseTo(1 / Math.sqrt(Math.PI), 6);
  expect(look.parts.kl).toBeCloseTo(klBetweenNormals(0.75, sd ** 2, 0.75, 0.5), 6);
});

test('the codes on the curve: two deviations of q, and the posterior down to a hundredth of its peak', () => {
  const { likely, said, densities, q } = lookAt(curved, 0.5, [0.75, -0.25]);
  const ends = (codes: readonly { readonly z: number }[]) => [codes[0]?.z ?? NaN, codes.at(-1)?.z ?? NaN];
  // exp(−d²) is a hundredth at d = √log 100 = 2.146; nodes are 0.015 apart.
  expect(likely).toHaveLength(1);
  for (const [found, expected] of [
    [ends(likely[0] ?? []), [0.75 - 2.146, 0.75 + 2.146]],
    [ends(said), [0.75 - 2 * Math.exp(-1), 0.75 + 2 * Math.exp(-1)]],
  ] as const)
    found.forEach((z, i) => expect(Math.abs(z - (expected[i] ?? NaN))).toBeLessThan(0.015));
  // In quarters, with a twentieth to spare.
  expect(rangeOf({ densities, q })).toEqual([-1.5, 3]);
});

test('a decoder that comes back to a place leaves two stretches of codes for it', () => {
  // |z| through two units of tanh is no straight line, but it comes back: x̂ = tanh(4z − 4) − tanh(4z + 4) + 2.
  const back = [layer(1, 2, [4, 4], [-4, 4]), layer(2, 2, [1, 0, -1, 0], [2, 0])];
  const { likely } = lookAt({ networks: { ...networks, decoder: back } }, 0.1, [1, 0]);
  expect(likely).toHaveLength(2);
});

test('the most that the points have is the mean of log p under their own mixture', () => {
  // Across a curve of length 2π · 0.62 the density is a normal of 0.05: 1 / (2π · 0.62 · 0.05 · √(2π)) on the curve, whose
  // bend takes or adds less than a hundredth.
  const onMoon = Float32Array.of(-0.31, 0.47);
  expect(bestOf(onMoon, 'moons')).toBeCloseTo(-Math.log(2 * Math.PI * 0.62 * 0.05 * Math.sqrt(2 * Math.PI)), 1);
  const off = Float32Array.of(-0.31, 0.57);
  // Two deviations off it, −2²/2.
  expect(bestOf(off, 'moons')).toBeCloseTo(bestOf(onMoon, 'moons') - 2, 0);
  const both = bestOf(Float32Array.of(...onMoon, ...off), 'moons');
  expect(both).toBeCloseTo((bestOf(onMoon, 'moons') + bestOf(off, 'moons')) / 2, 9);
});

test('the water level is β times the variance of the decoder', () => {
  expect(levelOf({ h: 0.5, beta: 2 })).toBe(0.5);
});
