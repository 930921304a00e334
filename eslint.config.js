import { defineConfig, globalIgnores } from 'eslint/config';
import a11y from 'eslint-plugin-jsx-a11y-x';
import tseslint from 'typescript-eslint';
import { logicLines } from './src/tools/lint/logic-lines.ts';

export default defineConfig(
  globalIgnores(['dist', '.astro', '.fonts', 'test-results', 'node_modules']),
  // AssemblyScript.
  globalIgnores(['src/engine/kernels', 'src/engine/layers/*/kernel.ts', 'src/engine/layers/*/*.kernel.ts']),
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { notes: { rules: { 'logic-lines': logicLines } } },
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/no-floating-promises': 'error',
      // Numbers stand in sentences everywhere here; everything else still has to be made text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return fail(…)` ends a handler here; the type says already that nothing comes back.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // strictest reads index signatures with brackets.
      '@typescript-eslint/dot-notation': 'off',
      // Kinds and specs are generic on purpose where a type follows its argument.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'notes/logic-lines': 'error',
      'no-restricted-syntax': [
        'error',
        {
          // TypeScript does not look for keys too many in what is spread: a misspelt one would be lost without a word.
          selector:
            ':matches(ObjectExpression > SpreadElement > ObjectExpression, JSXSpreadAttribute > ObjectExpression)',
          message: 'Expected the keys themselves; a literal spread into a literal hides a misspelt key.',
        },
      ],
    },
  },
  { files: ['**/*.tsx'], extends: [a11y.configs.recommended] },
);
