import type { Loads, OnProgress, Split } from '#src/models/kind.ts';
import { dataOf } from './data.ts';
import { isLack, openKernels } from './kernels.ts';

const MILLISECONDS_BETWEEN_REPORTS = 60;
/** By the digits that it was computed from, and by what computed it. */
const computed = new WeakMap<Split, Map<unknown, unknown>>();

/** What a kind of model asks for before its run; `onProgress` is told how far it is. */
export const loadsOf = (onProgress: OnProgress): Loads => ({
  digits: (name) => dataOf(name, onProgress),
  async computed(from, what, compute) {
    const known = computed.get(from) ?? new Map<unknown, unknown>();
    computed.set(from, known);
    type Made = ReturnType<typeof compute> extends Generator<number, infer M> ? M : never;
    if (known.has(compute)) return known.get(compute) as Made;
    const kernels = await openKernels();
    const open = isLack(kernels)
      ? (await import('#src/engine/executors/reference.ts')).reference
      : (await import('#src/engine/executors/simd.ts')).simd(kernels);
    const made = await ended(compute(from, open), (share) => onProgress(what, share));
    known.set(compute, made);
    return made;
  },
});

/** What it comes to; other messages get their turn between its reports. */
async function ended<Made>(making: Generator<number, Made>, tell: (share: number) => void): Promise<Made> {
  let reported = -Infinity;
  for (;;) {
    const { value, done } = making.next();
    if (done) return value;
    if (performance.now() - reported < MILLISECONDS_BETWEEN_REPORTS) continue;
    tell(value);
    await new Promise((resolve) => setTimeout(resolve));
    reported = performance.now();
  }
}
