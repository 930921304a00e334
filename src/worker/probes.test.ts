/** What a worker keeps of what it opened on its machine, and what it looks for again. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Gpu } from './gpu.ts';
import type { Probes } from './probes.ts';

const openGpu = vi.hoisted(() => vi.fn<() => Promise<Gpu | string>>());
const openBackend = vi.hoisted(() => vi.fn());
vi.mock('./gpu.ts', () => ({ openGpu }));
vi.mock('#src/engine/backends.ts', () => ({ openBackend }));

/** A worker that has opened nothing yet. */
let machine: Probes;
beforeEach(async () => {
  vi.resetModules();
  openGpu.mockReset();
  openBackend.mockReset();
  machine = (await import('./probes.ts')).thisMachine;
});
afterEach(() => vi.unstubAllGlobals());

function device(): Gpu & { readonly destroyed: () => number } {
  let destroyed = 0;
  return {
    executor: () => expect.fail('nothing is computed here'),
    name: '',
    software: false,
    destroy: () => destroyed++,
    enduring: (executor) => executor,
    destroyed: () => destroyed,
  };
}

test('a device is opened once and shared until it is given back, which destroys it', async () => {
  const [first, second] = [device(), device()];
  openGpu.mockResolvedValueOnce(first).mockResolvedValueOnce(second);
  expect(await Promise.all([machine.gpu(), machine.gpu()])).toEqual([first, first]);
  expect(await machine.gpu()).toBe(first);
  machine.giveBack(first);
  expect(first.destroyed()).toBe(1);
  expect(await machine.gpu()).toBe(second);
  expect(openGpu).toHaveBeenCalledTimes(2);
});

test('where no device was found, the next request looks for one again', async () => {
  const found = device();
  openGpu.mockResolvedValueOnce('The GPU is busy.').mockResolvedValueOnce(found);
  expect(await machine.gpu()).toBe('The GPU is busy.');
  expect(await machine.gpu()).toBe(found);
});

test('a browser without WebGPU has no adapter, and says so', async () => {
  vi.stubGlobal('navigator', {});
  expect(await machine.adapter()).toBe('This browser offers no WebGPU.');
});

test('an adapter is asked of the browser for its most powerful GPU', async () => {
  const adapter = { info: { isFallbackAdapter: false } };
  const requestAdapter = vi.fn().mockResolvedValue(adapter);
  vi.stubGlobal('navigator', { gpu: { requestAdapter } });
  expect(await machine.adapter()).toBe(adapter);
  expect(requestAdapter).toHaveBeenCalledWith({ powerPreference: 'high-performance' });
});

test('TensorFlow.js stays on the backend that it was opened on first', async () => {
  openBackend.mockResolvedValue({ name: 'wasm', why: 'It works here.' });
  expect(await machine.tfjs('wasm')).toEqual({ name: 'wasm', why: 'It works here.' });
  expect(await machine.tfjs('webgl')).toEqual({ name: 'wasm', why: 'It works here.' });
  expect(openBackend).toHaveBeenCalledTimes(1);
  expect(openBackend).toHaveBeenCalledWith('wasm', expect.objectContaining({}));
});

test('a TensorFlow.js that could not be fetched is fetched again by the next run', async () => {
  openBackend.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce({ name: 'cpu', why: '' });
  await expect(machine.tfjs()).rejects.toThrow('Failed to fetch');
  expect(await machine.tfjs()).toEqual({ name: 'cpu', why: '' });
});

test('plain loops can always be had', async () => {
  expect(await machine.reference()).toBeTypeOf('function');
});
