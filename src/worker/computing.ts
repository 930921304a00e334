import { LANGUAGE } from '#src/base/language.ts';
import { findAdapter, isSoftwareAdapter } from '#src/engine/adapter.ts';
import type { BackendName } from '#src/engine/backends.ts';
import type { Successor } from '#src/engine/executors/enduring.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Computing } from '#src/models/kind.ts';
import type { Gpu } from './gpu.ts';
import { isLack, openKernels, type Lack } from './kernels.ts';
import type { ExecutorName, Verdict } from './protocol.ts';
import { wasmPaths } from './wasm-paths.ts';

/** What computes a run, the name that the badge shows, and why. */
export type Opened = {
  readonly computing: Computing;
  readonly badge: string;
  readonly why: string;
  /** What a race has just found. */
  readonly verdict?: Verdict;
};

/** What goes on with a run whose executor failed, and what to say of it. */
export type Moved = { readonly badge: string; readonly why: string; readonly message: string };

export type Wanted = {
  readonly executor: ExecutorName;
  /** Why our own stages do not serve here, if they do not. */
  readonly uncovered: string | undefined;
  /** Names networks of about this size, and what is known of them. */
  readonly size: string;
  readonly verdicts: readonly Verdict[];
  /** Steps a second that this run takes on either; 0 where it does not get through. */
  readonly race: (webgpu: Computing, simd: Computing) => Promise<readonly [number, number]>;
  readonly onMoved: (moved: Moved) => void;
};

/** What is wanted, if it can be had, or else what comes next; TensorFlow.js is fetched only where it trains. */
export async function openComputing(wanted: Wanted): Promise<Opened> {
  const { executor, uncovered } = wanted;
  switch (executor) {
    case 'auto':
      return uncovered === undefined ? openBest(wanted) : openTfjsFor(uncovered);
    case 'webgpu':
      return uncovered === undefined ? openWebgpu(wanted) : openTfjsFor(uncovered);
    case 'simd':
      return uncovered === undefined ? openSimd('as was asked for') : openTfjsFor(uncovered);
    case 'reference':
      return uncovered === undefined ? referenceOpened : openTfjsFor(uncovered);
    case 'tfjs-webgpu':
      return openTfjs('webgpu');
    default:
      return openTfjs(executor);
  }
}

/** Our own kernels where they run: on the GPU or in WebAssembly, whichever proves faster. */
async function openBest(wanted: Wanted): Promise<Opened> {
  const [adapter, kernels] = await Promise.all([findAdapter((navigator as { readonly gpu?: GPU }).gpu), openKernels()]);
  const objection = typeof adapter === 'string' ? adapter : isSoftwareAdapter(adapter) ? SOFTWARE : undefined;
  if (isLack(kernels))
    return objection === undefined ? openWebgpu(wanted, kernels) : openWithout(kernels, ` ${objection}`);
  return objection === undefined ? openFaster(wanted, kernels) : simdOpened(kernels, `because ${lower(objection)}`);
}

const SOFTWARE = 'WebGPU is only software on this machine.';
const lower = (sentence: string) => sentence.replace(/^T/, 't').replace(/\.$/, '');

async function openFaster(wanted: Wanted, kernels: WebAssembly.Module): Promise<Opened> {
  const known = wanted.verdicts.find(({ size }) => size === wanted.size);
  if (known && known.simd >= known.webgpu) return simdOpened(kernels, `because ${said(known)}`);
  const gpu = await openGpu();
  if (typeof gpu === 'string') return simdOpened(kernels, `because ${lower(gpu)}`);
  const verdict = known ?? (await held(wanted, gpu, kernels));
  const fresh = known ? {} : { verdict };
  const why = `because ${said(verdict, gpu.name)}`;
  if (verdict.webgpu > verdict.simd) return { ...webgpuOpened(wanted, gpu, why), ...fresh };
  giveBack(gpu);
  return { ...simdOpened(kernels, why), ...fresh };
}

async function held({ size, race }: Wanted, gpu: Gpu, kernels: WebAssembly.Module): Promise<Verdict> {
  const rivals = [
    { name: 'webgpu', open: gpu.executor },
    { name: 'simd', kernels },
  ] as const;
  const [webgpu, simd] = await race(...rivals);
  return { size, webgpu, simd };
}

function said({ webgpu, simd }: Verdict, name?: string): string {
  const speed = (steps: number) => `${Number(steps.toPrecision(2)).toLocaleString(LANGUAGE)} steps a second`;
  if (webgpu === 0) return 'the GPU did not finish a short trial of a network of this size';
  const gpu = name ? `the GPU (${name})` : 'the GPU';
  return `in a short trial of a network of this size ${gpu} took ${speed(webgpu)} and WebAssembly SIMD ${speed(simd)}`;
}

/** Our kernels on the GPU, also on one that is only software; `lack` says why not in WebAssembly. */
async function openWebgpu(wanted: Wanted, lack?: Lack): Promise<Opened> {
  const gpu = await openGpu();
  if (typeof gpu === 'string')
    return lack === undefined ? openSimd(`because ${lower(gpu)}`) : openWithout(lack, ` ${gpu}`);
  const slow = gpu.software ? ', though WebGPU is only software on this machine and slow' : '';
  return webgpuOpened(wanted, gpu, lack === undefined ? `as was asked for${slow}` : `because ${lower(lack.why)}`);
}

function webgpuOpened(wanted: Wanted, gpu: Gpu, because: string): Opened {
  const open = gpu.enduring(gpu.executor, successorOf(wanted, gpu));
  return {
    computing: { name: 'webgpu', open },
    badge: 'webgpu',
    why: `Training runs on our own WebGPU kernels, ${because}.`,
  };
}

/** What goes on once the GPU has failed: a new device the first time, then WebAssembly. */
function successorOf({ onMoved }: Wanted, first: Gpu): Successor {
  let last: Gpu | undefined = first;
  const tell = (badge: string, on: string, failure: string, onto: string) =>
    onMoved({
      badge,
      why: `Training runs ${on}, because the GPU failed before.`,
      message: `${failure} Training goes on ${onto}, from the last state that was kept, and no step is lost.`,
    });
  const loopsAfter = async ({ why }: Lack, message: string) => {
    const { reference } = await import('#src/engine/executors/reference.ts');
    tell('reference', 'in plain loops', `${message} ${why}`, 'in plain loops');
    return reference;
  };
  return async ({ message }) => {
    const isFirst = last === first;
    if (last) giveBack(last);
    last = undefined;
    const next = isFirst ? await openGpu() : undefined;
    if (typeof next === 'object') {
      last = next;
      tell('webgpu', 'on our own WebGPU kernels', message, 'on a new device');
      return next.executor;
    }
    const kernels = await openKernels();
    if (isLack(kernels)) return loopsAfter(kernels, message);
    tell('simd', 'on our own WebAssembly SIMD kernels', message, 'in WebAssembly');
    return simd(kernels);
  };
}

async function openSimd(because: string): Promise<Opened> {
  const kernels = await openKernels();
  return isLack(kernels) ? openWithout(kernels) : simdOpened(kernels, because);
}

/** Without our kernels: where no WebAssembly runs at all, our plain loops are faster than what TensorFlow.js has left. */
function openWithout({ why, wasm }: Lack, more = ''): Opened | Promise<Opened> {
  if (wasm) return openTfjsFor(why + more);
  return { ...referenceOpened, why: `${why} So training runs in plain loops, which are slower.` };
}

const simdOpened = (kernels: WebAssembly.Module, because: string): Opened => ({
  computing: { name: 'simd', kernels },
  badge: 'simd',
  why: `Training runs on our own WebAssembly SIMD kernels, ${because}.`,
});

const referenceOpened: Opened = {
  computing: { name: 'reference' },
  badge: 'reference',
  why: 'Training runs in plain loops, as was asked for.',
};

let gpu: Promise<Gpu | string> | undefined;

/** The GPU device of this worker, or a sentence that says why there is none; then the next who asks has it tried again. */
async function openGpu(): Promise<Gpu | string> {
  gpu ??= import('./gpu.ts').then(
    (found) => found.openGpu(),
    () => 'The GPU kernels could not be fetched.',
  );
  const found = await gpu;
  if (typeof found === 'string') gpu = undefined;
  return found;
}

function giveBack({ destroy }: Gpu): void {
  gpu = undefined;
  destroy();
}

async function openTfjsFor(reason: string): Promise<Opened> {
  const opened = await openTfjs();
  return { ...opened, why: `${reason} So TensorFlow.js trains. ${opened.why}` };
}

let backend: Promise<{ readonly name: BackendName; readonly why: string }> | undefined;

/** TensorFlow.js on the backend that is wanted, or the best that works. A worker keeps the one it opened first. */
async function openTfjs(wanted?: BackendName): Promise<Opened> {
  backend ??= import('#src/engine/backends.ts').then(({ openBackend }) => openBackend(wanted, wasmPaths));
  // What could not be fetched is fetched again by the next run.
  backend.catch(() => (backend = undefined));
  const { name, why } = await backend;
  return { computing: { name: 'tfjs' }, badge: name === 'webgpu' ? 'tfjs-webgpu' : name, why };
}
