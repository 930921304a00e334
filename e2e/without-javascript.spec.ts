import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { pages } from './reader.ts';

test.use({ javaScriptEnabled: false });

for (const address of pages.filter((page) => page.startsWith('lectures/'))) {
  test(`/${address} reads well without JavaScript: formulas, words, and each figure's question, caption and still`, async ({
    page,
  }) => {
    await page.goto(address);
    expect(await page.locator('.katex').count()).toBeGreaterThan(10);
    const figures = await page.locator('figure[data-widget]').all();
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) {
      await figure.scrollIntoViewIfNeeded();
      await expect(figure.locator('.question')).not.toBeEmpty();
      await expect(figure.locator('figcaption')).not.toBeEmpty();
      const still = figure.locator('img.still:visible');
      await expect(still).toHaveCount(1);
      const drawn = () => still.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
      await expect.poll(drawn).toBe(1280);
    }
  });
}

test('no KaTeX JavaScript and no widget code stands in a lecture', () => {
  for (const address of pages.filter((page) => page.startsWith('lectures/'))) {
    const html = readFileSync(`dist/${address}index.html`, 'utf8');
    expect(html).not.toMatch(/katex(?:\.min)?\.m?js/);
    expect(html).not.toMatch(/<script[^>]+src="[^"]*(?:view|tfjs|worker)[^"]*"/);
  }
});
