/** Reading without a network: a server of our own that can be cut, and a site that changes while somebody reads. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { serveSite, type Site } from '#src/tools/site.ts';
import { barriers, numberOf } from './reader.ts';

type Own = { readonly folder: string; readonly site: Site };

const test = base.extend<{ own: Own }>({
  // Playwright reads what a fixture needs off its first argument.
  own: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'notes-offline-'));
    cpSync('dist', folder, { recursive: true });
    const site = await serveSite(folder, { changing: true });
    await use({ folder, site });
    await site.close().catch(() => undefined);
    rmSync(folder, { recursive: true });
  },
});
test.use({ serviceWorkers: 'allow' });

type List = { files: [string, number][]; pages: { address: string; files: number[] }[] };

/** Waits until a page and all that it needs are in the cache. */
async function kept(page: Page, address: string): Promise<void> {
  const missing = () =>
    page.evaluate(async (wanted) => {
      const { files, pages } = (await (await fetch('/offline.json')).json()) as List;
      const needed = pages.find((known) => known.address === wanted)?.files ?? [];
      const found = await Promise.all(needed.map((at) => caches.match(`/${files[at]?.[0] ?? ''}`)));
      return found.filter((response) => !response).length;
    }, address);
  await expect.poll(missing).toBe(0);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

test('what was read stays: without its server a lecture, a figure in a state and an embed open, and it trains', async ({
  page,
  own,
}) => {
  const { address } = own.site;
  await page.goto(`${address}lectures/variational-autoencoders/`);
  await kept(page, 'lectures/variational-autoencoders/');
  await page.goto(`${address}widgets/vae-tradeoff/`);
  await kept(page, 'widgets/vae-tradeoff/');
  await page.goto(`${address}embed/vae-tradeoff/`);
  await own.site.close();

  await page.goto(`${address}lectures/variational-autoencoders/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Variational autoencoders');
  await page.goto(`${address}widgets/vae-tradeoff/?v=1&beta=4&width=32&step=3`);
  const figure = page.locator('figure#vae-tradeoff');
  await expect(figure).toHaveAttribute('data-step', '3');
  expect(await numberOf(figure, 'rate')).toBeGreaterThan(0);
  await page.goto(`${address}embed/vae-tradeoff/?latent=3`);
  await expect(page.locator('#vae-tradeoff-latent')).toHaveAttribute('aria-valuetext', '3');
  await page.goto(`${address}lectures/the-elbo/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading offline');
});

test('everything can be kept on request, with its size told, and removed', async ({ page, own }) => {
  await page.goto(`${own.site.address}offline/`);
  const row = page.getByRole('row', { name: /The ELBO/ });
  await expect(row).toContainText(/\d+ kB|\d\.\d MB/);
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: /Keep everything \(/ }).click();
  await expect(page.getByRole('button', { name: 'Everything is kept' })).toBeDisabled();
  await expect(row).toContainText('yes');
  await own.site.close();
  await page.goto(`${own.site.address}lectures/the-elbo/`).catch(() => undefined);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The ELBO');
  await page.goto(`${own.site.address}offline/`);
  await page.getByRole('button', { name: 'Remove everything' }).click();
  await expect(row).toContainText('Keep');
});

/** A newer site: another text in a lecture, other names for all scripts of figures, and a new worker. */
function publish(folder: string): void {
  const edit = (file: string, change: (text: string) => string) => {
    const path = join(folder, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };
  const list = JSON.parse(readFileSync(join(folder, 'offline.json'), 'utf8')) as List;
  for (const [address] of list.files) if (/view\.|WidgetHost/.test(address)) rmSync(join(folder, address));
  edit('lectures/the-elbo/index.html', (html) => html.replace('<h1>The ELBO</h1>', '<h1>The ELBO, anew</h1>'));
  edit('offline.json', (json) =>
    JSON.stringify({
      ...(JSON.parse(json) as List),
      files: list.files.filter(([file]) => !/view\.|WidgetHost/.test(file)),
    }),
  );
  edit('service-worker.js', (script) => `${script}\n// newer`);
}

test('a new site does not disturb who reads the old one; the next page is new, and old files go when nobody needs them', async ({
  page,
  context,
  own,
}) => {
  await page.goto(`${own.site.address}lectures/the-elbo/`);
  await kept(page, 'lectures/the-elbo/');
  publish(own.folder);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const waiting = () => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting);
  await expect.poll(waiting).toBe(true);
  // The figure's scripts are gone from the server, and it comes near only now.
  await page.locator('figure#elbo-identity').evaluate((figure) => figure.scrollIntoView());
  await expect(page.locator('figure#elbo-identity .stage')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The ELBO');

  const other = await context.newPage();
  await other.goto(`${own.site.address}lectures/the-elbo/`);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('The ELBO, anew');
  await Promise.all([page.close(), other.close()]);
  const later = await context.newPage();
  const stale = () =>
    later.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().filter(({ url }) => url.includes('WidgetHost')).length;
    });
  // The browser takes its time to see that nobody reads the old site any more.
  await expect(async () => {
    await later.goto('about:blank');
    await later.waitForTimeout(500);
    await later.goto(`${own.site.address}offline/`);
    expect(await stale()).toBe(0);
  }).toPass();
});

test('a browser may install the notes: name, icons of the sizes it asks for, a start that exists', async ({
  request,
}) => {
  const manifest = (await (await request.get('manifest.webmanifest')).json()) as {
    start_url: string;
    icons: { src: string; sizes: string }[];
  };
  expect((await request.get(manifest.start_url)).status()).toBe(200);
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512']);
  for (const { src } of manifest.icons) expect((await request.get(src)).headers()['content-type']).toBe('image/png');
});
