import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveSite } from '#src/tools/site.ts';

/** Serves the built site where nobody has said where one runs (NOTES_ADDRESS). The result closes it again. */
export default async function serveDist(): Promise<() => Promise<void>> {
  if (process.env['NOTES_ADDRESS']) return () => Promise.resolve();
  const folder = fileURLToPath(new URL('../dist', import.meta.url));
  if (!existsSync(`${folder}/index.html`))
    throw new Error('There is no built site in dist/ to test. Run `npm run build` first.');
  const site = await serveSite(folder);
  process.env['NOTES_ADDRESS'] = site.address;
  return site.close;
}
