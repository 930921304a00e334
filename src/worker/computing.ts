import kernels from '#src/engine/kernels/kernels.wasm?url';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { Computing } from '#src/engine/experiments/index.ts';

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
 * Our own kernels where they run and cover what is asked (`uncovered` says why not), TensorFlow.js otherwise: it is
 * fetched only then.
 */
export async function openComputing(uncovered: string | undefined): Promise<Opened> {
  const module = uncovered ?? (await (compiled ??= compile()));
  if (typeof module !== 'string')
    return {
      computing: { name: 'simd', kernels: module },
      badge: 'simd',
      why: 'Training runs on our own WebAssembly SIMD kernels, which are faster here than TensorFlow.js.',
    };
  backend ??= import('#src/engine/backends.ts').then(({ openBackend }) => openBackend(undefined, wasmPaths));
  const { name, why } = await backend;
  return { computing: { name: 'tfjs' }, badge: name, why: `${module} So TensorFlow.js trains. ${why}` };
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
