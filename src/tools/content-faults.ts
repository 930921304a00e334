import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

type Check = (root: string) => Promise<string>;

/** Stops a build whose words name what does not exist; while a page is under work, says so and goes on. */
export const contentCheck = (faults: Check): AstroIntegration => ({
  name: 'content-check',
  hooks: {
    'astro:build:start': async () => {
      const lines = await faults(fileURLToPath(new URL('../..', import.meta.url)));
      if (lines !== '') throw new Error(`The words of the course name what does not exist:\n${lines}`);
    },
    'astro:server:setup': ({ server, logger }) => {
      const root = fileURLToPath(new URL('../..', import.meta.url));
      const say = (lines: string) => {
        if (lines !== '') logger.warn(`Until this is mended the build will stop:\n${lines}`);
      };
      const check = (file: string) => {
        if (file.endsWith('.mdx')) void faults(root).then(say, (error: unknown) => logger.error(String(error)));
      };
      check('all.mdx');
      server.watcher.on('change', check);
      server.watcher.on('add', check);
      server.watcher.on('unlink', check);
    },
  },
});
