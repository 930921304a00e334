import { simd } from '#src/engine/executors/simd.ts';
import { runOnWith } from './computed-by.ts';

/** A run on what is to compute it, which is fetched only when it is used. */
export const runOn = runOnWith(simd);
