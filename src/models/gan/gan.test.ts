/** Runs of the GAN in the plane: what moves, what is shown, what comes back, and where a game that goes well ends. */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import type { Executor, ExecutorFactory } from '#src/engine/executors/executor.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { tfjs } from '#src/engine/executors/tfjs.ts';
import type { Player } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import type { Plan } from '#src/engine/steps/plan.ts';
import * as tf from '#src/engine/tensors.ts';
import { next } from '../shared/runs.fixture.ts';
import { ganFast, uncoveredGan } from './run.ts';
import { deviationAt, FIELD, seenCells, worldOf, type GanConfig } from './gan.ts';

const fast = simd(compiledKernels());
const small: GanConfig = {
  seed: 1,
  data: 'ring',
  drawing: '',
  loss: 'non-saturating',
  kd: 2,
  lrd: 1e-3,
  lrg: 1e-3,
  noise: 2,
  width: 8,
  depth: 1,
  batch: 16,
  remedy: 'none',
};

/** A run whose parameters and moments can be seen, by player. */
async function open(config: GanConfig, on: ExecutorFactory = fast) {
  const seen: { plan?: Plan; executor?: Executor } = {};
  const run = ganFast(config, (plan, parameters, images) => {
    seen.plan = plan;
    return (seen.executor = on(plan, parameters, images));
  });
  await next(run);
  const { plan, executor } = seen;
  if (!plan || !executor) throw new Error('The run opened no executor.');
  const all = () => executor.view({ at: 0, length: 3 * plan.parameters }).slice();
  const border = Math.min(
    ...plan.layers.filter(({ network }) => network === 'discriminator').map(({ weights }) => weights),
  );
  const of = (player: Player) => {
    const values = executor.view({ at: 0, length: plan.parameters }).slice();
    return player === 'generator' ? values.subarray(0, border) : values.subarray(border);
  };
  return { run, executor, all, of };
}

test('a step of one player moves that player alone, and the snapshot says so', async () => {
  for (const [player, other] of [
    ['discriminator', 'generator'],
    ['generator', 'discriminator'],
  ] as const) {
    const { run, of } = await open(small);
    const before = { discriminator: of('discriminator'), generator: of('generator') };
    const after = await next(run, { player });
    expect(after).toMatchObject({ step: 0, byHand: 1, moved: player });
    expect(of(player)).not.toEqual(before[player]);
    expect(of(other)).toEqual(before[other]);
    await run.return();
  }
});

test('the steps of one iteration taken by hand are that iteration, to the bit', async () => {
  const [whole, byHand] = [await open(small), await open(small)];
  expect(await next(whole.run, 1)).toMatchObject({ step: 1, byHand: 0, moved: 'generator' });
  for (const player of ['discriminator', 'discriminator', 'generator'] as const) await next(byHand.run, { player });
  expect(byHand.all()).toEqual(whole.all());
});

test('a step by hand leaves the path, iterations go on beside it, and a step that is sought lies on the path again', async () => {
  const [straight, other] = [await open(small), await open(small)];
  await next(straight.run, 12);
  const path = straight.all();
  await next(other.run, 5);
  await next(other.run, { player: 'generator' });
  expect(await next(other.run, 7)).toMatchObject({ step: 12, byHand: 1 });
  expect(other.all()).not.toEqual(path);
  expect(await next(other.run, { to: 12 })).toMatchObject({ step: 12, byHand: 0 });
  expect(other.all()).toEqual(path);
});

test('twice the same run is twice the same bits, however its steps are grouped, and also gone back and forth', async () => {
  const [one, many] = [await open(small), await open(small)];
  const [end] = [await next(one.run, 70)];
  for (const steps of [1, 31, 2, 33, 3]) await next(many.run, steps);
  expect(many.all()).toEqual(one.all());
  await next(many.run, { to: 40 });
  const again = await next(many.run, { to: 70 });
  expect(many.all()).toEqual(one.all());
  for (const name of ['fakes', 'field', 'arrows', 'warp', 'jsd', 'goodShare', 'dLoss'] as const)
    expect(again[name]).toEqual(end[name]);
});

test('plain loops show what SIMD shows, to the rounding of their sums', async () => {
  const [plain, ours] = [ganFast(small, reference), ganFast(small, fast)];
  for (const steps of [0, 3]) {
    const [his, mine] = [await next(plain, steps), await next(ours, steps)];
    for (const name of ['fakes', 'field', 'warp'] as const)
      mine[name].forEach((value, i) => expect(value).toBeCloseTo(his[name][i] ?? NaN, 5));
    expect(mine.dLoss).toBeCloseTo(his.dLoss, 5);
  }
});

test('the field’s cells go row by row from the upper left', () => {
  const { cells } = worldOf(small, random(1));
  const half = 1.6 / FIELD;
  expect(cells[0]).toBeCloseTo(-1.6 + half, 6);
  expect(cells[1]).toBeCloseTo(1.6 - half, 6);
  expect(cells[2]).toBeCloseTo(-1.6 + 3 * half, 6);
  expect(cells.at(-2)).toBeCloseTo(1.6 - half, 6);
  expect(cells.at(-1)).toBeCloseTo(-1.6 + half, 6);
});

test('the latent grid lies at Gaussian quantiles; a latent of one dimension has one row', async () => {
  const { grid } = worldOf({ ...small, noise: 3 }, random(1));
  expect(grid.length).toBe(13 * 13 * 3);
  // Φ⁻¹(1/26) = −1.768825 and Φ⁻¹(½) = 0, from tables; the third dimension is 0.
  [-1.768825, -1.768825, 0].forEach((value, d) => expect(grid[d]).toBeCloseTo(value, 5));
  [0, 0, 0].forEach((value, d) => expect(grid[3 * (6 * 13 + 6) + d]).toBeCloseTo(value, 6));
  const line = await next(ganFast({ ...small, noise: 1 }, fast));
  expect([line.warpRows, line.warpColumns, line.warp.length]).toEqual([1, 13, 26]);
});

test('with batch statistics a cell is seen in a batch of real points: closer to the data, closer to the batch', () => {
  const config: GanConfig = { ...small, remedy: 'batch-statistics' };
  const world = worldOf(config, random(1));
  const [seen = new Float32Array()] = seenCells(config, world);
  const closeness = (x: number, y: number) => {
    const at = Array.from({ length: FIELD ** 2 }, (_, i) =>
      Math.hypot((seen[3 * i] ?? 0) - x, (seen[3 * i + 1] ?? 0) - y),
    );
    return seen[3 * at.indexOf(Math.min(...at)) + 2] ?? NaN;
  };
  expect(closeness(0, 0)).toBeGreaterThan(closeness(1.6, 1.6));
  // All of the ring's points lie about 0.9 from its middle: 1/(1 + 0.81/(2 · ¼)) = 0.38, within their scatter of 0.05.
  expect(closeness(0, 0)).toBeCloseTo(0.38, 1);
});

test('instance noise begins at 0.3 and is gone after its iterations', () => {
  expect(deviationAt(small, 'generator', 0)).toBe(0.3);
  expect(deviationAt(small, 'discriminator', 2 * 1000)).toBe(deviationAt(small, 'generator', 1000));
  expect(deviationAt(small, 'generator', 1e6)).toBe(0);
});

test('rates that are far too large take the run back to where its numbers were good, and it says from where', async () => {
  const { run, all } = await open({ ...small, lrd: 1e30, lrg: 1e30 });
  const begin = all();
  const back = await next(run, 20);
  expect(back).toMatchObject({ step: 0, byHand: 0 });
  expect(back.lostAt).toBeGreaterThan(0);
  expect(back.lostAt).toBeLessThanOrEqual(20);
  expect(all()).toEqual(begin);
});

test('over 10,000 steps the memory stays what it was at the first', async () => {
  const { run, executor } = await open({ ...small, kd: 1 });
  await next(run, 100);
  const memory = executor.view({ at: 0, length: 1 }).buffer;
  const [bytes, heap] = [memory.byteLength, heapInUse()];
  for (let asks = 0; asks < 20; asks++) await next(run, 500);
  // A module's memory that grows gets a new buffer.
  expect(executor.view({ at: 0, length: 1 }).buffer).toBe(memory);
  expect(memory.byteLength).toBe(bytes);
  // 200 bytes a step would be 2 MB; the past's states of 20 asks, 5 kB each, and the engine's caches are less.
  expect(heapInUse() - heap).toBeLessThan(2e6);
});

/** Bytes of the heap that are still reachable. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('with TensorFlow.js', () => {
  beforeAll(async () => {
    await openBackend(
      'wasm',
      fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)),
    );
  });

  test('a Wasserstein critic has no bounds, tells real from fake, and the generator follows it', async () => {
    const config: GanConfig = { ...small, loss: 'wasserstein', kd: 3, width: 16, lrd: 3e-3, lrg: 3e-3 };
    expect(uncoveredGan(config)).toContain('gradient penalty');
    expect(uncoveredGan(small)).toBeUndefined();
    const before = tf.memory().numTensors;
    const run = ganFast(config, tfjs);
    const begin = await next(run);
    const soon = await next(run, 30);
    // A critic's loss is E D(fake) − E D(real) and a penalty that is never negative: below 0 only where it tells them apart.
    expect(soon.dLoss).toBeLessThan(0);
    expect(soon.dReal).toBeGreaterThan(soon.dFake);
    expect(soon.fieldRange[0]).toBeCloseTo(Math.min(...soon.field), 12);
    expect(soon.gLoss).toBeCloseTo(-soon.dFake, 5);
    const later = await next(run, 120);
    // It began as a cloud about the middle, 0.9 from every mode.
    expect(later.goodShare).toBeGreaterThan(begin.goodShare);
    expect(later.jsd).toBeLessThan(begin.jsd);
    await run.return();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('our stages refuse the Wasserstein loss with a sentence', async () => {
    const run = ganFast({ ...small, loss: 'wasserstein' }, fast);
    await expect(next(run)).rejects.toThrow(
      /second derivative, and stages take first ones\. Run it on TensorFlow\.js\.$/,
    );
  });

  test.each(['non-saturating', 'wasserstein'] as const)(
    '%s: a step by hand leaves the path, and a step that is sought lies on it again, to the bit',
    async (loss) => {
      const run = ganFast({ ...small, loss }, tfjs);
      await next(run);
      const path = await next(run, 2);
      expect(await next(run, { player: 'discriminator' })).toMatchObject({
        step: 2,
        byHand: 1,
        moved: 'discriminator',
      });
      expect(await next(run, 2)).toMatchObject({ step: 4, byHand: 1, moved: 'generator' });
      const again = await next(run, { to: 2 });
      expect(again).toMatchObject({ step: 2, byHand: 0, moved: 'generator' });
      for (const name of ['fakes', 'field', 'arrows', 'warp', 'jsd', 'goodShare', 'dLoss', 'gLoss'] as const)
        expect(again[name]).toEqual(path[name]);
      await run.return();
    },
  );
});
