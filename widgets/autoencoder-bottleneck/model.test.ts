import { expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  comparable,
  configOf,
  directionsOf,
  metricsAt,
  pcaCurve,
  SWEEP,
  threeRows,
  traceOf,
  type Snapshot,
} from './model.ts';

// What training reaches, the sentence of `settles`, is held by src/models/autoencoder/autoencoder.test.ts.

const initial = initialValues(meta.params);

const snapshot: Snapshot = {
  step: 20,
  error: 21,
  pcaErrors: Float32Array.of(50, 40, 30, 25),
  size: 2,
  angle: undefined,
  captured: undefined,
  spectrum: undefined,
  shown: { originals: Uint8Array.of(1, 2), answers: Uint8Array.of(3, 4), pca: Uint8Array.of(5, 6) },
};

test('the knobs go to the model, the size of the code as k', () => {
  expect(configOf({ ...initial, k: 3, linear: 'yes', depth: 2, tied: 'yes', lr: 0.01, falls: 0, seed: 7 })).toEqual({
    size: 3,
    linear: true,
    width: 128,
    depth: 2,
    tied: true,
    lr: 0.01,
    falls: 0,
    batch: 128,
    seed: 7,
    heldOut: 500,
  });
});

test('every number that the figure promises is there, but for the pace, which no snapshot knows', () => {
  const numbers = metricsAt({ ...snapshot, angle: 3, captured: 0.99 });
  expect([...Object.keys(numbers), 'steps-per-second']).toEqual(Object.keys(meta.metrics));
  expect(numbers).toEqual({ error: 21, 'pca-error': 30, angle: 3, captured: 0.99 });
});

test('with hidden layers there is no subspace, and so no angle', () => {
  expect(metricsAt(snapshot)).toEqual({ error: 21, 'pca-error': 30 });
});

test('the curve has the error at its step, and PCA’s curve begins at one component', () => {
  expect(traceOf(snapshot)).toEqual({ step: 20, error: 21 });
  expect(pcaCurve(snapshot)).toEqual([
    { size: 1, error: 40 },
    { size: 2, error: 30 },
    { size: 3, error: 25 },
  ]);
});

test('digits stand above what comes back, and that above PCA’s', () => {
  expect([...threeRows(snapshot.shown)]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('runs are compared on the same digits only', () => {
  const run = (data: string, at: number) => ({
    run: at,
    step: 9,
    values: { ...initial, k: 4, linear: 'yes', data },
    metrics: { error: 12 },
  });
  const point = { run: 2, step: 9, size: 4, linear: true, error: 12 };
  expect(comparable([run('mnist', 1), run('digits', 2)], initial)).toEqual([point]);
});

test('a sweep visits sizes that the knob has, and no more steps than the rate takes to fall', () => {
  const { min, max } = meta.params.k;
  for (const size of SWEEP.sizes) expect(size >= min && size <= max).toBe(true);
  expect(SWEEP.steps).toBe(initial.falls);
});

test('the first J principal directions are those that PCA keeps, and some behind them are shown', () => {
  const spectrum = { variances: new Float32Array(64).fill(2), found: new Float32Array(64).fill(0.5, 1) };
  const directions = directionsOf({ spectrum, size: 2 });
  expect(directions).toHaveLength(12);
  expect(directions.slice(0, 3)).toEqual([
    { direction: 1, variance: 2, found: 0, kept: true },
    { direction: 2, variance: 2, found: 0.5, kept: true },
    { direction: 3, variance: 2, found: 0.5, kept: false },
  ]);
  expect(directionsOf({ spectrum, size: 62 })).toHaveLength(64);
  expect(directionsOf({ spectrum: undefined, size: 2 })).toEqual([]);
});
