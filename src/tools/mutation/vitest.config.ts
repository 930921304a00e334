import { defineConfig } from 'vitest/config';
import { shared } from '../../../e2e/vitest.config.ts';

/** The tests beside the mutated files alone: a model's own tests must notice, not a page that happens to show it. */
const beside = (process.env['NOTES_MUTATED'] ?? '').split(',').map((folder) => `${folder}/*.test.ts`);

export default defineConfig({ ...shared, test: { ...shared.test, maxWorkers: 1, include: beside } });
