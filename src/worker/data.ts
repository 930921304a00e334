import { growDigits, GROWN, splitAt, type Split } from '#src/engine/data/digits.ts';
import type { DataName, OnProgress } from '#src/models/kind.ts';
import { paced } from '#src/base/paced.ts';
import type { DataFile } from './protocol.ts';

let grown: Split | undefined;
let mnist: Split | undefined;

/** MNIST's own files are read by few, so what reads them comes when they do. */
const openMnist = () => import('./mnist.ts');

/** The data of that name, grown or fetched the first time and kept for the visit. */
export async function dataOf(name: DataName, onProgress: OnProgress): Promise<Split> {
  switch (name) {
    case 'digits':
      return (grown ??= await grow(onProgress));
    case 'mnist':
      return (mnist ??= await (await openMnist()).fetchMnist(onProgress));
    default:
      return name satisfies never;
  }
}

async function grow(onProgress: OnProgress): Promise<Split> {
  const growing = growDigits({ count: GROWN.train + GROWN.heldOut, seed: GROWN.seed });
  return splitAt(await paced(growing, (share) => onProgress('Growing digits', share)), GROWN.train);
}

/** Takes the reader's own IDX files in place of MNIST; the old data stays if they cannot be read. */
export async function takeFiles(files: readonly DataFile[]): Promise<{ type: 'taken' | 'refused'; message: string }> {
  const { split, ...said } = await (await openMnist()).takenFrom(files);
  if (split) mnist = split;
  return said;
}
