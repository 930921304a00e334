import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'gan', Values> = {
  kind: 'gan',
  config: configOf,
  data: () => 'none',
  steps: 1500,
};
