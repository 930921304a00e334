/**
 * Runs a list of stages for many steps without leaving WebAssembly. What a stage is told is laid down by
 * executors/simd.ts and read through the classes in words.ts, which are made of the same tables (src/tools/kernels.ts).
 */
import { adam } from './adam';
import { perform } from './perform';
import { Pass, STAGE } from './words';
import { scratch } from '../layers/dense/kernel';
import { draws, philox } from '../layers/draws/kernel';

export { adam, draws, philox, scratch };

/**
 * `steps` times, and each time for every pass of a turn: its feed is copied from the queue, where they lie one behind the
 * other, all its stages run, and its log is appended to `trail`. Addresses and sizes are in bytes.
 */
export function run(turn: usize, passes: i32, steps: i32, queue: usize, trail: usize): void {
  const size = offsetof<Pass>(), end = turn + <usize>passes * size;
  for (let step = 0; step < steps; step++) {
    for (let at = turn; at < end; at += size) {
      const pass = changetype<Pass>(at);
      const stages = pass.stages, count = <i32>pass.count, feedBytes = pass.feedBytes, logBytes = pass.logBytes;
      memory.copy(pass.feed, queue, feedBytes);
      queue += feedBytes;
      for (let i = 0; i < count; i++) perform(stages + <usize>i * STAGE);
      memory.copy(trail, pass.log, logBytes);
      trail += logBytes;
    }
  }
}
