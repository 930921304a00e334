import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'vae-exact', Values> = {
  kind: 'vae-exact',
  config: configOf,
  data: () => 'none',
  steps: 2000,
};
