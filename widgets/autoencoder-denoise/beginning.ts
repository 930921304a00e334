import type { Beginning } from '#src/models/beginning.ts';
import { configOf, dataOf, type Values } from './model.ts';

export const beginning: Beginning<'denoiser', Values> = {
  kind: 'denoiser',
  config: configOf,
  data: dataOf,
  steps: 1500,
};
