/** What the text itself answers: numbered formulas and their TeX, previews of links, the list of keys. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { barriers, clipboard, pages, settled, watch } from './reader.ts';

const lectures = pages.filter((address) => address.startsWith('lectures/'));
const preview = (page: Page) => page.locator('#preview');

test('labelled formulas are numbered by lecture in the order of the text, and every reference leads to one @base', async ({
  request,
}) => {
  const numbers = new Map<string, string>();
  const references: [string, string, string][] = [];
  for (const address of lectures) {
    const html = await (await request.get(address)).text();
    const chapter = /<p class="kicker">Lecture (\d+)/.exec(html)?.[1] ?? '';
    const found = [...html.matchAll(/href="#(eq-[\w-]+)"[^>]*><span class="for-ears">Equation <\/span>\(([\d.]+)\)/g)];
    expect(found.map(([, , number]) => number)).toEqual(found.map((_, at) => `${chapter}.${at + 1}`));
    for (const [, id = '', number = ''] of found) numbers.set(`${address}#${id}`, number);
    for (const [, href = '', number = ''] of html.matchAll(/class="eq-ref" href="([^"]*)">\(([\d.]+)\)/g))
      references.push([address, href, number]);
  }
  expect(numbers.size).toBeGreaterThanOrEqual(10);
  expect(references.length).toBeGreaterThanOrEqual(10);
  for (const [address, href, number] of references) {
    const whole = href.startsWith('#') ? address + href : href.replace(/^.*\/(?=lectures\/)/, '');
    expect(numbers.get(whole), `${address} → ${href}`).toBe(number);
  }
});

test('a display formula gives its TeX by Enter, by the copy key and by double click, and says so', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('lectures/the-elbo/');
  const formula = page.locator('#eq-identity .katex-display');
  const empty = () => page.evaluate(() => navigator.clipboard.writeText(''));
  // The source in content/lectures, without \term and \label.
  const tex = '\\log p(x) = \\mathrm{ELBO}(q) + D_{\\mathrm{KL}}\\bigl(q(z) \\,\\|\\, p(z \\mid x)\\bigr) .';
  await formula.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(formula).toHaveAttribute('title', /Enter copies the TeX/);
  for (const act of [
    () => page.keyboard.press('Enter'),
    () => page.keyboard.press('Control+c'),
    () => formula.dblclick(),
  ]) {
    await empty();
    await act();
    await expect(page.locator('.said')).toHaveText('TeX copied');
    await expect.poll(() => clipboard(page)).toBe(tex);
    await expect(page.locator('.said')).toBeEmpty();
  }
});

/** What a copy of the selection from one element to another gives: both of them whole, or from inside the one to inside the other. */
const selectedCopy = (page: Page, from: string, to: string, all: boolean) =>
  page.evaluate(
    async ([first, last, whole]) => {
      const [begin, end] = [document.querySelector(first), document.querySelector(last)];
      if (!begin || !end) throw new Error('Nothing to select.');
      const selection = getSelection();
      selection?.removeAllRanges();
      const range = document.createRange();
      if (whole) {
        range.setStartBefore(begin);
        range.setEndAfter(end);
      } else {
        range.setStart(begin, 0);
        range.setEnd(end, 0);
      }
      selection?.addRange(range);
      // The script comes with the first selection.
      for (let look = 0; look < 200; look++) {
        const clipboardData = new DataTransfer();
        const taken = !document.dispatchEvent(new ClipboardEvent('copy', { clipboardData, cancelable: true }));
        if (taken) return { plain: clipboardData.getData('text/plain'), html: clipboardData.getData('text/html') };
        await new Promise((done) => setTimeout(done, 50));
      }
      throw new Error('Nobody wrote the copy.');
    },
    [from, to, all] as const,
  );

test('copied text has each formula once, as its TeX; partly selected ones whole, paragraphs apart', async ({
  page,
}) => {
  await page.goto('lectures/the-elbo/');
  const copied = (from: string, to: string, all = true) => selectedCopy(page, from, to, all);
  await page.evaluate(() => {
    const paragraphs = [...document.querySelectorAll('article p')].filter((p) => p.querySelector('.katex'));
    paragraphs[0]?.setAttribute('data-test', 'first');
    const displayed = document.querySelector('article .katex-display');
    displayed?.setAttribute('data-test', 'displayed');
    paragraphs[0]?.querySelector('.katex .mord')?.setAttribute('data-test', 'inside');
    paragraphs[0]?.querySelectorAll('.katex')[1]?.querySelector('.mord')?.setAttribute('data-test', 'inside-next');
  });
  const first = await copied('[data-test=first]', '[data-test=first]');
  const formulas = await page.locator('[data-test=first] .katex').count();
  expect(first.plain).toContain('$z \\sim p(z)$');
  expect(first.plain.match(/\$/g)).toHaveLength(2 * formulas);
  expect(first.plain).not.toContain('\n');
  expect(first.html).not.toContain('katex');

  const displayed = await copied('[data-test=displayed]', '[data-test=displayed]');
  expect(displayed.plain).toMatch(/^\$\$[^$]+\$\$$/);
  expect(displayed.plain).not.toContain('\\term');

  const parts = await copied('[data-test=inside]', '[data-test=inside-next]', false);
  expect(parts.plain).toMatch(/^\$.*\$$/s);
  expect(parts.plain.match(/\$/g)).toHaveLength(4);

  const many = await copied('[data-test=first]', '[data-test=displayed]');
  const between = await page.evaluate(() => {
    const displayedAt = document.querySelector('[data-test=displayed]');
    return [...document.querySelectorAll('article p')].filter((p) => {
      const first = document.querySelector('[data-test=first]');
      const after = first && (p === first || first.compareDocumentPosition(p) & Node.DOCUMENT_POSITION_FOLLOWING);
      return after && displayedAt && p.compareDocumentPosition(displayedAt) & Node.DOCUMENT_POSITION_FOLLOWING;
    }).length;
  });
  expect(many.plain.split(/\n\n/).length).toBeGreaterThanOrEqual(between);
});

test('a citation, a formula of another lecture, an erratum and a lecture show what stands behind them', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('lectures/variational-autoencoders/');
  const article = page.locator('article');
  for (const [link, words] of [
    [article.locator('.cite a').first(), 'Kingma'],
    [article.locator('a.eq-ref[href*="the-elbo"]').first(), 'ELBO'],
    [article.locator('a.erratum').first(), 'What it says'],
    [article.locator('p > a[href$="/the-elbo/"]').first(), 'After this you can'],
  ] as const) {
    await link.scrollIntoViewIfNeeded();
    await link.hover();
    await expect(preview(page)).toBeVisible();
    await expect(preview(page)).toContainText(words);
    await expect(link).toHaveAttribute('aria-describedby', 'preview');
    const box = await preview(page).boundingBox();
    const around = await link.boundingBox();
    if (!box || !around) throw new Error('The preview and its link have places.');
    expect(box.y >= around.y + around.height || box.y + box.height <= around.y).toBe(true);
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(1280);
    // It stays while the pointer is on it, and goes when the pointer has gone elsewhere.
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect(preview(page)).toBeVisible();
    await page.mouse.move(2, 2);
    await expect(preview(page)).toBeHidden();
  }
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('the keyboard shows a preview too; Escape takes it away and leaves the focus where it was', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('lectures/the-elbo/');
  const link = page.locator('article .eq-ref').first();
  await link.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(preview(page)).toBeVisible();
  expect(await barriers(page, { withoutFormulas: true })).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(preview(page)).toBeHidden();
  await expect(link).toBeFocused();
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  test('no preview comes, and the link leads where it says', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('lectures/the-elbo/');
    await page.locator('article .cite a').first().tap();
    await expect(page).toHaveURL(/#ref-/);
    await expect(page.locator('.references li:target')).toBeInViewport();
    // Longer than a pointer would have to rest.
    await page.waitForTimeout(600);
    await expect(preview(page)).toBeHidden();
  });
});

test('a question mark shows the keys over the page, which stays as it was @base', async ({ page }) => {
  const seen = watch(page);
  await page.goto('lectures/the-elbo/');
  const address = page.url();
  await page.locator('[data-scrub] input').first().focus();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await expect(dialog.getByRole('heading', { name: 'On a slider or a knob' })).toBeVisible();
  expect(await barriers(page, { withoutFormulas: true })).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(page.url()).toBe(address);
  await page.getByRole('link', { name: 'Keys', exact: true }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keys');
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('what a reader may never reach for is not in the page: previews, TeX and keys come when they are wanted', () => {
  const html = readFileSync('dist/lectures/the-elbo/index.html', 'utf8');
  expect(html).not.toMatch(/(?:src|href)="[^"]*(?:previews|formulas|keys)\.[^"]*\.js"/);
});

test('lines stand where they will stand when the fonts have come', async ({ browser, baseURL }) => {
  const heights = async (withFonts: boolean) => {
    const page = await browser.newPage({ baseURL: baseURL ?? '', viewport: { width: 412, height: 823 } });
    if (!withFonts) await page.route('**/*.woff2', () => undefined);
    await page.goto('lectures/the-elbo/', { waitUntil: 'domcontentloaded' });
    if (withFonts) await page.evaluate(() => document.fonts.ready);
    await settled(page);
    const found = await page.evaluate(() => ({
      standsIn: [...document.fonts].some(
        ({ family, status }) => family.includes('Text Fallback') && status === 'loaded',
      ),
      heights: [...document.querySelectorAll('h1, .promise, article > p')].map((each) => each.clientHeight),
    }));
    await page.close();
    return found;
  };
  const [before, after] = [await heights(false), await heights(true)];
  test.skip(!before.standsIn, 'This machine has none of the faces that stand in for the fonts.');
  // A face of the same mean width still breaks a line elsewhere now and then: one paragraph in ten may.
  const moved = before.heights.filter((height, at) => Math.abs(height - (after.heights[at] ?? 0)) > 2).length;
  expect(moved).toBeLessThanOrEqual(0.1 * after.heights.length);
});

test('a formula that goes on beyond the edge fades there, until it is scrolled to its end', async ({ page }) => {
  // On a phone a formula breaks at a relation or an operator; a little wider it goes on beyond the edge.
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('lectures/the-elbo/#eq-identity');
  const broken = page.locator('#eq-identity .katex-display');
  await expect.poll(() => broken.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await page.setViewportSize({ width: 500, height: 800 });
  const firstWide = () =>
    page
      .locator('.katex-display')
      .evaluateAll((all) => all.findIndex(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth > 20));
  await expect.poll(firstWide).toBeGreaterThanOrEqual(0);
  const formula = page.locator('.katex-display').nth(await firstWide());
  await formula.scrollIntoViewIfNeeded();
  await expect(formula).toHaveCSS('mask-image', /^linear-gradient/);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(formula).toHaveCSS('mask-image', 'none');
  await page.setViewportSize({ width: 500, height: 800 });
  await expect(formula).toHaveCSS('mask-image', /^linear-gradient/);
  await formula.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
  await expect(formula).toHaveCSS('mask-image', 'none');
});
