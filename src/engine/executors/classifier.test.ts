import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Model } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';

const WIDTH = 9;
const CLASSES = 3;
const COUNT = 300;
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Images of 3 × 3 bytes with one bright row; its number is the label. */
const labels = Int32Array.from({ length: COUNT }, (_, i) => i % CLASSES);
const bytes = (() => {
  const source = random(1).fork('rows');
  return Uint8Array.from({ length: COUNT * WIDTH }, (_, i) => {
    const bright = Math.floor((i % WIDTH) / 3) === labels[Math.floor(i / WIDTH)];
    return bright ? 150 + source.below(100) : source.below(120);
  });
})();

const model: Model = {
  adam,
  networks: [
    {
      name: 'classifier',
      inputs: WIDTH,
      layers: [
        { layer: 'dense', name: 'hidden', outputs: 12, activation: 'relu' },
        { layer: 'dense', name: 'classes', outputs: CLASSES, activation: 'linear' },
      ],
    },
  ],
  passes: [
    {
      name: 'train',
      rows: 30,
      input: 'images',
      through: ['classifier'],
      loss: { loss: 'softmax' },
      trains: ['classifier'],
    },
    { name: 'read', rows: COUNT, input: 'images', through: ['classifier'], trains: [] },
  ],
};

test.each([
  ['reference', reference],
  ['simd', simd(compiledKernels())],
] as const)('on %s a softmax classifier learns which row is bright', (_, open) => {
  const plan = planOf(model);
  const executor = open(plan, initialParameters(plan, random(1)), { bytes, width: WIDTH });
  const log = executor.run('train', 200, (feed, step) => {
    const chosen = Array.from({ length: 30 }, (__, i) => (step * 30 + i) % COUNT);
    feed.whole('images').set(chosen);
    feed.whole('labels').set(chosen.map((image) => labels[image] ?? NaN));
    feed.floats('adam').set(adamAt(step + 1, 1e-2, adam));
  });
  // Before training every class is about as likely: log 3 = 1.0986 nats, give or take the initial weights.
  expect(log[0]).toBeGreaterThan(0.8);
  expect(log.at(-1)).toBeLessThan(0.05);
  executor.run('read', 1, (feed) => feed.whole('images').set([...labels.keys()]));
  const logits = executor.view(plan.programs['read']?.results['outputs'] ?? { at: 0, length: 0 });
  const read = Array.from(labels, (__, row) => {
    const mine = [...logits.subarray(row * strideOf(CLASSES), row * strideOf(CLASSES) + CLASSES)];
    return mine.indexOf(Math.max(...mine));
  });
  expect(read).toEqual([...labels]);
});
