/** The program in TensorFlow.js that the figure shows, as readers run it, beside what the figure trains. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { drawPlane, planeSet } from '#src/engine/data/plane.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { random } from '#src/engine/random.ts';
import { rowsOf } from '#src/engine/steps/rows.ts';
import { trainDigits } from '#src/models/denoiser/digits.ts';
import { trainPlane } from '#src/models/denoiser/plane.ts';
import type { DenoiserSnapshot } from '#src/models/denoiser/denoiser.ts';
import { batches, greys, normals } from '#src/models/shared/batches.ts';
import {
  corrupted,
  denoiser,
  logOdds,
  step,
  trainOnDigits,
  trainOnPlane,
  usual,
  variables,
  type Denoiser,
  type Knobs,
} from './tfjs.ts';

beforeEach(async () => {
  await tf.setBackend('cpu');
});

const fast = simd(compiledKernels());
const STEPS = 8;
const digits = grownDigits(560);

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

async function stateOf(run: Run<DenoiserSnapshot>): Promise<Float32Array[]> {
  const { value } = await run.next('state');
  return tensorsOf(value?.state ?? expect.fail('there was no state'));
}

/** Takes the figure's first weights and some steps on both sides, and compares what comes out. */
async function compare(
  ours: Run<DenoiserSnapshot>,
  program: Denoiser,
  theirStep: (done: number) => void,
): Promise<void> {
  await ours.next();
  const begun = await stateOf(ours);
  begun.forEach((values, i) => {
    const variable = variables(program)[i] ?? expect.fail('the program has fewer layers');
    variable.assign(tf.tensor(values, variable.shape));
  });
  for (let done = 0; done < STEPS; done++) tf.tidy(() => theirStep(done));
  await ours.next(STEPS);
  const ended = await stateOf(ours);
  ended.forEach((values, i) => {
    const theirs = variables(program)[i]?.dataSync() ?? [];
    expect(theirs.length).toBe(values.length);
    // A step moves a parameter by 1e-3 at most: a hundredth of one step.
    values.forEach((value, at) => expect(Math.abs(value - (theirs[at] ?? NaN))).toBeLessThan(1e-5));
  });
  await ours.return();
}

test.each(['sines', 'linear'] as const)('plane, net %s: after 8 steps both have the same', async (net) => {
  const knobs: Knobs = { ...usual, net, batch: 10, lr: 1e-3, falls: 10, seed: 5 };
  const config = { ...knobs, on: 'plane', shape: 'moons', linear: net === 'linear', octaves: 3 } as const;
  const points = random(5).fork('points');
  const program = denoiser(knobs);
  await compare(trainPlane(config, fast), program, (done) => {
    const source = points.at(done);
    const clean = tf.tensor2d(drawPlane(planeSet('moons'), 10, source), [10, 2]);
    const noise = tf.tensor2d(normals(source, 20), [10, 2]);
    step(program, knobs, done, clean, tf.add(clean, tf.mul(knobs.level, noise)));
  });
});

test('digits with Gaussian noise: after 8 steps both have the same', async () => {
  const knobs: Knobs = { ...usual, on: 'digits', level: 0.3, width: 8, batch: 10, lr: 1e-3, falls: 10, seed: 5 };
  const config = { ...knobs, on: 'digits', heldOut: 10 } as const;
  const noise = random(5).fork('noise');
  const batchAt = batches(60, 10, random(5).fork('batches'));
  const program = denoiser(knobs);
  await compare(trainDigits(config, splitAt(digits, 60), fast), program, (done) => {
    const clean = tf.tensor2d(greys(digits.images, batchAt(done)), [10, 784]);
    const draws = tf.tensor2d(normals(noise.at(done), 7840), [10, 784]);
    step(program, knobs, done, clean, tf.add(clean, tf.mul(0.3, draws)));
  });
});

const images = Float32Array.from(digits.images, (byte) => byte / 255);
const source = random(2);
const trainings = {
  plane: (report: (line: string) => void) =>
    trainOnPlane((count) => drawPlane(planeSet('ring'), count, source), { ...usual, batch: 20 }, 20, report),
  digits: (report: (line: string) => void) =>
    trainOnDigits(images, { ...usual, on: 'digits', noise: 'masking', level: 0.5, width: 16, batch: 20 }, 20, report),
};

test.each(['plane', 'digits'] as const)('on %s the program learns, and gives back every tensor', async (on) => {
  const before = tf.memory().numTensors;
  const lines: string[] = [];
  const model = await trainings[on]((line) => lines.push(line));
  const [first = NaN, last = NaN] = lines.map((line) => Number(/error ([\d.]+)/.exec(line)?.[1]));
  expect(last).toBeLessThan(first);
  tf.dispose(variables(model));
  model.adam.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  ['masking', 0.3, 0],
  ['salt-and-pepper', 0.15, 0.15],
] as const)('%s at level 0.3 makes its share of grey pixels white and black', async (noise, white, black) => {
  const grey: tf.Tensor2D = tf.fill([100, 784], 0.5);
  const values = await corrupted(grey, { ...usual, on: 'digits', noise, level: 0.3 }, 3).data();
  const share = (wanted: number) => values.filter((value) => value === wanted).length / values.length;
  // Four standard errors of a share near 0.3 among 78,400 pixels are 0.0065.
  expect(Math.abs(share(0) - white)).toBeLessThan(0.0065);
  expect(Math.abs(share(1) - black)).toBeLessThan(0.0065);
  expect(share(0) + share(1) + share(0.5)).toBe(1);
});

test('the outputs begin at the log odds of the mean image', () => {
  const [odds] = logOdds(tf.tensor2d([[1], [1], [0]])).dataSync();
  // Two and a half of four.
  expect(odds).toBeCloseTo(Math.log(2.5 / 1.5), 6);
});
