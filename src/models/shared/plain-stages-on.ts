import { plainSimd } from '#src/engine/executors/plain-simd.ts';
import { runOnWith } from './computed-by.ts';

/** A run of a model of plain parts (engine/layers/plain.ts) on what is to compute it, which is fetched only when it is used. */
export const runOn = runOnWith(plainSimd);
