import type { AsyncExecutorFactory } from '../../executors/async-executor.ts';
import type { ExecutorFactory } from '../../executors/executor.ts';
import { simd } from '../../executors/simd.ts';
import type { Run } from '../../experiment.ts';
import type { Computing } from '../index.ts';

type Open = ExecutorFactory | AsyncExecutorFactory;

/** A run on our own stages where they are to compute it, on TensorFlow.js otherwise; each is fetched only when it is used. */
export async function* runOn<Snapshot>(
  computing: Computing,
  onStages: (open: Open) => Run<Snapshot>,
  onTfjs: () => Promise<Run<Snapshot>>,
): Run<Snapshot> {
  const open = await stagesOn(computing);
  yield* open ? onStages(open) : await onTfjs();
}

async function stagesOn(computing: Computing): Promise<Open | undefined> {
  switch (computing.name) {
    case 'webgpu':
      return computing.open;
    case 'simd':
      return simd(computing.kernels);
    case 'reference':
      return (await import('../../executors/reference.ts')).reference;
    case 'tfjs':
      return undefined;
  }
}
