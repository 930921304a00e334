/** Notices on the work of others that readers receive: of which packages, under which licence, with its text. */
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './commands.ts';

export const NOTICES = 'notices.txt';

/** Shipped without being a module of a script: fonts, formulas’ styles, the search, the service worker, and what kernels are compiled with. */
const BESIDE_SCRIPTS = [
  '@fontsource-variable/source-sans-3',
  '@fontsource-variable/source-serif-4',
  'assemblyscript',
  'katex',
  'pagefind',
  'workbox-core',
  'workbox-routing',
  'workbox-strategies',
];
/** Licences that let their work be shipped with a notice and ask for nothing else. */
const WELCOME = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'BSL-1.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
];

const HEAD = `Third-party notices

These notes are written and licensed as their LICENSE says. What your browser receives
with them also holds the work of others, under the licences below.
`;

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
};
type Module = { readonly folder: string; readonly manifest: Manifest };

/** The folder of the package that a module belongs to; none for our own and for what bundlers make up. */
export function packageFolder(module: string): string | undefined {
  const path = module
    .replace(/^\0/, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/@.][^/]*(?=\/)/.exec(path)?.[0];
}

const shipped = new Set<string>();

/** Hears of every module that ends up in a script for readers: of pages and workers. */
export const collectShipped = () => ({
  name: 'collect-shipped',
  generateBundle(
    this: { readonly environment?: { readonly name: string } },
    _options: unknown,
    bundle: Readonly<Record<string, { readonly type: string; readonly moduleIds?: readonly string[] }>>,
  ) {
    // What only renders pages stays here.
    if (/^(?:ssr|prerender|server|astro)$/.test(this.environment?.name ?? '')) return;
    for (const module of Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds)) {
      const folder = packageFolder(module);
      if (folder !== undefined) shipped.add(folder);
    }
  },
});

const read = (folder: string): Module => ({
  folder,
  manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
});

const authorOf = ({ author, name }: Manifest) =>
  (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`;

/** The MIT licence as the project's own file has it, under another name: for packages that name it and add no text. */
function mit(manifest: Manifest): string {
  const text = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  const body = text.slice(text.indexOf('Permission is hereby'), text.indexOf('2. Words'));
  return `Copyright (c) ${authorOf(manifest)}\n\n${body.trim()}`;
}

const apache = () => readFileSync(join(ROOT, 'node_modules/assemblyscript/LICENSE'), 'utf8');

/** Licence and notice of a package. Throws a sentence for one that must not be shipped so, or whose text is missing. */
export function textOf({ folder, manifest }: Module): string {
  const { name, license = 'no licence' } = manifest;
  if (
    !license
      .replace(/[()]/g, '')
      .split(' AND ')
      .every((part) => WELCOME.includes(part))
  )
    throw new Error(`${name} would reach readers under “${license}”, which src/tools/notices.ts does not know.`);
  const files = globSync('{[Ll][Ii][Cc][Ee][Nn][CcSs][Ee],NOTICE,COPYING}{,.md,.txt}', { cwd: folder })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (license === 'MIT') return mit(manifest);
  if (license === 'Apache-2.0') return `Copyright ${authorOf(manifest)}\n\n${apache().trim()}`;
  throw new Error(`${name} is under ${license} and brings no text of it, which its notice needs.`);
}

export const titleOf = ({ name, version, license }: Manifest) => `── ${name} ${version} (${license ?? ''})`;

/** Packages by the text of their licence, each text once. */
export function noticesOf(modules: readonly Module[]): string {
  const titles = new Map<string, string[]>();
  for (const module of modules) {
    const text = textOf(module);
    titles.set(text, [...(titles.get(text) ?? []), titleOf(module.manifest)]);
  }
  return [HEAD, ...[...titles].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)].join('\n');
}

/** Before the list of what can be kept is made, of which the notices are a part. */
export const notices = () => ({
  name: 'notices',
  hooks: {
    'astro:build:done': ({ dir }: { dir: URL }) => {
      const beside = BESIDE_SCRIPTS.map((name) => join(ROOT, 'node_modules', name));
      const folders = [...shipped, ...beside].filter((folder) => existsSync(join(folder, 'package.json')));
      const modules = [...new Map(folders.map(read).map((module) => [titleOf(module.manifest), module])).values()];
      const sorted = modules.sort((a, b) => a.manifest.name.localeCompare(b.manifest.name));
      writeFileSync(join(fileURLToPath(dir), NOTICES), noticesOf(sorted));
    },
  },
});
