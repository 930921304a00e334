/** Reading without a network: a server of our own that can be cut or made to lie, and a site that changes while somebody reads. */
import { cpSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { keepList, type KeepList } from '#src/tools/keep-list.ts';
import { serveSite } from '#src/tools/site.ts';
import { barriers, numberOf } from './reader.ts';

type Lie = { readonly status?: number; readonly type?: string; readonly body?: string; readonly location?: string };
type Own = {
  readonly folder: string;
  readonly address: string;
  /** What the network answers in place of the site; nothing where it tells the truth. */
  lie: (path: string) => Lie | undefined;
  readonly cut: () => Promise<void>;
};

const test = base.extend<{ own: Own }>({
  // Playwright reads what a fixture needs off its first argument.
  own: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'notes-offline-'));
    cpSync('dist', folder, { recursive: true });
    const site = await serveSite(folder, { changing: true });
    const own: Own = { folder, address: '', lie: () => undefined, cut: () => Promise.resolve() };
    const network = createServer((request, response) => {
      const path = request.url ?? '/';
      const lie = own.lie(path);
      const { status = 200, type = 'text/html', body = '', location } = lie ?? {};
      if (lie) response.writeHead(status, { 'content-type': type, ...(location && { location }) }).end(body);
      else
        fetch(new URL(path, site.address))
          .then(async (answer) => {
            response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
            response.end(Buffer.from(await answer.arrayBuffer()));
          })
          // A site that is being replaced breaks off now and then.
          .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
    const cut = () =>
      new Promise<void>((resolve) => {
        network.closeAllConnections();
        network.close(() => resolve());
      });
    await use(Object.assign(own, { address: `http://localhost:${(network.address() as AddressInfo).port}/`, cut }));
    await cut();
    await site.close();
    rmSync(folder, { recursive: true });
  },
});
test.use({ serviceWorkers: 'allow' });

const PORTAL: Lie = { body: '<!doctype html><title>Wi-Fi</title><h1>Please log in</h1>' };
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const line = (page: Page) => page.locator('.kept-copy');

/** Waits until a page and all that it needs are in the cache. */
async function kept(page: Page, address: string): Promise<void> {
  const missing = () =>
    page.evaluate(async (wanted) => {
      const { files, pages } = (await (await fetch('/offline.json')).json()) as KeepList;
      const needed = pages.find((known) => known.address === wanted)?.files ?? [];
      const found = await Promise.all(needed.map((at) => caches.match(`/${files[at]?.[0] ?? ''}`)));
      return found.filter((response) => !response).length;
    }, address);
  await expect.poll(missing).toBe(0);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** Whether the page has its styles and a figure on it has come to life. */
async function isWhole(page: Page, figure: string): Promise<void> {
  await page.locator(`figure#${figure}`).scrollIntoViewIfNeeded();
  await expect(page.locator(`figure#${figure} .stage`)).toBeVisible();
  // The style sheet gives a figure a ground; bare text has none.
  await expect(page.locator(`figure#${figure}`)).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
}

test('what was read stays: without its server a lecture, a figure in a state and an embed open, and it trains', async ({
  page,
  own,
}) => {
  const { address } = own;
  await page.goto(`${address}lectures/variational-autoencoders/`);
  await kept(page, 'lectures/variational-autoencoders/');
  await page.goto(`${address}widgets/vae-tradeoff/`);
  await kept(page, 'widgets/vae-tradeoff/');
  await page.goto(`${address}embed/vae-tradeoff/`);
  const embed = () => page.evaluate(async () => (await caches.match('/embed/vae-tradeoff/')) !== undefined);
  await expect.poll(embed).toBe(true);
  await own.cut();

  await page.goto(`${address}lectures/variational-autoencoders/`);
  await expect(heading(page)).toHaveText('Variational autoencoders');
  await expect(line(page)).toContainText('without a network');
  await page.goto(`${address}widgets/vae-tradeoff/?v=1&beta=4&width=32&step=3`);
  const figure = page.locator('figure#vae-tradeoff');
  await expect(figure).toHaveAttribute('data-step', '3');
  expect(await numberOf(figure, 'rate')).toBeGreaterThan(0);
  await page.goto(`${address}embed/vae-tradeoff/?latent=3`);
  await expect(page.locator('#vae-tradeoff-latent')).toHaveAttribute('aria-valuetext', '3');
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-beginning', '600');
  // As people type and share addresses: without the slash, with a query, with the file's name.
  for (const typed of ['widgets/vae-tradeoff?latent=4', 'widgets/vae-tradeoff/index.html?latent=4']) {
    await page.goto(address + typed);
    await expect(page).toHaveURL(`${address}widgets/vae-tradeoff/?latent=4`);
    await expect(page.locator('#vae-tradeoff-latent')).toHaveAttribute('aria-valuetext', '4');
  }
  await page.goto(`${address}lectures/the-elbo/`);
  await expect(heading(page)).toHaveText('Reading offline');
});

test('everything can be kept on request, with its size told, and removed: pages, embeds, search and the fallback', async ({
  page,
  own,
}) => {
  await page.goto(`${own.address}offline/`);
  const row = page.getByRole('row', { name: /The ELBO/ });
  await expect(row).toContainText(/\d+ kB|\d\.\d MB/);
  for (const name of ['Exercises', 'A race on your machine', /\d+ embeds/, 'The search index', /TensorFlow\.js/])
    await expect(page.getByRole('row', { name })).toContainText(/\d+ kB|\d\.\d MB/);
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: /Keep everything \(/ }).click();
  await expect(page.getByRole('button', { name: 'Everything is kept' })).toBeDisabled();
  await expect(row).toContainText('yes');
  await own.cut();
  await page.goto(`${own.address}lectures/the-elbo/`).catch(() => undefined);
  await expect(heading(page)).toHaveText('The ELBO');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('collapse');
  await page.getByRole('dialog').getByRole('link', { name: 'Variational autoencoders' }).first().click();
  await expect(heading(page)).toHaveText('Variational autoencoders');
  for (const [address, title] of [
    ['exercises/', 'Exercises'],
    ['bench', 'A race on your machine'],
    ['embed/kl-explorer/?mu=1', /./],
  ] as const) {
    await page.goto(own.address + address);
    await expect(heading(page)).toHaveText(title);
  }
  await page.goto(`${own.address}widgets/vae-tradeoff/?backend=cpu&width=32&step=1`);
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-step', '1');
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-backend', 'cpu');
  await page.goto(`${own.address}offline/`);
  await page.getByRole('button', { name: 'Remove everything' }).click();
  await expect(row).toContainText('Keep');
});

const RENAMED = /\.css$|^view\.|^WidgetHost/;

/** A newer site, as a build would leave it: another text in a lecture, other names for styles and figures' scripts. */
function publish(folder: string): void {
  const renewed = (name: string) => (RENAMED.test(name) ? name.replace(/\.(css|js)$/, '2.$1') : name);
  const old = JSON.parse(readFileSync(join(folder, 'offline.json'), 'utf8')) as KeepList;
  for (const file of globSync('{_astro/*.{css,js},**/*.html}', { cwd: folder })) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8').replace(/[\w.@-]+\.(?:css|js)\b/g, renewed);
    writeFileSync(path, text.replace('<h1>The ELBO</h1>', '<h1>The ELBO, anew</h1>'));
    if (file.startsWith('_astro')) renameSync(path, join(dirname(path), renewed(basename(path))));
  }
  const list = keepList(folder);
  writeFileSync(join(folder, 'offline.json'), JSON.stringify(list));
  const worker = join(folder, 'service-worker.js');
  writeFileSync(worker, readFileSync(worker, 'utf8').replaceAll(old.version, list.version));
}

test('a new site does not disturb who reads the old one; the next page is new, and old files go when nobody needs them', async ({
  page,
  context,
  own,
}) => {
  await page.goto(`${own.address}lectures/the-elbo/`);
  await kept(page, 'lectures/the-elbo/');
  publish(own.folder);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const waiting = () => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting);
  await expect.poll(waiting).toBe(true);
  // The figure's scripts are gone from the server, and it comes near only now.
  await page.locator('figure#elbo-identity').evaluate((figure) => figure.scrollIntoView());
  await expect(page.locator('figure#elbo-identity .stage')).toBeVisible();
  await expect(heading(page)).toHaveText('The ELBO');

  const other = await context.newPage();
  await other.goto(`${own.address}lectures/the-elbo/`);
  await expect(heading(other)).toHaveText('The ELBO, anew');
  await expect(line(other)).toHaveCount(0);
  await Promise.all([page.close(), other.close()]);
  const later = await context.newPage();
  const stale = () =>
    later.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().filter(({ url }) => /WidgetHost.*[^2]\.js/.test(url)).length;
    });
  // The browser takes its time to see that nobody reads the old site any more.
  await expect(async () => {
    await later.goto('about:blank');
    await later.waitForTimeout(500);
    await later.goto(`${own.address}offline/`);
    expect(await stale()).toBe(0);
  }).toPass();
});

test('a lecture read before an update opens without a network, whole, and the list says what is kept', async ({
  page,
  own,
}) => {
  const { address } = own;
  await page.goto(`${address}lectures/the-elbo/`);
  await kept(page, 'lectures/the-elbo/');
  publish(own.folder);
  await page.goto(`${address}lectures/kl-divergence/`);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        await (await navigator.serviceWorker.getRegistration())?.update();
        return !!(await navigator.serviceWorker.getRegistration())?.waiting;
      }),
    )
    .toBe(true);
  await page.goto('about:blank');
  // The reader comes back and leaves before anything can be renewed.
  await page.waitForTimeout(500);
  await page.goto(`${address}lectures/kl-divergence/`);
  await own.cut();

  await page.goto(`${address}lectures/the-elbo/`);
  await expect(heading(page)).toHaveText(/^The ELBO/);
  await isWhole(page, 'elbo-identity');
  await page.goto(`${address}offline/`);
  await expect(page.getByRole('row', { name: /The ELBO/ })).toContainText(/an earlier version|yes/);
});

test('a page kept of an earlier site is renewed while another page is read', async ({ page, own }) => {
  const { address } = own;
  await page.goto(`${address}lectures/the-elbo/`);
  await kept(page, 'lectures/the-elbo/');
  publish(own.folder);
  await page.goto(`${address}offline/`);
  await expect(page.getByRole('row', { name: /The ELBO/ })).toContainText(/an earlier version|yes/);
  // Both versions stand at one address, so only the text tells them apart.
  const text = () => page.evaluate(async () => (await caches.match('/lectures/the-elbo/'))?.text() ?? '');
  await expect.poll(text).toContain('The ELBO, anew');
  await kept(page, 'lectures/the-elbo/');
  await own.cut();
  await page.goto(`${address}lectures/the-elbo/`);
  await expect(heading(page)).toHaveText('The ELBO, anew');
  await isWhole(page, 'elbo-identity');
});

test('a page in a script’s place is neither used nor kept: the figure comes as soon as the network tells the truth', async ({
  page,
  own,
}) => {
  let lies = 0;
  // The first visit has no service worker yet, and the browser's own cache may keep what it gets as well.
  own.lie = (path) => (path.includes('_astro/view.') && lies++ < 40 ? PORTAL : undefined);
  await page.goto(`${own.address}offline/`);
  await page.getByRole('button', { name: 'Keep The ELBO' }).waitFor();
  await page.goto(`${own.address}widgets/kl-closed-form/`);
  await expect.poll(() => lies).toBeGreaterThan(0);
  // The page keeps what it needs once it has been quiet for three seconds.
  await page.waitForTimeout(4000);
  const wrong = () =>
    page.evaluate(async () => {
      const store = await caches.open('notes:/');
      const scripts = (await store.keys()).filter(({ url }) => url.endsWith('.js'));
      const texts = await Promise.all(scripts.map(async (key) => (await store.match(key))?.text() ?? ''));
      return texts.filter((text) => text.startsWith('<')).length;
    });
  expect(await wrong()).toBe(0);
  own.lie = () => undefined;
  await page.reload();
  await isWhole(page, 'kl-closed-form');
  await kept(page, 'widgets/kl-closed-form/');
  // A wrong file that came into the store all the same, through an older version of these notes, is replaced.
  await page.evaluate(async () => {
    const store = await caches.open('notes:/');
    for (const key of await store.keys())
      if (key.url.includes('_astro/view.'))
        await store.put(key, new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }));
  });
  await page.reload();
  await isWhole(page, 'kl-closed-form');
  expect(await wrong()).toBeLessThan(40);
});

test('a kept page stands in for whatever the network puts in its place, and says what that was', async ({
  page,
  own,
}) => {
  const address = `${own.address}widgets/kl-closed-form/`;
  await page.goto(address);
  await kept(page, 'widgets/kl-closed-form/');
  const html = readFileSync(join(own.folder, 'widgets/kl-closed-form/index.html'), 'utf8');
  const unfinished = html.replace(/_astro\/([\w.-]+)\.css/g, '_astro/$1-not-there.css');
  for (const [what, lie, says] of [
    ['an error', { status: 503, body: 'Service unavailable' }, /\(503\)/],
    ['a page that is missing for the moment', { status: 404, body: 'Not found' }, /\(404\)/],
    ['a new page without its files', { body: unfinished }, /being updated/],
    ['a portal’s redirect', { status: 302, location: '/login' }, /sign-in page/],
    ['a portal’s login', PORTAL, /sign-in page/],
  ] as const) {
    own.lie = (path) => (path === '/login' ? PORTAL : path.startsWith('/widgets/kl-closed-form/') ? lie : undefined);
    await page.goto(`${address}?mu=2`);
    await expect(line(page), what).toHaveText(says);
    await expect(heading(page)).toContainText('KL divergence of a Gaussian');
    await isWhole(page, 'kl-closed-form');
  }
  expect(await barriers(page)).toEqual([]);
  await line(page).getByRole('link').click();
  await expect(heading(page)).toHaveText('Please log in');
});

test('what stands in the way of keeping is named: the service worker, the list, the site in the middle of an update', async ({
  page,
  own,
}) => {
  const status = page.locator('[data-offline-status]');
  for (const [lies, says] of [
    [{ 'service-worker.js': PORTAL }, 'not with service-worker.js (status 200)'],
    [{ 'service-worker.js': { status: 503 } }, 'not with service-worker.js (status 503)'],
    [
      { 'offline.json': { body: '{"version":"1","files":[],"pages":[],"extras":[]}', type: 'application/json' } },
      'being updated',
    ],
  ] as const) {
    own.lie = (path) => (lies as Record<string, Lie>)[path.slice(1)];
    await page.goto(`${own.address}offline/`);
    await expect(status).toContainText(says);
    await expect(status).not.toContainText('connection');
  }
  own.lie = () => undefined;
  await page.goto(`${own.address}offline/`);
  await expect(page.getByRole('button', { name: 'Keep The ELBO' })).toBeVisible();
  await page.addInitScript(() => {
    CacheStorage.prototype.open = () => Promise.reject(new DOMException('raw words', 'SecurityError'));
  });
  await page.goto(`${own.address}offline/`);
  await expect(status).toContainText('The browser refuses to store anything for this site.');
  await page.addInitScript(() => {
    Object.defineProperty(ServiceWorkerContainer.prototype, 'register', {
      value: () => Promise.reject(new DOMException('raw words', 'SecurityError')),
    });
  });
  await page.goto(`${own.address}offline/`);
  await expect(status).toContainText('The browser refuses to store anything for this site.');
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
