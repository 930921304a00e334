import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { trainJudge, type Judge } from '#src/engine/experiments/judge.ts';
import type { Split } from './data.ts';
import { isLack, openKernels } from './kernels.ts';

const MILLISECONDS_BETWEEN_REPORTS = 60;
const judges = new WeakMap<Split, Judge>();

/** Who reads digits of these data: trained the first time, and kept for as long as the data are. */
export async function judgeOf(split: Split, onProgress: (what: string, share: number) => void): Promise<Judge> {
  const known = judges.get(split);
  if (known) return known;
  const kernels = await openKernels();
  const training = trainJudge(split, isLack(kernels) ? reference : simd(kernels));
  let reported = -Infinity;
  for (;;) {
    const { value, done } = training.next();
    if (done) {
      judges.set(split, value);
      return value;
    }
    if (performance.now() - reported < MILLISECONDS_BETWEEN_REPORTS) continue;
    onProgress('Teaching a judge to read digits', value);
    await new Promise((resolve) => setTimeout(resolve));
    reported = performance.now();
  }
}
