import kernels from '#src/engine/kernels/kernels.wasm?url';

let compiled: Promise<WebAssembly.Module | string> | undefined;

/** Our SIMD kernels, fetched once, or a sentence on why there are none. */
export const openKernels = (): Promise<WebAssembly.Module | string> => (compiled ??= compile());

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
