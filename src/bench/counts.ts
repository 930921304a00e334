import type { Counts } from './racer.ts';

/** What `steps` steps ask of WebGPU, a step; as many are taken before, so that what is made once is made. */
export async function countsOf(steps: number, advance: (steps: number) => Promise<void>): Promise<Counts> {
  await advance(steps);
  const [dispatches, stopDispatches] = calls(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
  const [buffers, stopBuffers] = calls(GPUDevice.prototype, 'createBuffer');
  try {
    const begin = performance.now();
    const done = advance(steps);
    // Up to here everything was asked for; from here on the GPU works, and the script waits.
    const script = performance.now() - begin;
    await done;
    return { dispatches: dispatches() / steps, buffers: buffers() / steps, script: script / steps };
  } finally {
    stopDispatches();
    stopBuffers();
  }
}

/** Counts the calls of a method until told to stop. */
function calls<Name extends string>(
  of: Record<Name, (...all: never[]) => unknown>,
  name: Name,
): readonly [() => number, () => void] {
  const own = of[name];
  let count = 0;
  of[name] = function (this: unknown, ...all: never[]) {
    count++;
    return own.apply(this, all);
  };
  return [() => count, () => void (of[name] = own)];
}
