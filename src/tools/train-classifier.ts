/**
 * `npm run train:classifier -- ../shared/data` trains the classifier that judges samples, on grown digits alone, measures it
 * on other grown digits and on the written ones in that folder, and writes src/engine/data/pretrained-weights.ts. It takes
 * about four minutes on one core. Run it again after any change to how digits are grown.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { format, resolveConfig } from 'prettier';
import { grownDigits, type DigitSet } from '#src/engine/data/digits.ts';
import {
  accuracyOn,
  TENSORS,
  unpacked,
  type Accuracy,
  type ClassifierWeights,
  type PackedWeights,
  type TensorName,
} from '#src/engine/data/pretrained-classifier.ts';
import { TRAINING, trainClassifier } from './classifier/train.ts';
import { ROOT, secondsSince } from './commands.ts';
import { writtenDigits } from './measure-digits.ts';

const FILE = join(ROOT, 'src/engine/data/pretrained-weights.ts');
/** Grown digits to train on, and others that training never sees, by another seed. */
const [TRAIN, HELD_OUT] = [40_000, 5000];
const [TRAIN_SEED, HELD_OUT_SEED] = [101, 102];
const STEPS_A_LINE = 500;

async function openTensorFlow(): Promise<void> {
  setWasmPaths(`${join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  // One thread, which is what a fixed order of sums takes.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js did not start in WebAssembly. Run npm install.');
}

/** Trains to the end and says now and then how far it is. */
function train(digits: DigitSet): ClassifierWeights {
  const begin = performance.now();
  const training = trainClassifier(tf, digits, TRAINING);
  let sum = 0;
  for (let step = 1; ; step++) {
    const next = training.next();
    if (next.done) return next.value;
    sum += next.value;
    if (step % STEPS_A_LINE !== 0) continue;
    console.log(
      `step ${step} of ${TRAINING.steps}, ${secondsSince(begin)}: loss ${(sum / STEPS_A_LINE).toFixed(3)} nats`,
    );
    sum = 0;
  }
}

/** Each tensor as multiples −127 … 127 of its reach/127, all tensors one behind the other. */
function packed(weights: ClassifierWeights): PackedWeights {
  const tensors = (Object.keys(TENSORS) as TensorName[]).map((name) => weights[name]);
  const reaches = tensors.map((values) =>
    Number(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0).toPrecision(6)),
  );
  const multiples = tensors.flatMap((values, i) =>
    Array.from(values, (value) =>
      Math.round(Math.min(1, Math.abs(value) / (reaches[i] ?? 1)) * Math.sign(value) * 127),
    ),
  );
  return { reaches, base64: Buffer.from(Int8Array.from(multiples)).toString('base64') };
}

async function write({ reaches, base64 }: PackedWeights, accuracy: Accuracy): Promise<void> {
  const text = `/** Written by \`npm run train:classifier\`, and not by hand: the weights of ./pretrained-classifier.ts, eight bits each. */
    /** Shares of digits read right: of ${HELD_OUT.toLocaleString('en')} grown ones that it was not trained on, and of 5,000 of MNIST. */
    export const ACCURACY = ${JSON.stringify(accuracy)} as const;
    /** The largest magnitude in each tensor. */
    export const REACHES = ${JSON.stringify(reaches)} as const;
    export const BASE64 = '${base64}';`;
  await writeFile(FILE, await format(text, { ...(await resolveConfig(FILE)), filepath: FILE }));
}

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('Expected the folder with the mnist-5k files: npm run train:classifier -- ../shared/data');
const written = await writtenDigits(folder);
await openTensorFlow();
const file = packed(train(grownDigits(TRAIN, TRAIN_SEED)));
const weights = unpacked(file);
const accuracy = {
  grown: accuracyOn(weights, grownDigits(HELD_OUT, HELD_OUT_SEED)),
  written: accuracyOn(weights, written),
};
await write(file, accuracy);
console.log(
  `Read right: ${(100 * accuracy.grown).toFixed(1)} % of grown and ${(100 * accuracy.written).toFixed(1)} % of written digits.`,
);
