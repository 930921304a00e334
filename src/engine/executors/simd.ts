/** Kernels for every stage. */
import { lay } from '../layers/simd.ts';
import { simdWith } from './simd-with.ts';

export const simd = simdWith(lay);
