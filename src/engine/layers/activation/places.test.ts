import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACTIVATIONS } from '../../steps/model.ts';

/** Code without comments, of everything in the engine that is no test. */
const code = globSync('src/engine/**/*.ts')
  .filter((file) => !/\.(?:test|fixture)\.ts$|kernels\/words\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '') }));

const filesWith = (pattern: RegExp) => code.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

test('an activation is known in six places: its name, and how each executor computes it', () => {
  expect(filesWith(/'leaky relu'/).sort()).toEqual([
    'src/engine/executors/tfjs/reading.ts',
    'src/engine/layers/activation/reference.ts',
    'src/engine/layers/activation/simd.ts',
    'src/engine/layers/activation/wgsl.ts',
    'src/engine/steps/model.ts',
  ]);
  // The kernels know the straight ones by their slope, and name the first that is curved.
  expect(filesWith(/ACTIVATION_[A-Z]/)).toEqual(['src/engine/layers/activation/shapes.kernel.ts']);
  expect(ACTIVATIONS).toContain('leaky relu');
});
