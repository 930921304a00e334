import type { setWasmPaths as SetWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { isSoftwareAdapter, isSoftwareRenderer, type AdapterTraits } from './adapter.ts';
import { faultOf as kindOf } from './fault.ts';
import * as tf from './tensors.ts';

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** The backend that TensorFlow.js now computes on, and a sentence or more on why this one. */
export type OpenedBackend = { readonly name: BackendName; readonly why: string };

/** Where TensorFlow.js's binaries lie: their folder, or one address for each. Paths of files in Node. */
export type WasmPaths = Parameters<typeof SetWasmPaths>[0];

type Candidate = {
  readonly name: BackendName;
  readonly label: string;
  /** Why this backend would only slow the reader down here, or nothing. Not asked when the backend is wanted. */
  objection(): Promise<string | undefined>;
  /** Fetches the backend and enters it in TensorFlow.js's registry. */
  register(wasmPaths: WasmPaths | undefined): Promise<unknown>;
};

const SWITCHED_OFF = 'it is switched off in this browser';

/** Best first. Each is fetched only when it is tried. */
const candidates: readonly Candidate[] = [
  {
    name: 'webgpu',
    label: 'WebGPU',
    objection: objectionToWebgpu,
    register: () => import('@tensorflow/tfjs-backend-webgpu'),
  },
  {
    name: 'webgl',
    label: 'WebGL',
    objection: objectionToWebgl,
    register: () => import('@tensorflow/tfjs-backend-webgl'),
  },
  {
    name: 'wasm',
    label: 'WebAssembly',
    objection: () => Promise.resolve(typeof WebAssembly === 'undefined' ? SWITCHED_OFF : undefined),
    register: registerWasm,
  },
  {
    name: 'cpu',
    label: 'Plain JavaScript',
    objection: () => Promise.resolve(undefined),
    register: () => import('@tensorflow/tfjs-backend-cpu'),
  },
];

/**
 * Opens the backend that is `wanted`, or else the best of WebGPU, WebGL, WebAssembly and plain JavaScript that this
 * machine has in hardware; one that fails its proof gives way to the next. without `wasmPaths` WebAssembly is
 * passed over.
 */
export async function openBackend(wanted?: BackendName, wasmPaths?: WasmPaths): Promise<OpenedBackend> {
  const passedOver: string[] = [];
  const rest = candidates.filter(({ name }) => name !== wanted);
  for (const candidate of [...candidates.filter(({ name }) => name === wanted), ...rest]) {
    const { name, label } = candidate;
    const fault = await faultOf(candidate, name === wanted, wasmPaths);
    if (fault === undefined) return { name, why: [...passedOver, verdict(label, name === wanted)].join(' ') };
    passedOver.push(`${label} was passed over: ${fault}.`);
  }
  throw new Error(`No backend computes here, so nothing can be trained. ${passedOver.join(' ')} Try another browser.`);
}

function verdict(label: string, isWanted: boolean): string {
  return isWanted ? `${label} was asked for and works here.` : `${label} is the best that works here.`;
}

/** Opens one backend and has it prove itself. What speaks against it, or nothing: then it is the current backend. */
async function faultOf(candidate: Candidate, isWanted: boolean, wasmPaths?: WasmPaths): Promise<string | undefined> {
  try {
    const objection = isWanted ? undefined : await candidate.objection();
    if (objection !== undefined) return objection;
    if (candidate.name === 'wasm' && wasmPaths === undefined) return 'no address of its binary was given';
    await candidate.register(wasmPaths);
    if (!(await tf.setBackend(candidate.name))) return 'it did not start';
    return (await multipliesRight()) ? undefined : 'it multiplied two matrices wrongly';
  } catch (error) {
    return kindOf(error) === 'fetch' ? 'it could not be fetched' : 'it did not start';
  }
}

/** Threads would need shared memory, which pages without cross-origin isolation do not have, and a fixed order of sums. */
async function registerWasm(wasmPaths: WasmPaths | undefined): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (wasmPaths !== undefined) setWasmPaths(wasmPaths);
}

type Gpu = { requestAdapter(): Promise<AdapterTraits | null> };

async function objectionToWebgpu(): Promise<string | undefined> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (!gpu) return 'this browser does not offer it';
  const adapter = await gpu.requestAdapter();
  if (!adapter) return 'no adapter was found';
  return isSoftwareAdapter(adapter) ? 'only a software adapter was found' : undefined;
}

function objectionToWebgl(): Promise<string | undefined> {
  const context = openWebgl();
  if (!context) return Promise.resolve('this browser does not offer it');
  const renderer = rendererOf(context);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return Promise.resolve(isSoftwareRenderer(renderer) ? `it is drawn in software (${renderer})` : undefined);
}

/** A context to ask, without a page: in a worker TensorFlow.js needs the same canvas. */
function openWebgl(): WebGL2RenderingContext | null {
  return typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('webgl2');
}

/** The true renderer's name; some browsers give it only through the extension, others only without. */
function rendererOf(context: WebGL2RenderingContext): string {
  const unmasked = context.getExtension('WEBGL_debug_renderer_info');
  return String(context.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : context.RENDERER));
}

/**
 * The proof: a product of 64×64 matrices of whole numbers 0 … 40, so large that no backend hands it to the processor
 * behind our back. Sums up to 64·40² = 102,400 are exact in single precision and not in half precision.
 */
async function multipliesRight(): Promise<boolean> {
  const size = 64;
  const left = Float32Array.from({ length: size * size }, (_, i) => (i * 7) % 41);
  const right = Float32Array.from({ length: size * size }, (_, i) => (i * 11) % 37);
  const shape: [number, number] = [size, size];
  const product = tf.tidy(() => tf.matMul(tf.tensor2d(left, shape), tf.tensor2d(right, shape)));
  const found = await product.data();
  product.dispose();
  return found.every((value, i) => value === rowTimesColumn(left, right, size, Math.floor(i / size), i % size));
}

function rowTimesColumn(left: Float32Array, right: Float32Array, size: number, row: number, column: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += (left[row * size + k] ?? 0) * (right[k * size + column] ?? 0);
  return sum;
}
