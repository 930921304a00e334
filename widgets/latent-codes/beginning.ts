import type { Beginning } from '#src/models/beginning.ts';
import { configOf, type Values } from './model.ts';

export const beginning: Beginning<'codes', Values> = {
  kind: 'codes',
  config: configOf,
  data: () => 'none',
  steps: 400,
};
