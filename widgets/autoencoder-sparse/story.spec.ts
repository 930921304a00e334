/** Sparse codes: a picture is chosen without training anew, and planted strokes bring numbers of their own. */
import { expect, test } from '@playwright/test';
import { metric, watch } from '../../e2e/reader.ts';

test('choosing a picture leaves the run alone; planted strokes are counted, and digits are not', async ({ page }) => {
  const seen = watch(page);
  await page.goto('widgets/autoencoder-sparse/?atoms=planted&k=32&batch=16&step=10');
  const figure = page.locator('figure#autoencoder-sparse');
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await expect(figure).toHaveAttribute('data-step', '10');
  await expect(metric(figure, 'found-share')).toHaveAttribute('data-value', /^0/);
  const atoms = figure.getByRole('img', { name: /Planted strokes; below each/ });
  await expect(atoms).toHaveAccessibleName(/Atoms of 32 of 32 units; \d+ units are active for the chosen picture/);
  const before = await atoms.getAttribute('aria-label');
  const chosen = figure.getByRole('img', { name: /Held-out pictures/ });
  await expect(chosen).toHaveAccessibleName(/number 3, counted from 0, is chosen/);
  const hand = figure.getByRole('slider', { name: /chosen picture/ }).first();
  await hand.focus();
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveAccessibleName(/number 4, counted from 0, is chosen/);
  await expect(atoms).not.toHaveAttribute('aria-label', before ?? '');
  await expect(figure).toHaveAttribute('data-step', '10');
  await figure.getByLabel('Digits', { exact: true }).check();
  await expect(figure).toHaveAttribute('data-step', '0');
  await expect(metric(figure, 'found-share')).toHaveCount(0);
  expect(seen.complaints).toEqual([]);
});
