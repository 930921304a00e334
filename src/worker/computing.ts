import kernels from '#src/engine/kernels/kernels.wasm?url';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { BackendName } from '#src/engine/backends.ts';
import type { Computing } from '#src/engine/experiments/index.ts';
import type { ExecutorName } from './protocol.ts';

/** What computes a run, the name that the badge shows, and why. */
export type Opened = { readonly computing: Computing; readonly badge: string; readonly why: string };

export const wasmPaths = {
  'tfjs-backend-wasm.wasm': plainWasm,
  'tfjs-backend-wasm-simd.wasm': simdWasm,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
};

let compiled: Promise<WebAssembly.Module | string> | undefined;
let backend: Promise<{ readonly name: string; readonly why: string }> | undefined;

/**
 * What is wanted, if it can be had. Left to us (`auto`): our own kernels where they run and cover what is asked
 * (`uncovered` says why not), TensorFlow.js otherwise, which is fetched only then.
 */
export async function openComputing(wanted: ExecutorName, uncovered: string | undefined): Promise<Opened> {
  if (wanted === 'reference' && uncovered === undefined)
    return {
      computing: { name: 'reference' },
      badge: 'reference',
      why: 'Training runs in plain loops, as was asked for.',
    };
  if (wanted !== 'auto' && wanted !== 'simd' && wanted !== 'reference') return openTfjs(wanted);
  const module = uncovered ?? (await (compiled ??= compile()));
  if (typeof module !== 'string')
    return {
      computing: { name: 'simd', kernels: module },
      badge: 'simd',
      why: 'Training runs on our own WebAssembly SIMD kernels, which are faster here than TensorFlow.js.',
    };
  const opened = await openTfjs();
  return { ...opened, why: `${module} So TensorFlow.js trains. ${opened.why}` };
}

/** TensorFlow.js on the backend that is wanted, or the best that works. A worker keeps the one it opened first. */
async function openTfjs(wanted?: BackendName): Promise<Opened> {
  backend ??= import('#src/engine/backends.ts').then(({ openBackend }) => openBackend(wanted, wasmPaths));
  const { name, why } = await backend;
  return { computing: { name: 'tfjs' }, badge: name, why };
}

/** The kernels, or a sentence on why there are none. */
async function compile(): Promise<WebAssembly.Module | string> {
  try {
    const response = await fetch(kernels);
    if (!response.ok) return 'The SIMD kernels were looked for and not found on this site.';
    const binary = await response.arrayBuffer();
    if (!WebAssembly.validate(binary)) return 'This browser does not run WebAssembly SIMD.';
    return await WebAssembly.compile(binary);
  } catch {
    return 'The SIMD kernels could not be fetched.';
  }
}
