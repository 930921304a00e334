import { expect, test } from '@playwright/test';
import { metric, numberOf, watch } from '../../e2e/reader.ts';

test('a point moved by keys has another posterior; the linear preset trains, and its gap is its divergence', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('widgets/vae-exact/');
  const figure = page.locator('figure#vae-exact');
  const densities = figure.getByRole('img', { name: /^Its code: true posterior and q/ });
  await expect(densities).toHaveAccessibleName(/divergence from the posterior of this point is \d/);
  const before = (await densities.getAttribute('aria-label')) ?? '';
  await figure.locator('[data-handle="x1 x2"]').focus();
  await page.keyboard.press('PageDown');
  await expect(densities).not.toHaveAccessibleName(before);
  await expect(figure).toHaveAttribute('data-step', '0');
  await figure.locator('.presets summary').click();
  await figure.locator('[data-preset=higher]').click();
  await expect(metric(figure, 'active-units')).toHaveText('2');
  await figure.locator('[data-action=run]').click();
  await expect(figure).toHaveAttribute('data-status', 'paused');
  expect(await numberOf(figure, 'gap')).toBeCloseTo(await numberOf(figure, 'kl-to-posterior'), 3);
  expect(seen.complaints).toEqual([]);
});
