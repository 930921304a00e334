import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { close, createIndex } from 'pagefind';
import { searchText } from './search-text.ts';

/** The gallery repeats what every figure's own page says, and says no more about any of it. */
const GALLERY = { page: 'widgets/index.html', weight: 0.2 };

/** Leaves a search index beside the built pages: their articles, word by word. Controls are no words. */
export const searchIndex = () => ({
  name: 'search-index',
  hooks: {
    'astro:build:done': async ({ dir }: { dir: URL }) => {
      const folder = fileURLToPath(dir);
      const { index, errors } = await createIndex({
        excludeSelectors: ['astro-island', 'nav', 'noscript', 'table'],
      });
      if (!index) throw new Error(`The search index could not be begun: ${errors.join(' ')}`);
      const wrong: string[] = [];
      for (const page of globSync('{index.html,{lectures,appendices,widgets}/**/*.html}', { cwd: folder }).sort()) {
        const weight = page === GALLERY.page ? GALLERY.weight : 1;
        const content = searchText(readFileSync(join(folder, page), 'utf8'), weight);
        wrong.push(...(await index.addHTMLFile({ sourcePath: page.replaceAll('\\', '/'), content })).errors);
      }
      const written = await index.writeFiles({ outputPath: `${folder}pagefind` });
      await close();
      // Its own search pages, which ours stand in for.
      for (const file of globSync(`${folder}pagefind/pagefind-{component-,modular-,}{ui,highlight}.*`)) rmSync(file);
      wrong.push(...written.errors);
      if (wrong.length > 0) throw new Error(`The search index could not be written: ${wrong.join(' ')}`);
    },
  },
});
