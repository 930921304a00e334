import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { vaeFast } from '#src/models/vae/run.ts';
import type { VaeConfig } from '#src/models/vae/vae.ts';
import { ROOT } from '../commands.ts';
import { kilobytes } from './table.ts';

const STEPS = 10_000;
const config: VaeConfig = {
  beta: 1,
  latent: 2,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  width: 32,
  lr: 1e-3,
  batch: 32,
  seed: 1,
  heldOut: 20,
};

/** Memory and the JavaScript of each step over a run of the flagship's own loop, which draws its batches and noise. */
export async function measureMemory(): Promise<string> {
  const kernels = new WebAssembly.Module(readFileSync(join(ROOT, 'src/engine/kernels/kernels.wasm')));
  const seen = { bytes: () => 0, filling: 0 };
  const digits = grownDigits(220);
  const run = vaeFast(config, splitAt(digits, 200), watched(simd(kernels), seen));
  // The ring of past steps fills up in the beginning; what lies in it then is thinned and grows no more.
  await run.next();
  await run.next(1000);
  const [bytes, heap] = [seen.bytes(), heapInUse()];
  seen.filling = 0;
  for (let asks = 0; asks < 100; asks++) await run.next(STEPS / 100);
  const grownBy = heapInUse() - heap;
  await run.return();
  return (
    `**Memory and JavaScript.** Over ${STEPS.toLocaleString('en')} steps of a VAE of width 32 and batch 32 (Node, after a thousand to warm up, snapshots and history included) the module's memory ` +
    `went from ${kilobytes(bytes)} to ${kilobytes(seen.bytes())} kB and the heap in use changed by ${kilobytes(grownBy)} kB. ` +
    `JavaScript took ${(seen.filling / STEPS).toFixed(4)} ms a step to draw and lay down what a step is fed; target ≤ 0.02.`
  );
}

/** The executor, its memory in sight and its feeding timed. */
const watched =
  (open: ExecutorFactory, seen: { bytes: () => number; filling: number }): ExecutorFactory =>
  (plan, parameters, images) => {
    const executor = open(plan, parameters, images);
    seen.bytes = () => executor.view({ at: 0, length: 1 }).buffer.byteLength;
    return {
      ...executor,
      run: (pass, steps, fill) =>
        executor.run(pass, steps, (feed, step, name, turn) => {
          const begin = performance.now();
          fill(feed, step, name, turn);
          if (name === 'train') seen.filling += performance.now() - begin;
        }),
    };
  };

function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
