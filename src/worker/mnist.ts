/** MNIST's files, from the site or from the reader. */
import type { Split } from '#src/engine/data/digits.ts';
import { IdxError, MNIST_FILES, readDigits } from '#src/engine/data/idx.ts';
import type { OnProgress } from '#src/models/kind.ts';
import { bodyOf } from './loads.ts';
import type { DataFile } from './protocol.ts';

/** MNIST's files as the site has them. */
export async function fetchMnist(onProgress: OnProgress): Promise<Split> {
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

/** What the reader's own IDX files hold, or why they cannot be read. */
export async function takenFrom(
  files: readonly DataFile[],
): Promise<{ type: 'taken' | 'refused'; message: string; split?: Split }> {
  try {
    const split = await readDigits(files);
    const { train, heldOut } = split;
    const message = `Read ${train.count + heldOut.count} digits: ${train.count} to train on, ${heldOut.count} held out.`;
    return { type: 'taken', message, split };
  } catch (error) {
    if (error instanceof IdxError) return { type: 'refused', message: error.message };
    throw error;
  }
}
