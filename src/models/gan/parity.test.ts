/** Whole runs of the GAN in the plane: our own executors against TensorFlow.js, step for step. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import type { Executor, ExecutorFactory } from '#src/engine/executors/executor.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Ask, Player, Run } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import { planOf, type Plan } from '#src/engine/steps/plan.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import * as tf from '#src/engine/tensors.ts';
import { ganFast, ganModel } from './run.ts';
import { gameOf, ganTfjs, gradientPenalty, stepOf } from './gan-tfjs.ts';
import { givenTo, streamsOf, worldOf, type GanConfig, type GanSnapshot } from './gan.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const fast = simd(compiledKernels());

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const usual: GanConfig = {
  ...{ seed: 4, data: 'ring', drawing: '', loss: 'non-saturating', kd: 1, lrd: 1e-3, lrg: 1e-3 },
  ...{ noise: 2, width: 32, depth: 2, batch: 64, remedy: 'none' },
};

async function next(run: Run<GanSnapshot>, ask?: Ask): Promise<GanSnapshot> {
  const { value } = await run.next(ask);
  if (!value) throw new Error('The run ended, though it goes on for as long as it is asked.');
  return value;
}

/** An executor that tells where its plan and itself can be seen. */
function watched(open: ExecutorFactory) {
  const seen: { plan?: Plan; executor?: Executor } = {};
  const factory: ExecutorFactory = (plan, parameters, images) => {
    seen.plan = plan;
    return (seen.executor = open(plan, parameters, images));
  };
  return { seen, factory };
}

/** Weights and biases, layer by layer. */
const unpacked = ({ layers }: Plan, values: Float32Array): Float32Array[] =>
  layers.flatMap(({ inputs, dense: { outputs }, weights, bias }) => [
    Float32Array.from(
      { length: inputs * outputs },
      (_, i) => values[weights + Math.floor(i / outputs) * strideOf(outputs) + (i % outputs)] ?? NaN,
    ),
    values.slice(bias, bias + outputs),
  ]);

async function parametersAfter(steps: number, config: GanConfig, open: ExecutorFactory): Promise<Float32Array[]> {
  const { seen, factory } = watched(open);
  const run = ganFast(config, factory);
  await next(run);
  await next(run, steps);
  const { plan, executor } = seen;
  if (!plan || !executor) throw new Error('The run opened no executor.');
  return unpacked(plan, executor.view({ at: 0, length: plan.parameters }));
}

function oracleAfter(steps: number, config: GanConfig): Float32Array[] {
  const source = random(config.seed);
  const [game, world] = [gameOf(config, source), worldOf(config, source)];
  const move = (who: Player, step: number) => {
    const given = givenTo(config, world, streamsOf(source, who), who, step);
    stepOf(game, who, given).dispose();
  };
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < config.kd; i++) move('discriminator', step * config.kd + i);
    move('generator', step);
  }
  const { generator, discriminator } = game.nets;
  const variables = [...generator.variables, ...discriminator.variables];
  const values = variables.map((variable) => Float32Array.from(variable.dataSync()));
  tf.dispose(variables);
  for (const optimiser of Object.values(game.optimisers)) optimiser.dispose();
  return values;
}

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

/** Seeds at which no rectified unit comes within rounding of its kink in these steps; vae-parity.test.ts says why. */
const settings: readonly (readonly [string, Partial<GanConfig>])[] = [
  ['as the figure opens', {}],
  ['minimax, three D steps per G step', { loss: 'minimax', kd: 3 }],
  ['least squares on two moons', { loss: 'least-squares', data: 'moons' }],
  ['one hidden layer of 8 on a latent of 5', { width: 8, depth: 1, noise: 5, data: 'grid' }],
  ['a width and a batch that fit no vector, rates apart', { width: 21, batch: 27, noise: 1, lrd: 2e-3, lrg: 5e-4 }],
  ['packs of two', { remedy: 'packing' }],
  ['closeness in the batch', { remedy: 'batch-statistics' }],
  ['instance noise', { remedy: 'instance-noise', kd: 2 }],
];

/** 1e-5: a step moves a parameter by about 1e-3, so that this is a two-thousandth of the way of twenty steps. */
const PARITY = 1e-5;

describe.each(settings)('%s', (_, patch) => {
  const config = { ...usual, ...patch };
  test('after 20 steps on simd every parameter of both players is TensorFlow.js’s, to 1e-5', async () => {
    expect(largestDifference(await parametersAfter(20, config, fast), oracleAfter(20, config))).toBeLessThan(PARITY);
  });

  test('snapshots say what TensorFlow.js says', async () => {
    const [ours, theirs] = [ganFast(config, fast), ganTfjs(config)];
    for (const steps of [0, 10]) {
      const [mine, his] = [await next(ours, steps), await next(theirs, steps)];
      expect(mine.moved).toBe(his.moved);
      expect(mine.trail.steps).toEqual(his.trail.steps);
      // Parameters up to 1e-5 apart, times the few hundred of them that a number depends on.
      for (const name of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const) expect(mine[name]).toBeCloseTo(his[name], 4);
      for (const name of ['fakes', 'field', 'warp', 'real'] as const)
        expect(largestDifference([mine[name]], [his[name]])).toBeLessThan(1e-4);
      // 512 shares of one loss each: the pull of a point is multiplied by 512, and so is the rounding of its share.
      expect(largestDifference([mine.arrows], [his.arrows])).toBeLessThan(1e-3);
      expect(largestDifference([mine.trail.dLoss], [his.trail.dLoss])).toBeLessThan(1e-4);
      expect(largestDifference([mine.trail.gLoss], [his.trail.gLoss])).toBeLessThan(1e-4);
      // A point that lies on the border of a disc or of a cell may fall on either side: a handful of 10,000.
      expect(Math.abs(mine.goodShare - his.goodShare)).toBeLessThan(1e-3);
      expect(Math.abs(mine.jsd - his.jsd)).toBeLessThan(2e-3);
    }
    await ours.return();
    await theirs.return();
  });
});

test('after 3 steps plain loops and SIMD agree to the rounding of their sums', async () => {
  const config = { ...usual, width: 16, batch: 16 };
  const [plain, ours] = [await parametersAfter(3, config, reference), await parametersAfter(3, config, fast)];
  expect(largestDifference(ours, plain)).toBeLessThan(PARITY);
});

test('our plan begins with TensorFlow.js’s numbers, and the two players with numbers of their own', () => {
  const plan = planOf(ganModel(usual));
  const ours = unpacked(plan, initialParameters(plan, random(usual.seed).fork('init')));
  expect(largestDifference(ours, oracleAfter(0, usual))).toBe(0);
  expect(ours[2]?.slice(0, 9)).not.toEqual(ours[8]?.slice(0, 9));
});

describe('the Wasserstein critic’s penalty', () => {
  const config: GanConfig = { ...usual, loss: 'wasserstein', width: 6, depth: 2, seed: 3 };
  const points = [0.3, -0.2, 0.9, 0.1, -0.6, 0.7, 0.05, -0.95];

  /** (‖∇D‖ − 1)², mean over the points, in double precision from given weights: leaky units of slope 0.2, by hand. */
  function penaltyBy(layers: readonly (readonly number[])[]): number {
    const [w1 = [], b1 = [], w2 = [], b2 = [], w3 = []] = layers;
    const width = b1.length;
    let sum = 0;
    for (let i = 0; i < points.length; i += 2) {
      const x = points.slice(i, i + 2);
      const into = b1.map((bias, j) => bias + (x[0] ?? 0) * (w1[j] ?? 0) + (x[1] ?? 0) * (w1[width + j] ?? 0));
      const leak = (value: number) => (value > 0 ? 1 : 0.2);
      const first = into.map((value) => value * leak(value));
      const second = b2.map((bias, k) => first.reduce((all, value, j) => all + value * (w2[j * width + k] ?? 0), bias));
      const back = second.map((value, k) => leak(value) * (w3[k] ?? 0));
      const down = into.map(
        (value, j) => leak(value) * back.reduce((all, slope, k) => all + slope * (w2[j * width + k] ?? 0), 0),
      );
      const slope = [0, 1].map((axis) => down.reduce((all, d, j) => all + d * (w1[axis * width + j] ?? 0), 0));
      sum += (Math.hypot(...slope) - 1) ** 2;
    }
    return sum / (points.length / 2);
  }

  test('is the mean of (‖∇D‖ − 1)², and its gradient at the weights that of finite differences', () => {
    const { nets, optimisers } = gameOf(config, random(config.seed));
    const { apply, variables } = nets.discriminator;
    const numbers = variables.map((variable) => Array.from(variable.dataSync()));
    const at = tf.tensor2d(points, [points.length / 2, 2]);
    const { value, grads } = tf.variableGrads(() => gradientPenalty(apply, at), variables);
    // Single precision on sums of a few dozen products.
    expect(value.dataSync()[0]).toBeCloseTo(penaltyBy(numbers), 5);
    variables.forEach((variable, layer) => {
      const found = grads[variable.name]?.dataSync();
      numbers[layer]?.forEach((number, i) => {
        const nudged = (by: number) =>
          penaltyBy(numbers.map((all, l) => all.map((each, j) => (l === layer && j === i ? number + by : each))));
        // Central differences of a function that is smooth within 1e-5 of here: their error is about 1e-10.
        const slope = (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
        // The last bias shifts D and does not turn it: TensorFlow.js has no gradient for it at all.
        expect(found?.[i] ?? 0).toBeCloseTo(slope, 4);
      });
    });
    tf.dispose([at, value, grads, nets.generator.variables, variables]);
    for (const optimiser of Object.values(optimisers)) optimiser.dispose();
  });
});
