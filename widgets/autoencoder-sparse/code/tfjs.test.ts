/** The program in TensorFlow.js that the figure shows, as readers run it, beside what the figure trains. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { reference } from '#src/engine/executors/reference.ts';
import type { TrainedState } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import { rowsOf } from '#src/engine/steps/rows.ts';
import { batches, greys } from '#src/models/shared/batches.ts';
import { train as trainOurs } from '#src/models/sparse/run.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from '../meta.ts';
import { configOf } from '../model.ts';
import { autoencoder, planted, step, train, usual, variables, type Knobs } from './tfjs.ts';

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

const settings: readonly Partial<Knobs>[] = [
  { penalty: 'l1', weight: 0.3 },
  { penalty: 'kl', weight: 1, rho: 0.1 },
  { atoms: 'planted', tied: 'yes', weight: 0.2 },
  { atoms: 'planted', tied: 'no', weight: 0.2 },
];

test.each(settings)('%o: after 8 steps from the same weights both have the same', async (own) => {
  const knobs: Knobs = { ...usual, k: 10, batch: 10, seed: 5, ...own };
  const split = splitAt(digits, 60);
  // The same digits for either: only what is trained on them differs.
  const ours = trainOurs(configOf({ ...initialValues(meta.params), ...knobs }), split, reference);
  await ours.next();
  const begun = (await ours.next('state')).value?.state ?? expect.fail('there was no state');
  const program = autoencoder(knobs);
  tensorsOf(begun).forEach((values, i) => {
    const variable = variables(program)[i] ?? expect.fail('the program has fewer layers');
    variable.assign(tf.tensor(values, variable.shape));
  });
  const batchAt = batches(60, knobs.batch, random(knobs.seed).fork('batches'));
  for (let done = 0; done < 8; done++)
    step(program, knobs, tf.tensor2d(greys(digits.images, batchAt(done)), [knobs.batch, 784]));
  await ours.next(8);
  const state = (await ours.next('state')).value?.state ?? expect.fail('there was no state');
  const tensors = tensorsOf(state);
  expect(variables(program)).toHaveLength(tensors.length);
  tensors.forEach((values, i) => {
    const theirs = variables(program)[i]?.dataSync() ?? [];
    expect(theirs.length).toBe(values.length);
    // A step moves a parameter by 1e-3 at most: a hundredth of one step.
    values.forEach((value, at) => expect(Math.abs(value - (theirs[at] ?? NaN))).toBeLessThan(1e-5));
  });
  await ours.return();
});

test.each([
  ['digits', () => Float32Array.from(digits.images, (byte) => byte / 255)],
  ['planted', () => planted(600)],
] as const)('%s: the program learns, and gives back every tensor', async (atoms, images) => {
  const before = tf.memory().numTensors;
  const lines: string[] = [];
  const model = await train(images(), { ...usual, atoms, k: 16, batch: 20 }, 20, (line) => lines.push(line));
  const [first = NaN, last = NaN] = lines.map((line) => Number(/error ([\d.]+)/.exec(line)?.[1]));
  expect(last).toBeLessThan(first);
  tf.dispose(variables(model));
  model.adam.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
