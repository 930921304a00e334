import { expect, test, type Locator, type Page } from '@playwright/test';
import { barriers, copiedLink, fromMenu, metric, numberOf, resting, watch } from '../../e2e/reader.ts';

const figureOf = (page: Page) => page.locator('figure#gan-2d');
const at = (figure: Locator, step: string) => expect(figure).toHaveAttribute('data-step', step);
/** The step of a run that was paused: what it had asked for before may still come. */
const stepAtRest = async (page: Page) =>
  (await resting(page, () => figureOf(page).getAttribute('data-step'), 1000)) ?? '';

/** A number that changes with the pixels of the plane. */
const planeOf = (figure: Locator) =>
  figure.locator('.plane canvas').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let sum = 7;
    for (const [i, value] of pixels.entries()) sum = (sum * 31 + value * (i % 7)) % 1_000_003;
    return sum;
  });

test("the reader's story: lecture 12, the collapse, the remedy, the link, the same modes elsewhere", async ({
  page,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const seen = watch(page);
  await page.goto('lectures/generative-adversarial-networks/#gan-2d');
  const figure = figureOf(page);
  // Nothing is trained beforehand for this preset, so it starts its run.
  await figure.getByRole('button', { name: /^Collapse: / }).click();
  const past = (step: number) =>
    expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(step);
  await past(2000);
  // What model.test.ts holds on ten seeds, seed 1 among them: a collapsed game stays so, one whose batch is seen finds its modes.
  expect(await numberOf(figure, 'modes-covered')).toBeLessThanOrEqual(3);
  await figure.getByLabel('remedy').selectOption('batch-statistics');
  await expect.poll(() => numberOf(figure, 'modes-covered')).toBeGreaterThanOrEqual(7);
  await past(2000);
  await figure.locator('[data-action=run]').click();
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await stepAtRest(page);
  // How far it got is the machine's affair; the link leads to where every machine was.
  await figure.locator('[data-action=seek]').fill('2000');
  await at(figure, '2000');
  const step = '2000';
  const link = await copiedLink(page, figure);
  expect(link).toContain('gan-2d.remedy=batch-statistics');
  const here = {
    step,
    modes: await numberOf(figure, 'modes-covered'),
    jsd: await numberOf(figure, 'jsd'),
  };

  const elsewhere = await browser.newContext();
  const fresh = await elsewhere.newPage();
  await fresh.goto(link);
  await expect(figureOf(fresh)).toHaveAttribute('data-status', 'paused');
  await at(figureOf(fresh), here.step);
  // The same seed takes the same steps, bit for bit.
  expect(await numberOf(figureOf(fresh), 'modes-covered')).toBe(here.modes);
  expect(await numberOf(figureOf(fresh), 'jsd')).toBe(here.jsd);
  await elsewhere.close();
  expect(seen.complaints).toEqual([]);
});

test('one player at a time: each step is told in a numbered sentence, and one whole round after them', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('widgets/gan-2d/');
  const figure = figureOf(page);
  const told = figure.locator('.story li');
  for (const [action, sentence] of [
    ['move-discriminator', /^D saw 128 real and 128 fake points .+ the loss (?:fell|rose) from \d\.\d{4} to \d\.\d{4}/],
    ['move-generator', /^G took one step down its own loss.+moved by 0\.\d{4} on average/],
    ['step', /^One round: D took a step, then G took one/],
  ] as const) {
    const before = await told.count();
    await figure.locator(`[data-action=${action}]`).focus();
    await page.keyboard.press('Enter');
    await expect(told).toHaveCount(before + 1);
    await expect(told.first()).toHaveText(sentence);
  }
  await expect(told).toHaveCount(3);
  await figure.locator('[data-action=back]').click();
  await expect(figure.locator('[data-action=back]')).toHaveCount(0);
  await at(figure, '0');
  await figure.locator('[data-action=reset]').click();
  await expect(told).toHaveCount(0);
  expect(await barriers(page)).toEqual([]);
  expect(seen.complaints).toEqual([]);
});

test('slow motion moves D, then G, until the run runs', async ({ page }) => {
  await page.goto('widgets/gan-2d/?step=50');
  const figure = figureOf(page);
  await at(figure, '50');
  const slow = figure.locator('[data-action=slow]');
  await slow.click();
  await expect(slow).toHaveAttribute('aria-pressed', 'true');
  await expect(figure.locator('.story')).toContainText('D saw');
  await expect(figure.locator('.story')).toContainText('G took');
  await expect(figure.locator('.run-status')).toContainText('by hand, in slow motion');
  await figure.locator('[data-action=run]').click();
  await expect(slow).toHaveAttribute('aria-pressed', 'false');
  // Run goes back to the path that the seed names, and on along it: the curves go as far as the steps.
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(400);
  await figure.locator('[data-action=run]').click();
  await expect(figure).toHaveAttribute('data-status', 'paused');
  const step = await stepAtRest(page);
  await fromMenu(figure, 'panel-tables');
  const losses = figure.locator('.as-table', { hasText: 'Both losses' });
  await losses.locator('summary').click();
  const last = async () => losses.locator('tbody tr').last().locator('td').first().innerText();
  await expect.poll(last).toBe(step);
  // A round by hand leaves the path, and the way back leads to the step at which it was left.
  for (const player of ['discriminator', 'generator']) await figure.locator(`[data-action=move-${player}]`).click();
  await expect(figure.getByText('2 moves by hand:')).toBeVisible();
  await figure.locator('[data-action=back]').click();
  await at(figure, step);
  await expect(figure.locator('[data-action=back]')).toHaveCount(0);
  await expect.poll(last).toBe(step);
});

test('layers go and come back, in either theme', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('widgets/gan-2d/?step=200');
  const figure = figureOf(page);
  await at(figure, '200');
  const whole = await resting(page, () => planeOf(figure), 400);
  await figure.locator('summary', { hasText: 'What the marks mean' }).click();
  for (const layer of ['field', 'contour', 'real', 'fakes', 'grid', 'arrows']) {
    const box = figure.locator(`[data-layer=${layer}]`);
    await box.focus();
    await page.keyboard.press('Space');
    await expect(box).not.toBeChecked();
    await expect.poll(() => planeOf(figure), { message: `without ${layer}` }).not.toBe(whole);
    await page.keyboard.press('Space');
    await expect.poll(() => planeOf(figure), { message: `with ${layer}` }).toBe(whole);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => planeOf(figure)).not.toBe(whole);
});

test('the reader draws the data by pointer and by keyboard, and the link carries the drawing', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('widgets/gan-2d/?data=drawing');
  const figure = figureOf(page);
  const pad = figure.getByRole('grid');
  const painted = pad.locator('[aria-selected=true]');
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width } = (await pad.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const cell = width / 16;
  await page.mouse.move(x + 2.5 * cell, y + 3.5 * cell);
  await page.mouse.down();
  await page.mouse.move(x + 9.5 * cell, y + 3.5 * cell);
  await page.mouse.up();
  await expect(painted).toHaveCount(8);
  await page.keyboard.press('Tab');
  await pad.locator('[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect(painted).toHaveCount(9);
  await expect(pad.getByLabel('row 5, column 16')).toHaveAttribute('aria-selected', 'true');
  expect(await barriers(page)).toEqual([]);
  await page.goto(await copiedLink(page, figure));
  await expect(painted).toHaveCount(9);
  await figure.locator('[data-action=step]').click();
  await at(figure, '1');
  await expect(page.locator('.notices p')).toHaveCount(0);
});

test('two runs from one seed share the axes of their curves', async ({ page }) => {
  await page.goto('widgets/gan-2d/?step=300&b.lrg=0.01&b.step=600');
  const figure = figureOf(page);
  const second = figure.getByRole('region', { name: 'Second run' });
  const ticks = (part: Locator) =>
    part
      .locator('.picture', { hasText: 'Both losses' })
      .locator('[aria-label$="tick label"]')
      .evaluateAll((groups) => groups.map(({ textContent }) => textContent));
  await expect(second.locator('[data-run=step]')).toHaveText('600');
  await expect(figure.locator('.pair > div [data-run=step]')).toHaveText('300');
  await expect(second).toContainText('Second run: rate of G 0.01');
  // The curves follow at the pace of the eye, so both are read until they agree.
  await expect(async () => {
    const own = await ticks(second);
    expect(own.join()).toContain('600');
    expect(await ticks(figure.locator('.pair > div'))).toEqual(own);
  }).toPass();
});

test('twenty seeds are run aside, counted with their interval, and kept beside the next setting until cleared', async ({
  page,
}) => {
  // The smallest players there are: what is tested is the counting.
  await page.goto('widgets/gan-2d/?width=4&depth=1&batch=8&step=20');
  const figure = figureOf(page);
  await at(figure, '20');
  const part = figure.locator('details.seeds');
  await part.locator('summary').click();
  await part.locator('[data-action=seeds]').click();
  await expect(part).toContainText(/\d+ of 20 runs done/);
  await expect(part.locator('.seeds-found')).toHaveText(
    /^Collapsed: \d+ of 20; P\(collapse\) = [01]\.\d\d, 95 % interval [01]\.\d\d … [01]\.\d\d\.$/,
  );
  await at(figure, '20');
  await fromMenu(figure, 'panel-tables');
  const table = figure.locator('.as-table').last();
  await table.locator('summary').click();
  const rows = table.locator('tbody tr');
  await expect(rows).toHaveCount(20);
  expect(await rows.locator('td:first-child').allTextContents()).toEqual(
    Array.from({ length: 20 }, (_, i) => String(i + 1)),
  );
  await figure.getByLabel('remedy').selectOption('packing');
  await part.locator('[data-action=seeds]').click();
  await expect(part.locator('.picture-title')).toHaveText([/^(?!.*Packing)/, /remedy Packing/]);
  await part.locator('[data-action=seeds]').click();
  await expect(part.locator('[data-action=seeds]')).toHaveText('20 seeds');
  await part.locator('[data-action=clear-seeds]').click();
  await expect(part.locator('.picture')).toHaveCount(0);
});

test('training draws everything and keeps the page awake', async ({ page }, info) => {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) =>
      list.getEntries().forEach(({ duration }) => tasks.push(Math.round(duration))),
    ).observe({ entryTypes: ['longtask'] });
  });
  await page.goto('widgets/gan-2d/');
  const figure = figureOf(page);
  await figure.locator('[data-action=run]').click();
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(500);
  await page.evaluate(() => ((window as unknown as { tasks: number[] }).tasks.length = 0));
  const from = Number(await figure.getAttribute('data-step'));
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(from + 3000);
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  const speed = await numberOf(figure, 'steps-per-second');
  const said = `${speed.toFixed(0)} steps a second with everything drawn; long tasks: ${tasks.length}${tasks.length > 0 ? `, the longest ${Math.max(...tasks)} ms` : ''}`;
  info.annotations.push({ type: 'report', description: said });
  console.log(`      ${said}`);
  await expect(metric(figure, 'modes-covered')).toHaveAttribute('data-value', /^\d+$/);
});
