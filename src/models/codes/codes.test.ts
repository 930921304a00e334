/** Decoders driven by codes: what they are given, and whole runs on each executor. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { tfjs } from '#src/engine/executors/tfjs.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import { rowsOf } from '#src/engine/steps/rows.ts';
import * as tf from '#src/engine/tensors.ts';
import {
  codes as programOf,
  givenCodes as programCodes,
  step as programStep,
  usual as knobs,
  variables,
} from '#widgets/latent-codes/code/tfjs.ts';
import { batches, greys, logOddsOf, PIXELS } from '../shared/batches.ts';
import { next } from '../shared/runs.fixture.ts';
import { codesFast } from './run.ts';
import { CLASSES, classMean, digitsOf, floorOf, givenCodes, type CodesConfig, type CodesSnapshot } from './codes.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const fast = simd(compiledKernels());

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const usual: CodesConfig = { code: 'dense', size: 3, width: 24, lr: 1e-3, batch: 16, digits: 100, seed: 4 };

async function after(steps: number, run: Run<CodesSnapshot>): Promise<CodesSnapshot> {
  await next(run);
  const found = await next(run, steps);
  await run.return();
  return found;
}

function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  return Array.from(ours).reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? NaN))), 0);
}

describe('codes that are given', () => {
  const digits = digitsOf({ digits: 200 });

  test('one-hot: a single 1, in the place of the class', () => {
    const codes = givenCodes('one-hot', digits);
    digits.labels.forEach((label, i) => {
      const code = [...codes.subarray(i * CLASSES, (i + 1) * CLASSES)];
      expect(code).toEqual(Array.from({ length: CLASSES }, (_, place) => (place === label ? 1 : 0)));
    });
  });

  test('scaled: from 0.5 for the digit of its class that leans least to 1.5 for the one that leans most, in a line', () => {
    const codes = givenCodes('scaled', digits);
    for (let digit = 0; digit < CLASSES; digit++) {
      const all = [...digits.labels.keys()].filter((i) => digits.labels[i] === digit);
      const points = all.map((i) => [digits.leans[i] ?? NaN, codes[i * CLASSES + digit] ?? NaN] as const);
      points.sort(([one], [other]) => one - other);
      const [[least] = [NaN], [most] = [NaN]] = [points[0], points.at(-1)];
      for (const [lean, number] of points) expect(number).toBeCloseTo(0.5 + (lean - least) / (most - least), 5);
      for (const i of all) {
        const others = codes.subarray(i * CLASSES, (i + 1) * CLASSES).filter((_, place) => place !== digit);
        expect([...others].every((value) => value === 0)).toBe(true);
      }
    }
  });

  test('the least error with the class alone is the mean cross-entropy of the digits and their class mean', () => {
    const means = Array.from({ length: CLASSES }, (_, digit) => classMean(digits, digit).mean);
    let nats = 0;
    digits.labels.forEach((label, i) => {
      means[label]?.forEach((mean, pixel) => {
        const x = (digits.images[i * 784 + pixel] ?? 0) / 255;
        // Where the mean is 0 or 1 every digit of the class is, and 0 log 0 = 0.
        if (mean > 0 && mean < 1) nats -= x * Math.log(mean) + (1 - x) * Math.log(1 - mean);
      });
    });
    // Sums of some 10⁵ numbers in double precision.
    expect(floorOf(digits)).toBeCloseTo(nats / digits.count, 8);
  });
});

/** A step moves a parameter by 1e-3 at most: a thousandth of the way of ten steps. */
const PARITY = 1e-5;

/** Weights and biases without gaps out of a state, by network. */
function matricesOf(state: TrainedState | undefined): Record<string, Float32Array[]> {
  const found: Record<string, Float32Array[]> = {};
  let at = 0;
  for (const { name, length } of state?.layout ?? []) {
    const width = Number(/(\d+)$/.exec(name)?.[1]);
    const values = state?.values.slice(at, at + length) ?? new Float32Array();
    const rows = name.includes('bias') ? values.slice(0, width) : rowsOf(values, width);
    (found[name.split('/')[0] ?? ''] ??= []).push(rows);
    at += length;
  }
  return found;
}

/** The decoder of the program that the figure shows, trained from the parameters in `begun` for the given number of steps on our batches. */
function programAfter(
  steps: number,
  config: CodesConfig,
  begun: Record<string, readonly Float32Array[]>,
): Float32Array[] {
  const digits = digitsOf(config);
  const { code, width, batch, seed } = config;
  const program = programOf({ ...knobs, ...config }, tf.tensor1d(logOddsOf(digits)));
  const all = [...(code === 'dense' ? (begun['encoder'] ?? []) : []), ...(begun['decoder'] ?? [])];
  variables(program).forEach((variable, i) => variable.assign(tf.tensor(all[i] ?? [], variable.shape)));
  const batchAt = batches(digits.count, batch, random(seed).fork('batches'));
  const given = code === 'dense' ? undefined : programCodes(code, digits.labels, digits.leans);
  for (let step = 0; step < steps; step++)
    tf.tidy(() => {
      const indices = batchAt(step);
      const rows = Array.from(indices, (digit) =>
        Array.from(given?.subarray(digit * CLASSES, (digit + 1) * CLASSES) ?? []),
      );
      programStep(program, tf.tensor2d(greys(digits.images, indices), [batch, PIXELS]), given && tf.tensor2d(rows));
    });
  const found = variables(program)
    .slice(-4)
    .map((variable) => Float32Array.from(variable.dataSync()));
  expect(found.map(({ length }) => length)).toEqual([found[0]?.length, width, width * PIXELS, PIXELS]);
  tf.dispose(variables(program));
  program.adam.dispose();
  return found;
}

describe.each(['one-hot', 'scaled', 'dense'] as const)('a decoder of %s codes', (code) => {
  const config = { ...usual, code };

  test('after 10 steps SIMD has the weights of the program that the figure shows', async () => {
    const run = codesFast(config, fast);
    const state = (await next(run), (await run.next('state')).value?.state);
    const theirs = programAfter(10, config, matricesOf(state));
    const { decoder } = await next(run, 10);
    const ours = [decoder.hidden, decoder.hiddenBias, decoder.out, decoder.outBias];
    theirs.forEach((values, i) => expect(largestDifference(ours[i] ?? [], values)).toBeLessThan(PARITY));
    await run.return();
  });

  test('after 10 steps SIMD, plain loops and TensorFlow.js have the same weights, and say the same', async () => {
    const ours = await after(10, codesFast(config, fast));
    for (const theirs of [await after(10, codesFast(config, reference)), await after(10, codesFast(config, tfjs))]) {
      for (const name of ['hidden', 'hiddenBias', 'out', 'outBias'] as const)
        expect(largestDifference(ours.decoder[name], theirs.decoder[name])).toBeLessThan(PARITY);
      // A code is a sum of 24 products of numbers about 1 with weights that lie so close.
      expect(largestDifference(ours.codes, theirs.codes)).toBeLessThan(100 * PARITY);
      // Sums of 784 numbers in single precision, and parameters up to 1e-5 apart: 1e-4 of each number.
      expect(Math.abs(ours.error / theirs.error - 1)).toBeLessThan(1e-4);
      expect(Math.abs(ours.squaredError / theirs.squaredError - 1)).toBeLessThan(1e-4);
      expect(ours.trail.steps).toEqual(theirs.trail.steps);
      ours.trail.errors.forEach((nats, i) => expect(nats / (theirs.trail.errors[i] ?? NaN)).toBeCloseTo(1, 4));
    }
  });

  test.each([fast, tfjs])('a run that goes back is where it was, to the bit', async (open) => {
    const run = codesFast(config, open);
    await next(run);
    const first = await next(run, 7);
    await next(run, 9);
    const again = await next(run, { to: 7 });
    expect(again.decoder).toEqual(first.decoder);
    expect(again.error).toBe(first.error);
    await run.return();
  });
});

test('TensorFlow.js is given back every tensor', async () => {
  const before = tf.memory().numTensors;
  for (const code of ['scaled', 'dense'] as const) await after(3, codesFast({ ...usual, code }, tfjs));
  expect(tf.memory().numTensors).toBe(before);
});

test('too large a learning rate sends the run back to its last good state', async () => {
  const run = codesFast({ ...usual, lr: 1e30 }, fast);
  await next(run);
  const found = await next(run, 20);
  expect(found.lostAt).toBeGreaterThan(0);
  expect(Number.isFinite(found.error)).toBe(true);
  await run.return();
});
