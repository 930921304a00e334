import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Run } from '#src/engine/experiment.ts';
import type { Computing } from '../kind.ts';

type Open = ExecutorFactory | AsyncExecutorFactory;

/** A run on what is to compute it, which is fetched only when it is used. */
export async function* runOn<Snapshot>(computing: Computing, run: (open: Open) => Run<Snapshot>): Run<Snapshot> {
  yield* run(await executorOf(computing));
}

async function executorOf(computing: Computing): Promise<Open> {
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
