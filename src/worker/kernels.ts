import every from '#src/engine/kernels/kernels.wasm?url';
import plain from '#src/engine/kernels/kernels-plain.wasm?url';
import { bodyOf } from './loads.ts';

/** Why there are no kernels. */
export type Lack = {
  readonly why: string;
  /** Whether WebAssembly runs here at all; what merely did not come may come the next time. */
  readonly wasm: boolean;
};

export type Kernels = WebAssembly.Module | Lack;

export const isLack = (kernels: Kernels): kernels is Lack => 'why' in kernels;

const SWITCHED_OFF: Lack = { why: 'WebAssembly is switched off in this browser.', wasm: false };
const NO_SIMD: Lack = { why: 'This browser does not run WebAssembly SIMD.', wasm: true };
const MISSING: Lack = { why: 'The SIMD kernels were looked for and not found on this site.', wasm: true };
const NOT_FETCHED: Lack = { why: 'The SIMD kernels could not be fetched.', wasm: true };

/** An address that also holds in a worker whose own address is a blob's. */
const here = (path: string) => new URL(path, import.meta.url).href;

/** Our SIMD kernels, or why there are none. Once they are there they are kept; a failure is forgotten, and tried again. */
export function kernelsFrom(fetchThem: () => Promise<Response>): () => Promise<Kernels> {
  let compiled: Promise<Kernels> | undefined;
  return async () => {
    compiled ??= compile(fetchThem);
    const found = await compiled;
    if (isLack(found)) compiled = undefined;
    return found;
  };
}

const openPlain = kernelsFrom(() => fetch(here(plain)));
const openEvery = kernelsFrom(() => fetch(here(every)));

/** Kernels for every kind of stage, or in the smaller binary for the plain ones alone. */
export const openKernels = (which: 'every' | 'plain') => (which === 'plain' ? openPlain() : openEvery());

async function compile(fetchThem: () => Promise<Response>): Promise<Kernels> {
  if (typeof WebAssembly === 'undefined') return SWITCHED_OFF;
  const binary = await binaryFrom(fetchThem);
  if ('why' in binary) return binary;
  if (!WebAssembly.validate(binary)) return NO_SIMD;
  // A policy or a mode of protection may let WebAssembly be seen and not compiled.
  return WebAssembly.compile(binary).catch(() => SWITCHED_OFF);
}

/** A WebAssembly file begins with these bytes; a host may answer with a page of its own instead. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];

async function binaryFrom(fetchThem: () => Promise<Response>): Promise<Uint8Array<ArrayBuffer> | Lack> {
  try {
    const response = await fetchThem();
    if (!response.ok) return MISSING;
    const binary = await bodyOf(response);
    return MAGIC.every((byte, i) => binary[i] === byte) ? binary : NOT_FETCHED;
  } catch {
    return NOT_FETCHED;
  }
}
