import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'ae-or-vae', Values> = {
  kind: 'ae-or-vae',
  config: configOf,
  data: ({ data }) => data,
  steps: 1000,
};
