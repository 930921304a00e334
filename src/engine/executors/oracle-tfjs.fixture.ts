/** The objectives of oracle.fixture.ts by TensorFlow.js, whose automatic gradients are the truth. */
import { LEAK, type Pass } from '../steps/model.ts';
import type { Plan } from '../steps/plan.ts';
import * as tf from '../tensors.ts';
import type { Images } from './executor.ts';
import {
  learning,
  objectiveOf,
  parametersOf,
  unpacked,
  type Arithmetic,
  type Given,
  type Unary,
} from './oracle.fixture.ts';

const arithmetic: Arithmetic<tf.Tensor2D> = {
  constant: (rows) => tf.tensor2d(rows.map((row) => [...row])),
  product: (a, b) => tf.matMul(a, b),
  transpose: (a) => tf.transpose(a),
  add: (a, b) => tf.add(a, b),
  multiply: (a, b) => tf.mul(a, b),
  each: (f, a) => tensorFunctions[f](a),
  columns: (a, from, to) => tf.slice2d(a, [0, from], [a.shape[0], to - from]),
  stack: (a, b) => tf.concat2d([a, b], 0),
  columnMeans: (a) => tf.mean(a, 0, true),
  sum: (a) => tf.reshape(tf.sum(a), [1, 1]),
};

const tensorFunctions: Readonly<Record<Unary, (x: tf.Tensor2D) => tf.Tensor2D>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  'leaky relu': (x) => tf.leakyRelu(x, LEAK),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  abs: (x) => tf.abs(x),
  softplus: (x) => tf.softplus(x),
};

/** The log and the gradients of a pass by TensorFlow.js, in the order of `unpacked`; 0 where nothing learns. */
export function truth(plan: Plan, pass: Pass, images: Images, given: Given, parameters: Float32Array) {
  return tf.tidy(() => {
    let log: Record<string, number> = {};
    const objective = (...tensors: tf.Tensor[]) => {
      const matrices = parametersOf(plan, tensors as tf.Tensor2D[]);
      const found = objectiveOf({ arithmetic, model: plan.model, pass, images, given, parameters: matrices });
      log = Object.fromEntries(Object.entries(found.log).map(([name, term]) => [name, term.dataSync()[0] ?? NaN]));
      return tf.reshape<tf.Rank.R0>(found.total, []);
    };
    const { grads } = tf.valueAndGrads(objective)(unpacked(plan, parameters).map((rows) => tf.tensor2d(rows)));
    const learns = learning(plan, pass);
    return { log, gradients: grads.map((all, i) => [...all.dataSync()].map((slope) => (learns[i] ? slope : 0))) };
  });
}
