/** A decoder driven by a code: knobs that only look, and knobs that train anew. */
import { expect, test } from '@playwright/test';
import { metric, watch } from '../../e2e/reader.ts';

test('a walk between two codes moves the numbers and not the run; another code begins it anew', async ({ page }) => {
  const seen = watch(page);
  await page.goto('widgets/latent-codes/?code=one-hot&digits=100&width=32&batch=20&step=60&t=0&digit-b=0');
  const figure = page.locator('figure#latent-codes');
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await expect(figure).toHaveAttribute('data-step', '60');
  await expect(metric(figure, 'to-a')).toHaveAttribute('data-value', '0');
  const walk = figure.locator('#latent-codes-t');
  await walk.focus();
  await page.keyboard.press('End');
  await expect(metric(figure, 'to-b')).toHaveAttribute('data-value', '0');
  await expect(metric(figure, 'to-a')).not.toHaveAttribute('data-value', '0');
  await expect(figure).toHaveAttribute('data-step', '60');
  // Two sevens have one code, and come out as one picture.
  await figure.getByText('More knobs').click();
  const other = figure.getByRole('spinbutton', { name: 'digit of b' });
  await other.fill('7');
  await other.press('Enter');
  await expect(metric(figure, 'apart')).toHaveAttribute('data-value', '0');
  await expect(metric(figure, 'data-apart')).not.toHaveAttribute('data-value', '0');
  await expect(figure).toHaveAttribute('data-step', '60');
  await figure.getByLabel('code', { exact: true }).selectOption('dense');
  await expect(figure).toHaveAttribute('data-step', '0');
  await expect(figure).toHaveAttribute('data-status', 'idle');
  expect(seen.complaints).toEqual([]);
});
