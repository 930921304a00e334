import { expect, test } from '@playwright/test';
import { barriers, COLOUR_RULES, pages, readThrough, settled, sideways, watch } from './reader.ts';

for (const address of pages) {
  test.describe(`/${address}`, () => {
    test('loads and reads through without a complaint, a broken formula or a request elsewhere @base', async ({
      page,
    }) => {
      const seen = watch(page);
      await page.goto(address);
      await readThrough(page);
      expect(seen.strangers).toEqual([]);
      expect(seen.complaints).toEqual([]);
      expect(await page.locator('.katex-error').count()).toBe(0);
      await expect(page.locator('h1')).toHaveCount(1);
    });

    test('does not scroll sideways at 360 px, nor at 2,560', async ({ page }) => {
      // Opened at either end; between them the window is drawn wider, as a reader would.
      for (const [opened, ...widened] of [[360, 768, 1280], [2560]] as const) {
        await page.setViewportSize({ width: opened, height: 800 });
        await page.goto(address);
        await readThrough(page);
        for (const width of [opened, ...widened]) {
          await page.setViewportSize({ width, height: 800 });
          await settled(page);
          expect(await sideways(page), `at ${width} px`).toBeLessThanOrEqual(0);
        }
      }
    });

    test('has no barrier that axe finds, light or dark', async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(address);
      await readThrough(page);
      expect(await barriers(page), 'light').toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await settled(page);
      expect(await barriers(page, COLOUR_RULES), 'dark').toEqual([]);
    });
  });
}

test('the theme can be switched, is kept, and does not flash on the next page', async ({ page }) => {
  await page.goto('');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.locator('[data-theme-switch]').click();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.goto('lectures/kl-divergence/', { waitUntil: 'commit' });
  await page.locator('body').waitFor();
  expect(await paper()).toBe(dark);
});

test('home opens the flagship in one click, and it trains', async ({ page }) => {
  await page.goto('');
  await page.getByRole('link', { name: 'Train one now' }).click();
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-status', 'running');
});

test('an address that leads nowhere says so and lists where one can go', async ({ page }) => {
  const response = await page.goto('widgets/no-such-widget/');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No such page' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'vae-tradeoff' })).toBeVisible();
});

test('paper is light, whatever the reader chose for the screen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await page.goto('lectures/the-elbo/');
  const ink = await page.evaluate(() => getComputedStyle(document.body).color);
  // The ink of plots/meaning.ts on light paper, #23211d.
  expect(ink).toBe('rgb(35, 33, 29)');
});
