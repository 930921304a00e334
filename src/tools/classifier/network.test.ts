import { expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import { TENSORS, type TensorName } from '#src/engine/data/pretrained-classifier.ts';
import { random } from '#src/engine/random.ts';
import * as tf from '#src/engine/tensors.ts';
import { initial, network, type Tensors } from './network.ts';

test('the gradients are those of TensorFlow.js', async () => {
  await openBackend('cpu');
  const [source, count] = [random(1), 3];
  const net = network(tf);
  const names = Object.keys(TENSORS) as TensorName[];
  const drawn = initial(source);
  const weights = Object.fromEntries(
    // Biases other than 0, so that they would be missed.
    names.map((name) => [
      name,
      tf.tensor(
        drawn[name].map((w) => (w === 0 ? 0.1 * source.normal() : w)),
        [...TENSORS[name]],
      ),
    ]),
  ) as Tensors;
  const images = tf.tensor4d(
    Float32Array.from({ length: count * 784 }, () => source.uniform()),
    [count, 28, 28, 1],
  );
  const targets = tf.softmax(
    tf.tensor2d(
      Float32Array.from({ length: count * 10 }, () => source.normal()),
      [count, 10],
    ),
  );
  const loss = (...tensors: tf.Tensor[]) =>
    net.lossOf(net.forward(Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as Tensors, images), targets);
  const { grads } = tf.valueAndGrads(loss)(names.map((name) => weights[name]));
  const found = net.gradients(weights, net.forward(weights, images), targets);
  names.forEach((name, i) => {
    const ours: Float32Array = found[name].dataSync<'float32'>();
    const theirs: Float32Array = grads[i]?.dataSync<'float32'>() ?? new Float32Array();
    const reach = theirs.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    expect(reach).toBeGreaterThan(0);
    expect(found[name].shape).toEqual([...TENSORS[name]]);
    // Sums of up to 512 products in another order, four layers deep: 4 · √512 roundings of 2⁻²⁴ of the largest are 5·10⁻⁶.
    expect(ours.reduce((most, slope, j) => Math.max(most, Math.abs(slope - (theirs[j] ?? NaN))), 0)).toBeLessThan(
      1e-5 * reach,
    );
  });
});

test('the loss is the cross-entropy: log 10 where all scores are equal', async () => {
  await openBackend('cpu');
  const net = network(tf);
  const weights = Object.fromEntries(
    Object.entries(TENSORS).map(([name, shape]) => [name, tf.zeros([...shape])]),
  ) as Tensors;
  const pass = net.forward(weights, tf.ones([2, 28, 28, 1]));
  const targets = tf.tensor2d([1, ...new Array<number>(9).fill(0), ...new Array<number>(10).fill(0.1)], [2, 10]);
  // Single precision of a number near 2.3: 2⁻²³.
  expect(net.lossOf(pass, targets).dataSync()[0]).toBeCloseTo(Math.log(10), 6);
});
