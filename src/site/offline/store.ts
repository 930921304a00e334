/** The browser's cache of these notes: checked files, and of every version that is kept its list. */
import { cacheOf, isKeepList, KEEP_LIST, numbered, type Inventory, type KeepList, type KeptFile } from './kept.ts';
import { DAY_HEADER, fetchRight, HASH_HEADER } from './right.ts';
import { listsInUse, missingOf, staleIn } from './standing.ts';

const VERSIONED = `${KEEP_LIST}?version=`;

export const openStore = (base: string): Promise<Cache> => caches.open(cacheOf(base));

const addressIn = (base: string, request: Request) => {
  const { pathname, search } = new URL(request.url);
  return pathname.slice(base.length) + search;
};

/** Every address in the store with the hash its bytes had when they were checked. */
export async function inventoryOf(base: string): Promise<Inventory> {
  const cache = await openStore(base);
  const requests = await cache.keys();
  const entries = requests.map(async (request) => {
    const answer = await cache.match(request);
    return [addressIn(base, request), answer?.headers.get(HASH_HEADER) ?? ''] as const;
  });
  return new Map(await Promise.all(entries));
}

/** The lists of the versions that are kept, the one noted last first. */
export async function listsIn(base: string): Promise<readonly KeepList[]> {
  const cache = await openStore(base);
  const requests = (await cache.keys()).filter((request) => addressIn(base, request).startsWith(VERSIONED));
  const found = await Promise.all(requests.map(async (request) => noted(await cache.match(request))));
  return found
    .filter(({ list }) => isKeepList(list))
    .sort((a, b) => b.day.localeCompare(a.day))
    .map(({ list }) => list as KeepList);
}

const noted = async (answer: Response | undefined) => ({
  day: answer?.headers.get(DAY_HEADER) ?? '',
  list: (await answer?.json().catch(() => undefined)) as unknown,
});

/** Puts a list in front of all others. */
export async function noteList(base: string, list: KeepList): Promise<void> {
  const cache = await openStore(base);
  const headers = { 'content-type': 'application/json; charset=utf-8', [DAY_HEADER]: new Date().toISOString() };
  for (const address of [VERSIONED + list.version, KEEP_LIST])
    await cache.put(base + address, new Response(JSON.stringify(list), { headers }));
}

/** The list that the site has now. Throws where it cannot be fetched or is something else. */
export async function fetchList(base: string): Promise<KeepList> {
  const response = await fetch(base + KEEP_LIST, { cache: 'no-cache' });
  if (!response.ok) throw new ListMissing(response.status);
  const list: unknown = await response.json().catch(() => undefined);
  if (!isKeepList(list)) throw new ListMissing(response.status);
  return list;
}

/** The site answered to the question for its list, but with something else. */
export class ListMissing extends Error {
  override readonly name = 'ListMissing';
  readonly status: number;
  constructor(status: number) {
    super(`${KEEP_LIST}: ${status}`);
    this.status = status;
  }
}

/** A page after everything that it needs, so that it is never kept without. */
const pagesLast = (files: readonly KeptFile[]) => {
  const isPage = ([address]: KeptFile) => address === '' || address.endsWith('/');
  return [...files.filter((file) => !isPage(file)), ...files.filter(isPage)];
};

/** Fetches and checks what is not kept yet of some files of a list; `progress` hears bytes kept so far and in all. */
export async function keep(
  base: string,
  list: KeepList,
  files: readonly KeptFile[],
  progress: (done: number, all: number) => void = () => undefined,
): Promise<void> {
  const cache = await openStore(base);
  await noteList(base, list);
  const missing = pagesLast(missingOf(files, await inventoryOf(base)));
  const all = missing.reduce((sum, [, bytes]) => sum + bytes, 0);
  let done = 0;
  progress(done, all);
  for (const file of missing) {
    await cache.put(base + file[0], await fetchRight(base, file));
    done += file[1];
    progress(done, all);
  }
}

/** Keeps pages of a list with all they need. */
export const keepPages = (base: string, list: KeepList, addresses: readonly string[]): Promise<void> =>
  keep(base, list, filesOfPages(list, addresses));

export const filesOfPages = (list: KeepList, addresses: readonly string[]): readonly KeptFile[] =>
  numbered(
    list,
    list.pages.filter(({ address }) => addresses.includes(address)).flatMap(({ files }) => files),
  );

/** Drops what neither the newest version nor any kept page needs, and the lists of versions of which nothing is left. */
export async function tidy(base: string): Promise<void> {
  const cache = await openStore(base);
  const [lists, inventory] = [await listsIn(base), await inventoryOf(base)];
  const used = listsInUse(lists, inventory);
  const unused = lists.filter((list) => !used.includes(list)).map(({ version }) => VERSIONED + version);
  await Promise.all([...staleIn(lists, inventory), ...unused].map((address) => cache.delete(base + address)));
}
