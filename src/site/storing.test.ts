import { afterEach, beforeEach, expect, test, vi } from 'vitest';

type Made = { textContent: string; className: string; setAttribute: () => void };
const appended: Made[] = [];
const place = { append: (made: Made) => void appended.push(made) } as unknown as Element;

/** A fresh page: the module remembers whether it has told. */
async function page(setItem: (key: string, text: string) => void) {
  vi.resetModules();
  vi.stubGlobal('localStorage', { setItem });
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined }) });
  return import('./storing.ts');
}

beforeEach(() => (appended.length = 0));
afterEach(() => vi.unstubAllGlobals());

const faults = {
  'storage that is full': new DOMException('Quota exceeded.', 'QuotaExceededError'),
  'storage that is switched off': new DOMException('The operation is insecure.', 'SecurityError'),
};

test.each(Object.entries(faults))('of %s a reader is told once a page, in our own words', async (_, fault) => {
  const { store } = await page(() => {
    throw fault;
  });
  for (let i = 0; i < 5; i++) store(`tick ${i}`, '1', place);
  expect(appended.map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^This browser could not keep that: .*will be lost when you leave the page\.$/),
  ]);
});

test('where it is kept nothing is said', async () => {
  const kept: string[] = [];
  const { store } = await page((key, text) => void kept.push(`${key}=${text}`));
  store('tick', '1', place);
  expect(kept).toEqual(['tick=1']);
  expect(appended).toEqual([]);
});
