import { expect, test, type Page } from '@playwright/test';
import fc from 'fast-check';
import type { WidgetMeta } from '../src/run/meta.ts';
import type { Param } from '../src/run/params.ts';
import { frozenLinks } from './frozen-links.ts';
import { queriesFor, SENTENCE } from './link-queries.ts';
import { barsNobody, fromMenu, metric, numberOf, sideways, watch, widgetIds } from './reader.ts';

const frozen = frozenLinks.filter(({ browser }) => browser);
const metaOf = async (id: string) => ((await import(`../widgets/${id}/meta.ts`)) as { meta: WidgetMeta }).meta;
const metas = new Map(await Promise.all(widgetIds.map(async (id) => [id, await metaOf(id)] as const)));
const meta = (id: string): WidgetMeta => {
  const found = metas.get(id);
  if (!found) throw new Error(`There is no widget “${id}”.`);
  return found;
};

const figureOf = (page: Page, id: string) => page.locator(`figure#${id}`);
const queryOf = (page: Page) => new URL(page.url()).search;

for (const link of frozen)
  test(`${link.widget}?${link.query} opens what it always opened`, async ({ page }) => {
    // Before the first step of digits a judge is taught to read them.
    const { lecture } = meta(link.widget);
    await page.goto(`${link.lecture ? `lectures/${lecture}` : `widgets/${link.widget}`}/?${link.query}`);
    const figure = figureOf(page, link.widget);
    await figure.scrollIntoViewIfNeeded();
    await expect(figure.locator('.stage').first()).toBeVisible();
    for (const more of await figure.locator('details.more').all())
      await more.evaluate((details: HTMLDetailsElement) => (details.open = true));
    for (const [name, value] of Object.entries(link.values)) {
      if (typeof value === 'number')
        await expect(figure.locator(`.knob:has(#${link.widget}-${name}) input[role=spinbutton]`)).toHaveValue(
          String(Number(value.toPrecision(6))),
        );
      else
        await expect(
          figure.locator(`input[name="${link.widget}-${name}"]:checked, select#${link.widget}-${name}`),
        ).toHaveValue(value);
    }
    if (link.step) await expect(figure).toHaveAttribute('data-step', String(link.step));
    if (link.beside?.step)
      await expect(figure.getByRole('region', { name: 'Second run' }).locator('[data-run=step]')).toHaveText(
        String(link.beside.step),
      );
    for (const [name, value] of Object.entries(link.metrics ?? {}))
      if ((await metric(figure, name).count()) > 0)
        await expect.poll(() => numberOf(figure, name)).toBeCloseTo(value, 5);
    await expect(figure.locator('.notices p')).toHaveCount(link.notices ?? 0);
  });

// What becomes of a strange link is a matter of src/run/links.ts, whose own tests ask for thousands; here a few of each figure meet its view.
test('strange links, over all figures: none throws, every refusal is a sentence', async ({ page }) => {
  const seen = watch(page);
  for (const id of widgetIds) {
    await page.goto(`embed/${id}/`);
    await expect(figureOf(page, id).locator('.stage')).toBeVisible();
    const queries = fc.sample(queriesFor(meta(id)), { numRuns: 5, seed: 7 });
    const said = await page.evaluate(async (all) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const sentences: string[] = [];
      for (const query of all) {
        history.pushState(null, '', `${location.pathname}?${query.replaceAll('#', '%23')}`);
        dispatchEvent(new PopStateEvent('popstate'));
        await frame();
        for (const { textContent } of document.querySelectorAll('figure .notices p')) sentences.push(textContent);
      }
      return sentences;
    }, queries);
    for (const sentence of said) expect(sentence).toMatch(SENTENCE);
    await expect(figureOf(page, id).locator('.stage')).toBeVisible();
    for (const [name, spec] of Object.entries<Param>(meta(id).params)) {
      if (spec.kind !== 'number') continue;
      const field = page.locator(`.knob:has(#${id}-${name}) input[role=spinbutton]`);
      // A knob without an effect has a sentence in its place.
      if (spec.when && (await field.count()) === 0) continue;
      const value = Number(await field.inputValue());
      expect(value).toBeGreaterThanOrEqual(Number(spec.min.toPrecision(6)));
      expect(value).toBeLessThanOrEqual(Number(spec.max.toPrecision(6)));
    }
  }
  expect(seen.complaints).toEqual([]);
});

test('the address follows the knobs, and the browser’s back button brings them back', async ({ page }) => {
  await page.goto('lectures/kl-divergence/?from=mail#kl-closed-form');
  const figure = figureOf(page, 'kl-closed-form');
  const mu = page.locator('#kl-closed-form-mu');
  await expect(figure.locator('.stage')).toBeVisible();
  await mu.focus();
  await page.keyboard.press('End');
  await expect.poll(() => queryOf(page)).toBe('?kl-closed-form.mu=3&kl-closed-form.v=2&from=mail');
  // A preset turns many knobs at once: that is an entry of its own, and back takes it back.
  await figure.locator('.presets summary').click();
  await figure.locator('[data-preset=needle]').click();
  await expect(mu).toHaveAttribute('aria-valuetext', '0');
  await expect.poll(() => queryOf(page)).toContain('kl-closed-form.sigma=0.05');
  await page.goBack();
  await expect(mu).toHaveAttribute('aria-valuetext', '3');
  await expect(page.locator('#kl-closed-form-sigma')).toHaveAttribute('aria-valuetext', '0.5');
  await page.goForward();
  await expect(mu).toHaveAttribute('aria-valuetext', '0');
  // To another page and back.
  await page.goto('widgets/');
  await page.goBack();
  await figure.scrollIntoViewIfNeeded();
  await expect(mu).toHaveAttribute('aria-valuetext', '0');
  expect(new URL(page.url()).hash).toBe('#kl-closed-form');
});

test('a slider of the text is kept in the address too, though it was turned before its figure was there', async ({
  page,
}) => {
  await page.goto('lectures/kl-divergence/');
  const slider = page.locator('[data-scrub=mu][data-widget-id=kl-closed-form] input').first();
  await slider.evaluate((input: HTMLInputElement) => {
    input.value = '-2';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect.poll(() => queryOf(page)).toBe('?kl-closed-form.mu=-2&kl-closed-form.v=2');
});

test('back on the page of a run, the run trains on to where it was; the address itself asks for nothing', async ({
  page,
}) => {
  await page.goto('widgets/vae-tradeoff/');
  const figure = figureOf(page, 'vae-tradeoff');
  await expect(figure.locator('.stage')).toBeVisible();
  for (const step of ['1', '2']) {
    await figure.locator('[data-action=step]').click();
    await expect(figure).toHaveAttribute('data-step', step);
  }
  await expect.poll(() => page.evaluate(() => JSON.stringify(history.state))).toContain('"vae-tradeoff":2');
  expect(queryOf(page)).toBe('');
  await page.goto('widgets/');
  await page.goBack();
  await expect(figure).toHaveAttribute('data-step', '2');
  await page.goto('widgets/vae-tradeoff/');
  await expect(figure.locator('.stage')).toBeVisible();
  await expect(figure).toHaveAttribute('data-status', 'idle');
});

test('a link is put together by keyboard, and opens what it says', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const seen = watch(page);
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.goto('widgets/vae-tradeoff/?beta=4&seed=7');
  const figure = figureOf(page, 'vae-tradeoff');
  await expect(figure.locator('.stage')).toBeVisible();
  expect(fetched.filter((url) => /LinkPanel|uqr/.test(url))).toEqual([]);
  const button = figure.locator('[data-action=menu]');
  await button.press('Enter');
  await figure.locator('[data-action=panel-link]').press('Enter');
  const panel = figure.getByRole('region', { name: 'A link to this figure' });
  const link = panel.locator('[data-said=link]');
  await expect(link).toHaveText(/\/widgets\/vae-tradeoff\/\?beta=4&latent=2&seed=7&v=2$/);
  // It opens under a figure that fills the window, and is brought into sight.
  await expect(page.locator('#vae-tradeoff-panel')).toBeFocused();
  await expect(panel).toBeInViewport({ ratio: 0.9 });
  await expect(panel.getByRole('img', { name: 'QR code of the link above' })).toBeVisible();
  await panel.locator('[data-link=seed]').focus();
  await page.keyboard.press('Space');
  await panel.getByRole('radio', { name: 'It stands still' }).focus();
  await page.keyboard.press('ArrowDown');
  await panel.getByText('Leave out knobs').focus();
  await page.keyboard.press('Enter');
  await panel.locator('[data-link=hide-latent]').focus();
  await page.keyboard.press('Space');
  await expect(link).toHaveText(/\?beta=4&latent=2&play=1&hide=latent&v=2$/);
  await panel.getByRole('button', { name: 'Copy this link' }).focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('status').filter({ hasText: 'Copy this link: copied.' })).toHaveCount(1);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await link.getAttribute('href'));
  // What changes on the figure changes the link.
  await page.locator('#vae-tradeoff-beta').focus();
  await page.keyboard.press('End');
  await expect(link).toHaveText(/\?beta=100&latent=2&play=1/);
  await panel.getByRole('radio', { name: 'In its lecture' }).focus();
  await page.keyboard.press('Space');
  await expect(link).toHaveText(/\/lectures\/variational-autoencoders\/\?vae-tradeoff\.beta=100.*#vae-tradeoff$/);
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.goto(copied);
  await expect(figure).toHaveAttribute('data-status', 'running');
  await expect(page.locator('#vae-tradeoff-latent')).toHaveCount(0);
  expect(seen.complaints).toEqual([]);
});

test('the panel of links fits a phone and bars nobody', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('widgets/kl-closed-form/?mu=2');
  const figure = figureOf(page, 'kl-closed-form');
  await fromMenu(figure, 'panel-link');
  await figure.getByText('Leave out knobs').click();
  await expect(figure.locator('.qr')).toBeVisible();
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await barsNobody(page);
  await figure.getByRole('radio', { name: 'In a page of yours' }).click();
  await expect(figure.locator('.code-text')).toHaveValue(/^<iframe src="[^"]+\/embed\/kl-closed-form\//);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await barsNobody(page);
});

test('the code for another page makes a frame that is as high as its figure', async ({ page }) => {
  await page.goto('widgets/kl-closed-form/');
  const figure = figureOf(page, 'kl-closed-form');
  await fromMenu(figure, 'panel-link');
  await figure.getByRole('radio', { name: 'In a page of yours' }).click();
  const code = await figure.locator('.code-text').inputValue();
  await page.route('**/somebody.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Somebody</title><p>Look:</p>${code}` }),
  );
  await page.goto('somebody.html');
  const frame = page.locator('iframe');
  const inside = page.frameLocator('iframe');
  await expect(inside.locator('figure .stage')).toBeVisible();
  const rest = async () => {
    const height = await inside.locator('html').evaluate((html) => Math.ceil(html.getBoundingClientRect().height));
    return Number(await frame.getAttribute('height')) - height;
  };
  await expect.poll(rest).toBe(0);
  await inside.locator('details.more > summary').first().click();
  await expect.poll(rest).toBe(0);
  await page.setViewportSize({ width: 400, height: 800 });
  await expect.poll(rest).toBe(0);
});

/** Headings below four figures, and below two that train. */
const LANDINGS = ['codes-and-latent-variables/#exercises', 'generative-adversarial-networks/#exercises'];
for (const width of [1280, 360])
  for (const address of LANDINGS)
    test(`lectures/${address}: the heading stands at the top of a window ${width} pixels wide, also once its figures have come`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`lectures/${address}`);
      const heading = page.locator(`[id="${address.split('#')[1] ?? ''}"]`);
      const top = () => heading.evaluate((element) => Math.round(element.getBoundingClientRect().top));
      // The page keeps 1.5 rem above, and a heading may have a margin of its own.
      await expect(async () => {
        const now = await top();
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(60);
        await page.waitForTimeout(700);
        expect(await top()).toBe(now);
      }).toPass();
    });
