/**
 * `npm run beginnings [id …]`: trains the figures that have a `beginning.ts`, with their knobs as they open, and writes what
 * came of it into `beginning.json` beside it, and `beginning.<view>.json` for a view that opens with other knobs. A figure opens on that until its reader trains it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { ROOT } from './commands.ts';
import { beginningOf, fileOfBeginning, loadsHere, recorded, viewsOnTheirOwn } from './recording.ts';

function chosen(ids: readonly string[]): readonly string[] {
  const all = readdirSync(join(ROOT, 'widgets')).filter((id) => existsSync(join(ROOT, 'widgets', id, 'beginning.ts')));
  const unknown = ids.filter((id) => !all.includes(id));
  if (unknown.length === 0) return ids.length > 0 ? ids : all;
  throw new Error(`No beginning.ts stands in widgets/ for ${unknown.join(', ')}. There is one for ${all.join(', ')}.`);
}

async function main(): Promise<void> {
  const loads = loadsHere();
  for (const id of chosen(process.argv.slice(2))) {
    for (const view of [undefined, ...(await viewsOnTheirOwn(id))]) {
      const file = `widgets/${id}/${fileOfBeginning(view)}`;
      const text = `${JSON.stringify(await recorded(await beginningOf(id, view), loads), undefined, 2)}\n`;
      await writeFile(join(ROOT, file), text);
      console.log(`${file}: ${(brotliCompressSync(text).length / 1000).toFixed(1)} kB in Brotli`);
    }
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
