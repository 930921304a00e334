/**
 * `npm run data:mnist`: fetches the four files of MNIST into `public/data/mnist/`, where the site's build takes them up.
 * Files arrive in a temporary folder beside the target and move when all four are right, so nothing half-written stays.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MNIST_FILES } from '#src/engine/data/idx.ts';

/** A file to fetch, its MD5 in lower-case hexadecimal and its length in bytes. */
export type Wanted = { readonly name: string; readonly md5: string; readonly length: number };

const [trainImages, trainLabels, testImages, testLabels] = MNIST_FILES;

/** Sums and lengths of the files as first published; every honest mirror has the same. */
export const MNIST: readonly Wanted[] = [
  { name: trainImages, md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873', length: 9_912_422 },
  { name: trainLabels, md5: 'd53e105ee54ea40749a09fcbcd1e9432', length: 28_881 },
  { name: testImages, md5: '9fb629c4189551a2d022fa330f9573f3', length: 1_648_877 },
  { name: testLabels, md5: 'ec29112dd5afa0611ce80d1b7f02629c', length: 4_542 },
];

/** Public mirrors, tried in this order. */
export const MIRRORS: readonly string[] = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/** What the reader sees: sentences, and how far the current file is. */
export type Voice = {
  say(sentence: string): void;
  progress(file: Wanted, received: number): void;
};

export type Job = {
  readonly files: readonly Wanted[];
  /** Addresses (http or https) or folders. */
  readonly mirrors: readonly string[];
  /** The folder that the files go into. */
  readonly to: string;
  readonly voice: Voice;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which a mirror counts as silent. */
  readonly patience: number;
};

/** Whether all files of the job are in their folder and right at the end. Rejects only where the folder cannot be written or the signal stops it. */
export async function fetchFiles(job: Job): Promise<boolean> {
  if (await allRight(job)) {
    job.voice.say(`The ${job.files.length} files are already in ${job.to} and right; nothing to fetch.`);
    return true;
  }
  await mkdir(dirname(job.to), { recursive: true });
  const folder = await mkdtemp(`${job.to}-arriving-`);
  try {
    return await firstGoodMirror(job, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstGoodMirror(job: Job, folder: string): Promise<boolean> {
  for (const mirror of job.mirrors) {
    if (await mirrorGives(mirror, job, folder)) {
      await moveInto(job, folder);
      job.voice.say(`The ${job.files.length} files are in ${job.to}, and their MD5 sums are right.`);
      return true;
    }
  }
  job.voice.say(
    `Expected the files from ${listed(job.mirrors)}, found no mirror that gives all ${job.files.length}; ${job.to} is as it was. ` +
      'Check the connection, or name a folder or an address that has them: npm run data:mnist -- --from <folder or address>',
  );
  return false;
}

async function mirrorGives(mirror: string, job: Job, folder: string): Promise<boolean> {
  job.voice.say(`Fetching from ${mirror}`);
  for (const file of job.files) {
    try {
      await arrive(mirror, file, join(folder, file.name), job);
    } catch (error) {
      job.signal.throwIfAborted();
      job.voice.say(`${mirror} failed: ${reason(error, file)}.`);
      return false;
    }
  }
  return true;
}

/** A failure whose message already says what was expected and what was found. */
class Mismatch extends Error {}

/** Streams one file to `path`; rejects unless it is whole and its MD5 right. */
async function arrive(mirror: string, file: Wanted, path: string, job: Job) {
  const silence = watchdog(job.patience);
  const signal = AbortSignal.any([job.signal, silence.signal]);
  const hash = createHash('md5');
  let received = 0;
  try {
    const source = await opened(mirror, file, signal);
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        silence.heard();
        received += chunk.length;
        if (received > file.length) throw new Mismatch(`expected ${bytes(file.length)}, found more`);
        hash.update(chunk);
        job.voice.progress(file, received);
        yield chunk;
      }
    };
    await pipeline(source, counted, createWriteStream(path), { signal });
  } catch (error) {
    if (silence.signal.aborted) throw new Mismatch(`nothing came for ${job.patience / 1000} seconds`);
    throw received > 0 && !(error instanceof Mismatch) ? brokenOff(received, file, error) : error;
  } finally {
    silence.stop();
  }
  if (received !== file.length) throw brokenOff(received, file);
  const found = hash.digest('hex');
  if (found !== file.md5) throw new Mismatch(`expected the MD5 sum ${file.md5}, found ${found}`);
}

function brokenOff(received: number, file: Wanted, cause?: unknown): Mismatch {
  const because = cause === undefined ? '' : ` (${innermost(cause)})`;
  return new Mismatch(`expected ${bytes(file.length)}, found the end after ${bytes(received)}${because}`);
}

/** Aborts its signal when `heard` is not called for `patience` milliseconds. */
function watchdog(patience: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  return {
    signal: controller.signal,
    heard: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}

async function opened(mirror: string, file: Wanted, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  if (!isAddress(mirror)) return createReadStream(join(mirror, file.name));
  const address = new URL(file.name, mirror.endsWith('/') ? mirror : `${mirror}/`);
  // The sum is that of the gzip file, so the server must not wrap it once more, nor fetch unwrap it.
  const response = await fetch(address, { signal, headers: { 'Accept-Encoding': 'identity' } });
  const encoding = response.headers.get('Content-Encoding') ?? 'identity';
  if (response.ok && encoding === 'identity' && response.body !== null) return response.body;
  await response.body?.cancel();
  if (!response.ok)
    throw new Mismatch(`expected status 200, found ${response.status} ${response.statusText}`.trimEnd());
  throw new Mismatch(`expected the file as it is, found it sent with Content-Encoding: ${encoding}`);
}

function isAddress(mirror: string): boolean {
  return /^https?:\/\//i.test(mirror);
}

async function allRight({ files, to }: Job): Promise<boolean> {
  for (const { name, md5, length } of files) {
    const found = await stat(join(to, name)).catch(() => undefined);
    if (found === undefined || !found.isFile() || found.size !== length) return false;
    if ((await md5Of(join(to, name))) !== md5) return false;
  }
  return true;
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Renaming within one file system replaces each file at once or not at all. */
async function moveInto({ files, to, signal }: Job, folder: string) {
  signal.throwIfAborted();
  await mkdir(to, { recursive: true });
  for (const { name } of files) await rename(join(folder, name), join(to, name));
}

function reason(error: unknown, file: Wanted): string {
  return `${file.name}: ${error instanceof Mismatch ? error.message : `expected to open it, found ${innermost(error)}`}`;
}

/** The message at the root of a chain of causes: `fetch failed` alone would not help. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return innermost(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error.message;
}

function listed(mirrors: readonly string[]): string {
  return mirrors.join(' and ');
}

function bytes(count: number): string {
  return `${count.toLocaleString('en-GB')} bytes`;
}

const USAGE = 'npm run data:mnist -- [--from <folder or address>] [--to <folder>]';

/** Sentences on lines of their own; on a terminal the progress line is written over, elsewhere only its end is printed. */
export function voiceOf(out: { write(text: string): unknown; isTTY?: boolean }): Voice {
  let open = false;
  const line = (file: Wanted, received: number) => {
    const percent = Math.floor((100 * received) / file.length);
    return `  ${file.name}: ${received.toLocaleString('en-GB')} of ${bytes(file.length)}, ${percent} %`;
  };
  return {
    say(sentence) {
      out.write(`${open ? '\n' : ''}${sentence}\n`);
      open = false;
    },
    progress(file, received) {
      const done = received === file.length;
      if (out.isTTY === true) out.write(`\r${line(file, received)}${done ? '\n' : ''}`);
      else if (done) out.write(`${line(file, received)}\n`);
      open = out.isTTY === true && !done;
    },
  };
}

type Options = { readonly mirrors: readonly string[]; readonly to: string; readonly help: boolean };

/** Throws a sentence for anything but the two options. */
function options(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { from: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean' } },
  });
  const { from, to, help = false } = values;
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(from ?? '')?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    throw new Error(`--from takes a folder or http(s), not ${scheme}://`);
  if (from === '' || to === '') throw new Error('an option is empty');
  const project = fileURLToPath(new URL('../../', import.meta.url));
  return {
    mirrors: from === undefined ? MIRRORS : [from],
    to: resolve(to ?? join(project, 'public/data/mnist')),
    help,
  };
}

/** The command; answers its exit code: 0 done, 1 not done, 130 stopped. Sentences go to `voice`. */
export async function main(args: readonly string[], voice: Voice, signal: AbortSignal, files = MNIST): Promise<number> {
  try {
    const { mirrors, to, help } = options(args);
    if (help) voice.say(USAGE);
    else if (!(await fetchFiles({ files, mirrors, to, voice, signal, patience: 30_000 }))) return 1;
    return 0;
  } catch (error) {
    if (signal.aborted) {
      voice.say('Stopped; what had arrived is removed, and nothing else has changed.');
      return 130;
    }
    voice.say(`Expected ${USAGE} and a folder that can be written, found: ${innermost(error)}.`);
    return 1;
  }
}

if (import.meta.main) {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  process.exitCode = await main(process.argv.slice(2), voiceOf(process.stdout), stop.signal);
}
