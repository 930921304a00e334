import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isSoftwareAdapter, isSoftwareRenderer } from './adapter.ts';
import { openBackend } from './backends.ts';
import * as tf from './tensors.ts';

const binaries = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

test('where there is no graphics hardware, WebAssembly computes, and says what was passed over', async () => {
  const { name, why } = await openBackend(undefined, binaries);
  expect(name).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
  expect(tf.memory().numTensors).toBe(0);
  expect(why).toBe(
    'WebGPU was passed over: this browser does not offer it. WebGL was passed over: this browser does not offer it. ' +
      'WebAssembly is the best that works here.',
  );
});

test('a backend that is asked for is opened', async () => {
  expect(await openBackend('cpu', binaries)).toEqual({
    name: 'cpu',
    why: 'Plain JavaScript was asked for and works here.',
  });
  expect(tf.getBackend()).toBe('cpu');
});

test('without an address of its binary WebAssembly gives way to plain JavaScript', async () => {
  const { name, why } = await openBackend('wasm');
  expect(name).toBe('cpu');
  expect(why).toContain('WebAssembly was passed over: no address of its binary was given.');
});

test('an asked-for backend that this machine lacks gives way to the best of the others', async () => {
  const { name, why } = await openBackend('webgpu', binaries);
  expect(name).toBe('wasm');
  expect(why).toMatch(/^WebGPU was passed over: .* WebAssembly is the best that works here\.$/);
});

// The forms that a fallback adapter has had: a flag on its info, earlier a flag on itself, before that only a name.
test.each([
  [{ info: { isFallbackAdapter: true } }, true],
  [{ info: {}, isFallbackAdapter: true }, true],
  [{ info: { architecture: 'swiftshader' } }, true],
  [{ info: { isFallbackAdapter: false, architecture: 'ampere' } }, false],
  [{ info: { architecture: 'apple-m1' }, isFallbackAdapter: false }, false],
])('the adapter %j is a software adapter: %s', (adapter, expected) => {
  expect(isSoftwareAdapter(adapter)).toBe(expected);
});

// Renderer strings as browsers report them.
test.each([
  ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true],
  ['llvmpipe (LLVM 15.0.6, 256 bits)', true],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0)', true],
  ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)', false],
  ['Apple GPU', false],
])('the renderer %s draws in software: %s', (renderer, expected) => {
  expect(isSoftwareRenderer(renderer)).toBe(expected);
});
