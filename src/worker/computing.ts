import { LANGUAGE } from '#src/base/language.ts';
import { isSoftwareAdapter } from '#src/engine/adapter.ts';
import type { BackendName } from '#src/engine/backends.ts';
import type { Successor } from '#src/engine/executors/enduring.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Computing } from '#src/models/kind.ts';
import type { Gpu } from './gpu.ts';
import { isLack, type Lack } from './kernels.ts';
import { thisMachine, type Probes } from './probes.ts';
import type { ExecutorName, Verdict } from './protocol.ts';

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

/** What is wanted for a run. */
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
      return openSimd('as was asked for', probes);
    case 'reference':
      return referenceOpened;
  }
}

const OURS = ['auto', 'webgpu', 'simd', 'reference'] as const satisfies readonly ExecutorName[];
const isOurs = (name: ExecutorName): name is (typeof OURS)[number] => OURS.some((ours) => ours === name);

/** Our own kernels where they run: on the GPU or in WebAssembly, whichever proves faster. */
async function openBest(wanted: Wanted, probes: Probes): Promise<Opened> {
  const [adapter, kernels] = await Promise.all([probes.adapter(), probes.kernels()]);
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
const lower = (sentence: string) => sentence.replace(/^T/, 't').replace(/\.$/, '');

async function openFaster(wanted: Wanted, probes: Probes, kernels: WebAssembly.Module): Promise<Opened> {
  const known = wanted.verdicts.find(({ size }) => size === wanted.size);
  if (known && known.simd >= known.webgpu) return simdOpened(kernels, `because ${said(known)}`);
  const gpu = await probes.gpu();
  if (typeof gpu === 'string') return simdOpened(kernels, `because ${lower(gpu)}`);
  const verdict = known ?? (await held(wanted, gpu, kernels));
  const fresh = known ? {} : { verdict };
  const why = `because ${said(verdict, gpu.name)}`;
  if (verdict.webgpu > verdict.simd) return { ...webgpuOpened(wanted, probes, gpu, why), ...fresh };
  probes.giveBack(gpu);
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
async function openWebgpu(wanted: Wanted, probes: Probes, lack?: Lack): Promise<Opened> {
  const gpu = await probes.gpu();
  if (typeof gpu === 'string')
    return lack === undefined ? openSimd(`because ${lower(gpu)}`, probes) : openWithout(lack, probes, ` ${gpu}`);
  const slow = gpu.software ? ', though WebGPU is only software on this machine and slow' : '';
  return webgpuOpened(
    wanted,
    probes,
    gpu,
    lack === undefined ? `as was asked for${slow}` : `because ${lower(lack.why)}`,
  );
}

function webgpuOpened(wanted: Wanted, probes: Probes, gpu: Gpu, because: string): Opened {
  const open = gpu.enduring(gpu.executor, successorOf(wanted, probes, gpu));
  return {
    computing: { name: 'webgpu', open },
    badge: 'webgpu',
    why: `Training runs on our own WebGPU kernels, ${because}.`,
  };
}

/** What goes on once the GPU has failed: a new device the first time, then WebAssembly. */
function successorOf({ onMoved }: Wanted, probes: Probes, first: Gpu): Successor {
  let last: Gpu | undefined = first;
  const tell = (badge: string, on: string, failure: string, onto: string) =>
    onMoved({
      badge,
      why: `Training runs ${on}, because the GPU failed before.`,
      message: `${failure} Training goes on ${onto}, from the last state that was kept, and no step is lost.`,
    });
  const loopsAfter = async ({ why }: Lack, message: string) => {
    const reference = await probes.reference();
    tell('reference', 'in plain loops', `${message} ${why}`, 'in plain loops');
    return reference;
  };
  return async ({ message }) => {
    const isFirst = last === first;
    if (last) probes.giveBack(last);
    last = undefined;
    const next = isFirst ? await probes.gpu() : undefined;
    if (typeof next === 'object') {
      last = next;
      tell('webgpu', 'on our own WebGPU kernels', message, 'on a new device');
      return next.executor;
    }
    const kernels = await probes.kernels();
    if (isLack(kernels)) return loopsAfter(kernels, message);
    tell('simd', 'on our own WebAssembly SIMD kernels', message, 'in WebAssembly');
    return simd(kernels);
  };
}

async function openSimd(because: string, probes: Probes): Promise<Opened> {
  const kernels = await probes.kernels();
  return isLack(kernels) ? openWithout(kernels, probes) : simdOpened(kernels, because);
}

/** Without our kernels: where no WebAssembly runs at all, our plain loops are faster than what TensorFlow.js has left. */
function openWithout({ why, wasm }: Lack, probes: Probes, more = ''): Opened | Promise<Opened> {
  if (wasm) return openTfjsFor(why + more, probes);
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

async function openTfjsFor(reason: string, probes: Probes): Promise<Opened> {
  const opened = await openTfjs(probes);
  return { ...opened, why: `${reason} So TensorFlow.js trains. ${opened.why}` };
}

/** TensorFlow.js on the backend that is wanted, or the best that works. */
async function openTfjs(probes: Probes, wanted?: BackendName): Promise<Opened> {
  const { name, why } = await probes.tfjs(wanted);
  return { computing: { name: 'tfjs' }, badge: name === 'webgpu' ? 'tfjs-webgpu' : name, why };
}
