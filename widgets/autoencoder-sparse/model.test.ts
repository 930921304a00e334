import { describe, expect, test } from 'vitest';
import { GROWN, grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import sparse from '#src/models/sparse/index.ts';
import { answersToTheirOwn } from '#src/models/shared/runs.fixture.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  activeFor,
  barsOf,
  beforehandAt,
  comparable,
  configOf,
  metricsAt,
  sourceOf,
  SWEEP,
  tilesOf,
  traceOf,
  twoRows,
  type Snapshot,
  type Values,
} from './model.ts';

const initial = initialValues(meta.params);

/** Two pictures and three units, the first of which is not shown. */
const snapshot: Snapshot = {
  step: 20,
  error: 8,
  activeShare: 0.5,
  meanActivity: 0.25,
  deadShare: 0.125,
  atomLength: 2,
  usage: Float32Array.of(0, 0.5, 1),
  means: Float32Array.of(0, 0.04, 0.26),
  found: undefined,
  shown: {
    units: [2, 1],
    atoms: new Uint8Array(2 * 784).fill(128).fill(255, 784),
    originals: Uint8Array.of(1, 2),
    answers: Uint8Array.of(3, 4),
    codes: Float32Array.of(0.5, 0, 0.01, 0.2),
    active: [1, 2],
  },
};
const planted: Snapshot = {
  ...snapshot,
  found: { strokes: new Uint8Array(2 * 784).fill(7, 784), likeness: Float32Array.of(0.89, 0.95) },
};

test('the knobs go to the model; planted strokes have linear outputs, and only with them weights are tied', () => {
  const config = {
    size: 64,
    penalty: 'kl',
    weight: 0.5,
    rho: 0.1,
    tied: false,
    linear: false,
    lr: 0.01,
    batch: 32,
    seed: 7,
    heldOut: 500,
  };
  const knobs = { ...initial, penalty: 'kl', weight: 0.5, rho: 0.1, k: 64, lr: 0.01, batch: 32, seed: 7 } as const;
  expect(configOf(knobs)).toEqual(config);
  expect(configOf({ ...knobs, atoms: 'planted' })).toEqual({ ...config, tied: true, linear: true });
  expect(configOf({ ...knobs, atoms: 'planted', tied: 'no' })).toEqual({ ...config, linear: true });
});

test('digits are those of the knob; planted pictures are no digits', () => {
  expect(sourceOf({ ...initial, data: 'mnist' })).toBe('mnist');
  expect(sourceOf({ ...initial, atoms: 'planted', data: 'mnist' })).toBe('planted');
});

test('every number that the figure promises is there, but for the pace, which no snapshot knows', () => {
  const numbers = metricsAt(planted);
  expect([...Object.keys(numbers), 'steps-per-second']).toEqual(Object.keys(meta.metrics));
  expect(numbers).toEqual({
    error: 8,
    'active-share': 0.5,
    'mean-activity': 0.25,
    'dead-share': 0.125,
    'atom-length': 2,
    // A cosine of 0.89 is below what counts as found, one of 0.95 above.
    'found-share': 0.5,
  });
});

test('where nothing is planted nothing is found', () => {
  expect(metricsAt(snapshot)).not.toHaveProperty('found-share');
});

test('pictures stand above what comes back, and a run’s trace has its error', () => {
  expect([...twoRows(snapshot.shown)]).toEqual([1, 2, 3, 4]);
  expect(traceOf(snapshot)).toEqual({ step: 20, error: 8 });
});

test('a tile is lit where its unit is active for the chosen picture, as its penalty has it', () => {
  const lit = (digit: number, penalty: 'l1' | 'kl') => tilesOf(snapshot, { digit, penalty }).map((tile) => tile.lit);
  expect(lit(0, 'l1')).toEqual([true, false]);
  expect(lit(1, 'l1')).toEqual([true, true]);
  // 0.01 is above 0.001, and below 0.05.
  expect(lit(1, 'kl')).toEqual([false, true]);
  const [first, second] = tilesOf(snapshot, { digit: 1, penalty: 'l1' });
  expect([first?.unit, second?.unit]).toEqual([2, 1]);
  expect([first?.value, second?.value]).toEqual([Math.fround(0.01), Math.fround(0.2)]);
  expect([first?.atom[0], second?.atom[0], second?.atom.length]).toEqual([128, 255, 784]);
  expect(first).not.toHaveProperty('stroke');
  expect([activeFor(snapshot, { digit: 0 }), activeFor(snapshot, { digit: 1 })]).toEqual([1, 2]);
});

test('a tile has its planted stroke, and whether it counts as found', () => {
  const strokes = tilesOf(planted, { digit: 0, penalty: 'l1' }).map(({ stroke }) => stroke);
  expect(strokes.map((stroke) => stroke?.found)).toEqual([false, true]);
  expect(strokes.map((stroke) => stroke?.image[0])).toEqual([0, 7]);
});

test('units are counted by how often they are active under L1, by their mean under KL', () => {
  const filled = (penalty: 'l1' | 'kl') =>
    barsOf(snapshot, penalty)
      .filter(({ units }) => units > 0)
      .map(({ from, to, units }) => [from, to, units]);
  expect(filled('l1')).toEqual([
    [0, 0.05, 1],
    [0.5, 0.55, 1],
    [0.95, 1, 1],
  ]);
  expect(filled('kl')).toEqual([
    [0, 0.05, 2],
    [0.25, 0.3, 1],
  ]);
});

test('runs are compared where nothing but the weight differs, by rising weight', () => {
  const run = (at: number, own: Partial<typeof initial>) => ({
    run: at,
    step: 9,
    values: { ...initial, ...own },
    metrics: { error: 12, 'active-share': 0.3, 'mean-activity': 0.2, 'atom-length': 3, 'found-share': 0.5 },
  });
  const others = (
    [{ atoms: 'planted' }, { penalty: 'kl' }, { rho: 0.2 }, { tied: 'no' }, { k: 64 }, { data: 'mnist' }] as const
  ).map((own, i) => run(10 + i, own));
  const runs = comparable([run(1, { weight: 0.3 }), ...others, run(2, { weight: 0, seed: 4 })], initial);
  const numbers = { step: 9, error: 12, active: 0.3, mean: 0.2, length: 3, found: 0.5 };
  expect(runs).toEqual([
    { run: 2, weight: 0, ...numbers },
    { run: 1, weight: 0.3, ...numbers },
  ]);
});

test('a sweep visits weights that the knob has', () => {
  const { min, max } = meta.params.weight;
  for (const weight of SWEEP.weights) expect(weight >= min && weight <= max).toBe(true);
});

describe('training', () => {
  const digits = splitAt(grownDigits(GROWN.train + GROWN.heldOut, GROWN.seed), GROWN.train);
  const loads = {
    digits: () => Promise.resolve(digits),
    computed: () => Promise.reject(new Error('Nothing is computed beforehand.')),
  };

  async function reached(own: Partial<Values>, steps = 1000) {
    const values = { ...initial, ...own };
    const data = await sparse.data(sourceOf(values), loads);
    const run = sparse.run(configOf(values), data, { name: 'simd', kernels: compiledKernels() });
    await run.next();
    const { value } = await run.next(steps);
    await run.return();
    const last = value ?? expect.fail('the run ended before its snapshot');
    // Some 20 in squared distance is left of a digit at most, and two digits are some 100 apart.
    if (values.atoms === 'digits') expect(answersToTheirOwn(last.shown.originals, last.shown.answers)).toBe(10);
    return metricsAt(last);
  }

  test('with L1, the more the penalty weighs, the fewer units are active, the larger the error and the longer the atoms', async () => {
    const before = beforehandAt(initial);
    expect(before.map(({ weight }) => weight)).toEqual([0, 0.03, 0.1, 0.3]);
    const found: ReturnType<typeof metricsAt>[] = [];
    for (const { weight, ...drawn } of before) {
      const numbers = await reached({ weight });
      found.push(numbers);
      // What the figure draws as trained beforehand is what comes out, as far as it is written down.
      expect(numbers.error).toBeCloseTo(drawn.error, 1);
      expect(numbers['active-share']).toBeCloseTo(drawn.active, 2);
      expect(numbers['mean-activity']).toBeCloseTo(drawn.mean, 2);
      expect(numbers['atom-length']).toBeCloseTo(drawn.length, 1);
    }
    const each = (name: keyof ReturnType<typeof metricsAt>) => found.map((numbers) => numbers[name] ?? NaN);
    // What PyTorch reached with the same recipe on written digits (ORACLES.md item 2), and the margin asked for there.
    [0.87, 0.4, 0.19, 0.1].forEach((share, i) =>
      expect(Math.abs((each('active-share')[i] ?? NaN) - share)).toBeLessThan(0.06),
    );
    const falls = (numbers: readonly number[]) => expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    falls(each('active-share'));
    falls(each('mean-activity'));
    falls(each('error').map((error) => -error));
    // 7.9 there, and at most 9.5 is asked for.
    expect(each('error')[2]).toBeLessThan(9.5);
    // The dodge: L1 asks for small codes, and long atoms make up for them. “Almost three times as long”, a preset says.
    falls(each('atom-length').map((length) => -length));
    const times = (each('atom-length')[3] ?? NaN) / (each('atom-length')[0] ?? NaN);
    expect(times).toBeGreaterThan(2.6);
    expect(times).toBeLessThan(3);
  });

  test('KL of weight 1 brings the mean activity within 0.06 of ρ, from above, and leaves no unit dead', async () => {
    const { 'mean-activity': mean, 'dead-share': dead } = await reached({ penalty: 'kl', weight: 1 }, 600);
    expect(mean).toBeGreaterThan(initial.rho);
    expect(mean).toBeLessThan(initial.rho + 0.06);
    expect(dead).toBe(0);
  });

  test('nine of ten planted strokes are found with L1 at 0.3', async () => {
    const { 'found-share': found } = await reached({ atoms: 'planted', weight: 0.3 });
    expect(found).toBeGreaterThanOrEqual(0.9);
  });

  test('with no penalty fewer than three of ten are found, with it nine of ten also by a fourth of the units', async () => {
    const quick = { atoms: 'planted', k: 64, lr: 3e-3 } as const;
    expect((await reached({ ...quick, weight: 0 }, 600))['found-share']).toBeLessThan(0.3);
    expect((await reached({ ...quick, weight: 0.3 }, 600))['found-share']).toBeGreaterThanOrEqual(0.9);
  });
});

test('only with the knobs of the sweep that was trained beforehand is it shown', () => {
  for (const own of [{ atoms: 'planted' }, { penalty: 'kl' }, { k: 64 }, { data: 'mnist' }] as const)
    expect(beforehandAt({ ...initial, ...own })).toEqual([]);
});
