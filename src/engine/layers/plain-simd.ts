/** What the kernels are told of the stages of plain parts (plain.ts): with these numbers in either binary. */
import { activation } from './activation/simd.ts';
import { dense } from './dense/simd.ts';
import { draws } from './draws/simd.ts';
import { gather } from './gather/simd.ts';
import { gaussianCode } from './gaussian-code/simd.ts';
import { loss } from './loss/simd.ts';

export const plainWords = {
  ...gather,
  ...draws,
  ...dense,
  ...activation,
  ...gaussianCode,
  ...loss,
};
