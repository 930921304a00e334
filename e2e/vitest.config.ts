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
    // A process a core: left to itself Vitest keeps one core free.
    maxWorkers: '100%',
    // Against a test that hangs, not against a machine that is slow: no test is about time.
    // TensorFlow.js says so once in each test file that meets it; it is read through one door on purpose.
    onConsoleLog: (log) => !log.includes('Platform node has already been set'),
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
