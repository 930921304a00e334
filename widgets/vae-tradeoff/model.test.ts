import { beforeAll, describe, expect, test } from 'vitest';
import { growDigits, type DigitSet } from '#src/engine/data/digits.ts';
import type { Computing } from '#src/engine/experiments/index.ts';
import { vae } from '#src/engine/experiments/kinds/vae.ts';
import type { VaeSnapshot } from '#src/engine/experiments/vae.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { comparable, configOf, metricsAt, SWEEP } from './model.ts';

const initial = initialValues(meta.params);
const part = ({ images, labels }: DigitSet, from: number, to: number): DigitSet => ({
  images: images.slice(from * 784, to * 784),
  labels: labels.slice(from, to),
  count: to - from,
});

function grown(count: number): DigitSet {
  const growing = growDigits({ count, seed: 1 });
  for (;;) {
    const { value, done } = growing.next();
    if (done) return value;
  }
}

const all = grown(4500);
const data = { train: part(all, 0, 4000), heldOut: part(all, 4000, 4500) };

const computing: Computing = { name: 'simd', kernels: compiledKernels() };

async function after(steps: number, knobs: Partial<typeof initial>): Promise<VaeSnapshot> {
  const run = vae.run(configOf({ ...initial, ...knobs }), data, computing);
  await run.next();
  const { value } = await run.next(steps);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  return value;
}

describe('a sweep of β with the other knobs as they open', () => {
  let sweep: readonly VaeSnapshot[];
  beforeAll(async () => {
    const runs: VaeSnapshot[] = [];
    for (const beta of SWEEP.betas) runs.push(await after(SWEEP.steps, { beta }));
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

test('the ELBO on the figure is −distortion − rate at every weight', async () => {
  const metrics = metricsAt(await after(3, { beta: 7 }), 12);
  expect(metrics['elbo']).toBeCloseTo(-(metrics['distortion'] ?? NaN) - (metrics['rate'] ?? NaN), 10);
  expect(Object.keys(metrics).sort()).toEqual(Object.keys(meta.metrics).sort());
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
  ];
  const shown = (patch: Partial<typeof initial>) => comparable(records, { ...initial, ...patch }).map(({ run }) => run);
  expect(shown({})).toEqual([1, 4]);
  expect(shown({ decoder: 'gaussian', h2: 0.1 })).toEqual([3]);
  expect(shown({ decoder: 'gaussian', h2: 0.2 })).toEqual([]);
});
