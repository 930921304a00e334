/** The program in TensorFlow.js that the figure shows, as readers run it, beside what the figure trains. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { reference } from '#src/engine/executors/reference.ts';
import type { TrainedState } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import { rowsOf } from '#src/engine/steps/rows.ts';
import { principalComponents } from '#src/models/autoencoder/pca.ts';
import { train as trainOurs } from '#src/models/autoencoder/run.ts';
import { batches, greys, meansOf } from '#src/models/shared/batches.ts';
import { autoencoder, step, train, usual, variables, type Knobs } from './tfjs.ts';

beforeEach(async () => {
  await tf.setBackend('cpu');
});

const digits = grownDigits(600);

/** Weights and biases without gaps, in the order of a state. */
function tensorsOf({ layout, values }: TrainedState): Float32Array[] {
  let at = 0;
  return layout.map(({ name, length }) => {
    const width = Number(/(\d+)$/.exec(name)?.[1]);
    const part = values.slice(at, at + length);
    at += length;
    return name.includes('bias') ? part.slice(0, width) : rowsOf(part, width);
  });
}

test.each([
  { linear: 'yes' },
  { linear: 'no' },
  { linear: 'yes', tied: 'yes' },
  { linear: 'no', tied: 'yes', depth: 2 },
  { linear: 'no', depth: 3 },
] as const)('%o: after 8 steps from the same weights both have the same', async (own) => {
  const knobs: Knobs = { ...usual, ...own, k: 3, width: 8, batch: 10, lr: 1e-3, falls: 10, seed: 5 };
  const split = splitAt(digits, 60);
  const config = {
    ...knobs,
    size: knobs.k,
    linear: knobs.linear === 'yes',
    tied: knobs.tied === 'yes',
    heldOut: 10,
  };
  const data = { ...split, pca: finish(principalComponents(split)) };
  const first = trainOurs(config, data, reference);
  await first.next();
  const drawn = (await first.next('state')).value?.state ?? expect.fail('there was no state');
  await first.return();
  // Longer than drawn: at orthonormal columns the slope of a tied code's bias is 0, and Adam would follow its rounding.
  const begun = { ...drawn, values: drawn.values.map((value) => 1.5 * value) };
  const ours = trainOurs(config, data, reference, begun);
  await ours.next();
  const program = autoencoder(knobs, tf.tensor1d(meansOf(split.train)));
  tensorsOf(begun).forEach((values, i) => {
    assign(variables(program)[i] ?? expect.fail('the program has fewer layers'), values);
  });
  const batchAt = batches(60, knobs.batch, random(knobs.seed).fork('batches'));
  for (let done = 0; done < 8; done++)
    step(program, knobs, done, tf.tensor2d(greys(digits.images, batchAt(done)), [knobs.batch, 784]));
  await ours.next(8);
  const state = (await ours.next('state')).value?.state ?? expect.fail('there was no state');
  tensorsOf(state).forEach((values, i) => {
    const theirs = variables(program)[i]?.dataSync() ?? [];
    expect(theirs.length).toBe(values.length);
    // A step moves a parameter by 1e-3 at most: a hundredth of one step.
    values.forEach((value, at) => expect(Math.abs(value - (theirs[at] ?? NaN))).toBeLessThan(1e-5));
  });
  await ours.return();
});

const assign = (variable: tf.Variable, values: Float32Array) => variable.assign(tf.tensor(values, variable.shape));

test.each([{ linear: 'yes' }, { linear: 'no' }, { linear: 'yes', tied: 'yes' }] as const)(
  '%o: the program learns, and gives back every tensor',
  async (own) => {
    const images = Float32Array.from(digits.images, (byte) => byte / 255);
    const before = tf.memory().numTensors;
    const lines: string[] = [];
    const model = await train(images, { ...usual, ...own, width: 16, batch: 20 }, 20, (line) => lines.push(line));
    const [first = NaN, last = NaN] = lines.map((line) => Number(/error ([\d.]+)/.exec(line)?.[1]));
    expect(last).toBeLessThan(first);
    tf.dispose(variables(model));
    model.adam.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);
