/** The words that the page, the service worker and the build share about reading without a network. */

/** `offline.json`, made at build: what each page needs to be read and its figures to be run. */
export type KeepList = {
  /** Changes with every file. */
  readonly version: string;
  /** Addresses from the site's root, and bytes. */
  readonly files: readonly (readonly [address: string, bytes: number])[];
  readonly pages: readonly {
    readonly address: string;
    readonly title: string;
    /** Numbers of files; the first is the page's own. */
    readonly files: readonly number[];
  }[];
};

export const KEEP_LIST = 'offline.json';
export const OFFLINE_PAGE = 'offline/';

/** Caches belong to an origin, which may hold other sites under other paths. */
export const cacheOf = (base: string): string => `notes:${base}`;

/** Files whose name carries a hash of what is in them: a copy never grows stale. */
export const isHashed = (address: string): boolean => address.includes('_astro/');
