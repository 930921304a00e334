import { expect, test, type Locator } from '@playwright/test';
import { copiedLink, numberOf, watch } from '../../e2e/reader.ts';

const errors = async (figure: Locator) => ({
  error: await numberOf(figure, 'error'),
  pca: await numberOf(figure, 'pca-error'),
});

test("the reader's story: lecture 6, a linear autoencoder meets PCA, hidden layers pass below it, the link shows the same elsewhere", async ({
  page,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const seen = watch(page);
  await page.goto('lectures/autoencoders/#autoencoder-bottleneck');
  const figure = page.locator('figure#autoencoder-bottleneck');
  const run = figure.locator('[data-action=run]');
  await figure.getByRole('button', { name: 'Linear: PCA found by training' }).click();
  if ((await figure.getAttribute('data-status')) === 'idle') await run.click();
  // At step 1,000 the rate has fallen to 0, and PCA's error is met within 1 % (src/models/autoencoder/autoencoder.test.ts).
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThanOrEqual(1000);
  const met = await errors(figure);
  expect(met.error).toBeLessThan(1.01 * met.pca);
  expect(met.error).toBeGreaterThan(0.99 * met.pca);

  // With the rate of the linear one rectified units die, so the reader takes the setting, which has a rate of its own.
  await figure.locator('.presets summary').click();
  await figure.locator('[data-preset=bent]').click();
  await expect(figure.locator('input[name="autoencoder-bottleneck-linear"][value="no"]')).toBeChecked();
  if ((await figure.getAttribute('data-status')) === 'idle') await run.click();
  await expect
    .poll(async () => {
      const { error, pca } = await errors(figure);
      return Number(await figure.getAttribute('data-step')) > 300 && error < pca;
    })
    .toBe(true);
  if ((await figure.getAttribute('data-status')) === 'running') await run.click();
  await expect(figure).toHaveAttribute('data-status', 'paused');
  // The link leads to a step that is soon replayed.
  await figure.locator('[data-action=seek]').fill('300');
  await expect(figure).toHaveAttribute('data-step', '300');
  const link = await copiedLink(page, figure);
  const here = await errors(figure);
  const elsewhere = await browser.newContext();
  const fresh = await elsewhere.newPage();
  await fresh.goto(link);
  const same = fresh.locator('figure#autoencoder-bottleneck');
  await expect(same).toHaveAttribute('data-step', '300');
  expect(await errors(same)).toEqual(here);
  await elsewhere.close();
  expect(seen.complaints).toEqual([]);
});
