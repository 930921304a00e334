import { describe, expect, test } from 'vitest';
import { densityAt, planeSet } from '#src/engine/data/plane.ts';
import type { DigitsSnapshot, PlaneSnapshot } from '#src/models/denoiser/denoiser.ts';
import { initialValues } from '#src/run/params.ts';
import { HALF_SIDE, meta } from './meta.ts';
import * as model from './model.ts';

// What training reaches, the sentence of `settles`, is held by src/models/denoiser/denoiser.test.ts.

const initial = initialValues(meta.params);
const PIXELS = 784;

const plane: PlaneSnapshot = {
  on: 'plane',
  step: 20,
  error: 0.01,
  fieldError: 0.2,
  fieldCosine: 0.9,
  net: { octaves: 0, layers: [] },
};
const grey = (value: number) => new Uint8Array(2 * PIXELS).fill(value);
const digits: DigitsSnapshot = {
  on: 'digits',
  step: 30,
  error: 9,
  psnrNoisy: 13,
  psnrRestored: 20,
  psnrMedian: 17,
  shown: { clean: grey(100), noisy: grey(151), restored: grey(100), median: grey(100 + 25.5) },
};

test('the knobs of the plane go to the model, and no others', () => {
  const common = { level: 0.2, lr: 0.01, falls: 0, batch: 64, seed: 7 };
  expect(model.configOf({ ...initial, ...common })).toEqual({
    on: 'plane',
    shape: 'moons',
    linear: false,
    octaves: 3,
    ...common,
  });
  expect(model.configOf({ ...initial, net: 'linear' })).toMatchObject({ linear: true, octaves: 0 });
  expect(model.configOf({ ...initial, net: 'rectified' })).toMatchObject({ linear: false, octaves: 0 });
  expect(model.configOf({ ...initial, ...common, on: 'digits', noise: 'masking', width: 32 })).toEqual({
    on: 'digits',
    noise: 'masking',
    width: 32,
    heldOut: 500,
    ...common,
  });
});

test('points are of the figure’s own making, and digits those that are chosen', () => {
  expect(model.dataOf({ ...initial, data: 'mnist' })).toBe('none');
  expect(model.dataOf({ ...initial, on: 'digits', data: 'mnist' })).toBe('mnist');
});

test('every number that the figure promises is there in its mode, but for the pace, which no snapshot knows', () => {
  const all = { ...model.metricsAt(plane), ...model.metricsAt(digits) };
  expect([...Object.keys(all), 'steps-per-second']).toEqual(Object.keys(meta.metrics));
  for (const [on, snapshot] of Object.entries({ plane, digits }))
    for (const name of Object.keys(model.metricsAt(snapshot)))
      expect(meta.metrics[name as keyof typeof all].when).toEqual({ on });
  expect(all).toEqual({
    'field-error': 0.2,
    'field-cosine': 0.9,
    'psnr-noisy': 13,
    'psnr-restored': 20,
    'psnr-median': 17,
  });
});

test('the curve has the error of the field, or the decibels of what is restored', () => {
  expect([plane, digits].map(model.traceOf)).toEqual([
    { step: 20, value: 0.2 },
    { step: 30, value: 20 },
  ]);
});

describe('the field', () => {
  const { shape, level } = { shape: 'ring', level: 0.1 } as const;

  test('near a mode that stands alone is that of one Gaussian', () => {
    const [across, up] = model.exactField({ shape, level })(0.95, 0.1);
    // σ² (m − x)/(σ² + 0.05²): the other modes are 0.69 away, and e⁻¹⁸ of the weight.
    expect(across).toBeCloseTo(0.8 * (0.9 - 0.95), 6);
    expect(up).toBeCloseTo(0.8 * (0 - 0.1), 6);
  });

  test('has arrows over the whole square, each at its place, pale where the noisy density is a small share of the usual one', () => {
    const arrows = model.exactArrows(shape, level);
    expect(arrows).toHaveLength(24 ** 2);
    const cell = (2 * HALF_SIDE) / 24;
    expect(arrows[0]?.from).toEqual([-HALF_SIDE + cell / 2, -HALF_SIDE + cell / 2]);
    expect(arrows[25]?.from[1]).toBeCloseTo(-HALF_SIDE + 1.5 * cell, 12);
    const field = model.exactField({ shape, level });
    for (const { from, way } of arrows) expect(way).toEqual(field(...from));
    // Modes far apart do not overlap: the mean of the density over its own points is half of its peak, 1/8 of N(0; 0, v I).
    const noisy = { ...planeSet(shape), sigma: Math.hypot(0.05, level) };
    const usual = densityAt(noisy, 0.9, 0) / 2;
    for (const { from, seen } of arrows) {
      const share = densityAt(noisy, ...from) / usual;
      expect(seen).toBe(share >= 0.05 ? 'often' : share >= 0.002 ? 'seldom' : 'hardly');
    }
  });

  test('is walked along from the start, move by move', () => {
    const walk = model.walkFrom((x, y) => [-0.5 * x, 0.25 * y], { x1: 0.8, x2: 0.1 });
    expect(walk).toHaveLength(model.MOVES + 1);
    expect(walk[0]).toEqual([0.8, 0.1]);
    expect(walk[2]?.[0]).toBeCloseTo(0.8 * 0.5 ** 2, 12);
    expect(walk[2]?.[1]).toBeCloseTo(0.1 * 1.25 ** 2, 12);
  });

  test('is followed to the data: from beyond the ring to the nearest mode', () => {
    const end = model.walkFrom(model.exactField({ shape, level }), { x1: 1.3, x2: -0.1 }).at(-1) ?? [NaN, NaN];
    expect(Math.hypot(end[0] - 0.9, end[1])).toBeLessThan(1e-3);
  });
});

test('clean points that are shown lie about the shape', () => {
  const points = model.pointsOf('ring');
  expect(points).toHaveLength(400);
  // 5 σ is 0.25, which one point in 270,000 exceeds.
  for (const [x, y] of points) expect(Math.abs(Math.hypot(x, y) - 0.9)).toBeLessThan(0.25);
});

test('rows of digits stand under each other with their decibels: 20 log 5 for a fifth of the range', () => {
  const rows = model.rowsOf(digits);
  expect(rows.map(({ name }) => name)).toEqual(['clean', 'noisy', 'restored', 'median 3 × 3']);
  expect(rows.map(({ decibels }) => decibels.length)).toEqual([0, 2, 2, 2]);
  for (const value of rows[1]?.decibels ?? []) expect(value).toBeCloseTo(20 * Math.log10(5), 10);
  expect(rows[2]?.decibels).toEqual([Infinity, Infinity]);
  expect(rows[3]?.images).toBe(digits.shown.median);
});
