import { expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { codesOf, configOf, metricsAt, priorOf, reachOf, taken, traceOf, type Snapshot } from './model.ts';

// What training reaches, the sentence of `settles`, is held by src/models/ae-or-vae/ae-or-vae.test.ts.

const initial = initialValues(meta.params);
const samples = new Uint8Array();

const snapshot: Snapshot = {
  step: 130,
  at: 100,
  made: {
    ae: { frechet: 180, sure: 0.01, samples },
    vae: { frechet: 100, sure: 0.04, samples },
    own: { frechet: 60, sure: 0.2, samples },
  },
  codes: {
    ae: { at: Float32Array.of(5, -20, 1, 2), deviation: 5, near: 0.1 },
    vae: { at: Float32Array.of(0.5, -2, 1, 2), deviation: 1.2, near: 0.9 },
  },
  labels: Uint8Array.of(7, 3),
  prior: Float32Array.of(1, 2, 3, 4),
  real: { frechet: 1, sure: 0.9 },
};

test('the knobs go to the model under their own names', () => {
  expect(configOf({ ...initial, latent: 3, lr: 0.01, seed: 7 })).toEqual({
    latent: 3,
    width: 128,
    lr: 0.01,
    batch: 128,
    seed: 7,
  });
});

test('every number that the figure promises is there, but for the pace, which no snapshot knows', () => {
  const numbers = metricsAt(snapshot);
  expect([...Object.keys(numbers), 'steps-per-second']).toEqual(Object.keys(meta.metrics));
  expect(Object.values(numbers)).toEqual([180, 100, 60, 0.01, 0.04, 0.2, 5, 1.2, 0.1, 0.9]);
});

test('the curves have a point for each step that distances were taken at', () => {
  const point = traceOf(snapshot);
  expect(point).toEqual({ step: 130, at: 100, ae: 180, vae: 100, own: 60 });
  const [first, later] = [
    { ...point, step: 0, at: 0 },
    { ...point, step: 160 },
  ];
  expect(taken([first, point, later])).toEqual([first, point]);
});

test('codes keep their digits, and the prior its pairs', () => {
  expect(codesOf(snapshot, 'ae')).toEqual([
    { x: 5, y: -20, digit: '7' },
    { x: 1, y: 2, digit: '3' },
  ]);
  expect(codesOf(snapshot, 'vae')[0]).toEqual({ x: 0.5, y: -2, digit: '7' });
  expect(priorOf(snapshot)).toEqual([
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ]);
});

test('one square holds the codes of both, and is never smaller than the prior needs', () => {
  expect(reachOf(snapshot)).toBeCloseTo(1.05 * 20, 9);
  const { vae } = snapshot.codes;
  expect(reachOf({ codes: { ae: vae, vae } })).toBeCloseTo(1.05 * 3.5, 9);
});
