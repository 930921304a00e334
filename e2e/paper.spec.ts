/** Each lecture as it is printed: A4 with the margins of styles/paper.css. */
import { expect, test, type Page } from '@playwright/test';
import { pages, readThrough } from './reader.ts';

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
    await expect(figure.locator('.paper-link')).toContainText(new RegExp(`https?://.*/widgets/${id}/`));
    await expect(figure.locator('.paper-link svg')).toBeVisible();
  }
}

for (const address of lectures)
  test(`/${address} on paper: nothing is cut or there to be pressed, before figures load and after; ${WORDS_A_PAGE.least} to ${WORDS_A_PAGE.most} words a page`, async ({
    page,
  }) => {
    await page.goto(address);
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
    expect(pictures).toBeGreaterThanOrEqual(await page.locator('figure.widget').count());
    await standsOnPaper(page);
    await expect(page.locator('.references li').last()).toBeVisible();
    await figuresSayTheirAddress(page);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await readThrough(page);
    await standsOnPaper(page);
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
