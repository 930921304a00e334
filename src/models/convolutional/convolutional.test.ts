import { describe, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import { answersToTheirOwn, next } from '../shared/runs.fixture.ts';
import { phaseSpread, type ConvolutionalConfig, type ConvolutionalSnapshot } from './convolutional.ts';
import { workOf } from './layers.ts';
import { modelOf, train } from './run.ts';

const digits = grownDigits(4500);
const all = splitAt(digits, 4000);
const few = splitAt(grownDigits(120), 100);
const small = { size: 3, lr: 2e-3, batch: 8, seed: 1, heldOut: 12, kernel: 4, method: 'nearest' } as const;
const whole: ConvolutionalConfig = { ...small, decoder: 'transposed', size: 16, batch: 64, heldOut: 500 };
const fast = simd(compiledKernels());

const transposed = { decoder: 'transposed', kernel: 4 } as const;
const narrow = { decoder: 'transposed', kernel: 3 } as const;
const nearest = { decoder: 'resize', method: 'nearest' } as const;
const bilinear = { decoder: 'resize', method: 'bilinear' } as const;
const dense = { decoder: 'dense' } as const;

async function after(steps: number, config: ConvolutionalConfig, data = all): Promise<ConvolutionalSnapshot> {
  const run = train(config, data, fast);
  let found = await next(run);
  if (steps > 0) found = await next(run, steps);
  await run.return();
  return found;
}

/** As torch counts them for the same layers, and multiply-adds of one image by the sizes of the layers. */
test.each([
  [transposed, 29_321, 221_088],
  [narrow, 28_369, 166_208],
  [nearest, 28_369, 377_888],
  [bilinear, 28_369, 377_888],
  [dense, 29_636, 28_800],
])('%o has the parameters and multiply-adds of that net', (patch, parameters, work) => {
  const config = { ...whole, ...patch };
  const { layers } = planOf(modelOf(config, { measured: 1, shown: 1 }));
  const counted = layers.map(({ inputs, dense: { outputs }, biases = outputs }) => inputs * outputs + biases);
  expect(counted.reduce((sum, count) => sum + count)).toBe(parameters);
  expect(workOf({ ...config, batch: 1 })).toBe(work);
});

describe('the checkerboard of a flat input', () => {
  test('is the deviation of the means of 16 phases over the mean size', () => {
    const of = (value: (y: number, x: number) => number) =>
      phaseSpread(Float64Array.from({ length: 784 }, (_, i) => value(Math.floor(i / 28), i % 28)));
    // Columns by turns 1 and 3: mean 2, deviation 1. What lies near the border does not count.
    expect(of((_, x) => (x % 2 === 0 ? 1 : 3))).toBeCloseTo(0.5, 12);
    expect(of((y, x) => (y < 8 || y > 19 || x < 8 || x > 19 ? 100 * y : -2))).toBe(0);
    // Of sixteen phases one is 16 and the others are 0: mean 1, variance 16 − 1.
    expect(of((y, x) => (y % 4 === 1 && x % 4 === 2 ? 16 : 0))).toBeCloseTo(Math.sqrt(15), 12);
  });

  test.each([1, 2, 3])(
    'seed %i: before training it is strong after transposed convolutions, and not there after resizing',
    async (seed) => {
      for (const patch of [transposed, narrow])
        expect((await after(0, { ...whole, ...patch, seed })).spread).toBeGreaterThan(0.3);
      for (const patch of [nearest, bilinear])
        expect((await after(0, { ...whole, ...patch, seed })).spread).toBeLessThan(1e-5);
      expect((await after(0, { ...whole, ...dense, seed })).spread).toBeUndefined();
    },
  );
});

test('after 1,000 steps transposed convolutions leave an error of at most 14, and still some checkerboard', async () => {
  const { error, spread, shown } = await after(1000, whole);
  expect(error).toBeLessThan(14);
  // Two digits are some 100 apart in squared distance.
  expect(answersToTheirOwn(shown.originals, shown.answers)).toBe(10);
  expect(spread).toBeGreaterThan(0.01);
});

test('a decoder that resizes and convolves leaves none while it trains', async () => {
  const { error, spread } = await after(400, { ...whole, ...nearest });
  // On the way to 14, which it reaches by step 1,000: half of what dense layers leave then.
  expect(error).toBeLessThan(18);
  expect(spread).toBeLessThan(1e-5);
});

test('after 1,000 steps a dense net of as many parameters leaves at least twice as much as either', async () => {
  expect((await after(1000, { ...whole, ...dense })).error).toBeGreaterThan(28);
});

test.each([transposed, narrow, nearest, bilinear, dense])(
  '%o: a run that goes back is where it was, to the bit',
  async (patch) => {
    const run = train({ ...small, ...patch }, few, fast);
    await next(run);
    const there = await next(run, 3);
    await next(run, 4);
    expect(await next(run, { to: 3 })).toEqual(there);
    await run.return();
  },
);

test.each([transposed, nearest])('%o: after a step SIMD and plain loops say the same', async (patch) => {
  const config = { ...small, ...patch, batch: 4, heldOut: 2 };
  const [ours, theirs] = [train(config, few, fast), train(config, few, reference)];
  await next(ours);
  await next(theirs);
  const [mine, other] = [await next(ours, 1), await next(theirs, 1)];
  // Sums of 784 numbers in single precision: 1e-4 of the number is far above their rounding.
  expect(mine.error / other.error).toBeCloseTo(1, 4);
  mine.flat?.forEach((value, i) => expect(value).toBeCloseTo(other.flat?.[i] ?? NaN, 4));
  await Promise.all([ours.return(), theirs.return()]);
});

test('too large a learning rate sends the run back to its last good state', async () => {
  const run = train({ ...small, ...transposed, lr: 1e30 }, few, fast);
  await next(run);
  const found = await next(run, 20);
  expect(found.lostAt).toBeGreaterThan(0);
  expect(Number.isFinite(found.error)).toBe(true);
  await run.return();
});

test('the flat input fills its row without padding', () => {
  const { programs } = planOf(modelOf(whole, { measured: 1, shown: 1 }));
  expect(programs['flat']?.feed.fields['rows']?.length).toBe(strideOf(7 * 7 * 16));
});
