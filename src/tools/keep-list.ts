/** What every page of the built site needs without a network, each file with its size and a hash of its bytes. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

type File = readonly [address: string, bytes: number, hash: string];
type Page = { readonly address: string; readonly title: string; readonly files: readonly number[] };
type Extra = { readonly name: 'search' | 'fallback' | 'data' | 'frame'; readonly files: readonly number[] };
export type KeepList = {
  readonly version: string;
  readonly files: readonly File[];
  readonly pages: readonly Page[];
  readonly extras: readonly Extra[];
};
/** The bytes of a file of the site, by its address. */
type Read = (address: string) => Uint8Array;

/** Modules behind which TensorFlow.js stands: megabytes that only serve where our own kernels cannot run. */
const FALLBACK = /tfjs|backends|tensors|race/;
/** The race of the engines is the one page that needs TensorFlow.js wherever it is read. */
const NEEDS_FALLBACK = 'bench/';

/** The first 128 bits of SHA-256: against accidents, not against an attacker, who could change the list as well. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** Some servers unpack a `.gz` on the way and some do not, so what counts is what is inside. */
const contentOf = (address: string, bytes: Uint8Array) => (address.endsWith('.gz') ? gunzipSync(bytes) : bytes);

/** Where the file of an address lies under the site's folder. */
export function fileOf(address: string): string {
  const path = address.replace(/\?.*/, '');
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

const readFrom =
  (folder: string): Read =>
  (address) =>
    readFileSync(join(folder, fileOf(address)));

/** Names of assets in a text: what stands between quotes, slashes and brackets and has the form of one. */
const namesIn = (text: string, known: ReadonlySet<string>): readonly string[] =>
  [...new Set(text.match(/[\w.@-]+\.(?:js|css|wasm|woff2)\b/g) ?? [])].filter((name) => known.has(name));

/** Every file under `_astro/`, with the names of others that stand in its text. */
function assetsOf(folder: string): ReadonlyMap<string, readonly string[]> {
  const names = globSync('_astro/*', { cwd: folder }).map((file) => basename(file));
  const known = new Set(names);
  const mentioned = (name: string) =>
    /\.(?:js|css)$/.test(name) ? namesIn(readFileSync(join(folder, '_astro', name), 'utf8'), known) : [];
  return new Map(names.map((name) => [name, mentioned(name)]));
}

/** What a text needs, what that needs, and so on, except what `without` names. */
function closure(text: string, assets: ReadonlyMap<string, readonly string[]>, without?: RegExp): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...namesIn(text, new Set(assets.keys()))];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || without?.test(name)) continue;
    found.add(name);
    open.push(...(assets.get(name) ?? []));
  }
  return found;
}

const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
const titleIn = (html: string) => unescaped(/<title>(.*?)<\/title>/s.exec(html)?.[1]?.split(' · ')[0] ?? '');
const PICTURE = /(?:stills|bench)\/[\w-]+\.(?:webp|avif|svg|png)(?:\?v=\w+)?/g;
const picturesIn = (html: string) => [...new Set(html.match(PICTURE) ?? [])];

/**
 * Pictures have names for people, which stay the same when the picture changes. In the pages each gets the hash of what
 * is in it behind its name, so that a kept page never shows another version's.
 */
export function markStills(folder: string): void {
  const hashes = new Map(
    globSync('stills/*.{webp,avif}', { cwd: folder }).map((file) => [
      file,
      hashOf(readFileSync(join(folder, file))).slice(0, 10),
    ]),
  );
  const marked = (still: string) => (hashes.has(still) ? `${still}?v=${hashes.get(still) ?? ''}` : still);
  for (const page of globSync('**/*.html', { cwd: folder })) {
    const html = readFileSync(join(folder, page), 'utf8');
    const fresh = html.replace(/stills\/[\w-]+\.(?:webp|avif)(?!\?v=)/g, marked);
    if (fresh !== html) writeFileSync(join(folder, page), fresh);
  }
}

/** Numbers files in the order in which they are first asked for. */
function numbering() {
  const numbers = new Map<string, number>();
  const numberOf = (address: string) => {
    const number = numbers.get(address) ?? numbers.size;
    numbers.set(address, number);
    return number;
  };
  return { numberOf, addresses: () => [...numbers.keys()] };
}

/** Which files each page and each extra needs, by number; the first of a page is its own. */
function needsOf(folder: string) {
  const assets = assetsOf(folder);
  const { numberOf, addresses } = numbering();
  const inAstro = (names: Iterable<string>) => [...names].map((name) => `_astro/${name}`);
  const usual = new Set<string>();
  const pages = pagesOf(folder).map((address): Page => {
    const html = readFileSync(join(folder, fileOf(address)), 'utf8');
    const names = closure(html, assets, FALLBACK);
    for (const name of names) usual.add(name);
    const all = address === NEEDS_FALLBACK ? closure(html, assets) : names;
    const files = [address, ...inAstro(all), ...picturesIn(html)];
    return { address, title: titleIn(html), files: [...new Set(files)].map(numberOf) };
  });
  const fallback = inAstro([...assets.keys()].filter((name) => !usual.has(name)));
  const extras = extrasOf(folder, fallback).map(({ name, files }) => ({ name, files: files.map(numberOf) }));
  return { pages, extras: extras.filter(({ files }) => files.length > 0), addresses: addresses() };
}

const pagesOf = (folder: string) =>
  globSync('**/index.html', { cwd: folder })
    .map((file) => file.replaceAll('\\', '/').replace(/index\.html$/, ''))
    .sort();

function extrasOf(folder: string, fallback: readonly string[]) {
  const found = (pattern: string) =>
    globSync(pattern, { cwd: folder })
      .map((file) => file.replaceAll('\\', '/'))
      .sort();
  return [
    { name: 'search', files: found('pagefind/**/*.*') },
    { name: 'fallback', files: fallback },
    { name: 'data', files: found('data/**/*.*') },
    { name: 'frame', files: found('{icon.svg,manifest.webmanifest,icons/*,changes.xml,notices.txt}') },
  ] as const;
}

/** Size and hash of each file, and over all of them a version: whatever changes, the version does. */
export function measured(
  { addresses, pages, extras }: Pick<KeepList, 'pages' | 'extras'> & { readonly addresses: readonly string[] },
  read: Read,
): KeepList {
  const files = addresses.map((address): File => {
    const bytes = read(address);
    return [address, bytes.length, hashOf(contentOf(address, bytes))];
  });
  const version = hashOf(Buffer.from(JSON.stringify([files, pages, extras]))).slice(0, 12);
  return { version, files, pages, extras };
}

/** The list of a built site. */
export const keepList = (folder: string): KeepList => measured(needsOf(folder), readFrom(folder));
