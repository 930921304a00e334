/** Leaves the list of what each page needs without a network, and the service worker, beside the built pages. */
import { createHash } from 'node:crypto';
import { appendFileSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from './commands.ts';

/** Modules behind which TensorFlow.js stands: megabytes that only serve where our own kernels cannot run. */
const FALLBACK = /tfjs|backends|tensors|race/;

type Asset = { readonly address: string; readonly bytes: number; readonly names: readonly string[] };

/** Every file under `_astro/` with the names of others that stand in its text, by its own name. */
function assetsOf(folder: string): ReadonlyMap<string, Asset> {
  const files = globSync('_astro/*', { cwd: folder });
  const known = new Set(files.map((file) => basename(file)));
  return new Map(files.map((file) => [basename(file), assetOf(folder, file, known)]));
}

function assetOf(folder: string, file: string, known: ReadonlySet<string>): Asset {
  const text = /\.(?:js|css)$/.test(file) ? readFileSync(join(folder, file), 'utf8') : '';
  return { address: file, bytes: statSync(join(folder, file)).size, names: namesIn(text, known) };
}

/** Names of assets in a text: what stands between quotes, slashes and brackets and has the form of one. */
const namesIn = (text: string, known: ReadonlySet<string>): readonly string[] =>
  [...new Set(text.match(/[\w.-]+\.(?:js|css|wasm|woff2)\b/g) ?? [])].filter((name) => known.has(name));

/** What a text needs, what that needs, and so on; nothing behind TensorFlow.js. */
function closure(text: string, assets: ReadonlyMap<string, Asset>): ReadonlySet<string> {
  const known = new Set(assets.keys());
  const found = new Set<string>();
  const open = [...namesIn(text, known)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || FALLBACK.test(name)) continue;
    found.add(name);
    open.push(...(assets.get(name)?.names ?? []));
  }
  return found;
}

const titleIn = (html: string) => /<title>(.*?)<\/title>/s.exec(html)?.[1]?.split(' · ')[0] ?? '';
const stillsIn = (html: string) => [...new Set(html.match(/stills\/[\w-]+\.webp/g) ?? [])];

function keepList(folder: string) {
  const assets = assetsOf(folder);
  const numbers = new Map<string, number>();
  const files: (readonly [string, number])[] = [];
  const numberOf = (address: string, bytes: number) => {
    const known = numbers.get(address);
    if (known !== undefined) return known;
    numbers.set(address, files.length);
    return files.push([address, bytes]) - 1;
  };
  const sizeOf = (file: string) => statSync(join(folder, file)).size;
  const pages = globSync('{index.html,offline/index.html,{lectures,appendices,widgets}/**/index.html}', { cwd: folder })
    .sort()
    .map((file) => {
      const html = readFileSync(join(folder, file), 'utf8');
      const address = file.replace(/index\.html$/, '');
      const own = numberOf(address, sizeOf(file));
      const needed = [...closure(html, assets)].flatMap((name) => assets.get(name) ?? []);
      const others = needed.map((asset) => numberOf(asset.address, asset.bytes));
      const stills = stillsIn(html).map((still) => numberOf(still, sizeOf(still)));
      return { address, title: titleIn(html), files: [own, ...others, ...stills] };
    });
  return { files, pages };
}

/** A hash over the bytes of every kept file: whatever changes, the version does. */
function versionOf(folder: string, { files }: ReturnType<typeof keepList>): string {
  const hash = createHash('sha256');
  for (const [address] of files)
    hash.update(readFileSync(join(folder, /^$|\/$/.test(address) ? `${address}index.html` : address)));
  return hash.digest('hex').slice(0, 12);
}

export const offline = (base: string) => ({
  name: 'offline',
  hooks: {
    'astro:build:done': async ({ dir }: { dir: URL }) => {
      const folder = fileURLToPath(dir);
      const list = keepList(folder);
      const version = versionOf(folder, list);
      writeFileSync(join(folder, 'offline.json'), JSON.stringify({ version, ...list }));
      await build({
        configFile: false,
        logLevel: 'warn',
        root: ROOT,
        define: {
          BASE: JSON.stringify(base.endsWith('/') ? base : `${base}/`),
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
      // A new site is a new worker: browsers compare its text.
      appendFileSync(join(folder, 'service-worker.js'), `// ${version}\n`);
    },
  },
});
