import { globSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import type { Site } from '../site.ts';
import { kilobytes, markdown } from './table.ts';

/** What lecture 10 may transfer, in bytes, lazy stills apart. */
const TARGET = 160_000;
const FLAGSHIP = 'lectures/variational-autoencoders/';

type Kind = 'html' | 'css' | 'js' | 'fonts' | 'stills' | 'other';
const kinds: Readonly<Record<string, Kind>> = {
  '.html': 'html',
  '.css': 'css',
  '.js': 'js',
  '.woff2': 'fonts',
  '.webp': 'stills',
  '.avif': 'stills',
};
const compressedAlready = new Set(['.woff2', '.webp', '.avif', '.png', '.gz']);

type Transfer = {
  readonly page: string;
  readonly bytes: Readonly<Record<Kind, number>>;
  /** Script beyond the page's own, in Brotli bytes: what figures and TensorFlow.js brought. */
  readonly widgetScript: number;
};

/** Reading a page that nobody scrolls: every request until the network rests, in bytes as a Brotli host sends them. */
export async function measureTransfer(browser: Browser, site: Site, folder: string): Promise<string> {
  const transfers: Transfer[] = [];
  for (const page of pagesOf(folder)) transfers.push(await transferOf(page, browser, site, folder));
  const flagship = transfers.find(({ page }) => page === FLAGSHIP);
  return [
    'From a browser that opens the page at 1280 × 720 and does not scroll; Brotli 11 for text, fonts as they are, in kB (1,000 bytes). ' +
      'Total is without stills, which load when they come near.',
    '',
    markdown({
      columns: ['page', 'total', 'HTML', 'CSS', 'JS', 'fonts', 'other', 'stills', 'JS of figures'],
      rows: transfers.map(rowOf),
    }),
    '',
    flagship ? `Lecture 10: ${kilobytes(total(flagship))} kB; the target is below ${kilobytes(TARGET)} kB.` : '',
    ...transfers
      .filter(({ page }) => page.startsWith('lectures/'))
      .map(
        (lecture) =>
          `${lecture.page}: widget or TF.js script before a widget comes near: ${lecture.widgetScript} bytes.`,
      ),
  ].join('\n');
}

const pagesOf = (folder: string) =>
  globSync('{lectures,widgets}/**/index.html', { cwd: folder })
    .map((file) => file.replaceAll('\\', '/').replace(/index\.html$/, ''))
    .sort();

const total = ({ bytes }: Transfer) => bytes.html + bytes.css + bytes.js + bytes.fonts + bytes.other;

const rowOf = (transfer: Transfer) => {
  const { html, css, js, fonts, other, stills } = transfer.bytes;
  const sizes = [total(transfer), html, css, js, fonts, other, stills, transfer.widgetScript];
  return [`/${transfer.page}`, ...sizes.map(kilobytes)];
};

async function transferOf(address: string, browser: Browser, site: Site, folder: string): Promise<Transfer> {
  const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 720 } });
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(request.url()));
  await page.goto(site.address + address, { waitUntil: 'networkidle' });
  const scripts = await page.evaluate(() => [...document.querySelectorAll('script')].map(({ src }) => src));
  await page.close();
  const own = withImports(
    scripts.filter(Boolean).map((src) => basename(src)),
    folder,
  );
  const bytes = { html: 0, css: 0, js: 0, fonts: 0, stills: 0, other: 0 };
  let widgetScript = 0;
  for (const url of [...asked].filter((each) => each.startsWith(site.address))) {
    const { kind, size } = sizeOf(new URL(url).pathname, folder);
    bytes[kind] += size;
    if (kind === 'js' && !own.has(basename(url))) widgetScript += size;
  }
  return { page: address, bytes, widgetScript };
}

/** The page's own scripts, by file name, and what they import without condition. */
function withImports(names: readonly string[], folder: string): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) {
    const code = readFileSync(join(folder, '_astro', name), 'utf8');
    for (const [, imported = ''] of code.matchAll(/(?:\bimport|\bfrom)\s*["']\.\/([^"']+)["']/g)) found.add(imported);
  }
  return found;
}

const sizes = new Map<string, number>();

/** What a host that compresses sends for this address of the site at the root. */
function sizeOf(pathname: string, folder: string): { kind: Kind; size: number } {
  const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
  const ending = extname(file);
  const size = sizes.get(file) ?? compressed(readFileSync(join(folder, file)), ending);
  sizes.set(file, size);
  return { kind: kinds[ending] ?? 'other', size };
}

const compressed = (bytes: Buffer, ending: string) =>
  compressedAlready.has(ending) ? bytes.length : brotliCompressSync(bytes).length;

/** What training may fetch beyond the page, in bytes. */
const TRAINING_TARGETS = { simd: 25_000, webgpu: 75_000 } as const;

/** What the flagship's page fetches from the press of run to its first steps, and that the kernels did train. */
export async function measureFetched(
  browser: Browser,
  site: Site,
  folder: string,
  executor: keyof typeof TRAINING_TARGETS,
): Promise<string> {
  const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
  const asked = new Set<string>();
  await page.goto(`${site.address}widgets/vae-tradeoff/?backend=${executor}`, { waitUntil: 'networkidle' });
  // The context hears workers too.
  page.context().on('request', (request) => asked.add(new URL(request.url()).pathname));
  await page.locator('[data-action=run]').click();
  await page.locator('figure#vae-tradeoff[data-status=running]').waitFor();
  await page.waitForFunction(
    () => Number(document.querySelector('figure#vae-tradeoff')?.getAttribute('data-step')) > 10,
  );
  const backend = (await page.locator('figure#vae-tradeoff').getAttribute('data-backend')) ?? '';
  await page.close();
  const files = [...asked].map((file) => ({ file: basename(file), size: sizeOf(file, folder).size }));
  const sum = files.reduce((bytes, { size }) => bytes + size, 0);
  return (
    `**Bytes to train.** Pressing run on /widgets/vae-tradeoff/ fetched ${files.map(({ file, size }) => `${file} (${kilobytes(size)} kB)`).join(', ')}, ` +
    `and ${backend} trained: ${kilobytes(sum)} kB in Brotli, target ≤ ${kilobytes(TRAINING_TARGETS[executor])} kB. Plot and the figure's own script come with the page, under Transfer.`
  );
}
