import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { prepareKernels } from '../src/tools/kernels.ts';

prepareKernels();

// TensorFlow.js ships ES modules that only a bundler can resolve, so it goes through Vite.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['{src,widgets}/**/*.test.ts'],
    server: { deps: { inline: [/@tensorflow/] } },
    testTimeout: 120_000,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
