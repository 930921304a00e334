import { beforeAll, describe, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import type { Computing } from '#src/models/kind.ts';
import vae from '#src/models/vae/index.ts';
import type { VaeSnapshot } from '#src/models/vae/vae.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { comparable, configOf, HELD_OUT, metricsAt, SWEEP, traceOf } from './model.ts';

// A code of two numbers, as the figure had when it opened first: it trains fastest.
const initial = { ...initialValues(meta.params), latent: 2 };
const all = grownDigits(4500);
const data = splitAt(all, 4000);

const computing: Computing = { name: 'simd', kernels: compiledKernels() };

async function after(steps: number, knobs: Partial<typeof initial>): Promise<VaeSnapshot> {
  const run = vae.run(configOf({ ...initial, ...knobs }), data, computing);
  await run.next();
  const { value } = await run.next(steps);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  return value;
}

describe.each([2, initialValues(meta.params).latent])(
  'a sweep of β with a code of %i and the other knobs as they open',
  (latent) => {
    let sweep: readonly VaeSnapshot[];
    beforeAll(async () => {
      const runs: VaeSnapshot[] = [];
      for (const beta of SWEEP.betas) runs.push(await after(SWEEP.steps, { beta, latent }));
      sweep = runs;
    });

    test('the rate falls at every step of β', () => {
      for (const [at, { rate }] of sweep.entries()) if (at > 0) expect(rate).toBeLessThan(sweep[at - 1]?.rate ?? 0);
    });

    test('the distortion rises at every step of β', () => {
      for (const [at, { distortion }] of sweep.entries())
        if (at > 0) expect(distortion).toBeGreaterThan(sweep[at - 1]?.distortion ?? Infinity);
    });

    test('the largest β silences every dimension: each under 0.01 nat', () => {
      const last = sweep.at(-1);
      expect(Math.max(...(last?.ratePerDimension ?? [1]))).toBeLessThan(0.01);
      expect(last?.activeUnits).toBe(0);
    });
  },
);

test('a code that has gone silent costs the squared error of the average digit, whatever the price and the width', async () => {
  const { train, heldOut } = data;
  const mean = Float64Array.from({ length: 784 }, (_, pixel) => {
    let sum = 0;
    for (let image = 0; image < train.count; image++) sum += (train.images[784 * image + pixel] ?? NaN) / 255;
    return sum / train.count;
  });
  let best = 0;
  heldOut.images.forEach((byte, at) => (best += (byte / 255 - (mean[at % 784] ?? NaN)) ** 2 / heldOut.count));
  // The lecture says 47.9. Decoders trained for 200 steps keep some of their own noise: a quarter of a percent.
  const latent = initialValues(meta.params).latent;
  for (const knobs of [{ beta: 60 }, { beta: 90, width: 32 }]) {
    const { squaredError, activeUnits } = await after(200, { latent, ...knobs });
    expect(activeUnits).toBe(0);
    expect(squaredError.toFixed(1)).toBe('47.9');
    expect(Math.abs(squaredError / best - 1)).toBeLessThan(0.0025);
  }
});

test('for the Gaussian decoder β and 2h² are one knob: equal products train the same network', async () => {
  // Objectives that differ by the constant factor 2 have gradients that do; Adam divides it out but for its ε = 1e-8,
  // and a power of two changes no rounding. What is left is ε against the root of the second moment, below 1e-3.
  const one = await after(60, { decoder: 'gaussian', beta: 1, h2: 0.25 });
  const other = await after(60, { decoder: 'gaussian', beta: 2, h2: 0.125 });
  expect(Math.abs(one.rate / other.rate - 1)).toBeLessThan(1e-3);
  expect(Math.abs(one.squaredError / other.squaredError - 1)).toBeLessThan(1e-3);
});

test('links from before there was a depth show the same figure, bit for bit', async () => {
  const { depth, ...without } = configOf(initial);
  expect(depth).toBe(1);
  const run = vae.run(without, data, computing);
  await run.next();
  const { value } = await run.next(5);
  await run.return();
  expect(await after(5, {})).toEqual(value);
});

/** A snapshot in which every number is another one. */
const snapshot = {
  step: 40,
  weight: 3,
  rate: 17,
  distortion: 93,
  elbo: -110,
  objective: 144,
  squaredError: 31,
  activeUnits: 5,
  ratePerDimension: Float32Array.of(8, 9),
  trail: { steps: new Float32Array(), rate: new Float32Array(), distortion: new Float32Array() },
  reconstructions: { originals: new Uint8Array(), means: new Uint8Array(), count: 0 },
  samples: new Uint8Array(),
} satisfies VaeSnapshot;

test('each number of the figure is the snapshot’s number of that name', () => {
  // −93 − 17 = −110 whatever weight is trained with; the objective, 93 + 3 · 17 = 144, is not shown.
  expect(metricsAt(snapshot)).toEqual({
    rate: 17,
    distortion: 93,
    elbo: -110,
    'active-units': 5,
    'squared-error': 31,
  });
  expect([...Object.keys(metricsAt(snapshot)), 'steps-per-second'].sort()).toEqual(Object.keys(meta.metrics).sort());
  expect(traceOf(snapshot)).toEqual({ step: 40, rate: 17, distortion: 93 });
});

test('the ELBO lies below what the held-out images cost under any code: minus the entropy of their grey values', async () => {
  // Σ −x log p − (1 − x) log(1 − p) ≥ Σ −x log x − (1 − x) log(1 − x) for each pixel, and no rate is negative.
  const { images, count } = data.heldOut;
  const entropy = images.reduce((sum, byte) => {
    const x = byte / 255;
    return x === 0 || x === 1 ? sum : sum - x * Math.log(x) - (1 - x) * Math.log(1 - x);
  }, 0);
  const { distortion, rate, elbo } = metricsAt(await after(200, { beta: 0.1 }));
  expect(distortion).toBeGreaterThan(entropy / count);
  expect(rate).toBeGreaterThan(0);
  expect(elbo).toBeLessThan(-entropy / count);
  // 784 pixels at D = ½ cost log 2 each, without any code: after 200 steps the bound is far above that.
  expect(elbo).toBeGreaterThan(-784 * Math.LN2);
});

test('knobs go to the engine under their own names, and a snapshot is measured on the 500 digits held out', () => {
  const knobs = { beta: 7, latent: 3, h2: 0.3, warmup: 50, width: 48, depth: 2, lr: 5e-3, batch: 16, seed: 9 };
  const config = configOf({ ...initial, ...knobs, decoder: 'gaussian' });
  expect(config).toEqual({ ...knobs, decoder: 'gaussian', heldOut: 500 });
  expect(HELD_OUT).toBe(data.heldOut.count);
});

test('the plane shows together only runs whose nats compare', () => {
  const record = (run: number, patch: Partial<typeof initial>) => ({
    run,
    values: { ...initial, ...patch },
    metrics: { rate: 1, distortion: 2 },
    step: 3,
  });
  const records = [
    record(1, { beta: 4 }),
    record(2, { data: 'mnist' }),
    record(3, { decoder: 'gaussian', h2: 0.1 }),
    record(4, { h2: 1 }),
    record(5, { decoder: 'gaussian', h2: 0.1, data: 'mnist' }),
  ];
  const shown = (patch: Partial<typeof initial>) => comparable(records, { ...initial, ...patch }).map(({ run }) => run);
  expect(shown({})).toEqual([1, 4]);
  expect(shown({ decoder: 'gaussian', h2: 0.1 })).toEqual([3]);
  expect(shown({ decoder: 'gaussian', h2: 0.2 })).toEqual([]);
  expect(comparable(records, initial)[0]).toEqual({ run: 1, beta: 4, rate: 1, distortion: 2, step: 3 });
  // A run kept before anything was measured has no place on the plane.
  const [empty] = comparable([{ run: 6, values: initial, metrics: {}, step: 0 }], initial);
  expect([empty?.rate, empty?.distortion]).toEqual([NaN, NaN]);
});
