/** Keeps pages for reading without a network: the one that is read, or those that the reader asks for. */
import { path } from '../path.ts';
import { cacheOf, isHashed, KEEP_LIST, type KeepList } from './kept.ts';
import { keeping as words } from '../words/page.ts';

const BASE = path('/');

export const fetchList = async (): Promise<KeepList> => (await (await fetch(BASE + KEEP_LIST)).json()) as KeepList;

/** From here on the site answers without a network, as far as it is kept. */
export async function standIn(): Promise<void> {
  await navigator.serviceWorker.register(`${BASE}service-worker.js`, { scope: BASE });
  await navigator.serviceWorker.ready;
}

/** Files of some pages, each once. */
export function filesOf({ files, pages }: KeepList, addresses: readonly string[]): KeepList['files'] {
  const wanted = new Set(pages.filter(({ address }) => addresses.includes(address)).flatMap((page) => page.files));
  return files.filter((_, at) => wanted.has(at));
}

export const openCache = () => caches.open(cacheOf(BASE));

/** Which of some files are in the cache already. */
export async function keptAmong(addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const known = new Set((await (await openCache()).keys()).map(({ url }) => new URL(url).pathname));
  return new Set(addresses.filter((address) => known.has(BASE + address)));
}

/**
 * Fetches what is not kept yet; `progress` hears bytes kept so far and in all. Pages and files without a hash in their
 * name are fetched anew.
 */
export async function keep(
  files: KeepList['files'],
  progress: (done: number, all: number) => void = () => undefined,
): Promise<void> {
  const cache = await openCache();
  const kept = await keptAmong(files.map(([address]) => address));
  const missing = files.filter(([address]) => !(isHashed(address) && kept.has(address)));
  const all = missing.reduce((sum, [, bytes]) => sum + bytes, 0);
  let done = 0;
  progress(done, all);
  for (const [address, bytes] of missing) {
    const response = await fetch(BASE + address);
    if (!response.ok) throw new Error(words.notFetched(address || words.home, response.status));
    await cache.put(BASE + address, response);
    done += bytes;
    progress(done, all);
  }
}
