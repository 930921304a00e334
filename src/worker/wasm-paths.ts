import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';

/** An address that also holds in a worker whose own address is a blob's. */
const here = (path: string) => new URL(path, import.meta.url).href;

/** Where the binaries of TensorFlow.js lie. */
export const wasmPaths = {
  'tfjs-backend-wasm.wasm': here(plainWasm),
  'tfjs-backend-wasm-simd.wasm': here(simdWasm),
  'tfjs-backend-wasm-threaded-simd.wasm': here(threadedWasm),
};
