/**
 * Each lecture as it is read and as it is printed, on A4 with the margins of styles/paper.css. All of it from one load:
 * most of what a lecture costs here is its loading.
 */
import { expect, test, type Page } from '@playwright/test';
import { barsNobody, standsAtEveryWidth, pages, watch } from './reader.ts';

const lectures = pages.filter((address) => address.startsWith('lectures/'));
const PIXELS_A_MILLIMETRE = 96 / 25.4;
/** What the margins leave of A4, in CSS pixels. */
const SHEET = {
  width: Math.floor((210 - 2 * 18) * PIXELS_A_MILLIMETRE),
  height: Math.floor((297 - 16 - 18) * PIXELS_A_MILLIMETRE),
};
/** Words a page: 700 are a page of nothing but text; derivations and figures with white around them leave 200. */
const WORDS_A_PAGE = { most: 700, least: 200 };

/** What sticks out of the sheet or would have to be scrolled, a line each. */
const cut = (page: Page) =>
  page.evaluate((width) => {
    const name = (element: Element) =>
      `${element.tagName} ${element.getAttribute('class') ?? ''} ${element.textContent.slice(0, 60)}`;
    const shown = [...document.querySelectorAll<HTMLElement>('main *')].filter(
      (element) => element.getClientRects().length > 0 && !element.closest('.katex-mathml, .for-ears, svg *'),
    );
    const outside = shown.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -1 || right > width + 1;
    });
    const scrolling = shown.filter(
      (element) =>
        element.matches('.katex-display, .table-scroll, table') && element.scrollWidth > element.clientWidth + 1,
    );
    return [...outside, ...scrolling].map(name);
  }, SHEET.width);

async function ontoPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(SHEET);
  await page.evaluate(() => document.fonts.ready);
}

/** Pages of a PDF, by its own page objects. */
const pagesIn = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

async function standsOnPaper(page: Page): Promise<void> {
  await ontoPaper(page);
  expect(await cut(page)).toEqual([]);
  await expect(page.locator('main :is(button, summary, input:not([role=spinbutton])):visible')).toHaveCount(0);
  for (const figure of await page.locator('figure.widget').all()) {
    await expect(figure.locator('.paper-still:visible, .stage:visible')).toHaveCount(1);
    expect((await figure.boundingBox())?.height ?? 0).toBeLessThan(SHEET.height);
  }
}

/** Where the build was told its origin (SITE_ORIGIN), each figure says its address, in words and as a code. */
async function figuresSayTheirAddress(page: Page): Promise<void> {
  if ((await page.locator('.paper-link').count()) === 0) return;
  for (const figure of await page.locator('figure.widget').all()) {
    const id = (await figure.getAttribute('id')) ?? '';
    // A view is shown on the page of its figure.
    const [of, view] = [await figure.getAttribute('data-view-of'), await figure.getAttribute('data-view')];
    const address = of === null ? `${id}/` : `${of}/\\?view=${view ?? ''}`;
    await expect(figure.locator('.paper-link')).toContainText(new RegExp(`https?://.*/widgets/${address}`));
    await expect(figure.locator('.paper-link svg')).toBeVisible();
  }
}

/** Stops that stand at the start of a line, parted from the formula before them. */
const stopsAtLineStarts = (page: Page) =>
  page.evaluate(() => {
    const rightOf = (formula: Element) => [...formula.querySelectorAll('.katex-base')].at(-1)?.getBoundingClientRect();
    const behind = ({ nextSibling: next }: Element) => (next?.textContent === '\u2060' ? next.nextSibling : next);
    return [...document.querySelectorAll('article :not(.katex-display) > .katex')].flatMap((formula) => {
      const [text, before] = [behind(formula), rightOf(formula)];
      const stop =
        text?.nodeType === Node.TEXT_NODE ? /^\u2060?[.,;:)?!]/.exec(text.textContent ?? '')?.[0] : undefined;
      if (!text || !before || stop === undefined) return [];
      const range = document.createRange();
      range.setStart(text, stop.length - 1);
      range.setEnd(text, stop.length);
      return range.getBoundingClientRect().left < before.right - 30 ? [text.textContent?.slice(0, 30)] : [];
    });
  });

/** What formulas have in common is checked in one lecture. */
const FORMULAS_OF = 'lectures/what-is-a-generative-model/';

async function printsAsPages(page: Page): Promise<void> {
  const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4' });
  const count = pagesIn(pdf);
  // Words of the text, formulas apart.
  const words = await page.locator('article').evaluate((article) => {
    const copy = article.cloneNode(true) as HTMLElement;
    for (const other of copy.querySelectorAll('.katex, figure, details, nav')) other.remove();
    return copy.textContent.split(/\s+/).length;
  });
  expect(count).toBeGreaterThanOrEqual(Math.floor(words / WORDS_A_PAGE.most));
  expect(count).toBeLessThanOrEqual(Math.ceil(words / WORDS_A_PAGE.least) + 1);
  const pictures = pdf.toString('latin1').match(/\/Subtype\s*\/Image/g)?.length ?? 0;
  // A figure that was near when the page was printed has drawn itself, in lines: an image stands for each of the others.
  expect(pictures).toBeGreaterThanOrEqual(await page.locator('figure.widget:not(:has(.stage))').count());
}

async function headingsLinkToThemselves(page: Page): Promise<void> {
  const headings = page.locator('article .headed');
  expect(await headings.count()).toBeGreaterThan(3);
  const linked = await headings.evaluateAll((all) =>
    all.map((headed) => [headed.querySelector('h2, h3')?.id, headed.querySelector('.anchor')?.getAttribute('href')]),
  );
  for (const [id, href] of linked) expect(href).toBe(`#${id ?? ''}`);
  await page.evaluate(() => document.fonts.ready);
  const moved = await headings.first().evaluate((headed) => {
    const where = () => JSON.stringify([headed, headed.nextElementSibling].map((e) => e?.getBoundingClientRect()));
    const before = where();
    headed.querySelector<HTMLElement>('.anchor')?.focus({ preventScroll: true });
    return where() !== before;
  });
  expect(moved).toBe(false);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(headings.first().locator('.anchor')).toHaveCSS('opacity', '1');
}

async function noLineBeginsWithAStop(page: Page): Promise<void> {
  const whole = await page.addStyleTag({ content: 'article > * { content-visibility: visible !important }' });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await stopsAtLineStarts(page), `at ${width} px`).toEqual([]);
  }
  await whole.evaluate((element) => (element as HTMLElement).remove());
}

for (const address of lectures)
  test(`/${address} reads through without a complaint or a request elsewhere, fits every width and the sheet, links its headings, and bars nobody`, async ({
    page,
  }) => {
    const seen = watch(page);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(address);
    await test.step(`${WORDS_A_PAGE.least} to ${WORDS_A_PAGE.most} words a page`, () => printsAsPages(page));
    await test.step('on paper, before figures load, nothing is cut or there to be pressed', async () => {
      await standsOnPaper(page);
      await expect(page.locator('.references li').last()).toBeVisible();
      await figuresSayTheirAddress(page);
    });
    await page.emulateMedia({ media: 'screen', colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await test.step('every heading has a link to itself that moves nothing', () => headingsLinkToThemselves(page));
    await test.step('no line begins with the stop behind a formula', () => noLineBeginsWithAStop(page));
    await test.step('stands at every width', () => standsAtEveryWidth(page));
    await test.step('on paper with its figures', () => standsOnPaper(page));
    await page.setViewportSize({ width: 1280, height: 800 });
    await test.step('bars nobody', () => barsNobody(page, address !== FORMULAS_OF));
    expect(seen).toEqual({ complaints: [], strangers: [] });
  });

test('a word lights its part of a diagram, and the part its words, by pointer, keyboard and finger', async ({
  page,
}) => {
  await page.goto('lectures/variational-autoencoders/');
  const drawing = page.locator('#diagram-training-step');
  await drawing.scrollIntoViewIfNeeded();
  const part = drawing.locator('svg.wide [data-term="training-step.encoder"]');
  const other = drawing.locator('svg.wide [data-term="training-step.rate"]').first();
  const word = page.locator('.term[data-term="training-step.encoder"]');
  await word.focus();
  await expect(part.first()).toHaveAttribute('data-lit', '');
  await expect(other).not.toHaveAttribute('data-lit', '');
  await expect(other).toHaveCSS('opacity', '0.45');
  await word.blur();
  await expect(part.first()).not.toHaveAttribute('data-lit', '');
  await part.locator('.inside').hover();
  await expect(word).toHaveAttribute('data-lit', '');
  await page.mouse.move(2, 2);
  await expect(word).not.toHaveAttribute('data-lit', '');
  // A finger on a part takes the focus off a word, and the part stays lit.
  await page.locator('.term[data-term="training-step.rate"]').focus();
  await part.locator('.shape').dispatchEvent('pointerdown', { pointerType: 'touch', bubbles: true });
  await page.locator('.term[data-term="training-step.rate"]').blur();
  await expect(word).toHaveAttribute('data-lit', '');
});

test('the pictures for paper are there when a page has loaded, before anybody scrolls', async ({ page }) => {
  await page.goto('lectures/kl-divergence/');
  const missing = await page
    .locator('img.paper-still')
    .evaluateAll(
      (found) =>
        (found as HTMLImageElement[]).filter(({ complete, naturalWidth }) => !complete || naturalWidth === 0).length,
    );
  expect(missing).toBe(0);
  expect(await page.locator('img.paper-still').count()).toBeGreaterThan(1);
});
