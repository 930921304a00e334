import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'autoencoder', Values> = {
  kind: 'autoencoder',
  config: configOf,
  data: ({ data }) => data,
  steps: 600,
};
