/** The program in TensorFlow.js that the figure shows, as readers run it, beside what the figure trains. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import type { PretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { TrainedState } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import { rowsOf } from '#src/engine/steps/rows.ts';
import { train as trainOurs } from '#src/models/ae-or-vae/run.ts';
import { batches, greys, logOddsOf, normals } from '#src/models/shared/batches.ts';
import { net, sampled, stepOfAe, stepOfVae, train, usual, variables, type Net } from './tfjs.ts';

beforeEach(async () => {
  await tf.setBackend('cpu');
});

const knobs = { ...usual, latent: 3, width: 8, batch: 10, seed: 5 };
const digits = grownDigits(600);
const split = splitAt(digits, 60);
/** Reads nothing: what is made is not looked at here. */
const classifier: PretrainedClassifier = {
  accuracy: { grown: 0, written: 0 },
  read: (pictures) => ({
    probabilities: new Float32Array(10 * (pictures.length / 784)),
    features: { values: new Float32Array(pictures.length / 784), width: 1 },
  }),
};

/** Weights and biases of both in the order of the program’s: moments are two of its layers side by side. */
function tensorsOf({ layout, values }: TrainedState): Float32Array[] {
  let at = 0;
  return layout.flatMap(({ name, length }) => {
    const width = Number(/(\d+)$/.exec(name)?.[1]);
    const part = values.slice(at, at + length);
    at += length;
    const whole = name.includes('bias') ? part.slice(0, width) : rowsOf(part, width);
    if (width !== 2 * knobs.latent) return [whole];
    return [0, 1].map((half) => whole.filter((_, i) => Math.floor((i % width) / knobs.latent) === half));
  });
}

/** The ten tensors of either network: of the moments, the weights of both halves come before the biases of both. */
function put(program: Net, tensors: readonly Float32Array[]): void {
  inOrder(tensors).forEach((values, i) => {
    const variable = variables(program)[i] ?? expect.fail('the program has fewer layers');
    variable.assign(tf.tensor(values, variable.shape));
  });
}
const inOrder = ([w, b, muW, logVarW, muB, logVarB, ...rest]: readonly Float32Array[]): readonly Float32Array[] =>
  [w, b, muW, muB, logVarW, logVarB, ...rest].map((values) => values ?? expect.fail('there were fewer tensors'));

test('after 8 steps from the same weights both programs have those of the figure', async () => {
  const ours = trainOurs(knobs, { ...split, classifier }, simd(compiledKernels()));
  await ours.next();
  const begun = (await ours.next('state')).value?.state ?? expect.fail('there was no state');
  const odds = tf.tensor1d(logOddsOf(split.train));
  const [ae, vae] = [net(knobs, odds), net(knobs, odds)];
  put(ae, tensorsOf(begun).slice(0, 10));
  put(vae, tensorsOf(begun).slice(10));
  const source = random(knobs.seed);
  const batchAt = batches(60, knobs.batch, source.fork('batches'));
  const noise = source.fork('noise');
  for (let done = 0; done < 8; done++) {
    const x = tf.tensor2d(greys(digits.images, batchAt(done)), [knobs.batch, 784]);
    stepOfAe(ae, x);
    stepOfVae(vae, x, tf.tensor2d(normals(noise.at(done), 30), [10, 3]));
  }
  await ours.next(8);
  const found = tensorsOf((await ours.next('state')).value?.state ?? expect.fail('there was no state'));
  [ae, vae].forEach((program, i) =>
    inOrder(found.slice(10 * i, 10 * (i + 1))).forEach((values, at) => {
      const theirs = variables(program)[at]?.dataSync() ?? [];
      expect(theirs.length).toBe(values.length);
      // A step moves a parameter by 1e-3 at most: a hundredth of one step.
      values.forEach((value, j) => expect(Math.abs(value - (theirs[j] ?? NaN))).toBeLessThan(1e-5));
    }),
  );
  await ours.return();
});

test('both learn, both make pictures, and every tensor is given back', async () => {
  const images = Float32Array.from(digits.images, (byte) => byte / 255);
  const before = tf.memory().numTensors;
  const lines: string[] = [];
  const { ae, vae } = await train(images, { ...usual, width: 16, batch: 20 }, 20, (line) => lines.push(line));
  const [first = [], last = []] = lines.map((line) =>
    [...line.matchAll(/distortion ([\d.]+)/g)].map(([, nats]) => Number(nats)),
  );
  expect(first).toHaveLength(2);
  last.forEach((nats, i) => expect(nats).toBeLessThan(first[i] ?? NaN));
  const pictures = sampled(vae, usual, 3, 1);
  expect(pictures.shape).toEqual([3, 784]);
  tf.dispose([pictures, ...variables(ae), ...variables(vae)]);
  ae.adam.dispose();
  vae.adam.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
