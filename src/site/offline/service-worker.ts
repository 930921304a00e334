/**
 * Answers for the network where there is none, or where it gives something else than these notes. Pages come from the
 * network first, so that a reader who is online gets the newest; a page that is kept takes the place of an error, a portal's
 * login or a half-finished update, and says so. Files with a hash in their address come from the store first. A new
 * worker waits until no page is open that the old one served, and then drops what neither the new site nor any kept page
 * needs.
 */
import { clientsClaim, type WorkboxPlugin } from 'workbox-core';
import { registerRoute, setCatchHandler } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { choose, filesNamedIn, isPageOf, typeFits, type Answer, type Choice } from './choice.ts';
import { cacheOf, fileAddress, isHashed, numbered, OFFLINE_PAGE, pageAddress, TIDY, type KeepList } from './kept.ts';
import { checkedAnswer, DAY_HEADER, HASH_HEADER, hashOf } from './right.ts';
import { hashesOf, standingOf } from './standing.ts';
import { fetchList, filesOfPages, inventoryOf, keep, listsIn, noteList, openStore, tidy } from './store.ts';
import { keptLine } from './kept-line.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: the path of the site, and the version of the list that belongs to this worker. */
declare const BASE: string;
declare const VERSION: string;

const PATIENCE_MILLISECONDS = 4000;
const LIST_AGE_MILLISECONDS = 5000;
const cacheName = cacheOf(BASE);
const mine = (url: URL) => url.origin === self.location.origin && url.pathname.startsWith(BASE);

type Asked = { readonly request: Request; readonly url: URL; readonly event: ExtendableEvent };
type Lists = () => Promise<readonly KeepList[]>;

let remembered: Promise<readonly KeepList[]> | undefined;
const kept: Lists = () => (remembered ??= listsIn(BASE));
const keptAnew: Lists = () => (remembered = listsIn(BASE));

let asked = { at: -Infinity, list: Promise.resolve<readonly KeepList[]>([]) };
/** The site's own list, asked for at most every few seconds; none where it does not come. */
const newest: Lists = () => {
  if (performance.now() - asked.at > LIST_AGE_MILLISECONDS)
    asked = {
      at: performance.now(),
      list: fetchList(BASE).then(
        (list) => [list],
        () => [],
      ),
    };
  return asked.list;
};

type Verdict = 'right' | 'wrong' | 'unknown';

/** Whether bytes with that hash are what some version has under the address; a version first heard of here is noted. */
async function verdictOn(address: string, hash: string, sources: readonly Lists[]): Promise<Verdict> {
  let verdict: Verdict = 'unknown';
  for (const source of sources) {
    const lists = await source();
    const hashes = hashesOf(lists, address);
    if (hashes.has(hash)) {
      if (source === newest && lists[0]) await noteList(BASE, lists[0]);
      return 'right';
    }
    if (hashes.size > 0) verdict = 'wrong';
  }
  return verdict;
}

/** The answer with its bytes read, and what they are; undefined where they broke off. */
async function looked(address: string, response: Response, sources: readonly Lists[] = [kept, keptAnew, newest]) {
  const bytes = await response.arrayBuffer().catch(() => undefined);
  if (!bytes) return undefined;
  const hash = await hashOf(address, bytes);
  const verdict = response.ok ? await verdictOn(address, hash, sources) : 'unknown';
  const { status, statusText, headers } = response;
  const answer =
    verdict === 'right'
      ? checkedAnswer(address, bytes, hash, headers.get('content-type') ?? '')
      : new Response(bytes, { status, statusText, headers });
  return { answer, verdict, bytes, hash };
}

const fits = (address: string, response: Response) => typeFits(address, response.headers.get('content-type') ?? '');

/** A file with a hash in its address, straight from the network past every cache, or nothing where it is still wrong. */
async function askedAgain(address: string, request: Request): Promise<Response | undefined> {
  const response = await fetch(request.url, { cache: 'reload' }).catch(() => undefined);
  const found = response && (await looked(address, response));
  return found?.verdict === 'right' ? found.answer : undefined;
}

/** Lets only right bytes into the store, and only right or unknown ones of the right kind out of it and to the page. */
const onlyRight: WorkboxPlugin = {
  cacheKeyWillBeUsed: ({ request }) => Promise.resolve(BASE + fileAddress(BASE, new URL(request.url))),
  cachedResponseWillBeUsed: async ({ request, cachedResponse }) => {
    if (!cachedResponse) return null;
    const address = fileAddress(BASE, new URL(request.url));
    const found = await looked(address, cachedResponse, [kept, keptAnew]);
    return found && found.verdict !== 'wrong' && fits(address, found.answer) ? found.answer : null;
  },
  fetchDidSucceed: async ({ request, response }) => {
    const address = fileAddress(BASE, new URL(request.url));
    const found = await looked(address, response);
    if (found?.verdict === 'right') return found.answer;
    if (found?.verdict === 'unknown' && (!response.ok || fits(address, response))) return found.answer;
    const again = await askedAgain(address, request);
    if (!again) throw new TypeError(`${address} came with other bytes than these notes have under that name.`);
    return again;
  },
  cacheWillUpdate: ({ response }) => Promise.resolve(response.headers.has(HASH_HEADER) ? response : null),
};
const files = new CacheFirst({ cacheName, plugins: [onlyRight] });

/** Files without a hash in their address come from the network; a kept copy stands in for an answer that is wrong. */
async function otherFile({ request, url, event }: Asked): Promise<Response> {
  const address = fileAddress(BASE, url);
  const store = await openStore(BASE);
  const response = await fetch(request).catch(() => undefined);
  const copy = await store.match(BASE + address);
  const found = response && (await looked(address, response));
  if (found?.verdict === 'right' && address.startsWith('data/'))
    event.waitUntil(store.put(BASE + address, found.answer.clone()).catch(() => undefined));
  const usable =
    found && (found.verdict === 'right' || (!copy && found.verdict === 'unknown') || isNewer(found, address));
  return usable ? found.answer : (copy ?? found?.answer ?? Response.error());
}

/** A good answer of the right kind that no list knows: the site may be a moment ahead of its list. */
const isNewer = ({ answer, verdict }: { answer: Response; verdict: Verdict }, address: string) =>
  verdict === 'unknown' && answer.ok && fits(address, answer);

type PageAnswer = { readonly answer: Answer; readonly response?: Response; readonly keepable?: Response };

/** The network's answer to the question for a page, of which a copy with `hash` is kept. */
async function ask({ request, event }: Asked, address: string, hash: string): Promise<PageAnswer> {
  const response = await fetch(request).catch(() => undefined);
  if (!response) return { answer: { kind: 'none' } };
  if (response.type === 'opaqueredirect') return { answer: { kind: 'redirect' }, response };
  if (!response.ok) return { answer: { kind: 'status', status: response.status }, response };
  const found = await looked(address, response);
  if (!found) return { answer: { kind: 'none' } };
  const html = new TextDecoder().decode(found.bytes);
  if (!isPageOf(address, html)) return { answer: { kind: 'foreign' }, response: found.answer };
  const whole = found.hash === hash || (await answersAll(filesNamedIn(html), event));
  const keepable = found.verdict === 'right' ? { keepable: found.answer.clone() } : {};
  return { answer: { kind: whole ? 'page' : 'unfinished' }, response: found.answer, ...keepable };
}

/** Whether every file that a page names is kept or comes, as its version has it. */
async function answersAll(addresses: readonly string[], event: ExtendableEvent): Promise<boolean> {
  const answers = addresses.map(async (address) => {
    const request = new Request(new URL(BASE + address, self.location.href));
    const response = await files.handle({ event, request });
    return response.ok && fits(address, response);
  });
  return (await Promise.all(answers.map((answer) => answer.catch(() => false)))).every(Boolean);
}

const after = <Result>(milliseconds: number, result: Result) =>
  new Promise<Result>((resolve) => setTimeout(() => resolve(result), milliseconds));

const isListed = async (address: string, ...sources: readonly Lists[]) => {
  for (const source of sources) {
    const [list] = await source();
    if (list) return list.pages.some((page) => page.address === address);
  }
  return false;
};

async function page(asked: Asked): Promise<Response> {
  const { request, url, event } = asked;
  const address = pageAddress(BASE, url.pathname);
  const navigates = request.mode === 'navigate';
  if (navigates && url.pathname !== BASE + address && (await isListed(address, kept, newest)))
    return Response.redirect(new URL(BASE + address + url.search, url).href);
  const copy = await checkedCopy(address);
  if (!copy || url.searchParams.get('source') === 'network') return straight(asked, address);
  const answering = ask(asked, address, copy.hash);
  event.waitUntil(answering.then(({ keepable }) => keepText(address, keepable)).catch(() => undefined));
  const late: PageAnswer = { answer: { kind: 'late' } };
  const { answer, response } = await Promise.race([answering, after(PATIENCE_MILLISECONDS, late)]);
  if (answer.kind === 'page' && response) return response;
  const choice = await chosen(answer, address);
  if (choice.serve !== 'kept') return (await answering).response ?? shell(request);
  return shown(copy, choice, answer, asked, await standing(address));
}

const standing = async (address: string) => standingOf(await keptAnew(), address, await inventoryOf(BASE));
const chosen = async (answer: Answer, address: string): Promise<Choice> => {
  const gone = answer.kind === 'status' && !(await isListed(address, newest, kept));
  return choose(answer, await standing(address), !gone);
};

type Copy = { readonly html: string; readonly hash: string; readonly day: string };

/** A kept page; one whose bytes are no longer what they were when they were checked is removed. */
async function checkedCopy(address: string): Promise<Copy | undefined> {
  const store = await openStore(BASE);
  const response = await store.match(BASE + address);
  if (!response) return undefined;
  const bytes = await response.arrayBuffer();
  const hash = response.headers.get(HASH_HEADER) ?? '';
  const html = new TextDecoder().decode(bytes);
  if (hash === '' ? html.includes('</html>') : hash === (await hashOf(address, bytes)))
    return { html, hash, day: response.headers.get(DAY_HEADER) ?? '' };
  await store.delete(BASE + address);
  return undefined;
}

/** The kept copy, with a line above its text that says what it is and why it is shown. */
function shown(
  { html, day }: Copy,
  { reason }: Extract<Choice, { serve: 'kept' }>,
  answer: Answer,
  { request, url }: Asked,
  standing: string,
): Response {
  const status = answer.kind === 'status' ? answer.status : 0;
  const line = keptLine({ reason, status, day, whole: standing !== 'partly', url });
  const text = request.mode === 'navigate' ? html.replace(/<main\b/, (main) => line + main) : html;
  return new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** A page of which nothing is kept: what the network says goes to the reader as it comes. */
async function straight({ request, event }: Asked, address: string): Promise<Response> {
  const response = await fetch(request).catch(() => undefined);
  if (!response) return shell(request);
  if (response.ok && response.type !== 'opaqueredirect') {
    const copy = looked(address, response.clone());
    const right = copy.then((found) => (found?.verdict === 'right' ? found.answer : undefined));
    event.waitUntil(right.then((answer) => keepText(address, answer)).catch(() => undefined));
  }
  return response;
}

async function keepText(address: string, answer: Response | undefined): Promise<void> {
  if (answer) await (await openStore(BASE)).put(BASE + address, answer);
}

async function shell(request: Request): Promise<Response> {
  const page = request.mode === 'navigate' ? await checkedCopy(OFFLINE_PAGE) : undefined;
  return page ? new Response(page.html, { headers: { 'content-type': 'text/html; charset=utf-8' } }) : Response.error();
}

const isPage = (url: URL) => /^$|\/$/.test(pageAddress(BASE, url.pathname));

clientsClaim();
registerRoute(({ url }) => mine(url) && isHashed(url.pathname + url.search), files);
registerRoute(({ url }) => mine(url) && isPage(url), page);
registerRoute(({ url }) => mine(url), otherFile);
setCatchHandler(() => Promise.resolve(Response.error()));

/** The page that says what is kept, with what it needs. The list must be this worker's own: both come from one build. */
async function install(): Promise<void> {
  const list = await fetchList(BASE);
  if (list.version !== VERSION) throw new Error('The site is being updated: its list is of another version.');
  const frame = list.extras.filter(({ name }) => name === 'frame').flatMap(({ files }) => files);
  await keep(BASE, list, [...filesOfPages(list, [OFFLINE_PAGE]), ...numbered(list, frame)]);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(tidy(BASE).catch(() => undefined)));

/** Another tab may still read the old site, and fetch a figure of it when it comes near. */
async function tidyAlone(): Promise<void> {
  const readers = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (readers.length <= 1) await tidy(BASE);
}
self.addEventListener('message', (event) => {
  if (event.data === TIDY) event.waitUntil(tidyAlone().catch(() => undefined));
});
