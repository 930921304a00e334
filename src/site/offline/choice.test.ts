import { describe, expect, test } from 'vitest';
import { choose, filesNamedIn, isPageOf, typeFits, type Answer } from './choice.ts';

const page = (address: string) =>
  `<!doctype html><html><head><meta name="notes:page" content="/${address}"></head><body>…</body></html>\n`;

test('a page of the network is shown, whatever is kept', () => {
  for (const kept of ['none', 'partly', 'older', 'current'] as const)
    expect(choose({ kind: 'page' }, kept, true)).toEqual({ serve: 'network' });
});

const troubles: readonly (readonly [string, Answer, string])[] = [
  ['there is no network', { kind: 'none' }, 'offline'],
  ['the network is too slow', { kind: 'late' }, 'late'],
  ['a portal redirects', { kind: 'redirect' }, 'foreign'],
  ['something else comes with status 200', { kind: 'foreign' }, 'foreign'],
  ['the page comes without its files', { kind: 'unfinished' }, 'unfinished'],
  ...[401, 403, 404, 410, 429, 500, 502, 503, 511].map(
    (status) => [`the status is ${status}`, { kind: 'status', status }, 'status'] as const,
  ),
];
describe.each(troubles)('if %s', (_, answer, reason) => {
  test.each(['partly', 'older', 'current'] as const)('a copy that is %s is shown with its reason', (kept) => {
    expect(choose(answer, kept, true)).toEqual({ serve: 'kept', reason });
  });
  test('and nothing is kept, the network has the word; without one, the page of what is kept', () => {
    expect(choose(answer, 'none', true)).toEqual({ serve: answer.kind === 'none' ? 'shell' : 'network' });
  });
});

test('a page that the newest list no longer has is gone, although a copy is kept', () => {
  for (const status of [404, 410])
    expect(choose({ kind: 'status', status }, 'current', false)).toEqual({ serve: 'network' });
  expect(choose({ kind: 'status', status: 503 }, 'current', false)).toEqual({ serve: 'kept', reason: 'status' });
});

describe('a text is the page of an address', () => {
  test('if it says so and is there to its last line', () => {
    expect(isPageOf('lectures/the-elbo/', page('lectures/the-elbo/'))).toBe(true);
    expect(isPageOf('', page(''))).toBe(true);
  });
  test.each([
    ['a portal’s login', '<!doctype html><html><body><form>Log in</form></body></html>'],
    ['a host’s fallback, which is another page of the site', page('')],
    ['a page without its end', page('lectures/the-elbo/').slice(0, -20)],
    ['nothing', ''],
    ['a page whose address begins alike', page('lectures/the-elbo/more/')],
  ])('and %s is none', (_, html) => {
    expect(isPageOf('lectures/the-elbo/', html)).toBe(false);
  });
});

test('the scripts and styles that a page names are those in its text, each once', () => {
  const html =
    '<link href="/notes/_astro/Page.B1.css"><script src="/notes/_astro/Page.a-_2.js"></script>' +
    '<astro-island component-url="../_astro/Host.C3.js" renderer-url="../_astro/client.D4.js" before="/_astro/Host.C3.js">';
  expect(filesNamedIn(html)).toEqual([
    '_astro/Page.B1.css',
    '_astro/Page.a-_2.js',
    '_astro/Host.C3.js',
    '_astro/client.D4.js',
  ]);
});

test.each([
  ['_astro/a.js', 'text/javascript; charset=utf-8', true],
  ['_astro/a.js', 'application/javascript', true],
  ['_astro/a.js', 'text/html', false],
  ['_astro/a.js', 'text/plain', false],
  ['_astro/a.css', 'text/css', true],
  ['_astro/a.css', 'text/html; charset=utf-8', false],
  ['_astro/a.wasm', 'application/wasm', true],
  ['_astro/a.wasm', 'application/octet-stream', true],
  ['_astro/a.wasm', 'text/html', false],
  ['_astro/a.woff2', 'application/xhtml+html', false],
  ['offline.json', 'text/html', false],
  ['stills/a.webp?v=0f', 'text/html', false],
  ['stills/a.webp?v=0f', 'image/webp', true],
  ['lectures/the-elbo/', 'text/html', true],
])('%s as %s: %s', (address, type, fits) => {
  expect(typeFits(address, type)).toBe(fits);
});
