import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'gan-digits', Values> = {
  kind: 'gan-digits',
  config: configOf,
  data: ({ data }) => data,
  steps: 1500,
};
