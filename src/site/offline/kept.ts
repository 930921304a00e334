/** The words that the page, the service worker and the build share about reading without a network. */

/** Address from the site's root, bytes, and the first 128 bits of SHA-256 over them in hexadecimal. */
export type KeptFile = readonly [address: string, bytes: number, hash: string];
export type KeptPage = {
  readonly address: string;
  readonly title: string;
  /** Numbers of files; the first is the page's own. */
  readonly files: readonly number[];
};
/** What belongs to no single page: the search index, TensorFlow.js, MNIST if the site has it, icons and feed. */
export type Extra = {
  readonly name: 'search' | 'fallback' | 'data' | 'frame';
  readonly files: readonly number[];
};

/** `offline.json`, made at build: what each page needs to be read and its figures to be run. */
export type KeepList = {
  /** Changes with every file. */
  readonly version: string;
  readonly files: readonly KeptFile[];
  readonly pages: readonly KeptPage[];
  readonly extras: readonly Extra[];
};

/** What a cache holds: addresses, with the hash of the bytes kept; empty for what nobody has checked. */
export type Inventory = ReadonlyMap<string, string>;

export const KEEP_LIST = 'offline.json';
export const OFFLINE_PAGE = 'offline/';
/** Said to the service worker when kept pages of an earlier version have been renewed. */
export const TIDY = 'tidy';

/** Caches belong to an origin, which may hold other sites under other paths. */
export const cacheOf = (base: string): string => `notes:${base}`;

/** Files whose address carries a hash of what is in them: a copy never grows stale. */
export const isHashed = (address: string): boolean => address.includes('_astro/') || /\?v=\w+$/.test(address);

/** The address under which a page is listed: without its query, and with the slash that a host would add. */
export function pageAddress(base: string, pathname: string): string {
  const address = pathname.slice(base.length).replace(/(^|\/)index\.html$/, '$1');
  return address === '' || address.endsWith('/') || /\.\w+$/.test(address) ? address : `${address}/`;
}

/** The address under which any other file is listed. A picture keeps the hash behind its name, all else no query. */
export const fileAddress = (base: string, { pathname, search }: URL): string =>
  pathname.slice(base.length) + (isHashed(pathname + search) && !isHashed(pathname) ? search : '');

/** The files of some numbers, each once. */
export const numbered = ({ files }: KeepList, numbers: Iterable<number>): readonly KeptFile[] =>
  [...new Set(numbers)].map((at) => files[at]).filter((file) => file !== undefined);

export const bytesOf = (files: readonly KeptFile[]): number => files.reduce((sum, [, bytes]) => sum + bytes, 0);

/** Whether what a server sent is such a list; a host's fallback and a portal answer with a page, or with other JSON. */
export function isKeepList(value: unknown): value is KeepList {
  if (typeof value !== 'object' || value === null) return false;
  const { version, files, pages, extras } = value as Partial<Record<keyof KeepList, unknown>>;
  return typeof version === 'string' && [files, pages, extras].every(Array.isArray);
}
