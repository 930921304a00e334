import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MNIST_FILES } from '#src/engine/data/idx.ts';
import { fetchFiles, main, MIRRORS, MNIST, voiceOf, type Wanted } from './data-mnist.ts';

/** Four small files with sums and lengths of their own: file i holds 70,000 + i bytes, more than one chunk of a stream (65,536). */
const contents = new Map(MNIST_FILES.map((name, i) => [`/${name}`, Buffer.alloc(70_000 + i, `${name} ${i}`)]));
const small: readonly Wanted[] = MNIST_FILES.map((name) => {
  const content = contents.get(`/${name}`) ?? Buffer.alloc(0);
  return { name, md5: createHash('md5').update(content).digest('hex'), length: content.length };
});
const [first, second] = MNIST_FILES;

let root: string;
let servers: Server[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'data-mnist-'));
  servers = [];
});

afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  rmSync(root, { recursive: true });
});

/** A loopback server on a free port; answers its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

/** Serves every small file as it is. */
const good: RequestListener = ({ url = '' }, response) => {
  const content = contents.get(url);
  if (content === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'Content-Length': content.length }).end(content);
};

/** Serves as `good` does, but file `name` by `answer`. */
const except =
  (name: string, answer: RequestListener): RequestListener =>
  (request, response) =>
    (request.url === `/${name}` ? answer : good)(request, response);

/** A folder in `root` that holds the small files, with some contents changed. */
function folder(name: string, changed: Readonly<Record<string, string | Buffer>> = {}): string {
  mkdirSync(join(root, name));
  for (const { name: file } of small) {
    writeFileSync(join(root, name, file), changed[file] ?? contents.get(`/${file}`) ?? '');
  }
  return join(root, name);
}

/** Fetches the small files into `root`/mnist; answers the outcome, all that was said, and what lies in `root` then. */
async function fetched(mirrors: readonly string[], patience = 30_000, signal = new AbortController().signal) {
  const said: string[] = [];
  const voice = { say: (sentence: string) => void said.push(sentence), progress: () => undefined };
  const to = join(root, 'mnist');
  const outcome = await fetchFiles({ files: small, mirrors, to, voice, signal, patience }).catch(String);
  return { outcome, said: said.join('\n'), left: readdirSync(root) };
}

function expectRight() {
  expect(readdirSync(join(root, 'mnist')).sort()).toEqual([...MNIST_FILES].sort());
  for (const { name } of small) {
    expect(readFileSync(join(root, 'mnist', name)).equals(contents.get(`/${name}`) ?? Buffer.alloc(0))).toBe(true);
  }
}

test('the mirrors are reached over https and each of the four files has a sum', () => {
  expect(MIRRORS.every((mirror) => mirror.startsWith('https://') && mirror.endsWith('/'))).toBe(true);
  expect(MNIST.map(({ name }) => name)).toEqual(MNIST_FILES);
  expect(MNIST.every(({ md5 }) => /^[0-9a-f]{32}$/.test(md5))).toBe(true);
});

describe('the four files arrive, and only they', () => {
  test('from a folder', async () => {
    const { outcome, left } = await fetched([folder('source')]);
    expect(outcome).toBe(true);
    expect(left).toEqual(['mnist', 'source']);
    expectRight();
  });

  test('from a server, with or without a slash at the end of its address', async () => {
    for (const end of ['', '/']) {
      const { outcome, left } = await fetched([(await serve(good)) + end]);
      expect([outcome, left]).toEqual([true, ['mnist']]);
      expectRight();
      rmSync(join(root, 'mnist'), { recursive: true });
    }
  });

  test('from a server below a path', async () => {
    const below = await serve((request, response) => {
      request.url = request.url?.replace('/mnist/', '/') ?? '';
      good(request, response);
    });
    expect((await fetched([`${below}/mnist`])).outcome).toBe(true);
  });

  test('in the place of wrong ones, beside which a stranger stays', async () => {
    writeFileSync(join(folder('mnist', { [second]: 'wrong' }), 'stranger'), 'stays');
    expect((await fetched([folder('source')])).outcome).toBe(true);
    expect(readFileSync(join(root, 'mnist', 'stranger'), 'utf8')).toBe('stays');
    rmSync(join(root, 'mnist', 'stranger'));
    expectRight();
  });
});

test('files that are there and right are not fetched again', async () => {
  folder('mnist');
  let asked = 0;
  const server = await serve((request, response) => {
    asked++;
    good(request, response);
  });
  const { outcome, said } = await fetched([server]);
  expect([outcome, asked]).toEqual([true, 0]);
  expect(said).toBe(`The 4 files are already in ${join(root, 'mnist')} and right; nothing to fetch.`);
});

describe('a bad mirror leaves nothing, is named with its reason, and the next one is used', () => {
  const half = (content: Buffer) => content.subarray(0, 1000);
  // 70,001 bytes is the length of the second small file.
  const cases: readonly (readonly [string, RequestListener, RegExp])[] = [
    [
      'a missing file',
      (_, response) => response.writeHead(404).end('no'),
      /expected status 200, found 404 Not Found\./,
    ],
    [
      'a corrupted file',
      (_, response) => response.end(Buffer.alloc(70_001)),
      /expected the MD5 sum [0-9a-f]{32}, found [0-9a-f]{32}\./,
    ],
    [
      'a connection cut in the middle of a file',
      ({ url = '' }, response) => {
        response.writeHead(200, { 'Content-Length': 70_001 });
        response.write(half(contents.get(url) ?? Buffer.alloc(0)), () => setTimeout(() => response.destroy(), 50));
      },
      /expected 70,001 bytes, found the end after 1,000 bytes \(.+\)\./,
    ],
    [
      'a file that ends early',
      ({ url = '' }, response) => response.end(half(contents.get(url) ?? Buffer.alloc(0))),
      /expected 70,001 bytes, found the end after 1,000 bytes\./,
    ],
    ['a file that goes on', (_, response) => response.end(Buffer.alloc(70_002)), /expected 70,001 bytes, found more\./],
    [
      'a file wrapped once more',
      (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
      /expected the file as it is, found it sent with Content-Encoding: gzip\./,
    ],
    ['a closed connection', (request) => request.socket.destroy(), /expected to open it, found .+\./],
    ['silence', () => undefined, /nothing came for 0\.5 seconds\./],
  ];

  test.each(cases)('%s', async (name, answer, reason) => {
    const bad = await serve(except(second, answer));
    const alone = await fetched([bad], name === 'silence' ? 500 : 30_000);
    expect([alone.outcome, alone.left]).toEqual([false, []]);
    const line = alone.said.split('\n').find((sentence) => sentence.startsWith(`${bad} failed: ${second}: `));
    expect(line).toMatch(reason);
    const both = await fetched([bad, await serve(good)], 2000);
    expect([both.outcome, both.left]).toEqual([true, ['mnist']]);
    expectRight();
  });

  test('silence in the middle of a file', async () => {
    const stalling = except(second, (_, response) => void response.writeHead(200).write('x'));
    const { outcome, said, left } = await fetched([await serve(stalling)], 500);
    expect([outcome, left]).toEqual([false, []]);
    expect(said).toContain(`${second}: nothing came for 0.5 seconds.`);
  });

  test('a folder that lacks a file, and one with a corrupted file', async () => {
    const lacking = folder('lacking');
    rmSync(join(lacking, first));
    const corrupted = folder('corrupted', { [first]: Buffer.alloc(70_000) });
    const { outcome, said, left } = await fetched([lacking, corrupted]);
    expect([outcome, left]).toEqual([false, ['corrupted', 'lacking']]);
    expect(said).toMatch(`${lacking} failed: ${first}: expected to open it, found ENOENT`);
    expect(said).toMatch(`${corrupted} failed: ${first}: expected the MD5 sum ${small[0]?.md5}, found `);
    expect(said).toMatch(`found no mirror that gives all 4; ${join(root, 'mnist')} is as it was. Check the connection`);
  });

  test('wrong files that were there before stay as they were', async () => {
    folder('mnist', { [second]: 'older' });
    expect((await fetched([join(root, 'nowhere')])).outcome).toBe(false);
    expect(readFileSync(join(root, 'mnist', second), 'utf8')).toBe('older');
  });
});

describe('the command', () => {
  /** Exit code and words of `npm run data:mnist` with these arguments. */
  async function command(...args: string[]) {
    const said: string[] = [];
    const voice = voiceOf({ write: (text: string) => said.push(text) });
    const code = await main(args, voice, new AbortController().signal, small);
    return { code, said: said.join('') };
  }

  test('answers 0 and says how many bytes came', async () => {
    const { code, said } = await command('--from', folder('source'), '--to', join(root, 'mnist'));
    expect(code).toBe(0);
    expect(said).toContain(`  ${second}: 70,001 of 70,001 bytes, 100 %\n`);
    expect(said).toMatch(/The 4 files are in .+, and their MD5 sums are right\.\n$/);
  });

  test('answers 1 with a sentence when no mirror works', async () => {
    const { code, said } = await command('--from', join(root, 'nowhere'), '--to', join(root, 'mnist'));
    expect(code).toBe(1);
    expect(said).toMatch(/^Expected the files from .+nowhere, found no mirror that gives all 4;/m);
  });

  test.each([
    [['--form', 'x'], /Unknown option '--form'/],
    [['x'], /Unexpected argument 'x'/],
    [['--from'], /'--from <value>' argument missing/],
    [['--from', ''], /an option is empty\.$/m],
    [['--from', 'ftp://host/mnist'], /--from takes a folder or http\(s\), not ftp:\/\/\.$/m],
  ])('refuses %j with a sentence and answers 1', async (args, reason) => {
    const { code, said } = await command(...args);
    expect(code).toBe(1);
    expect(said).toMatch(/^Expected npm run data:mnist -- \[--from <folder or address>\] \[--to <folder>\]/);
    expect(said).toMatch(reason);
  });

  test('says so when the target is not a folder', async () => {
    writeFileSync(join(root, 'file'), '');
    const { code, said } = await command('--from', folder('source'), '--to', join(root, 'file', 'mnist'));
    expect(code).toBe(1);
    expect(said).toMatch(/and a folder that can be written, found: E/);
  });

  test('--help shows the usage and fetches nothing', async () => {
    expect(await command('--help', '--to', join(root, 'mnist'))).toEqual({
      code: 0,
      said: 'npm run data:mnist -- [--from <folder or address>] [--to <folder>]\n',
    });
    expect(readdirSync(root)).toEqual([]);
  });

  test('on a terminal writes progress over itself and starts a sentence on a new line', () => {
    let written = '';
    const voice = voiceOf({ isTTY: true, write: (text) => (written += text) });
    const file = { name: 'f', md5: '', length: 3000 };
    voice.progress(file, 1000);
    voice.say('Stop.');
    voice.progress(file, 3000);
    // 1,000 of 3,000 is 33.3 %, rounded down.
    expect(written).toBe('\r  f: 1,000 of 3,000 bytes, 33 %\nStop.\n\r  f: 3,000 of 3,000 bytes, 100 %\n');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('stopped by %s removes what had arrived and answers 130', async (name) => {
    const asked = Promise.withResolvers<undefined>();
    const server = await serve((_, response) => {
      response.writeHead(200).write('some bytes', () => asked.resolve(undefined));
    });
    const script = fileURLToPath(new URL('data-mnist.ts', import.meta.url));
    const child = spawn(process.execPath, [script, '--from', server, '--to', join(root, 'mnist')]);
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    const closed = once(child, 'close');
    await asked.promise;
    expect(readdirSync(root)).toHaveLength(1);
    child.kill(name);
    expect(await closed).toEqual([130, null]);
    expect(said).toMatch(/Stopped; what had arrived is removed, and nothing else has changed\.\n$/);
    expect(readdirSync(root)).toEqual([]);
  });
});
