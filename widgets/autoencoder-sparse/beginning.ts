import type { Beginning } from '#src/models/beginning.ts';
import { configOf, sourceOf, type Values } from './model.ts';

export const beginning: Beginning<'sparse', Values> = {
  kind: 'sparse',
  config: configOf,
  data: sourceOf,
  steps: 500,
};
