/** What executors draw is what random.ts draws, bit for bit; and passes run in turn are the passes run one by one. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import { planOf, type Plan } from '../steps/plan.ts';
import { drawingModel, drawnBy, PUBLISHED, shapes, tableOf } from './draws.fixture.ts';
import { readFrom, runOn, type AnyExecutor, type AsyncExecutorFactory } from './async-executor.ts';
import { drawFrom, programNamed, type ExecutorFactory, type Feed, type Fill } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';
import { tfjs } from './tfjs.ts';

type Open = ExecutorFactory | AsyncExecutorFactory;
const executors: readonly (readonly [string, Open])[] = [
  ['reference', reference],
  ['simd', simd(compiledKernels())],
  ['tfjs', tfjs],
];
const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const SEEDS = [0, 1, 0xfedcba98] as const;
const STEPS = [0, 1, 77, 2 ** 31 + 5] as const;

const result = async (executor: AnyExecutor, plan: Plan, pass: string, name: string): Promise<Float32Array> => {
  const field = programNamed(plan, pass).results[name];
  if (!field) throw new Error(`The pass “${pass}” leaves no “${name}” behind.`);
  return (await readFrom(executor, field)).slice();
};

const learn = (feed: Feed, step: number) =>
  feed.floats('adam').set(adamAt(step + 1, 1e-3, { beta1: 0.5, beta2: 0.999 }));

describe.each(executors)('on %s', (_, open) => {
  test.each(shapes)('$rows rows of $width numbers and codes of $latent, $law: the bits of random.ts', async (shape) => {
    const { rows, width, latent, law } = shape;
    const plan = planOf(drawingModel(shape));
    const executor = await open(plan, initialParameters(plan, random(1)), tableOf(shape));
    for (const seed of SEEDS)
      for (const step of STEPS) {
        const [some, noise] = [random(seed).fork('some'), random(seed).fork('noise')];
        await runOn(executor, 'rows', 1, (feed) => {
          drawFrom(feed, 'rows', some, step);
          drawFrom(feed, 'noise', noise, step);
        });
        await runOn(executor, 'blocks', 1, (feed) => {
          drawFrom(feed, 'real', some, step);
          drawFrom(feed, 'noise', noise, step);
          learn(feed, 0);
        });
        const wanted = drawnBy(seed, 'some', step, law, rows, width);
        expect(await result(executor, plan, 'rows', 'rows')).toEqual(wanted);
        expect(await result(executor, plan, 'blocks', 'real')).toEqual(wanted);
        const dense = drawnBy(seed, 'noise', step, 'normal', 1, rows * latent, rows * latent);
        expect(await result(executor, plan, 'rows', 'noise')).toEqual(dense);
        expect(await result(executor, plan, 'blocks', 'noise')).toEqual(
          drawnBy(seed, 'noise', step, 'normal', rows, latent),
        );
      }
  });

  test('a pass that is fed what another draws gives the same', async () => {
    const shape = { rows: 13, width: 5, latent: 3, law: 'normal' } as const;
    const plan = planOf(drawingModel(shape));
    const executor = await open(plan, initialParameters(plan, random(1)), tableOf(shape));
    const [some, noise] = [random(4).fork('some'), random(4).fork('noise')];
    await runOn(executor, 'rows', 1, (feed) => {
      drawFrom(feed, 'rows', some, 3);
      drawFrom(feed, 'noise', noise, 3);
    });
    await runOn(executor, 'fed', 1, (feed) => {
      feed.floats('rows').set(drawnBy(4, 'some', 3, 'normal', 13, 5));
      feed.floats('noise').set(drawnBy(4, 'noise', 3, 'normal', 1, 39, 39));
    });
    expect(await result(executor, plan, 'fed', 'outputs')).toEqual(await result(executor, plan, 'rows', 'outputs'));
  });

  test('70 steps of passes in turn, one of them twice, are the same passes one by one', async () => {
    const shape = { rows: 9, width: 2, latent: 3, law: 'points' } as const;
    const plan = planOf(drawingModel(shape));
    const turn = ['blocks', 'rows', 'blocks'];
    const source = { real: random(2).fork('real'), noise: random(2).fork('noise') };
    const fill: Fill = (feed, step, pass, at) => {
      drawFrom(feed, pass === 'blocks' ? 'real' : 'rows', source.real, 3 * step + at);
      drawFrom(feed, 'noise', source.noise, 3 * step + at);
      if (pass === 'blocks') learn(feed, step);
    };
    const opened = () => open(plan, initialParameters(plan, random(1)), tableOf(shape));
    const [whole, single] = [await opened(), await opened()];
    const log = await runOn(whole, turn, 70, fill);
    const one: number[] = [];
    for (let step = 0; step < 70; step++)
      for (const [at, pass] of turn.entries())
        one.push(...(await runOn(single, pass, 1, (feed) => fill(feed, step, pass, at))));
    // Both players’ passes and the code leave one number each.
    expect(log).toHaveLength(3 * 70);
    expect(log).toEqual(Float32Array.from(one));
    const all = { at: 0, length: 3 * plan.parameters };
    expect(await readFrom(whole, all)).toEqual(await readFrom(single, all));
    expect(new Set(log).size).toBeGreaterThan(200);
  });

  test('what cannot be drawn or picked is said in a sentence', async () => {
    const shape = { rows: 2, width: 2, latent: 1, law: 'points' } as const;
    const model = drawingModel(shape);
    const [fed] = model.passes;
    if (!fed) throw new Error('No pass.');
    expect(() => planOf({ ...model, passes: [{ ...fed, draws: { labels: 'normal' } }] })).toThrow(
      'The pass “fed” has no field “labels” to draw; those that can be drawn are: rows, noise.',
    );
    const plan = planOf(model);
    const run = async (points: Parameters<ExecutorFactory>[2]) =>
      runOn(await open(plan, initialParameters(plan, random(1)), points), 'rows', 1, () => undefined);
    await expect(run({ bytes: new Uint8Array(), width: 0 })).rejects.toThrow('given none');
    await expect(run(tableOf({ width: 3 }))).rejects.toThrow('picks points of 2 numbers, and those here have 3');
  });
});

test('philox in WebAssembly gives the published answers, and those of random.ts for the three counters behind', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { philox } = new WebAssembly.Instance(compiledKernels(), { env: { memory } }).exports as {
    philox: (...words: number[]) => void;
  };
  for (const [counter, key, expected] of PUBLISHED) {
    philox(...counter, ...key, 8192);
    expect([...new Uint32Array(memory.buffer, 8192, 4)]).toEqual([...expected]);
  }
  philox(0, 6, 0, 0, ...random(5).fork('x').key, 8192);
  const source = random(5).fork('x').at(6);
  expect([...new Uint32Array(memory.buffer, 8192, 16)]).toEqual(Array.from({ length: 16 }, () => source.bits()));
});
