import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import type { Computing } from '../kind.ts';

type Open = ExecutorFactory | AsyncExecutorFactory;

/** A run on our own stages where they are to compute it, on TensorFlow.js otherwise; each is fetched only when it is used. */
export async function* runOn<Snapshot>(
  computing: Computing,
  onStages: (open: Open) => Run<Snapshot>,
  onTfjs: () => Promise<Run<Snapshot>>,
  from?: TrainedState,
): Run<Snapshot> {
  const open = await stagesOn(computing);
  if (!open && from) throw new Error(TFJS_TAKES_NONE);
  yield* open ? onStages(open) : await onTfjs();
}

const TFJS_TAKES_NONE =
  'TensorFlow.js would train here, and it goes on from no state of an earlier run. ' +
  'Choose one of our own kernels under “Train on”, and open the state again.';

async function stagesOn(computing: Computing): Promise<Open | undefined> {
  switch (computing.name) {
    case 'webgpu':
      return computing.open;
    case 'simd':
      return simd(computing.kernels);
    case 'reference':
      return (await import('#src/engine/executors/reference.ts')).reference;
    case 'tfjs':
      return undefined;
  }
}
