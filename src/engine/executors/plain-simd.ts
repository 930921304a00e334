/** Kernels for the stages of plain parts: less to fetch. */
import { plainWords } from '../layers/plain-simd.ts';
import { simdWith } from './simd-with.ts';
import { layBy } from './words.ts';

export const plainSimd = simdWith(layBy(plainWords));
