/** Training on a GPU: whether it is faster, and who goes on once it has failed. Fetched only where there is a GPU, or it is asked for. */
import { LANGUAGE } from '#src/base/language.ts';
import type { Successor } from '#src/engine/executors/enduring.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Gpu } from './gpu.ts';
import { isLack, type Lack } from './kernels.ts';
import { lower, simdOpened, type Opened, type Wanted } from './opened.ts';
import type { Probes } from './probes.ts';
import type { Verdict } from './protocol.ts';

/** The GPU or WebAssembly, whichever proves faster; the race is held once for networks of a size. */
export async function openFaster(wanted: Wanted, probes: Probes, kernels: WebAssembly.Module): Promise<Opened> {
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

/** Our kernels on the GPU, or a sentence that says why there is none; `lack` says why not in WebAssembly. */
export async function openWebgpu(wanted: Wanted, probes: Probes, lack?: Lack): Promise<Opened | string> {
  const gpu = await probes.gpu();
  if (typeof gpu === 'string') return gpu;
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
function successorOf({ onMoved, kernels: which }: Wanted, probes: Probes, first: Gpu): Successor {
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
    const kernels = await probes.kernels(which);
    if (isLack(kernels)) return loopsAfter(kernels, message);
    tell('simd', 'on our own WebAssembly SIMD kernels', message, 'in WebAssembly');
    return simd(kernels);
  };
}
