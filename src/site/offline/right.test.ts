import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { checked, fetchRight, hashOf, NotFetched, HASH_HEADER } from './right.ts';
import { hashOf as hashInBuild } from '#src/tools/keep-list.ts';

const bytes = (text: string) => new TextEncoder().encode(text).buffer;
// SHA-256 of “abc” as FIPS 180-2 (appendix B.1) gives it, its first 128 bits.
const ABC = 'ba7816bf8f01cfea414140de5dae2223';

afterEach(() => vi.unstubAllGlobals());

test('browser and build give the same bytes the same hash: the first 128 bits of SHA-256', async () => {
  expect(await hashOf('_astro/a.js', bytes('abc'))).toBe(ABC);
  expect(hashInBuild(new TextEncoder().encode('abc'))).toBe(ABC);
});

test('a .gz has the hash of what is in it, whether or not a server unpacked it on the way', async () => {
  const packed = new Uint8Array(gzipSync('abc')).buffer;
  expect(await hashOf('data/mnist/labels.gz', packed)).toBe(ABC);
  expect(await hashOf('data/mnist/labels.gz', bytes('abc'))).toBe(ABC);
  expect(await hashOf('data/mnist/labels.gz', packed.slice(0, 12))).toBe('');
});

test('an answer with the right bytes gets the type that its name asks for, and carries its hash', async () => {
  const answer = await checked(
    '_astro/a.js',
    new Response('abc', { headers: { 'content-type': 'text/plain' } }),
    new Set([ABC]),
  );
  expect(answer?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(answer?.headers.get(HASH_HEADER)).toBe(ABC);
  expect(await answer?.text()).toBe('abc');
});

test.each([
  ['a web page with status 200', () => new Response('<!doctype html>')],
  ['half of it', () => new Response('ab')],
  ['nothing', () => new Response('')],
  ['the right bytes with status 404', () => new Response('abc', { status: 404 })],
])('%s is not checked as right', async (_, answer) => {
  expect(await checked('_astro/a.js', answer(), new Set([ABC]))).toBeUndefined();
});

/** Answers in turn, and what each try said about caches. */
function network(...answers: readonly (Response | Error)[]): RequestCache[] {
  const tries: RequestCache[] = [];
  vi.stubGlobal('fetch', (_: string, { cache }: { cache: RequestCache }) => {
    const answer = answers[tries.push(cache) - 1] ?? new TypeError('Failed to fetch');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return tries;
}

test('a wrong answer is asked for once more, past the browser’s own cache', async () => {
  const tries = network(new Response('<!doctype html>'), new Response('abc'));
  expect(await (await fetchRight('/', ['_astro/a.js', 3, ABC])).text()).toBe('abc');
  expect(tries).toEqual(['default', 'reload']);
});

test.each([
  ['no answer', [], 'network', 0],
  ['an error’s status', [new Response('', { status: 503 }), new Response('', { status: 503 })], 'status', 503],
  ['a page in its place', [new Response('<html>'), new Response('<html>')], 'wrong', 200],
] as const)('%s twice is told as such', async (_, answers, reason, status) => {
  network(...answers);
  const failure = await fetchRight('/', ['_astro/a.js', 3, ABC]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NotFetched);
  expect(failure).toMatchObject({ address: '_astro/a.js', reason, status });
});
