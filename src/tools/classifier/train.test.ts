import { expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { openBackend } from '#src/engine/backends.ts';
import { accuracyOn, TENSORS } from '#src/engine/data/pretrained-classifier.ts';
import { grownDigits } from '#src/engine/data/digits.ts';
import * as tf from '#src/engine/tensors.ts';
import { fileURLToPath } from 'node:url';
import { trainClassifier, TRAINING } from './train.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const digits = grownDigits(200, 1);
const short = { ...TRAINING, steps: 30, batch: 32 };

test('thirty steps lower the loss, give the same weights each time, and leave no tensor behind', async () => {
  await openBackend('wasm', binaries);
  const before = tf.memory().numTensors;
  const losses = [...trainClassifier(tf, digits, { ...short, diet: { ...short.diet, outliers: 0, mixtures: 0 } })];
  expect(losses).toHaveLength(30);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // It begins near log 10 = 2.3, the loss of one who knows nothing; a batch of 32 moves a mean by some tenths.
  expect(mean(losses.slice(0, 5))).toBeGreaterThan(1.8);
  expect(mean(losses.slice(-5))).toBeLessThan(1.6);
  const [once, again] = [1, 2].map(() => finish(trainClassifier(tf, digits, short)));
  expect(once).toEqual(again);
  expect(Object.keys(once ?? {})).toEqual(Object.keys(TENSORS));
  // One who knows nothing reads a tenth right; four standard errors at n = 200 are 8 points.
  expect(once ? accuracyOn(once, digits) : NaN).toBeGreaterThan(0.3);
  expect(tf.memory().numTensors).toBe(before);
});
