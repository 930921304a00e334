/** The packed site, out of its zip, in some folder of a plain static server. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { serveSite } from '#src/tools/site.ts';
import { watch } from './reader.ts';

const ZIP = 'test-results/notes.zip';
test.skip(!existsSync(ZIP), `There is no ${ZIP} to try: npm run pack -- --out ${ZIP} makes it.`);

let folder = '';
let address = '';
let close = () => Promise.resolve();

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'notes-packed-'));
  for (const [file, bytes] of Object.entries(unzipSync(readFileSync(ZIP)))) {
    const path = join(folder, 'courses/2026/notes', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  const site = await serveSite(folder);
  close = site.close;
  address = `${site.address}courses/2026/notes/`;
});
test.afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

test('the packed site reads, follows links, searches and trains in a folder of a plain server', async ({ page }) => {
  const seen = watch(page);
  await page.goto(address);
  await page.getByRole('main').getByRole('link', { name: 'The ELBO' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The ELBO');
  expect(page.url()).toBe(`${address}lectures/the-elbo/`);
  const scrub = page.locator('[data-scrub] input').first();
  await scrub.scrollIntoViewIfNeeded();
  await page.locator('figure#elbo-identity').scrollIntoViewIfNeeded();
  await expect(page.locator('figure#elbo-identity .stage')).toBeVisible();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('collapse');
  await page.getByRole('dialog').getByRole('link', { name: 'Variational autoencoders' }).click();
  await expect(page).toHaveURL(`${address}lectures/variational-autoencoders/`);
  await page.goto(`${address}widgets/vae-tradeoff/?width=32&step=2`);
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-step', '2');
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-backend', 'simd');
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('the packed site keeps pages for reading offline', async ({ browser }) => {
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const page = await context.newPage();
  await page.goto(`${address}offline/`);
  await page.getByRole('button', { name: 'Keep The ELBO' }).click();
  await expect(page.getByText('Kept: The ELBO.')).toBeVisible();
  const scopes = await page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
  );
  expect(scopes).toEqual([address]);
  await context.close();
});
