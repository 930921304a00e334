import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import * as tf from '../tensors.ts';
import { coder, reparameterise } from './coder.ts';
import { affine, dense } from './dense.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

test('a new layer is uniform within ±1/√inputs', () => {
  const { weights, bias } = dense(100, 200, random(1));
  const values = [...weights.dataSync(), ...bias.dataSync()];
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
  const variance = values.reduce((sum, w) => sum + w * w, 0) / values.length;
  // Uniform within ±a: variance a²/3, and its estimate has a standard error of √(4/45) a² / √n; four of them.
  expect(Math.abs(variance - 0.01 / 3)).toBeLessThan((4 * Math.sqrt(4 / 45) * 0.01) / Math.sqrt(values.length));
  tf.dispose([weights, bias]);
});

test('a layer computes xW + b', () => {
  const layer = {
    weights: tf.variable(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])),
    bias: tf.variable(tf.tensor1d([1, 0, -1])),
  };
  // [1 2]·[[1 2 3],[4 5 6]] = [9 12 15], plus the bias.
  expect(affine(layer, tf.tensor2d([1, 2], [1, 2])).arraySync()).toEqual([[10, 12, 14]]);
});

test('a code is drawn as μ + σε', () => {
  const code = { mu: tf.tensor2d([1, -1], [1, 2]), logVar: tf.tensor2d([0, Math.log(4)], [1, 2]) };
  // σ is 1 and 2.
  const [z1, z2] = reparameterise(code, tf.tensor2d([0.5, -0.5], [1, 2])).dataSync();
  expect(z1).toBeCloseTo(1.5, 6);
  expect(z2).toBeCloseTo(-2, 6);
});

test('the coder has five layers, the same for the same seed, and gives back every tensor but its variables', () => {
  const before = tf.memory().numTensors;
  const shape = { pixels: 12, width: 5, depth: 1, latent: 3 };
  const first = coder(shape, random(1));
  const second = coder(shape, random(1));
  const other = coder(shape, random(2));
  expect(tf.memory().numTensors - before).toBe(3 * 10);
  const drawn = (net: typeof first) => net.variables.map((variable) => [...variable.dataSync()]);
  expect(drawn(second)).toEqual(drawn(first));
  expect(drawn(other)).not.toEqual(drawn(first));
  tf.tidy(() => {
    const { mu, logVar } = first.encode(tf.ones([2, 12]));
    expect([mu.shape, logVar.shape, first.decode(mu).shape]).toEqual([
      [2, 3],
      [2, 3],
      [2, 12],
    ]);
  });
  tf.dispose([first.variables, second.variables, other.variables]);
  expect(tf.memory().numTensors).toBe(before);
});
