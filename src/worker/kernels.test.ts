import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { kernelsFrom, type Kernels } from './kernels.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const file = readFileSync('src/engine/kernels/kernels.wasm');
const whole = () => Promise.resolve(new Response(file));
const kind = (found: Kernels) => (found instanceof WebAssembly.Module ? 'kernels' : found.why);

const failures: Readonly<Record<string, () => Promise<Response>>> = {
  'no answer': () => Promise.reject(new TypeError('Failed to fetch')),
  'an answer of 404': () => Promise.resolve(new Response('', { status: 404 })),
  'an answer of 503': () => Promise.resolve(new Response('', { status: 503 })),
  'a page in place of the file': () => Promise.resolve(new Response('<!doctype html><p>Sign in')),
};

test.each(Object.entries(failures))(
  'after %s the kernels are fetched anew the next time, and then kept',
  async (_, fail) => {
    const answers = [fail, fail, whole];
    const fetched = vi.fn(() => (answers.shift() ?? whole)());
    const open = kernelsFrom(fetched);
    expect(kind(await open())).toMatch(
      /^The SIMD kernels (?:could not be fetched|were looked for and not found on this site)\.$/,
    );
    expect(kind(await open())).not.toBe('kernels');
    expect(kind(await open())).toBe('kernels');
    expect(kind(await open())).toBe('kernels');
    expect(fetched).toHaveBeenCalledTimes(3);
  },
);

test('two who ask at the same time share one fetch', async () => {
  const fetched = vi.fn(whole);
  const open = kernelsFrom(fetched);
  const [one, other] = await Promise.all([open(), open()]);
  expect(one).toBe(other);
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('where WebAssembly is switched off nothing is fetched, and that is what is said', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const fetched = vi.fn(whole);
  expect(await kernelsFrom(fetched)()).toEqual({ why: 'WebAssembly is switched off in this browser.', wasm: false });
  expect(fetched).not.toHaveBeenCalled();
});

test('where WebAssembly is there and may not compile, it counts as switched off', async () => {
  vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('disallowed by embedder'));
  expect(await kernelsFrom(whole)()).toMatchObject({ wasm: false });
});

test('where the file is whole and not valid here, SIMD is what is missing', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(await kernelsFrom(whole)()).toEqual({ why: 'This browser does not run WebAssembly SIMD.', wasm: true });
});
