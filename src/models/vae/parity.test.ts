/** Whole runs of the variational autoencoder on every executor against the program that the figure shows, step for step. */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import { grownDigits, splitAt, type Split } from '#src/engine/data/digits.ts';
import {
  readFrom,
  type AnyExecutor,
  type AsyncExecutor,
  type AsyncExecutorFactory,
} from '#src/engine/executors/async-executor.ts';
import type { Executor, ExecutorFactory } from '#src/engine/executors/executor.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { tfjs } from '#src/engine/executors/tfjs.ts';
import { random } from '#src/engine/random.ts';
import type { Plan } from '#src/engine/steps/plan.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import * as tf from '#src/engine/tensors.ts';
import { step as programStep, usual as knobs, vae, variables } from '#widgets/vae-tradeoff/code/tfjs.ts';
import { batches, greys, logOddsOf, normals, PIXELS } from '../shared/batches.ts';
import { next } from '../shared/runs.fixture.ts';
import { vaeFast } from './run.ts';
import { weightAt, type VaeConfig } from './vae.ts';

/** Bytes of the heap that are still reachable. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const kernels = compiledKernels();

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const all = grownDigits(500);
const data: Split = splitAt(all, 400);

const usual: VaeConfig = {
  beta: 1,
  latent: 2,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  width: 128,
  lr: 1e-3,
  batch: 64,
  seed: 1,
  heldOut: 100,
};

/** An executor that tells where its plan and itself can be seen. */
function watched(open: ExecutorFactory) {
  const seen: { plan?: Plan; executor?: Executor } = {};
  const factory: ExecutorFactory = (plan, parameters, images) => {
    seen.plan = plan;
    return (seen.executor = open(plan, parameters, images));
  };
  return { seen, factory };
}

/** Weights and biases, layer by layer, after `steps` steps of an executor. */
async function parametersAfter(
  steps: number,
  config: VaeConfig,
  open: ExecutorFactory | AsyncExecutorFactory,
): Promise<Float32Array[]> {
  const seen: { plan?: Plan; executor?: AnyExecutor } = {};
  const run = vaeFast(config, data, async (plan, parameters, images) => {
    const executor = await open(plan, parameters, images);
    Object.assign(seen, { plan, executor });
    return executor as AsyncExecutor;
  });
  await next(run);
  if (steps > 0) await next(run, steps);
  const { plan, executor } = seen;
  if (!plan || !executor) throw new Error('The run opened no executor.');
  const values = (await readFrom(executor, { at: 0, length: plan.parameters })).slice();
  await run.return();
  return plan.layers.flatMap(({ dense, inputs, weights, bias }) => {
    const stride = strideOf(dense.outputs);
    let column = 0;
    return (dense.parts ?? [dense]).flatMap(({ outputs }) => {
      const first = column;
      column += outputs;
      const weight = (_: unknown, i: number) =>
        values[weights + Math.floor(i / outputs) * stride + first + (i % outputs)] ?? NaN;
      return [
        Float32Array.from({ length: inputs * outputs }, weight),
        values.slice(bias + first, bias + first + outputs),
      ];
    });
  });
}

/** The same by the program that the figure shows, from the same numbers on the same batches. */
async function programAfter(steps: number, config: VaeConfig): Promise<Float32Array[]> {
  const begun = await parametersAfter(0, config, reference);
  const source = random(config.seed);
  const batchAt = batches(data.train.count, config.batch, source.fork('batches'));
  const noise = source.fork('noise');
  const net = vae({ ...knobs, ...config }, tf.tensor1d(logOddsOf(data.train)));
  variables(net).forEach((variable, i) => variable.assign(tf.tensor(begun[i] ?? [], variable.shape)));
  for (let step = 0; step < steps; step++)
    tf.tidy(() => {
      const x = tf.tensor2d(greys(data.train.images, batchAt(step)), [config.batch, PIXELS]);
      const epsilon = normals(noise.at(step), config.batch * config.latent);
      programStep(net, x, tf.tensor2d(epsilon, [config.batch, config.latent]), weightAt(config, step));
    });
  const values = variables(net).map((variable) => Float32Array.from(variable.dataSync()));
  tf.dispose(variables(net));
  net.adam.dispose();
  return values;
}

/** The largest difference between two lists of arrays. */
function largestDifference(ours: readonly Float32Array[], theirs: readonly Float32Array[]): number {
  expect(ours.map(({ length }) => length)).toEqual(theirs.map(({ length }) => length));
  let largest = 0;
  theirs.forEach((values, i) =>
    values.forEach((value, j) => {
      const difference = Math.abs(value - (ours[i]?.[j] ?? NaN));
      largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
    }),
  );
  return largest;
}

/**
 * Seeds at which no rectified unit comes within rounding of its kink in these steps. Where one does, it passes its
 * gradient on one side and not on the other, and Adam, which divides a gradient by its size, makes a whole step of it:
 * both runs are right and lie 1e-3 apart. (Seed 1 as the figure opens, and at the width of 37.)
 */
const settings: readonly (readonly [string, Partial<VaeConfig>])[] = [
  ['as the figure opens', { seed: 6 }],
  ['batch 128', { batch: 128 }],
  ['Gaussian decoder', { decoder: 'gaussian', latent: 5 }],
  ['β = 4 with a warm-up, code of 32', { beta: 4, warmup: 10, latent: 32, width: 48, seed: 2 }],
  ['a width and a batch that fit no vector', { width: 37, batch: 27, latent: 3, seed: 2 }],
  ['two hidden layers', { width: 40, batch: 16, depth: 2 }],
  ['four hidden layers', { width: 40, batch: 16, depth: 4 }],
];

/** 1e-5: a step moves a parameter by 1e-3 at most, so that this is a two-thousandth of the way of twenty steps. */
const PARITY = 1e-5;

describe.each(settings)('%s', (_, patch) => {
  const config = { ...usual, ...patch };
  test('after 20 steps every parameter is that of the program that the figure shows, to 1e-5, on simd and TensorFlow.js', async () => {
    const theirs = await programAfter(20, config);
    for (const open of [simd(kernels), tfjs])
      expect(largestDifference(await parametersAfter(20, config, open), theirs)).toBeLessThan(PARITY);
  });

  test('snapshots on simd and on TensorFlow.js say the same', async () => {
    const [ours, theirs] = [vaeFast(config, data, simd(kernels)), vaeFast(config, data, tfjs)];
    for (const steps of [0, 10]) {
      const [mine, his] = [await next(ours, steps), await next(theirs, steps)];
      // Sums of 784 numbers in single precision, and parameters up to 1e-5 apart: 1e-4 of each number.
      for (const name of ['rate', 'distortion', 'elbo', 'objective', 'squaredError'] as const)
        expect(Math.abs(mine[name] / his[name] - 1)).toBeLessThan(1e-4);
      expect(mine.weight).toBe(his.weight);
      expect(mine.activeUnits).toBe(his.activeUnits);
      expect(mine.trail.steps).toEqual(his.trail.steps);
      mine.trail.distortion.forEach((nats, i) => expect(nats / (his.trail.distortion[i] ?? NaN)).toBeCloseTo(1, 4));
      mine.codes?.means.forEach((mu, i) => expect(mu).toBeCloseTo(his.codes?.means[i] ?? NaN, 3));
      expect(mine.reconstructions.originals).toEqual(his.reconstructions.originals);
      // Bytes: a mean that lies between two of them may be rounded either way.
      for (const [mean, his1] of [
        [mine.samples, his.samples],
        [mine.reconstructions.means, his.reconstructions.means],
      ] as const)
        mean.forEach((byte, i) => expect(Math.abs(byte - (his1[i] ?? NaN))).toBeLessThanOrEqual(1));
    }
    await ours.return();
    await theirs.return();
  });
});

test('after 3 steps plain loops and SIMD agree to the rounding of their sums', async () => {
  const config = { ...usual, width: 32, batch: 16 };
  const [plain, fast] = [await parametersAfter(3, config, reference), await parametersAfter(3, config, simd(kernels))];
  expect(largestDifference(fast, plain)).toBeLessThan(PARITY);
});

test('lists of ink leave out only zeros: with them or without, the bits are the same', async () => {
  const [listed, whole] = [simd(kernels, true), simd(kernels, false)];
  expect(await parametersAfter(12, usual, listed)).toEqual(await parametersAfter(12, usual, whole));
});

test('twice the same run is twice the same bits, however its steps are grouped', async () => {
  const { seen, factory } = watched(simd(kernels));
  const run = vaeFast(usual, data, factory);
  await next(run);
  for (const steps of [1, 31, 2, 33, 3]) await next(run, steps);
  const grouped = seen.executor?.view({ at: 0, length: 3 * (seen.plan?.parameters ?? NaN) }).slice();
  const again = watched(simd(kernels));
  const other = vaeFast(usual, data, again.factory);
  await next(other);
  await next(other, 70);
  expect(again.seen.executor?.view({ at: 0, length: 3 * (again.seen.plan?.parameters ?? NaN) })).toEqual(grouped);
});

test('over 10,000 steps the memory stays what it was at the first', async () => {
  const { seen, factory } = watched(simd(kernels));
  const run = vaeFast({ ...usual, width: 16, batch: 8, heldOut: 10 }, data, factory);
  await next(run);
  await next(run, 100);
  const memory = seen.executor?.view({ at: 0, length: 1 }).buffer;
  const [bytes, heap] = [memory?.byteLength, heapInUse()];
  for (let asks = 0; asks < 100; asks++) await next(run, 100);
  // A module's memory that grows gets a new buffer.
  expect(seen.executor?.view({ at: 0, length: 1 }).buffer).toBe(memory);
  expect(memory?.byteLength).toBe(bytes);
  // 100 bytes a step would be 1 MB; the engine's own caches and compiled code move by less.
  expect(heapInUse() - heap).toBeLessThan(1e6);
});
