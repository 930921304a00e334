import { globSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { close, createIndex } from 'pagefind';

/** Leaves a search index beside the built pages: their articles, word by word. Formulas and controls are no words. */
export const searchIndex = () => ({
  name: 'search-index',
  hooks: {
    'astro:build:done': async ({ dir }: { dir: URL }) => {
      const folder = fileURLToPath(dir);
      const { index, errors } = await createIndex({
        excludeSelectors: ['.katex', 'astro-island', 'nav', 'noscript', 'table'],
      });
      if (!index) throw new Error(`The search index could not be begun: ${errors.join(' ')}`);
      const added = await index.addDirectory({
        path: folder,
        glob: '{index.html,{lectures,appendices,widgets}/**/*.html}',
      });
      const written = await index.writeFiles({ outputPath: `${folder}pagefind` });
      await close();
      // Its own search pages, which ours stand in for.
      for (const file of globSync(`${folder}pagefind/pagefind-{component-,modular-,}{ui,highlight}.*`)) rmSync(file);
      const wrong = [...added.errors, ...written.errors];
      if (wrong.length > 0) throw new Error(`The search index could not be written: ${wrong.join(' ')}`);
    },
  },
});
