import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { prepareKernels } from '../src/tools/kernels.ts';

prepareKernels();

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What changes what a later test file in the same process would meet: modules, globals or time that are played, the
 * backend of TensorFlow.js, a GPU, the count of what is left in memory. Such a file has a process of its own; the others
 * share one a core, which spares them most of their time, the loading of the same modules.
 */
const ALONE =
  /\bvi\.(?:mock|doMock|resetModules|stubGlobal|stubEnv|spyOn|useFakeTimers)\b|played\.fixture|openBackend|setBackend|deviceForTests|expose-gc|memoryUsage|\.numTensors/;

const tests = globSync('{src,widgets}/**/*.test.ts', { cwd: root }).sort();
const alone = tests.filter((file) => ALONE.test(readFileSync(`${root}${file}`, 'utf8')));

// TensorFlow.js ships ES modules that only a bundler can resolve, so it goes through Vite.
export const shared: ViteUserConfig = {
  root,
  test: {
    server: { deps: { inline: [/@tensorflow/] } },
    // A process a core: left to itself Vitest keeps one core free.
    maxWorkers: '100%',
    // TensorFlow.js says so once in each test file that meets it; it is read through one door on purpose.
    onConsoleLog: (log) => !log.includes('Platform node has already been set'),
    // Against a test that hangs, not against a machine that is slow: no test is about time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};

export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: { name: 'together', include: tests.filter((file) => !alone.includes(file)), isolate: false },
      },
    ],
  },
});
