/**
 * `npm run test:one -- <widget or lecture>`: what concerns one figure or one lecture and nothing else: the unit tests of
 * the folder, the tests made for it from the lists of figures and pages, then the built site in a browser.
 * `--no-browser` leaves the last part out.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findHeadless } from './chromium.ts';
import { ROOT, runCommand } from './commands.ts';

const slugOf = (file: string) =>
  basename(file)
    .replace(/^\d+-/, '')
    .replace(/\.mdx$/, '');
const lectures = globSync('content/lectures/*.mdx', { cwd: ROOT });
const widgets = globSync('widgets/*/meta.ts', { cwd: ROOT }).map((file) => file.split('/')[1] ?? '');

type One = { readonly name: string; readonly widgets: readonly string[] };

/** The figure of that name, or the lecture with the figures that stand in it. */
function oneCalled(name: string | undefined): One {
  if (name !== undefined && widgets.includes(name)) return { name, widgets: [name] };
  const lecture = lectures.find((file) => slugOf(file) === name || basename(file, '.mdx') === name);
  if (lecture === undefined)
    throw new Error(
      `Name a figure (${widgets.sort().join(', ')}) or a lecture (${lectures.map(slugOf).sort().join(', ')}); “${name ?? ''}” is neither.`,
    );
  const placed = readFileSync(join(ROOT, lecture), 'utf8').matchAll(/<Widget\s+id="([^"]+)"/g);
  return { name: slugOf(lecture), widgets: [...placed].map(([, id = '']) => id) };
}

const units = (args: readonly string[]) => runCommand('vitest', ['run', '--config=e2e/vitest.config.ts', ...args]);
const names = ({ name, widgets: ids }: One) => [...new Set([name, ...ids])].join('|');

async function inBrowser(one: One): Promise<number> {
  const built = await runCommand('astro', ['build', '--silent']);
  if (built !== 0) return built;
  const args = ['test', '--config=e2e/playwright.config.ts', '--project=site', `--grep=${names(one)}`];
  return runCommand('playwright', args, { CHROMIUM_PATH: findHeadless() });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: { browser: { type: 'boolean', default: true } },
  });
  const one = oneCalled(positionals[0]);
  const folders = one.widgets.map((id) => `widgets/${id}/`).filter((folder) => existsSync(join(ROOT, folder)));
  const codes = [
    ...(folders.length > 0 ? [await units(folders)] : []),
    await units(['src/site', `--testNamePattern=${names(one)}`]),
    ...(values.browser ? [await inBrowser(one)] : []),
  ];
  process.exitCode = Math.max(...codes);
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
