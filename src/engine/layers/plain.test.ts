/** The plain parts and the smaller binary of the kernels, against every part and the whole one. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grownDigits } from '../data/digits.ts';
import type { ExecutorFactory } from '../executors/executor.ts';
import { plainSimd } from '../executors/plain-simd.ts';
import { simd } from '../executors/simd.ts';
import { compiledKernels } from '../executors/kernels.fixture.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Dense, Loss, Model } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import { planWith } from '../steps/planning.ts';
import { PLAIN } from './plain-stages.ts';
import { plain } from './plain.ts';

const smaller = new WebAssembly.Module(readFileSync(new URL('../kernels/kernels-plain.wasm', import.meta.url)));
const digits = grownDigits(40);
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const BATCH = 16;

/** Images → 21 → a code of 3 → 21 → images, with a layer changed, or with another loss. */
const modelOf = (patch: Partial<Dense> = {}, loss: Loss = { loss: 'bernoulli' }): Model => ({
  adam,
  networks: [
    {
      name: 'net',
      inputs: 784,
      layers: [
        { layer: 'dense', name: 'first', outputs: 21, activation: 'tanh' },
        { layer: 'dense', name: 'moments', outputs: 6, activation: 'linear' },
        { layer: 'gaussian code', latent: 3 },
        { layer: 'dense', name: 'last', outputs: 21, activation: 'relu', ...patch },
        { layer: 'dense', name: 'pixels', outputs: 784, activation: 'linear' },
      ],
    },
  ],
  passes: [
    {
      name: 'train',
      rows: BATCH,
      input: 'images',
      through: ['net'],
      loss,
      trains: ['net'],
      shows: 'sigmoid',
      draws: { noise: 'normal' },
    },
  ],
});

const LOSSES: readonly Loss[] = [{ loss: 'bernoulli' }, { loss: 'gaussian', h2: 0.1 }, { loss: 'squared' }];

test.each(LOSSES)(
  'plain parts plan a model with $loss loss as all parts together do, in plain stages alone',
  (loss) => {
    const plan = planWith(plain, modelOf({}, loss));
    expect(plan).toEqual(planOf(modelOf({}, loss)));
    const kinds = plan.programs['train']?.stages.map(({ stage }) => stage) ?? [];
    expect(kinds.length).toBeGreaterThan(PLAIN.length);
    expect(kinds.filter((kind) => !PLAIN.includes(kind))).toEqual([]);
  },
);

function parametersAfter(steps: number, open: ExecutorFactory, loss: Loss): Float32Array {
  const plan = planWith(plain, modelOf({}, loss));
  const executor = open(plan, initialParameters(plan, random(3)), { bytes: digits.images, width: 784 });
  executor.run('train', steps, (feed, step) => {
    feed.whole('images').set(Array.from({ length: BATCH }, (_, i) => (step * BATCH + i) % digits.count));
    feed.whole('noise').set([3, 5, step]);
    feed.floats('weight')[0] = 1;
    feed.floats('adam').set(adamAt(step + 1, 1e-3, adam));
  });
  return executor.view({ at: 0, length: 3 * plan.parameters }).slice();
}

test.each(LOSSES)('both binaries train a plain model with $loss loss to the same bits', (loss) => {
  const found = parametersAfter(40, plainSimd(smaller), loss);
  expect(found.every(Number.isFinite)).toBe(true);
  expect(found).toEqual(parametersAfter(40, simd(compiledKernels()), loss));
});

test('a model with a part that is not plain is refused by name', () => {
  const planned = (model: Model) => () => planWith(plain, model);
  for (const patch of [
    { tied: 'moments' },
    { classes: 10 },
    { mask: { from: new Float32Array(3), to: new Float32Array(21) } },
  ])
    expect(planned(modelOf(patch as Partial<Dense>))).toThrow('“last” has more than weights and a bias');
  expect(planned(modelOf({}, { loss: 'softmax' }))).toThrow('“softmax” is not among the plain parts');
  const [train] = modelOf().passes;
  if (train)
    expect(planned({ ...modelOf(), passes: [{ ...train, corruption: 'masking' }] })).toThrow('“corruption” is');
});

test('the smaller binary stops at a stage that it does not compute, instead of leaving it out', () => {
  const plan = planOf(modelOf({ classes: 10 }));
  const executor = simd(smaller)(plan, initialParameters(plan, random(3)), { bytes: digits.images, width: 784 });
  expect(() => executor.run('train', 1, () => undefined)).toThrow('unreachable');
});

test('who is told of plain stages alone refuses another one by name', () => {
  const plan = planOf(modelOf({}, { loss: 'bernoulli' }));
  const [train] = Object.values(plan.programs);
  if (!train) throw new Error('The model has no pass.');
  const resize = { stage: 'resize', rows: 1, height: 1, width: 1, channels: 1, factor: 1, method: 'nearest' } as const;
  const other = { ...train, stages: [...train.stages, { ...resize, x: 0, y: 0 }] };
  const open = () =>
    plainSimd(smaller)({ ...plan, programs: { train: other } }, initialParameters(plan, random(3)), {
      bytes: digits.images,
      width: 784,
    });
  expect(open).toThrow('“resize” is not among the plain stages');
});
