/**
 * `npm run pack`: the whole site as one zip that any static server serves from any folder. The site is built under a path
 * that stands nowhere else, and that path is then replaced by the way from each file to the site's root.
 */
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync, type Zippable } from 'fflate';
import { ROOT, runCommand } from './commands.ts';
import { fileOf, measured, type KeepList } from './keep-list.ts';

const MARK = '/root-of-the-notes/';
const README = `Generative Notes, packed.

Put this folder where a web server finds it, under whatever path, and open it in a browser. For a look at home:

    npx sirv-cli . --port 8080

Opened as files, without a server, browsers do not run the figures.
`;

/** The way from a file to the site's root: `../` for each folder it lies in. */
const upFrom = (file: string) => '../'.repeat(file.split('/').length - 1) || './';

/** Where a module finds the root when it runs: all of them lie one folder deep. */
const ROOT_OF_MODULE = 'new URL("../",import.meta.url).pathname';
const ROOT_OF_WORKER = 'new URL("./",self.location).pathname';

/** String literals that begin with the mark. A template keeps its own parts and begins with the root instead. */
const QUOTED = new RegExp(`(["'])${MARK}((?:(?!\\1)[^\\\\])*)\\1`, 'g');

const inScript = (text: string, root: string) =>
  text
    .replace(QUOTED, (_, quote: string, rest: string) => `(${root}+${quote}${rest}${quote})`)
    .replaceAll(`\`${MARK}`, `\`\${${root}}`);

/** A file's text with every address relative to where it lies. */
export function relative(file: string, text: string): string {
  switch (extname(file)) {
    case '.js':
      return inScript(text, file === WORKER ? ROOT_OF_WORKER : ROOT_OF_MODULE);
    case '.html':
    case '.css':
    case '.webmanifest':
    case '.xml':
      return text.replaceAll(MARK, upFrom(file));
    default:
      return text;
  }
}

const LIST = 'offline.json';
const WORKER = 'service-worker.js';
const TEXT = /\.(?:js|html|css|webmanifest|xml)$/;

/** Every file of a built site, those with addresses in them made relative. Throws where an address would be left behind. */
export function packed(folder: string): Zippable {
  const files = globSync(['**/*.*', '.nojekyll'], { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
  const entries = files.map((file) => {
    const bytes = readFileSync(join(folder, file));
    if (!TEXT.test(file)) return [file, bytes] as const;
    const text = relative(file, bytes.toString('utf8'));
    if (text.includes(MARK)) throw new Error(`${file} names the site's root in a way that cannot be made relative.`);
    return [file, new TextEncoder().encode(text)] as const;
  });
  return relisted(Object.fromEntries([...entries, ['README.txt', new TextEncoder().encode(README)]]));
}

/** Relative addresses are other bytes, so the list of what may be kept is measured again, and its worker knows it. */
function relisted(entries: Readonly<Record<string, Uint8Array>>): Zippable {
  const text = (file: string) => new TextDecoder().decode(entries[file]);
  const old = JSON.parse(text(LIST)) as KeepList;
  const addresses = old.files.map(([address]) => address);
  const list = measured({ ...old, addresses }, (address) => entries[fileOf(address)] ?? new Uint8Array());
  const worker = text(WORKER).replaceAll(old.version, list.version);
  const written = { [LIST]: JSON.stringify(list), [WORKER]: worker };
  const bytes = Object.entries(written).map(([file, text]) => [file, new TextEncoder().encode(text)] as const);
  return { ...entries, ...Object.fromEntries(bytes) };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'notes.zip' } } });
  const folder = mkdtempSync(join(tmpdir(), 'notes-pack-'));
  try {
    const code = await runCommand('astro', ['build', '--base', MARK, '--outDir', folder], { SITE_ORIGIN: '' });
    if (code !== 0) throw new Error('The site could not be built, so nothing was packed.');
    const zip = zipSync(packed(folder), { level: 9 });
    const out = join(ROOT, values.out);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, zip);
    console.log(`${values.out}: ${(zip.length / 1e6).toFixed(1)} MB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) await main();
