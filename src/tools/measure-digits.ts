/**
 * How real the grown digits are: a small net is trained on them alone and then reads digits that people wrote.
 * `node src/tools/measure-digits.ts ../shared/data` prints the answer for the 5,000 digits of MNIST in that folder.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classify, train } from '#src/engine/data/classifier.ts';
import { finish } from '#src/base/finish.ts';
import { grownDigits, type DigitSet } from '#src/engine/data/digits.ts';
import { readImages, readLabels } from '#src/engine/data/idx.ts';

const COUNT = 20_000;
const EPOCHS = 16;

export type DigitMeasure = {
  /** Share of the written digits that are read right, 0–1, over all and for each label 0–9. */
  accuracy: number;
  perClass: number[];
  /** Milliseconds to grow one digit, and to train on all of them. */
  growMs: number;
  trainMs: number;
  /** confusion[label][answer] counts the written digits of that label that were read as `answer`. */
  confusion: number[][];
};

/** The digits that people wrote: the files mnist-5k-images-idx3-ubyte.gz and mnist-5k-labels-idx1-ubyte.gz of `folder`. */
export async function writtenDigits(folder: string): Promise<DigitSet> {
  const [imagesName, labelsName] = ['mnist-5k-images-idx3-ubyte.gz', 'mnist-5k-labels-idx1-ubyte.gz'];
  const { images, count } = await readImages(await readFile(resolve(folder, imagesName)), imagesName);
  const { labels } = await readLabels(await readFile(resolve(folder, labelsName)), labelsName);
  if (labels.length === count) return { images, labels, count };
  throw new Error(`Expected ${count} labels in ${labelsName}, found ${labels.length}. Fetch both files again.`);
}

/** Grows 20,000 digits, trains on them and reads the written digits in `folder`. */
export async function measureDigits(folder: string, seed = 1): Promise<DigitMeasure> {
  const written = await writtenDigits(folder);
  const [set, growing] = timed(() => grownDigits(COUNT, seed));
  const [net, trainMs] = timed(() => finish(train(set, { epochs: EPOCHS, seed })));
  const confusion = confusionOf(written, classify(net, written.images));
  const right = confusion.map((row, label) => row[label] ?? 0);
  const accuracy = sum(right) / written.count;
  return {
    accuracy,
    perClass: right.map((hits, label) => hits / sum(confusion[label] ?? [])),
    growMs: growing / COUNT,
    trainMs,
    confusion,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function timed<Result>(work: () => Result): [result: Result, milliseconds: number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

function confusionOf({ labels }: DigitSet, answers: Uint8Array): number[][] {
  const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  labels.forEach((label, i) => {
    const [row, answer] = [confusion[label] ?? [], answers[i] ?? 0];
    row[answer] = (row[answer] ?? 0) + 1;
  });
  return confusion;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function sentence({ accuracy, perClass, growMs, trainMs }: DigitMeasure): string {
  const classes = perClass.map((share, label) => `${label}: ${percent(share)}`).join(', ');
  return (
    `A 784–128–10 net trained for ${EPOCHS} epochs (${(trainMs / 1000).toFixed(1)} s) on ${COUNT.toLocaleString('en')} ` +
    `grown digits (${growMs.toFixed(3)} ms each) reads ${percent(accuracy)} of the written ones (${classes}).`
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    throw new Error(
      'Expected the folder with the mnist-5k files, found no argument: node src/tools/measure-digits.ts FOLDER',
    );
  }
  console.log(sentence(await measureDigits(folder)));
}
