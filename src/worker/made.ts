import type { Split } from '#src/engine/data/digits.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import type { Loads, OnProgress } from '#src/models/kind.ts';
import { dataOf } from './data.ts';
import { isLack } from './kernels.ts';
import { paced } from '#src/base/paced.ts';
import { thisMachine } from './probes.ts';

/** By the digits that it was computed from, and by what computed it. */
const computed = new WeakMap<Split, Map<unknown, unknown>>();

/** What a kind of model asks for before its run; `onProgress` is told how far it is. */
export const loadsOf = (onProgress: OnProgress): Loads => ({
  digits: (name) => dataOf(name, onProgress),
  async computed<Made>(
    from: Split,
    what: string,
    compute: (from: Split, open: ExecutorFactory) => Generator<number, Made>,
  ): Promise<Made> {
    const known = computed.get(from) ?? new Map<unknown, unknown>();
    computed.set(from, known);
    if (!known.has(compute))
      known.set(compute, await paced(compute(from, await openProcessor()), (share) => onProgress(what, share)));
    return known.get(compute) as Made;
  },
});

async function openProcessor(): Promise<ExecutorFactory> {
  const kernels = await thisMachine.kernels('every');
  if (isLack(kernels)) return thisMachine.reference();
  return (await import('#src/engine/executors/simd.ts')).simd(kernels);
}
