import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'vae', Values> = {
  kind: 'vae',
  config: configOf,
  data: ({ data }) => data,
  steps: 600,
};
