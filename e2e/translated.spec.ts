/** A page that the browser's translator has gone over: its texts stand in elements of the translator's, and still follow the figure. */
import { expect, test, type Page } from '@playwright/test';
import { metric, numberOf, watch } from './reader.ts';

const TRANSLATORS = {
  'moves our texts into its elements': false,
  'puts copies of our texts in their place': true,
} as const;

/** What translators do to a page: every text of it goes into two elements, as it is or as a marked copy. */
const translate = (page: Page, copies: boolean) =>
  page.evaluate((anew) => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (text.parentElement?.closest('svg, script, style, textarea, code') || text.data.trim() === '') continue;
      const make = () => document.createElementNS('http://www.w3.org/1999/xhtml', 'font');
      const [outer, inner] = [make(), make()];
      text.replaceWith(outer);
      outer.append(inner);
      inner.append(anew ? `«${text.data}»` : text);
    }
  }, copies);

const shown = (page: Page, selector: string) => page.locator(selector).first();

/** The figure as it stands on its page, translated. */
async function translated(page: Page, id: string, copies: boolean) {
  await page.goto(`widgets/${id}/`);
  const figure = page.locator('figure[data-widget]');
  await expect(figure.locator('.stage svg').first()).toBeVisible();
  await translate(page, copies);
  return figure;
}

for (const [what, copies] of Object.entries(TRANSLATORS))
  test.describe(`where the translator ${what}`, () => {
    test('the numbers of a figure follow its sliders, and a knob’s own button comes and goes', async ({ page }) => {
      const { complaints } = watch(page);
      const figure = await translated(page, 'kl-closed-form', copies);
      const slider = figure.locator('input[type=range]').first();
      const kl = metric(figure, 'kl');
      // Both are read at once: a picture may still be on its way.
      const follows = async (from: number) =>
        expect
          .poll(() =>
            kl.evaluate((number: HTMLElement, before) => {
              const value = Number(number.dataset.value);
              return value !== before && number.innerText === value.toFixed(4);
            }, from),
          )
          .toBe(true);
      const opened = await numberOf(figure, 'kl');
      for (let press = 0; press < 8; press++) await slider.press('ArrowRight');
      await follows(opened);
      await translate(page, copies);
      const moved = await numberOf(figure, 'kl');
      await slider.press('Home');
      await follows(moved);
      expect(complaints).toEqual([]);
    });

    test('the button says what it does while a figure trains, and the step goes on', async ({ page }) => {
      const { complaints } = watch(page);
      // As the figure opens: a small network might be through all its steps before it is paused.
      const figure = await translated(page, 'vae-tradeoff', copies);
      const run = figure.locator('[data-action=run]');
      await run.click();
      await expect(run).toHaveText('Pause');
      await expect(figure).toHaveAttribute('data-status', 'running');
      await translate(page, copies);
      await run.click();
      await expect(run).toHaveText('Run');
      // Steps that were on their way may still come.
      const told = () => figure.locator('[data-run=step]').textContent();
      await expect.poll(async () => (await told()) === (await figure.getAttribute('data-step'))).toBe(true);
      await figure.locator('[data-action=reset]').click();
      await expect(figure.locator('[data-run=step]')).toHaveText('0');
      expect(complaints).toEqual([]);
    });

    test('a sentence about the reader’s own points makes room for the next one', async ({ page }) => {
      const { complaints } = watch(page);
      const figure = await translated(page, 'density-fit', copies);
      await figure.getByText('Your own points').last().click();
      const [field, said] = [figure.locator('[data-own=points]'), figure.locator('[data-said=points]')];
      await field.fill('1 2 3 4 9');
      await figure.locator('[data-action=use-points]').click();
      await expect(said).toContainText('5 points');
      await translate(page, copies);
      await field.fill('1 2 x');
      await figure.locator('[data-action=use-points]').click();
      await expect(said).toContainText('“x”');
      await expect(said).not.toContainText('5 points');
      expect(complaints).toEqual([]);
    });

    test('em-mixture: buttons, the sentence beside them and the story of steps are those of now', async ({ page }) => {
      const figure = await translated(page, 'em-mixture', copies);
      const said = figure.locator('.buttons [role=status]');
      const before = await said.innerText();
      await figure.locator('[data-action=step-E]').click();
      await expect(said).not.toHaveText(before);
      const after = await said.innerText();
      await translate(page, copies);
      await figure.locator('[data-action=step-M]').click();
      await expect(said).not.toContainText(after.replaceAll(/[«»]/g, ''));
    });

    test('in a lecture the lines of a derivation, its sliders and an exercise follow the figure', async ({ page }) => {
      await page.goto('lectures/kl-divergence/');
      await translate(page, copies);
      const scrub = shown(page, '[data-scrub]');
      const id = (await scrub.getAttribute('data-widget-id')) ?? '';
      const figure = page.locator(`figure#${id}`);
      await scrub.locator('input').press('End');
      await expect(figure.locator('.stage svg').first()).toBeVisible();
      await scrub.locator('input').press('Home');
      await translate(page, copies);
      await scrub.locator('input').press('ArrowRight');
      const line = page.locator(`[data-for="${id}"] output[data-live=kl]`).first();
      const inFigure = async () => (await metric(figure, 'kl').innerText()).replaceAll(/[«»]/g, '');
      await expect.poll(async () => (await line.innerText()) === (await inFigure())).toBe(true);
      const knob = (await scrub.getAttribute('data-scrub')) ?? '';
      const number = await figure.locator(`input[role=spinbutton]`).first().inputValue();
      expect(Number((await scrub.locator('output').innerText()).replace('−', '-')), knob).toBeCloseTo(
        Number(number),
        2,
      );
    });

    test('the search says what it found for the words of now', async ({ page }) => {
      await page.goto('');
      await page.locator('[data-search]').first().click();
      const [field, said] = [page.locator('dialog.search input'), page.locator('dialog.search [role=status]')];
      await field.fill('divergence');
      await expect(said).toContainText('divergence');
      await translate(page, copies);
      await field.fill('entropy');
      await expect(said).toContainText('entropy');
      await expect(said).not.toContainText('divergence');
    });
  });

test('numbers, symbols and formulas are marked as not to be translated', async ({ page }) => {
  await page.goto('lectures/kl-divergence/');
  await page.locator('figure[data-widget]').first().scrollIntoViewIfNeeded();
  await expect(page.locator('figure .readouts').first()).toBeVisible();
  for (const selector of ['.katex', 'output[data-metric]', 'output[data-live]', '[data-scrub] output', '.symbol']) {
    const open = await page
      .locator(selector)
      .evaluateAll((found) => found.filter((element) => !element.closest('[translate=no]')).length);
    expect(open, selector).toBe(0);
    expect(await page.locator(selector).count(), selector).toBeGreaterThan(0);
  }
});
