/** What a machine has to compute on. */
import { findAdapter, type AdapterTraits } from '#src/engine/adapter.ts';
import type { BackendName, OpenedBackend } from '#src/engine/backends.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import type { Gpu } from './gpu.ts';
import { openKernels, type Kernels } from './kernels.ts';

/** The questions that the choice of what computes asks of a machine. A string in place of an answer says why there is none. */
export type Probes = {
  /** What kind of WebGPU adapter there is; nothing is made on it. */
  readonly adapter: () => Promise<AdapterTraits | string>;
  /** A GPU device with our kernels, kept until it is given back; what was not there is looked for again each time. */
  readonly gpu: () => Promise<Gpu | string>;
  /** Gives a device back: the next one who asks gets a new one. */
  readonly giveBack: (gpu: Gpu) => void;
  /** Our kernels in WebAssembly SIMD: for every kind of stage, or for the plain ones alone. */
  readonly kernels: (which: 'every' | 'plain') => Promise<Kernels>;
  /** Plain loops, which run everywhere. */
  readonly reference: () => Promise<ExecutorFactory>;
  /** TensorFlow.js on the backend that is wanted, or the best that works. A worker keeps the one it opened first. */
  readonly tfjs: (wanted?: BackendName) => Promise<OpenedBackend>;
};

let gpu: Promise<Gpu | string> | undefined;

async function openGpu(): Promise<Gpu | string> {
  gpu ??= import('./gpu.ts').then(
    (found) => found.openGpu(),
    () => 'The GPU kernels could not be fetched.',
  );
  const found = await gpu;
  if (typeof found === 'string') gpu = undefined;
  return found;
}

let backend: Promise<OpenedBackend> | undefined;

async function openTfjs(wanted?: BackendName): Promise<OpenedBackend> {
  backend ??= import('./tfjs.ts').then((found) => found.openTfjs(wanted));
  // What could not be fetched is fetched again by the next run.
  backend.catch(() => (backend = undefined));
  return backend;
}

/** The machine that this worker runs on. */
export const thisMachine: Probes = {
  adapter: () => findAdapter((navigator as { readonly gpu?: GPU }).gpu),
  gpu: openGpu,
  giveBack({ destroy }) {
    gpu = undefined;
    destroy();
  },
  kernels: openKernels,
  reference: async () => (await import('#src/engine/executors/reference.ts')).reference,
  tfjs: openTfjs,
};
