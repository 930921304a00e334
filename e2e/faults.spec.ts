/** What a reader sees when the browser, the network or the page around a figure takes something away. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import type { VaeConfig } from '#src/models/vae/vae.ts';
import vae from '#src/models/vae/index.ts';
import { fromMenu, numberOf, settled } from './reader.ts';

const figureOf = (page: Page) => page.locator('figure#vae-tradeoff');
const stepOf = async (page: Page) => Number(await figureOf(page).getAttribute('data-step'));
const notices = (page: Page) => page.locator('.notices p, p.notices');
const SMALL = 'width=16&batch=8';

/** The site with leave for every origin to read it, as GitHub Pages gives, and at `/host` a page with `frame` in it. */
async function openToAll(base: string, frame: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    if (request.url === '/host') {
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<!doctype html><title>Course</title>${frame}`);
      return;
    }
    void fetch(new URL(request.url ?? '/', base)).then(async (found) => {
      response.setHeader('content-type', found.headers.get('content-type') ?? 'application/octet-stream');
      response.writeHead(found.status).end(Buffer.from(await found.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://localhost:${(server.address() as AddressInfo).port}/` };
}

test('in a frame that is given scripts and nothing else a figure trains', async ({ page, baseURL }) => {
  const frame = `<iframe sandbox="allow-scripts" width="900" height="900" src="/embed/vae-tradeoff/?play=1&${SMALL}"></iframe>`;
  const { server, address } = await openToAll(baseURL ?? '', frame);
  await page.goto(`${address}host`);
  const figure = page.frameLocator('iframe').locator('figure');
  await expect(figure).toHaveAttribute('data-backend', 'simd');
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(5);
  await expect(figure.locator('.notices p')).toHaveCount(0);
  server.closeAllConnections();
  server.close();
});

test('without WebAssembly our plain loops train, and menu and search name what is switched off', async ({ page }) => {
  const fetched: string[] = [];
  page.context().on('request', (request) => fetched.push(request.url()));
  await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  await page.route(/train\.worker|pagefind-worker/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `delete self.WebAssembly;${await response.text()}` });
  });
  await page.goto(`widgets/vae-tradeoff/?step=2&${SMALL}`);
  await expect(figureOf(page)).toHaveAttribute('data-step', '2');
  await expect(figureOf(page)).toHaveAttribute('data-backend', 'reference');
  await expect(figureOf(page).locator('.executor p')).toHaveText(
    'WebAssembly is switched off in this browser. So training runs in plain loops, which are slower.',
  );
  expect(fetched.filter((url) => /tfjs|tensors|backend/.test(url))).toEqual([]);
  await page.locator('[data-action=search], button:has-text("Search")').first().click();
  await page.locator('dialog.search input').fill('entropy');
  await expect(page.locator('dialog.search [role=status]')).toContainText('needs WebAssembly, which is switched off');
});

test('kernels that did not come once are fetched again by the next run', async ({ page }) => {
  const abort = /kernels.*\.wasm/;
  await page.route(abort, (route) => route.abort());
  await page.goto(`widgets/vae-tradeoff/?step=1&${SMALL}`);
  await expect(figureOf(page)).toHaveAttribute('data-backend', /^(?:tfjs-webgpu|webgl|wasm|cpu)$/);
  await expect(figureOf(page)).toHaveAttribute('data-step', '1');
  await page.unroute(abort);
  await figureOf(page).locator('[data-action=reset]').click();
  await figureOf(page).locator('[data-action=step]').click();
  await expect(figureOf(page)).toHaveAttribute('data-backend', 'simd');
});

test('a figure that cannot be fetched says so in its place, and comes when it is asked for or near again', async ({
  page,
}) => {
  const scripts = /WidgetHost.*\.js/;
  await page.route(scripts, (route) => route.abort());
  await page.goto('widgets/kl-closed-form/');
  const figure = page.locator('figure#kl-closed-form');
  await expect(notices(page)).toHaveText(/^This figure could not be fetched\. Check the connection\. Try again$/);
  await page.locator('[data-action=fetch-again]').click();
  await expect(notices(page)).toContainText('still could not be fetched');
  await page.unroute(scripts);
  await page.locator('[data-action=fetch-again]').click();
  await expect(figure.locator('.stage')).toBeVisible();
  await expect(notices(page)).toHaveCount(0);

  // In a lecture, a part of the figure: scrolled away and back.
  const view = /\/view\.[^/]*\.js/;
  await page.route(view, (route) => route.abort());
  await page.goto('lectures/kl-divergence/');
  const near = page.locator('figure[data-widget]').first();
  await near.scrollIntoViewIfNeeded();
  await expect(near.locator('p.notices')).toContainText('could not be fetched');
  await page.unroute(view);
  // The page is told in frames of what is near and what has gone.
  await settled(page);
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
  await page.waitForTimeout(300);
  await settled(page);
  await near.scrollIntoViewIfNeeded();
  await expect(near.locator('.stage')).toBeVisible();
});

test('a worker that is given up and cannot be fetched again leaves the figure what it had', async ({ page }) => {
  // A small network might be through all its steps before its worker is closed.
  await page.goto('widgets/vae-tradeoff/?play=1&backend=simd');
  const figure = figureOf(page);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(30);
  await page.route(/train\.worker/, (route) => route.abort());
  await page.workers()[0]?.evaluate(() => self.close());
  await figure.locator('[data-action=give-up]').click();
  await expect(figure).toHaveAttribute('data-status', 'failed');
  await expect(notices(page)).toContainText('The figure keeps what it had');
  expect(await stepOf(page)).toBeGreaterThan(30);
  expect(await numberOf(figure, 'rate')).toBeGreaterThan(0);
});

test('who leaves soon after a step finds it again by the back button', async ({ page }) => {
  await page.goto(`widgets/vae-tradeoff/?backend=simd&${SMALL}`);
  await figureOf(page).locator('[data-action=step]').click();
  await expect(figureOf(page)).toHaveAttribute('data-step', '1');
  await page.goto('guide/').catch(() => undefined);
  await page.goBack();
  await expect.poll(() => stepOf(page)).toBe(1);
});

test('ticks that the browser cannot keep are told of, once', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('Quota exceeded.', 'QuotaExceededError');
    };
  });
  await page.goto('lectures/kl-divergence/');
  const boxes = page.locator('[data-exercise] input[type=checkbox]');
  for (const at of [0, 1]) await boxes.nth(at).check();
  await expect(page.locator('[data-exercise] p.notices')).toHaveText([/^This browser could not keep that: /]);
});

/** The digits that every figure shares, as the worker grows them. */
const sharedDigits = () => splitAt(grownDigits(9000), 8000);

test('a state that was trained in the browser has the bits of the same run in Node', async ({ page }) => {
  await page.addInitScript(() => {
    const send = Object.getOwnPropertyDescriptor(Worker.prototype, 'postMessage')?.value as (...all: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...all: [unknown]) {
      const command = all[0] as { type: string; config?: unknown };
      if (command.type === 'start') Object.assign(window, { config: command.config });
      return send.apply(this, all);
    };
  });
  await page.route(/train\.worker/, async (route) => {
    const response = await route.fetch();
    const keep = `const send = self.postMessage;
      self.postMessage = (report) => { if (report.type === 'state') self.found = report.state.values; send.call(self, report); };`;
    await route.fulfill({ response, body: `${keep}${await response.text()}` });
  });
  await page.goto(`widgets/vae-tradeoff/?backend=simd&step=60&seed=7&${SMALL}`);
  const figure = figureOf(page);
  await expect(figure).toHaveAttribute('data-step', '60');
  await fromMenu(figure, 'panel-state');
  await figure.locator('[data-action=save-state]').click();
  const found = async () =>
    page.workers()[0]?.evaluate(async () => {
      const { found: values } = self as unknown as { found?: Float32Array<ArrayBuffer> };
      const hash = values ? new Uint8Array(await crypto.subtle.digest('SHA-256', values)) : [];
      return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    });
  const config = await page.evaluate(() => (window as unknown as { config: VaeConfig }).config);
  const run = vae.run(config, sharedDigits(), { name: 'simd', kernels: compiledKernels() });
  await run.next();
  await run.next(60);
  const { value } = await run.next('state');
  await run.return();
  const expected = createHash('sha256')
    .update(new Uint8Array(value?.state?.values.buffer ?? new ArrayBuffer()))
    .digest('hex');
  await expect.poll(found).toBe(expected);
});
