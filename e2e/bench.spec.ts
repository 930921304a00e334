import { expect, test } from '@playwright/test';
import { barriers, clipboard, watch } from './reader.ts';

test('a short race finishes, with right and finite numbers, a winner, and a text to copy @base', async ({
  page,
  context,
}) => {
  const seen = watch(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('bench/?quick=1');
  await page.locator('[data-action=race]').click();
  await expect(page.locator('[data-race]')).toHaveAttribute('data-race', 'done');
  const rows = await page
    .locator('[data-race] tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
  expect(rows.map(([, contestant]) => contestant)).toEqual(['simd', 'reference', 'simd', 'reference']);
  for (const [, , milliseconds, , numbers] of rows) {
    expect(Number(milliseconds)).toBeGreaterThan(0);
    expect(numbers).toBe('right');
  }
  await expect(page.locator('[data-winner]')).toHaveText([
    /^GAN in the plane: simd wins with [\d,.]+ steps a second, [\d.,]+ times reference\.$/,
    /^VAE, batch 64: simd wins with/,
  ]);
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'copy the result' }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^Race of \d{4}-\d\d-\d\d; \d+ cores; Mozilla/);
  expect(await clipboard(page)).toContain('VAE, batch 64 | reference | ');
  expect(seen.complaints).toEqual([]);
  expect(seen.strangers).toEqual([]);
});

test('a race can rest, go on, and be stopped', async ({ page }) => {
  // The whole race: a quick one may be over before the next button is pressed.
  await page.goto('bench/');
  const race = page.locator('[data-race]');
  await page.locator('[data-action=race]').click();
  await page.locator('[data-action=pause]').click();
  await expect(race).toHaveAttribute('data-race', 'paused');
  await page.locator('[data-action=go-on]').click();
  await page.locator('[data-action=stop]').click();
  await expect(race).toHaveAttribute('data-race', 'stopped');
  await expect(page.getByRole('button', { name: 'race again' })).toBeVisible();
});

test('the bars and the table of a finished race fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('bench/?quick=1');
  await page.locator('[data-action=race]').click();
  await expect(page.locator('[data-race]')).toHaveAttribute('data-race', 'done');
  await expect(page.locator('[data-race] svg')).toBeVisible();
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
});
