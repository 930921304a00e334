/** Leaves the list of what each page needs without a network, and the service worker, beside the built pages. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from './commands.ts';
import { keepList, markStills } from './keep-list.ts';

/** The worker knows which list it belongs to; a new site is a new worker, since browsers compare its text. */
const buildWorker = (folder: string, base: string, version: string) =>
  build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    define: {
      BASE: JSON.stringify(base.endsWith('/') ? base : `${base}/`),
      VERSION: JSON.stringify(version),
      'import.meta.env.BASE_URL': JSON.stringify(base),
      'process.env.NODE_ENV': '"production"',
    },
    build: {
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      lib: {
        entry: join(ROOT, 'src/site/offline/service-worker.ts'),
        formats: ['iife'],
        name: 'notes',
        fileName: () => 'service-worker.js',
      },
    },
  });

export const offline = (base: string) => ({
  name: 'offline',
  hooks: {
    'astro:build:done': async ({ dir }: { dir: URL }) => {
      const folder = fileURLToPath(dir);
      markStills(folder);
      const list = keepList(folder);
      writeFileSync(join(folder, 'offline.json'), JSON.stringify(list));
      // GitHub Pages would otherwise leave out every folder whose name begins with an underscore.
      writeFileSync(join(folder, '.nojekyll'), '');
      await buildWorker(folder, base, list.version);
    },
  },
});
