import { fileURLToPath } from 'node:url';
import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { baseLinksPlugin } from './src/tools/base-links.ts';
import { contentCheck } from './src/tools/content-faults.ts';
import { prepareFonts } from './src/tools/fonts.ts';
import { katexPlugin } from './src/tools/katex.ts';
import { prepareKernels } from './src/tools/kernels.ts';
import { collectShipped, notices } from './src/tools/notices.ts';
import { offline } from './src/tools/offline.ts';
import { percentPlugin } from './src/tools/percent.ts';
import { plotLazily } from './src/tools/plot-lazily.ts';
import { searchIndex } from './src/tools/search-index.ts';
import { withoutEval } from './src/tools/without-eval.ts';
import { contentFaults, faultLines } from './src/site/build/content-check.ts';
import { equationOf } from './src/site/equations.ts';
import { policy } from './src/site/policy.ts';

// The Pages action hands the path and the origin over; a local build may say `--base /notes/` itself.
const flag = process.argv.indexOf('--base');
const base = (flag > 0 ? process.argv[flag + 1] : undefined) ?? process.env.BASE_PATH ?? '/';

const site = process.env.SITE_ORIGIN;

const root = fileURLToPath(new URL('.', import.meta.url));
await prepareFonts(root, `${root}.fonts`);
prepareKernels();

/** Hydrates a figure when it, or a derivation that turns its knobs, comes near the window. */
const near = {
  name: 'near',
  hooks: {
    'astro:config:setup': ({ addClientDirective }) =>
      addClientDirective({ name: 'near', entrypoint: './src/site/near.ts' }),
  },
};

/** What every run needs, with what it imports: one file compresses better than seven. */
const EVERY_RUN =
  /\/src\/(?:models\/shared\/(?:adam|batches|course|held-out|lost|plain-stages-on)|engine\/(?:history|normals|random|executors\/async-executor|layers\/plain|steps\/(?:adam|initial|planning)))\.ts$/;

export default defineConfig({
  base,
  ...(site && { site }),
  trailingSlash: 'always',
  integrations: [
    mdx(),
    preact(),
    near,
    contentCheck(async (root) => faultLines(await contentFaults(root))),
    searchIndex(),
    notices(),
    offline(base),
    ...(site ? [sitemap({ filter: (page) => !page.includes('/embed/') })] : []),
  ],
  markdown: {
    // Code in the words is a line or two to copy, and colours that mean nothing would be the only ones.
    syntaxHighlight: false,
    processor: satteri({
      features: { math: true },
      hastPlugins: [katexPlugin((label) => equationOf(label).number), baseLinksPlugin(base), percentPlugin],
    }),
  },
  security: { csp: policy },
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'never' },
  vite: {
    plugins: [plotLazily, withoutEval, collectShipped()],
    worker: {
      format: 'es',
      plugins: () => [collectShipped()],
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'course', test: EVERY_RUN }] } } },
    },
    // What the scan for dependencies reads before any plugin has told it how JSX is written here.
    optimizeDeps: { rolldownOptions: { transform: { jsx: { runtime: 'automatic', importSource: 'preact' } } } },
    build: {
      chunkSizeWarningLimit: 2000,
      assetsInlineLimit: 0,
      // Astro marks pages of words with a directive of its own, and has read it by then.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  },
});
