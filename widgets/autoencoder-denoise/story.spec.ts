import { expect, test } from '@playwright/test';
import { numberOf, watch } from '../../e2e/reader.ts';

test('a press moves the start of both walks and trains nothing; digits take the place of the planes', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('widgets/autoencoder-denoise/');
  const figure = page.locator('figure#autoencoder-denoise');
  const hands = figure.locator('.hand[data-handle="x1 x2"]');
  await expect(hands).toHaveCount(2);
  const before = (await hands.first().getAttribute('aria-valuetext')) ?? '';
  const plane = figure.locator('.picture-frame').first();
  const box = await plane.boundingBox();
  await plane.click({ position: { x: 0.3 * (box?.width ?? 0), y: 0.3 * (box?.height ?? 0) }, force: true });
  await expect(hands.first()).not.toHaveAttribute('aria-valuetext', before);
  const now = (await hands.first().getAttribute('aria-valuetext')) ?? '';
  await expect(hands.last()).toHaveAttribute('aria-valuetext', now);
  await expect(figure).toHaveAttribute('data-step', '0');
  await figure.getByLabel('Digits', { exact: true }).check();
  await expect(hands).toHaveCount(0);
  await figure.locator('[data-action=step]').click();
  await expect(figure).toHaveAttribute('data-step', '1');
  await expect(figure.locator('.denoised canvas')).toHaveCount(4);
  // At level 0.1 most pixels are as they were: 20 dB, and more where what leaves 0 … 1 is cut off.
  expect(await numberOf(figure, 'psnr-noisy')).toBeGreaterThan(20);
  expect(seen.complaints).toEqual([]);
});
