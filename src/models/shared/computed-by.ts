import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import type { Simd } from '#src/engine/executors/simd-with.ts';
import type { Run } from '#src/engine/experiment.ts';
import type { Computing } from '../kind.ts';

type Open = ExecutorFactory | AsyncExecutorFactory;

/** Makes a run on what is to compute it, which is fetched only when it is used. */
export type RunOn = <Snapshot>(computing: Computing, run: (open: Open) => Run<Snapshot>) => Run<Snapshot>;

/** With these kernels where it is WebAssembly SIMD. */
export const runOnWith = (simd: Simd): RunOn =>
  async function* (computing, run) {
    yield* run(await executorOf(computing, simd));
  };

async function executorOf(computing: Computing, simd: Simd): Promise<Open> {
  switch (computing.name) {
    case 'webgpu':
      return computing.open;
    case 'simd':
      return simd(computing.kernels);
    case 'reference':
      return (await import('#src/engine/executors/reference.ts')).reference;
    case 'tfjs':
      return (await import('#src/engine/executors/tfjs.ts')).tfjs;
  }
}
