/**
 * Answers for the network where there is none. Pages come from the network first, so that whoever is online reads the
 * newest; files with a hash in their name come from the cache first. A new worker waits until no page is open that the
 * old one served, and then drops what no page of the new site needs.
 */
import { clientsClaim } from 'workbox-core';
import { registerRoute, setCatchHandler } from 'workbox-routing';
import { CacheFirst, NetworkFirst } from 'workbox-strategies';
import { cacheOf, isHashed, KEEP_LIST, OFFLINE_PAGE, type KeepList } from './kept.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: the path of the site. */
declare const BASE: string;

const PATIENCE_SECONDS = 4;
const cacheName = cacheOf(BASE);
const mine = (url: URL) => url.origin === self.location.origin && url.pathname.startsWith(BASE);

/** One page is one entry, whatever state a link asks its figures for. */
const withoutQuery = {
  cacheKeyWillBeUsed: ({ request }: { request: Request }) => {
    const { origin, pathname } = new URL(request.url);
    return Promise.resolve(origin + pathname);
  },
};

clientsClaim();
registerRoute(({ url }) => mine(url) && isHashed(url.pathname), new CacheFirst({ cacheName }));
registerRoute(
  ({ url }) => mine(url),
  new NetworkFirst({ cacheName, networkTimeoutSeconds: PATIENCE_SECONDS, plugins: [withoutQuery] }),
);
setCatchHandler(async ({ request }) => {
  const page = request.destination === 'document' ? await caches.match(`${BASE}${OFFLINE_PAGE}`) : undefined;
  return page ?? Response.error();
});

/** The shell: the page that says what is kept, with what it needs. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  const { files, pages } = await listed();
  const shell = pages.find(({ address }) => address === OFFLINE_PAGE)?.files ?? [];
  await cache.addAll([`${BASE}${KEEP_LIST}`, ...shell.map((at) => `${BASE}${files[at]?.[0] ?? ''}`)]);
}

const listed = async () => (await (await fetch(`${BASE}${KEEP_LIST}`, { cache: 'no-store' })).json()) as KeepList;

async function tidy(): Promise<void> {
  const cache = await caches.open(cacheName);
  const { files } = await listed();
  const needed = new Set(files.map(([address]) => new URL(`${BASE}${address}`, self.location.href).href));
  const stale = (await cache.keys()).filter(({ url }) => isHashed(url) && !needed.has(url));
  await Promise.all(stale.map((request) => cache.delete(request)));
}

self.addEventListener('install', (event) => event.waitUntil(install()));
// Without a network nothing is known of the new site, so nothing is dropped.
self.addEventListener('activate', (event) => event.waitUntil(tidy().catch(() => undefined)));
