import { NOT_FETCHED } from './loads.ts';

/** What a reader is told of an error: our own words as they are; those of a browser or a library are put into ours, by a part that most readers never need. */
export async function toldOf(error: unknown): Promise<string> {
  if (error instanceof Error && error.constructor === Error) return error.message;
  const found = await import('./sentence.ts').catch(() => undefined);
  return found?.sentenceOf(error) ?? NOT_FETCHED;
}
