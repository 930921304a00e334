import { expect, test } from '@playwright/test';
import { barriers, watch } from './reader.ts';

for (const [words, title] of [
  ['posterior collapse', 'Variational autoencoders'],
  ['KL', 'The Kullback–Leibler divergence'],
] as const)
  test(`search finds “${words}” @base`, async ({ page }) => {
    const seen = watch(page);
    await page.goto('');
    await page.getByRole('button', { name: 'Search' }).click();
    const dialog = page.getByRole('dialog', { name: 'Search the notes' });
    await dialog.getByRole('searchbox').fill(words);
    await expect(dialog.getByRole('status')).toContainText('with');
    const found = dialog.getByRole('link', { name: title, exact: true });
    await expect(found).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await found.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    expect(seen).toEqual({ complaints: [], strangers: [] });
  });

test('search by keyboard: a slash opens it, Enter goes to the first page found, Escape closes it', async ({ page }) => {
  await page.goto('lectures/the-elbo/');
  await page.keyboard.press('/');
  const dialog = page.getByRole('dialog', { name: 'Search the notes' });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('/');
  await page.keyboard.type('щщщ');
  await expect(dialog.getByRole('status')).toHaveText('Nothing with “щщщ”. Try a shorter word.');
  await dialog.getByRole('searchbox').fill('errata');
  await expect(dialog.getByRole('link').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page).not.toHaveURL(/the-elbo/);
});
