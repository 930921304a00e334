import { readFileSync } from 'node:fs';

/** The compiled kernels, for tests in Node; the site fetches them. */
export function compiledKernels(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL('../kernels/kernels.wasm', import.meta.url)));
}
