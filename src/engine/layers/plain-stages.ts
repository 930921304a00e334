import type { StageKind } from '../steps/stages.ts';

/** What plain parts (plain.ts) are planned with: the stages of the smaller of the two binaries of the kernels. */
export const PLAIN: readonly StageKind[] = [
  'gather',
  'draw',
  'dense',
  'backward to inputs',
  'backward to weights',
  'activate',
  'code',
  'code backward',
  'loss',
];
