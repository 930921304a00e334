/** What models that learn digits measure and show: digits that they do not learn from. */
import type { DigitSet, Split } from '#src/engine/data/digits.ts';
import type { Feed } from '#src/engine/executors/executor.ts';
import { PIXELS } from './batches.ts';

const SHOWN = 10;

/** Indices of ten images: the first of each class in the classes' order, then the first of the rest. */
export function oneOfEach({ labels, count }: DigitSet): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  const firsts = all.filter((i) => labels.indexOf(labels[i] ?? 0) === i);
  const rest = all.filter((i) => labels.indexOf(labels[i] ?? 0) !== i);
  firsts.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  return [...firsts, ...rest].slice(0, SHOWN);
}

/** The bytes of images, by their numbers: 784 for each, one behind the other. */
export function imagesAt({ images }: DigitSet, numbers: readonly number[]): Uint8Array {
  const found = new Uint8Array(numbers.length * PIXELS);
  numbers.forEach((image, i) => found.set(images.subarray(image * PIXELS, (image + 1) * PIXELS), i * PIXELS));
  return found;
}

/** The training images and behind them the held-out ones: what passes gather from. Throws where either are missing. */
export function joined({ train, heldOut }: Split): Uint8Array {
  if (train.count === 0 || heldOut.count === 0) throw new Error(noImages(train.count, heldOut.count));
  const all = new Uint8Array((train.count + heldOut.count) * PIXELS);
  all.set(train.images);
  all.set(heldOut.images, train.count * PIXELS);
  return all;
}

/** Has a pass look at held-out images, by their numbers among these, or at the first of them. They stand behind those to learn from. */
export function lookAtHeldOut(feed: Feed, { train }: Split, numbers?: readonly number[]): void {
  const images = feed.whole('images');
  images.set(images.map((_, row) => train.count + (numbers?.[row] ?? row)));
}

const noImages = (train: number, heldOut: number) =>
  'Training needs at least one image to learn from and one held out, ' +
  `and was given ${train} and ${heldOut}. Choose a data set with more images.`;
