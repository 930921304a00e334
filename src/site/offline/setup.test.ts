import { expect, test, vi } from 'vitest';
import { NotFetched } from './right.ts';
import { causeOf, obstacleOf, SetupFailed, standIn } from './setup.ts';
import { ListMissing } from './store.ts';

const world = { isSecureContext: true, caches: true, workers: true };

test('without a secure address that is the reason, and not a lack of the browser', () => {
  expect(obstacleOf({ isSecureContext: false, caches: false, workers: false })).toEqual({ kind: 'insecure' });
});

test('a browser without service workers or without storage for them is told as such', () => {
  expect(obstacleOf({ ...world, workers: false })).toEqual({ kind: 'absent' });
  expect(obstacleOf({ ...world, caches: false })).toEqual({ kind: 'absent' });
  expect(obstacleOf(world)).toBeUndefined();
});

const named = (name: string) => new DOMException('raw words', name);
test.each([
  ['storage refused', named('SecurityError'), { kind: 'refused' }],
  ['storage broken', named('UnknownError'), { kind: 'refused' }],
  ['service workers refused', named('NotSupportedError'), { kind: 'refused' }],
  ['no room', named('QuotaExceededError'), { kind: 'full' }],
  ['no network', new TypeError('Failed to fetch'), { kind: 'network' }],
  ['a file that does not come', new NotFetched('a.js', 'network'), { kind: 'network' }],
  ['a file with status 503', new NotFetched('a.js', 'status', 503), { kind: 'site', file: 'a.js', status: 503 }],
  ['a file with other bytes', new NotFetched('a.js', 'wrong', 200), { kind: 'wrong', file: 'a.js' }],
  ['a list that is a page', new ListMissing(200), { kind: 'site', file: 'offline.json', status: 200 }],
  ['a worker that cannot be set up', new SetupFailed('…'), { kind: 'setup' }],
  ['anything else', 'thrown text', { kind: 'unknown' }],
])('%s', (_, error, cause) => {
  expect(causeOf(error)).toEqual(cause);
});

/** A browser that refuses to register, and what the script of the worker answers. */
function refusing(error: Error, script: () => Promise<Response>): void {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('caches', {});
  vi.stubGlobal('navigator', { serviceWorker: { register: () => Promise.reject(error) } });
  vi.stubGlobal('fetch', script);
}
const answering = (status: number, type: string) => () =>
  Promise.resolve(new Response('', { status, headers: { 'content-type': type } }));
const away = () => Promise.reject(new TypeError('Failed to fetch'));

test.each([
  [
    'refuses although the script is there',
    named('SecurityError'),
    answering(200, 'text/javascript'),
    { kind: 'refused' },
  ],
  [
    'refuses a page in the script’s place',
    named('SecurityError'),
    answering(200, 'text/html'),
    { kind: 'site', status: 200 },
  ],
  ['cannot fetch the script', new TypeError('…'), answering(404, 'text/html'), { kind: 'site', status: 404 }],
  ['has no network', new TypeError('…'), away, { kind: 'network' }],
  ['refuses and has no network', named('SecurityError'), away, { kind: 'refused' }],
])('a browser that %s', async (_, error, script, obstacle) => {
  refusing(error, script);
  expect(await standIn()).toMatchObject(obstacle);
  vi.unstubAllGlobals();
});
