/** One lecture with a figure and its views on it: each keeps its own state, its own part of the address and its own place. */
import { expect, test, type Page } from '@playwright/test';
import { watch } from './reader.ts';

const LECTURE = 'lectures/fitting-a-density/';

/** A figure or a view of it, loaded. */
async function near(page: Page, id: string) {
  const figure = page.locator(`figure#${id}`);
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.locator('.menu-of-figure').first()).toBeAttached();
  return figure;
}

test('an old link opens the whole figure, and its views stay as they were', async ({ page }) => {
  const seen = watch(page);
  await page.goto(`${LECTURE}?density-fit.h=0.3&v=1#density-fit`);
  const whole = await near(page, 'density-fit');
  await expect(whole.locator('[data-metric=bandwidth]')).toHaveAttribute('data-value', '0.3');
  await expect(whole.locator('.picture')).toHaveCount(3);
  const view = await near(page, 'density-fit-bandwidth');
  await expect(view.locator('[data-metric=bandwidth]')).toHaveAttribute('data-value', '0.4');
  await expect(view.locator('.picture')).toHaveCount(1);
  await expect(view.locator('.knob:visible')).toHaveCount(2);
  // Clips of plots bear their geometry: two of one name are one and the same.
  const ids = await page.locator('[id]:not(clipPath)').evaluateAll((all) => all.map(({ id }) => id));
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('a link that names a view opens it, a turn is kept in its part of the address, and “All of this figure” goes on', async ({
  page,
}) => {
  await page.goto(`${LECTURE}?density-fit.view=bandwidth&density-fit.h=0.9&density-fit.v=1#density-fit-bandwidth`);
  const view = await near(page, 'density-fit-bandwidth');
  await expect(view.locator('[data-metric=bandwidth]')).toHaveAttribute('data-value', '0.9');
  const field = view.getByRole('textbox', { name: /bandwidth by hand/ }).or(view.getByRole('spinbutton'));
  await field.first().fill('0.7');
  await field.first().press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.get('density-fit.bandwidth.h')).toBe('0.7');
  const whole = await near(page, 'density-fit');
  await expect(whole.locator('[data-metric=bandwidth]')).toHaveAttribute('data-value', '0.4');
  await page.reload();
  await expect((await near(page, 'density-fit-bandwidth')).locator('[data-metric=bandwidth]')).toHaveAttribute(
    'data-value',
    '0.7',
  );
  await page.locator('figure#density-fit-bandwidth .whole a').click();
  await expect(page.locator('figure#density-fit [data-metric=bandwidth]')).toHaveAttribute('data-value', '0.7');
  await expect(page.locator('figure#density-fit .picture')).toHaveCount(3);
});

test('a view on a figure’s own page has its question and caption; one that there is not is named with the nearest', async ({
  page,
}) => {
  await page.goto('embed/density-fit/?view=dimensions');
  const figure = page.locator('figure#density-fit');
  await expect(figure.locator('.question')).toHaveText('How many points does a density need in d dimensions?');
  await expect(figure.locator('figcaption')).toContainText('hopeless in ten');
  await expect(figure.locator('.picture')).toHaveCount(1);
  await page.goto('embed/density-fit/?view=dimensoins');
  await expect(figure.locator('.notices')).toContainText('Did you mean “dimensions”?');
  await expect(figure.locator('.picture')).toHaveCount(3);
});

test('a knob without an effect says why, has nothing to press, and keeps the value of its link', async ({ page }) => {
  await page.goto('embed/map-or-posterior/?k=7');
  const figure = page.locator('figure#map-or-posterior');
  const events = figure.locator('.knob', { hasText: 'events, for' });
  await expect(events).toContainText('Used only when posterior is “skewed”.');
  await expect(events.locator('input')).toHaveCount(0);
  const height = (await events.boundingBox())?.height ?? NaN;
  await figure.getByRole('combobox').first().selectOption('events');
  await expect(events.locator('input[type=range]')).toHaveAttribute('aria-valuetext', '7');
  // Nothing below moves by more than a few pixels.
  expect(Math.abs(((await events.boundingBox())?.height ?? NaN) - height)).toBeLessThanOrEqual(4);
});
