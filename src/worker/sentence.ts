import { faultOf, LibraryError, type Fault } from '#src/engine/fault.ts';
import { NOT_FETCHED } from './loads.ts';

const AGAIN = 'Press Run to try again.';

const sentences: Readonly<Record<Exclude<Fault, 'said'>, string>> = {
  fetch: NOT_FETCHED,
  memory:
    'This browser does not have enough memory for a network of this size. Make the network or the batch smaller, or close other tabs, and press Run again.',
  full: `The browser’s storage is full, and training could not go on. Free some space. ${AGAIN}`,
  unreadable: 'The file could not be read. Check that it still exists and may be opened, and choose it again.',
  forbidden: `This browser forbids something that training needs. ${AGAIN} If that does not help, open the page in another browser.`,
  ours: `Training stopped because of a fault in these notes. ${AGAIN} If it stops again, reload the page or choose something else under “Train on”.`,
};

const TFJS = `TensorFlow.js, which trains here, stopped with an error. ${AGAIN} If it stops again, choose something else under “Train on”.`;

/**
 * What a reader is told of an error in the worker: its own words where they are ours, else a sentence for its kind; the
 * words of the browser or of TensorFlow.js then go to the console.
 */
export function sentenceOf(error: unknown): string {
  const fault = faultOf(error);
  if (fault === 'said' && !(error instanceof LibraryError)) return (error as Error).message;
  console.error(error);
  return fault === 'said' ? TFJS : sentences[fault];
}
