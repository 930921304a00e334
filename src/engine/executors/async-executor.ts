import type { Field, Plan } from '../steps/plan.ts';
import type { Executor, Fill, Images } from './executor.ts';

/**
 * The sibling of `Executor` for a device that answers later. Work is queued in the order of the calls, before they
 * return; what comes back is a copy. Everything rejects with one sentence once the device has failed.
 */
export type AsyncExecutor = {
  readonly name: 'webgpu' | 'tfjs';
  /** A copy of a stretch of the arena as it is after everything asked for so far. */
  read(field: Field): Promise<Float32Array>;
  /** Puts numbers into the arena before anything asked for from now on. */
  write(field: Field, values: Float32Array): void;
  /**
   * Runs a pass, or some in turn, `steps` times. `fill` is called once for each step and pass, in order, and for several
   * ahead. Gives the log: as many numbers a step as the passes name, in their order. Runs of more steps than the logs
   * have room for wait in between: let them end before the next is asked for.
   */
  run(pass: string | readonly string[], steps: number, fill: Fill): Promise<Float32Array>;
  /** Says in a sentence why the executor will compute no more, if that ever happens. */
  readonly failed: Promise<Error>;
  /** Gives all memory on the device back. */
  close(): void;
};

export type AsyncExecutorFactory = (plan: Plan, parameters: Float32Array, images: Images) => Promise<AsyncExecutor>;

export type AnyExecutor = Executor | AsyncExecutor;

/** A stretch of the arena of either kind of executor: a view where it is at hand, else the promise of a copy. */
export const readFrom = (executor: AnyExecutor, field: Field): Float32Array | Promise<Float32Array> =>
  'view' in executor ? executor.view(field) : executor.read(field);

/** Puts numbers into the arena of either kind of executor, for whatever it is asked next. */
export function writeTo(executor: AnyExecutor, field: Field, values: Float32Array): void {
  if ('view' in executor) executor.view(field).set(values);
  else executor.write(field, values);
}

/** Runs a pass, or some in turn, on either kind of executor. */
export const runOn = async (
  executor: AnyExecutor,
  pass: string | readonly string[],
  steps: number,
  fill: Fill,
): Promise<Float32Array> => executor.run(pass, steps, fill);
