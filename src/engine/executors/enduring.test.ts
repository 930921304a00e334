/** What is lost with a device, and what is not: on plain loops that can be made to fail. */
import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Model } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import { runOn, type AsyncExecutor, type AsyncExecutorFactory } from './async-executor.ts';
import { enduring } from './enduring.ts';
import type { Feed } from './executor.ts';
import { reference } from './reference.ts';

const model: Model = {
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  networks: [
    {
      name: 'net',
      inputs: 4,
      layers: [
        { layer: 'dense', name: 'hidden', outputs: 8, activation: 'tanh' },
        { layer: 'dense', name: 'out', outputs: 4, activation: 'linear' },
      ],
    },
  ],
  passes: [
    { name: 'train', rows: 3, input: 'images', through: ['net'], loss: { loss: 'bernoulli' }, trains: ['net'] },
    { name: 'look', rows: 3, input: 'images', through: ['net'], loss: { loss: 'bernoulli' }, trains: [] },
  ],
};
const plan = planOf(model);
const images = { bytes: Uint8Array.from({ length: 24 }, (_, i) => (i * 37) % 256), width: 4 };
const parameters = initialParameters(plan, random(1));
const whole = { at: 0, length: 3 * plan.parameters };
const fill = (feed: Feed, step: number) => {
  feed.whole('images').set([step % 6, (step + 1) % 6, (step + 3) % 6]);
  feed.floats('adam').set(adamAt(step + 1, 1e-2, model.adam));
};
const look = (feed: Feed) => feed.whole('images').set([0, 1, 2]);

/** Plain loops that answer later, and fail for good at the `fails`th question. */
const frail =
  (fails: number): AsyncExecutorFactory =>
  (...all) => {
    const inner = reference(...all);
    const { promise: failed, resolve } = Promise.withResolvers<Error>();
    const gone = new Error('The GPU was lost: by way of trial.');
    let asked = 0;
    const later = async (answer: () => Float32Array | Promise<Float32Array>) => {
      if (++asked >= fails) resolve(gone);
      const dead = asked >= fails;
      const found = dead ? undefined : (await answer()).slice();
      if (!found) throw gone;
      return found;
    };
    const executor: AsyncExecutor = {
      name: 'webgpu',
      failed,
      read: (field) => later(() => inner.view(field)),
      write: (field, values) => inner.view(field).set(values),
      run: (pass, steps, feeding) => later(() => runOn(inner, pass, steps, feeding)),
      close: () => undefined,
    };
    return Promise.resolve(executor);
  };

/** Seven questions and a write: what a run asks between two pictures. */
async function story(open: AsyncExecutorFactory) {
  const executor = await open(plan, parameters, images);
  const logs = [await executor.run('train', 5, fill)];
  const early = await executor.read(whole);
  logs.push(await executor.run('train', 3, (feed, step) => fill(feed, 5 + step)));
  logs.push(...(await Promise.all([executor.run('look', 1, look), executor.read({ at: 0, length: 8 })])));
  executor.write(whole, early);
  logs.push(await executor.run('train', 2, (feed, step) => fill(feed, 5 + step)));
  logs.push(await executor.read(whole));
  executor.close();
  return logs;
}

test.each([1, 2, 3, 4, 5, 6, 7])(
  'a device that is lost at question %i changes no bit of what is answered',
  async (fails) => {
    const failures: string[] = [];
    const found = await story(
      enduring(frail(fails), ({ message }) => {
        failures.push(message);
        return Promise.resolve(reference);
      }),
    );
    expect(found).toEqual(await story(enduring(frail(Infinity), () => Promise.resolve(reference))));
    expect(failures).toEqual(['The GPU was lost: by way of trial.']);
  },
);

test('a successor may fail as well', async () => {
  const successors = [frail(3), frail(2), frail(Infinity)];
  const found = await story(enduring(frail(4), () => Promise.resolve(successors.shift() ?? reference)));
  expect(found).toEqual(await story(enduring(frail(Infinity), () => Promise.resolve(reference))));
  expect(successors).toEqual([]);
});

test('an executor that cannot be opened gives way too', async () => {
  const never: AsyncExecutorFactory = () => Promise.reject(new Error('The GPU has no memory left.'));
  const found = await story(enduring(never, () => Promise.resolve(reference)));
  expect(found).toEqual(await story(enduring(frail(Infinity), () => Promise.resolve(reference))));
});

test('where nothing can follow, those who wait are told why', async () => {
  const open = enduring(frail(2), (failure) => Promise.reject(failure));
  const executor = await open(plan, parameters, images);
  await executor.run('train', 1, fill);
  await expect(executor.run('train', 1, fill)).rejects.toThrow('The GPU was lost: by way of trial.');
  expect((await executor.failed).message).toBe('The GPU was lost: by way of trial.');
});

test('a question that is wrong in itself is no failure of the device', async () => {
  let succeeded = 0;
  const open = enduring(frail(Infinity), () => {
    succeeded++;
    return Promise.resolve(reference);
  });
  const executor = await open(plan, parameters, images);
  await expect(executor.run('dream', 1, fill)).rejects.toThrow('There is no pass “dream”');
  expect(succeeded).toBe(0);
});
