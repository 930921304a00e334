/** What executors draw is what random.ts draws, bit for bit; and passes run in turn are the passes run one by one. */
import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import { planOf, type Plan } from '../steps/plan.ts';
import { drawingModel, drawnBy, PUBLISHED, shapes, tableOf } from './draws.fixture.ts';
import { drawFrom, programNamed, type Executor, type ExecutorFactory, type Feed, type Fill } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';

const executors: readonly (readonly [string, ExecutorFactory])[] = [
  ['reference', reference],
  ['simd', simd(compiledKernels())],
];
const SEEDS = [0, 1, 0xfedcba98] as const;
const STEPS = [0, 1, 77, 2 ** 31 + 5] as const;

const result = (executor: Executor, plan: Plan, pass: string, name: string): Float32Array => {
  const field = programNamed(plan, pass).results[name];
  if (!field) throw new Error(`The pass “${pass}” leaves no “${name}” behind.`);
  return executor.view(field);
};

const learn = (feed: Feed, step: number) =>
  feed.floats('adam').set(adamAt(step + 1, 1e-3, { beta1: 0.5, beta2: 0.999 }));

describe.each(executors)('on %s', (_, open) => {
  test.each(shapes)('$rows rows of $width numbers and codes of $latent, $law: the bits of random.ts', (shape) => {
    const { rows, width, latent, law } = shape;
    const plan = planOf(drawingModel(shape));
    const executor = open(plan, initialParameters(plan, random(1)), tableOf(shape));
    for (const seed of SEEDS)
      for (const step of STEPS) {
        const [some, noise] = [random(seed).fork('some'), random(seed).fork('noise')];
        executor.run('rows', 1, (feed) => {
          drawFrom(feed, 'rows', some, step);
          drawFrom(feed, 'noise', noise, step);
        });
        executor.run('blocks', 1, (feed) => {
          drawFrom(feed, 'real', some, step);
          drawFrom(feed, 'noise', noise, step);
          learn(feed, 0);
        });
        const wanted = drawnBy(seed, 'some', step, law, rows, width);
        expect(result(executor, plan, 'rows', 'rows')).toEqual(wanted);
        expect(result(executor, plan, 'blocks', 'real')).toEqual(wanted);
        const dense = drawnBy(seed, 'noise', step, 'normal', 1, rows * latent, rows * latent);
        expect(result(executor, plan, 'rows', 'noise')).toEqual(dense);
        expect(result(executor, plan, 'blocks', 'noise')).toEqual(drawnBy(seed, 'noise', step, 'normal', rows, latent));
      }
  });

  test('a pass that is fed what another draws gives the same', () => {
    const shape = { rows: 13, width: 5, latent: 3, law: 'normal' } as const;
    const plan = planOf(drawingModel(shape));
    const executor = open(plan, initialParameters(plan, random(1)), tableOf(shape));
    const [some, noise] = [random(4).fork('some'), random(4).fork('noise')];
    executor.run('rows', 1, (feed) => {
      drawFrom(feed, 'rows', some, 3);
      drawFrom(feed, 'noise', noise, 3);
    });
    executor.run('fed', 1, (feed) => {
      feed.floats('rows').set(drawnBy(4, 'some', 3, 'normal', 13, 5));
      feed.floats('noise').set(drawnBy(4, 'noise', 3, 'normal', 1, 39, 39));
    });
    expect(result(executor, plan, 'fed', 'outputs')).toEqual(result(executor, plan, 'rows', 'outputs'));
  });

  test('70 steps of passes in turn, one of them twice, are the same passes one by one', () => {
    const shape = { rows: 9, width: 2, latent: 3, law: 'points' } as const;
    const plan = planOf(drawingModel(shape));
    const turn = ['blocks', 'rows', 'blocks'];
    const source = { real: random(2).fork('real'), noise: random(2).fork('noise') };
    const fill: Fill = (feed, step, pass, at) => {
      drawFrom(feed, pass === 'blocks' ? 'real' : 'rows', source.real, 3 * step + at);
      drawFrom(feed, 'noise', source.noise, 3 * step + at);
      if (pass === 'blocks') learn(feed, step);
    };
    const [whole, single] = [1, 2].map(() => open(plan, initialParameters(plan, random(1)), tableOf(shape)));
    if (!whole || !single) throw new Error('No executors.');
    const log = whole.run(turn, 70, fill);
    const one = Array.from({ length: 70 }, (_, step) =>
      turn.flatMap((pass, at) => [...single.run(pass, 1, (feed) => fill(feed, step, pass, at))]),
    );
    // Both players’ passes and the code leave one number each.
    expect(log).toHaveLength(3 * 70);
    expect(log).toEqual(Float32Array.from(one.flat()));
    const all = { at: 0, length: 3 * plan.parameters };
    expect(whole.view(all)).toEqual(single.view(all));
    expect(new Set(log).size).toBeGreaterThan(200);
  });

  test('what cannot be drawn or picked is said in a sentence', () => {
    const shape = { rows: 2, width: 2, latent: 1, law: 'points' } as const;
    const model = drawingModel(shape);
    const [fed] = model.passes;
    if (!fed) throw new Error('No pass.');
    expect(() => planOf({ ...model, passes: [{ ...fed, draws: { labels: 'normal' } }] })).toThrow(
      'The pass “fed” has no field “labels” to draw; those that can be drawn are: rows, noise.',
    );
    const plan = planOf(model);
    const run = (points: Parameters<ExecutorFactory>[2]) => () =>
      open(plan, initialParameters(plan, random(1)), points).run('rows', 1, () => undefined);
    expect(run({ bytes: new Uint8Array(), width: 0 })).toThrow('given none');
    expect(run(tableOf({ width: 3 }))).toThrow('picks points of 2 numbers, and those here have 3');
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
