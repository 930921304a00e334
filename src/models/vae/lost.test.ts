/** Runs whose numbers are lost, and what is left of a run that is over. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { grownDigits, splitAt, type Split } from '#src/engine/data/digits.ts';
import type { Executor, ExecutorFactory } from '#src/engine/executors/executor.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { next } from '../shared/runs.fixture.ts';
import { vaeFast } from './run.ts';
import type { VaeConfig, VaeSnapshot } from './vae.ts';

const all = grownDigits(60);
const data: Split = splitAt(all, 50);
const config: VaeConfig = {
  beta: 1,
  latent: 2,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  width: 16,
  batch: 8,
  seed: 1,
  heldOut: 10,
  lr: 1e-3,
};
const kernels = compiledKernels();

/** Everything but what was told of the way there. */
const told = (snapshot: VaeSnapshot) => ({ ...snapshot, trail: undefined, lostAt: undefined });

test('a run that loses its numbers is back at its last snapshot, bit for bit, and goes on from there', async () => {
  const run = vaeFast({ ...config, lr: 1 }, data, simd(kernels));
  await next(run);
  const good = await next(run, 1);
  const lost = await next(run, 500);
  // Adam's first steps of length 1 in every weight: log σ² passes 88, where the exponential overflows, within a few.
  expect(lost.lostAt).toBeGreaterThan(1);
  expect(lost.lostAt).toBeLessThan(50);
  expect(told(lost)).toEqual(told(good));
  const other = vaeFast({ ...config, lr: 1 }, data, simd(kernels));
  await next(other);
  expect(told(await next(run, 1))).toEqual(told(await next(other, 2)));
  // And it loses them again at the same step.
  expect((await next(run, 500)).lostAt).toBe(lost.lostAt);
  expect(told(await next(run, { to: 0 })).step).toBe(0);
});

/** Spoils the weight of the corner pixel, which never has ink, so that no loss shows it. */
function spoilt(seen: { executor?: Executor }): ExecutorFactory {
  const open = simd(kernels, true);
  return (...given) => {
    const executor = open(...given);
    seen.executor = executor;
    return {
      ...executor,
      run(pass, steps, fill) {
        const log = executor.run(pass, steps, fill);
        if (pass === 'train' && steps > 2) executor.view({ at: 0, length: 1 })[0] = NaN;
        return log;
      },
    };
  };
}

test('a parameter that is not a number is found where no loss shows it', async () => {
  const run = vaeFast(config, data, spoilt({}));
  await next(run);
  const good = await next(run, 2);
  const lost = await next(run, 3);
  expect(lost.lostAt).toBe(5);
  expect(told(lost)).toEqual(told(good));
});

test('a run that is over leaves no memory of the kernels behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const seen: { executor?: Executor } = {};
  const memory = await (async () => {
    const run = vaeFast(config, data, spoilt(seen));
    await next(run);
    await next(run, 2);
    const buffer = new WeakRef(seen.executor?.view({ at: 0, length: 1 }).buffer ?? {});
    delete seen.executor;
    await run.return();
    return buffer;
  })();
  // A weak reference holds what it was made of until the present task is over.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  expect(memory.deref()).toBeUndefined();
});
