import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorker } from './client.ts';
import type { Command, Report } from './protocol.ts';

/** Workers that the tests play. */
const made: FakeWorker[] = [];
class FakeWorker {
  onmessage: (message: { readonly data: Report }) => void = () => undefined;
  onerror: (event: { readonly message: string; preventDefault(): void }) => void = () => undefined;
  readonly got: Command[] = [];
  ended = false;
  readonly address: string;
  readonly options: WorkerOptions | undefined;
  constructor(address: string, options?: WorkerOptions) {
    [this.address, this.options] = [address, options];
    made.push(this);
  }
  postMessage(command: Command) {
    this.got.push(command);
  }
  terminate() {
    this.ended = true;
  }
}

const heard: Report[] = [];
const open = () => {
  const client = openWorker((report) => void heard.push(report));
  return { client, worker: made.at(-1) ?? expect.fail('no worker was made') };
};

beforeEach(() => {
  [made.length, heard.length] = [0, 0];
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('location', { href: 'https://notes.example/widgets/vae-tradeoff/' });
  vi.stubGlobal('origin', 'https://notes.example');
  vi.stubGlobal('document', { visibilityState: 'visible' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ask: Command = { type: 'ask', run: 7, steps: 1 };
const alive: Report = { type: 'alive', run: 0, bytes: 0 };

test('before its script has come a worker is waited for without end', () => {
  const { client } = open();
  client.send(ask);
  vi.advanceTimersByTime(600_000);
  expect(heard).toEqual([]);
});

test('a worker that is busy for long is told of and not ended, and its answer is heard', () => {
  const { client, worker } = open();
  worker.onmessage({ data: alive });
  client.send(ask);
  vi.advanceTimersByTime(41_000);
  expect(heard.filter(({ type }) => type === 'silent')).toEqual([
    { type: 'silent', run: 7, seconds: 20 },
    { type: 'silent', run: 7, seconds: 40 },
  ]);
  expect(worker.ended).toBe(false);
  worker.onmessage({ data: { type: 'state', run: 7, state: undefined } });
  vi.advanceTimersByTime(60_000);
  expect(heard.at(-1)).toEqual({ type: 'state', run: 7, state: undefined });
});

test('signs of life put the question off for as long as they come', () => {
  const { client, worker } = open();
  client.send(ask);
  for (let second = 0; second < 300; second++) {
    worker.onmessage({ data: alive });
    vi.advanceTimersByTime(1000);
  }
  expect(heard.filter(({ type }) => type === 'silent')).toEqual([]);
});

test('what was asked before the script came is waited for from then on', () => {
  const { client, worker } = open();
  client.send(ask);
  vi.advanceTimersByTime(60_000);
  worker.onmessage({ data: alive });
  vi.advanceTimersByTime(20_000);
  expect(heard.at(-1)).toMatchObject({ type: 'silent', seconds: 20 });
});

test('a worker that breaks down is reported once, in words of ours, for the run it was asked about', () => {
  const { client, worker } = open();
  client.send(ask);
  const event = { message: 'Uncaught NetworkError: ERR_FAILED', preventDefault: () => undefined };
  worker.onerror(event);
  worker.onerror(event);
  expect(heard).toEqual([
    { type: 'dead', run: 7, message: expect.stringMatching(/^The training worker stopped \(.*\)\.$/) as string },
  ]);
  expect(JSON.stringify(heard)).not.toContain('ERR_FAILED');
  expect(worker.ended).toBe(true);
});

test('a browser that refuses a worker is reported in words of ours', async () => {
  const refuse = () => {
    throw new DOMException('Failed to construct Worker', 'SecurityError');
  };
  vi.stubGlobal('Worker', vi.fn(refuse));
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const client = openWorker((report) => void heard.push(report));
  client.send(ask);
  await Promise.resolve();
  expect(heard).toMatchObject([{ type: 'dead', run: 7 }]);
  expect(JSON.stringify(heard)).not.toContain('construct');
});

test('a frame without an origin starts its worker from a blob that imports the script of the site', async () => {
  vi.stubGlobal('origin', 'null');
  const blobs: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
  const { worker } = open();
  expect(worker.address).toBe('blob:1');
  // Chromium starts no module worker from such a blob.
  expect(worker.options).toBeUndefined();
  expect(await blobs[0]?.text()).toMatch(/import\("https:\/\/notes\.example\/.*train\.worker/);
  worker.onerror({ message: '', preventDefault: () => undefined });
  expect(heard).toMatchObject([{ type: 'dead', message: expect.stringContaining('“Full page”') as string }]);
});
