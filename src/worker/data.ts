import { growDigits, GROWN, splitAt, type Split } from '#src/engine/data/digits.ts';
import type { DataName, OnProgress } from '#src/models/kind.ts';
import { bodyOf } from './loads.ts';
import { paced } from './paced.ts';
import type { DataFile } from './protocol.ts';

let grown: Split | undefined;
let mnist: Split | undefined;

/** MNIST's own files are read by few, so what reads them comes when they do. */
const openReader = () => import('#src/engine/data/idx.ts');

/** The data of that name, grown or fetched the first time and kept for the visit. */
export async function dataOf(name: DataName, onProgress: OnProgress): Promise<Split> {
  switch (name) {
    case 'digits':
      return (grown ??= await grow(onProgress));
    case 'mnist':
      return (mnist ??= await fetchMnist(onProgress));
    default:
      return name satisfies never;
  }
}

async function grow(onProgress: OnProgress): Promise<Split> {
  const growing = growDigits({ count: GROWN.train + GROWN.heldOut, seed: GROWN.seed });
  return splitAt(await paced(growing, (share) => onProgress('Growing digits', share)), GROWN.train);
}

async function fetchMnist(onProgress: OnProgress): Promise<Split> {
  const { MNIST_FILES, readDigits } = await openReader();
  // Also in a worker whose own address is a blob's.
  const folder = new URL(`${import.meta.env.BASE_URL.replace(/\/$/, '')}/data/mnist/`, import.meta.url);
  const files: DataFile[] = [];
  for (const name of MNIST_FILES) {
    onProgress('Fetching MNIST', files.length / MNIST_FILES.length);
    const response = await fetch(new URL(name, folder));
    if (!response.ok) throw new Error(missing(name));
    files.push({ name, bytes: await bodyOf(response) });
  }
  onProgress('Reading MNIST', 1);
  return readDigits(files);
}

const missing = (name: string) =>
  `MNIST is not on this site: ${name} was looked for and not found. Drop its IDX files (.gz or plain) on this figure, or set data back to the grown digits.`;

/** Takes the reader's own IDX files in place of MNIST; the old data stays if they cannot be read. */
export async function takeFiles(files: readonly DataFile[]): Promise<{ type: 'taken' | 'refused'; message: string }> {
  const { IdxError, readDigits } = await openReader();
  try {
    mnist = await readDigits(files);
    const { train, heldOut } = mnist;
    return {
      type: 'taken',
      message: `Read ${train.count + heldOut.count} digits: ${train.count} to train on, ${heldOut.count} held out.`,
    };
  } catch (error) {
    if (error instanceof IdxError) return { type: 'refused', message: error.message };
    throw error;
  }
}
