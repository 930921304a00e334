import { isSoftwareAdapter } from '#src/engine/adapter.ts';
import type { BackendName } from '#src/engine/backends.ts';
import { isLack, type Lack } from './kernels.ts';
import { lower, simdOpened, type Opened, type Wanted } from './opened.ts';
import { thisMachine, type Probes } from './probes.ts';
import type { ExecutorName } from './protocol.ts';

/**
 * What is wanted, if it can be had, or else what comes next. The choice depends on nothing but `wanted` and what the
 * probes find, and asks the machine no more than it needs to know: TensorFlow.js is fetched only where it trains.
 */
export async function openComputing(wanted: Wanted, probes: Probes = thisMachine): Promise<Opened> {
  const { executor, uncovered } = wanted;
  if (!isOurs(executor)) return openTfjs(probes, executor === 'tfjs-webgpu' ? 'webgpu' : executor);
  if (uncovered !== undefined) return openTfjsFor(uncovered, probes);
  switch (executor) {
    case 'auto':
      return openBest(wanted, probes);
    case 'webgpu':
      return openWebgpu(wanted, probes);
    case 'simd':
      return openSimd(wanted, 'as was asked for', probes);
    case 'reference':
      return referenceOpened;
  }
}

const OURS = ['auto', 'webgpu', 'simd', 'reference'] as const satisfies readonly ExecutorName[];
const isOurs = (name: ExecutorName): name is (typeof OURS)[number] => OURS.some((ours) => ours === name);

/** Our own kernels where they run: on the GPU or in WebAssembly, whichever proves faster. */
async function openBest(wanted: Wanted, probes: Probes): Promise<Opened> {
  const [adapter, kernels] = await Promise.all([probes.adapter(), probes.kernels(wanted.kernels)]);
  const objection = typeof adapter === 'string' ? adapter : isSoftwareAdapter(adapter) ? SOFTWARE : undefined;
  if (isLack(kernels))
    return objection === undefined
      ? openWebgpu(wanted, probes, kernels)
      : openWithout(kernels, probes, ` ${objection}`);
  return objection === undefined
    ? openFaster(wanted, probes, kernels)
    : simdOpened(kernels, `because ${lower(objection)}`);
}

const SOFTWARE = 'WebGPU is only software on this machine.';

/** Why what goes on a GPU (on-gpu.ts) did not come. */
const NOT_FETCHED = 'the GPU kernels could not be fetched';

/** Where there is a real GPU: it or WebAssembly, whichever is faster. */
async function openFaster(wanted: Wanted, probes: Probes, kernels: WebAssembly.Module): Promise<Opened> {
  const onGpu = await openOnGpu();
  return onGpu ? onGpu.openFaster(wanted, probes, kernels) : simdOpened(kernels, `because ${NOT_FETCHED}`);
}

/** Our kernels on the GPU, also on one that is only software; `lack` says why not in WebAssembly. */
async function openWebgpu(wanted: Wanted, probes: Probes, lack?: Lack): Promise<Opened> {
  const onGpu = await openOnGpu();
  const opened = onGpu ? await onGpu.openWebgpu(wanted, probes, lack) : `The ${NOT_FETCHED.slice(4)}.`;
  if (typeof opened !== 'string') return opened;
  return lack === undefined
    ? openSimd(wanted, `because ${lower(opened)}`, probes)
    : openWithout(lack, probes, ` ${opened}`);
}

/** Most machines need none of it. */
const openOnGpu = () => import('./on-gpu.ts').catch(() => undefined);

async function openSimd(wanted: Wanted, because: string, probes: Probes): Promise<Opened> {
  const kernels = await probes.kernels(wanted.kernels);
  return isLack(kernels) ? openWithout(kernels, probes) : simdOpened(kernels, because);
}

/** Without our kernels: where no WebAssembly runs at all, our plain loops are faster than what TensorFlow.js has left. */
function openWithout({ why, wasm }: Lack, probes: Probes, more = ''): Opened | Promise<Opened> {
  if (wasm) return openTfjsFor(why + more, probes);
  return { ...referenceOpened, why: `${why} So training runs in plain loops, which are slower.` };
}

const referenceOpened: Opened = {
  computing: { name: 'reference' },
  badge: 'reference',
  why: 'Training runs in plain loops, as was asked for.',
};

async function openTfjsFor(reason: string, probes: Probes): Promise<Opened> {
  const opened = await openTfjs(probes);
  return { ...opened, why: `${reason} So TensorFlow.js trains. ${opened.why}` };
}

/** TensorFlow.js on the backend that is wanted, or the best that works. */
async function openTfjs(probes: Probes, wanted?: BackendName): Promise<Opened> {
  const { name, why } = await probes.tfjs(wanted);
  return { computing: { name: 'tfjs' }, badge: name === 'webgpu' ? 'tfjs-webgpu' : name, why };
}
