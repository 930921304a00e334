import { expect, test } from 'vitest';
import { openBackend } from './backends.ts';

// A file of its own: once its binary is missing, the WebAssembly backend cannot be opened again in the same thread.
test('a binary that is not where it should be gives way to plain JavaScript, with the reason', async () => {
  const { name, why } = await openBackend('wasm', '/nowhere/');
  expect(name).toBe('cpu');
  expect(why).toMatch(/WebAssembly was passed over: .* Plain JavaScript is the best that works here\.$/);
});
