import { statSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { barriers, barsNobody, standsAtEveryWidth, pages, readThrough, sideways, watch } from './reader.ts';

/** Lectures, figures and embeds are read in e2e/lectures.spec.ts and e2e/widgets.spec.ts, where more is asked of each load. */
const others = pages.filter((address) => !/^(?:lectures|widgets|embed)\/./.test(address));

for (const address of others)
  test(`/${address} reads through without a complaint or a request elsewhere, fits every width, and bars nobody`, async ({
    page,
  }) => {
    const seen = watch(page);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(address);
    await standsAtEveryWidth(page);
    await barsNobody(page);
    expect(seen).toEqual({ complaints: [], strangers: [] });
  });

/** Pages of one kind are made by one template, so under another base three of a kind tell what all would; where links lead is followed on every page. */
const ofEachKind = pages.filter((address) => {
  const kind = address.split('/')[0] ?? '';
  return pages.filter((other) => other.split('/')[0] === kind).indexOf(address) < 3;
});

for (const address of ofEachKind)
  test(`/${address} reads through under another base @base-only`, async ({ page }) => {
    const seen = watch(page);
    await page.goto(address);
    await readThrough(page);
    expect([...seen.complaints, ...seen.strangers]).toEqual([]);
  });

test('a single pale word among elements of its kind is found, on a dark ground too', async ({ page }) => {
  await page.goto('404.html');
  const repainted = (style: Partial<CSSStyleDeclaration>) =>
    page.evaluate((changed) => {
      const words = Array.from({ length: 3 }, () => {
        const word = document.createElement('p');
        word.textContent = 'word';
        return word;
      });
      Object.assign(words[1]?.style ?? {}, changed);
      document.querySelector('main')?.replaceChildren(...words);
    }, style);
  const found = () => barriers(page, { rules: ['color-contrast'] });
  await repainted({});
  expect(await found()).toEqual([]);
  for (const style of [{ color: '#bbb' }, { backgroundColor: '#333', color: '#444' }, { opacity: '0.3' }]) {
    await repainted(style);
    expect(await found()).toHaveLength(1);
  }
});

test('pages opened on the widest window do not scroll sideways', async ({ page }) => {
  await page.setViewportSize({ width: 2560, height: 800 });
  for (const address of ['', 'lectures/kl-divergence/', 'widgets/vae-tradeoff/', 'embed/gan-2d/']) {
    await page.goto(address);
    await readThrough(page);
    expect(await sideways(page), address).toBeLessThanOrEqual(0);
  }
});

test('the theme can be switched, is kept, and does not flash on the next page', async ({ page }) => {
  await page.goto('');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.locator('[data-theme-switch]').click();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.goto('lectures/kl-divergence/', { waitUntil: 'commit' });
  await page.locator('body').waitFor();
  // Nothing is painted before the style sheet is there; the first colour that it gives must be the dark one.
  await expect.poll(paper).not.toBe('rgba(0, 0, 0, 0)');
  expect(await paper()).toBe(dark);
});

test('home opens the flagship in one click, and it trains', async ({ page }) => {
  await page.goto('');
  await page.getByRole('link', { name: 'Train one now' }).click();
  await expect(page.locator('figure#vae-tradeoff')).toHaveAttribute('data-status', 'running');
});

test('the plane on the home page is fetched when it is near, and follows pointer, keys and slider', async ({
  page,
}) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const seen = watch(page);
  await page.setViewportSize({ width: 1280, height: 700 });
  await page.goto('', { waitUntil: 'networkidle' });
  // Another script of that name has what draws the sets of points in the plane.
  const weights = () =>
    fetched.filter((path) => /\/plane\.[^/]*js$/.test(path) && statSync(`dist${path}`).size > 100_000);
  expect(weights()).toEqual([]);
  const card = page.locator('[data-card="latent-plane"]');
  const room = (await card.boundingBox())?.height ?? 0;
  await card.scrollIntoViewIfNeeded();
  const plane = card.getByRole('application');
  const slider = card.getByRole('slider');
  const code = async () =>
    /z = \(([−\d.]+), ([−\d.]+)\)/.exec((await slider.getAttribute('aria-valuetext')) ?? '')?.slice(1);
  await expect(slider).toHaveAttribute('aria-valuetext', /^z = \(0\.60, 0\.40\)/);
  expect(weights()).toHaveLength(1);
  // Room for it was kept, to a few lines of words.
  expect(Math.abs(((await card.boundingBox())?.height ?? 0) - room)).toBeLessThan(80);
  await plane.focus();
  await page.keyboard.press('Home');
  await expect.poll(code).toEqual(['0.00', '0.00']);
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => (await code())?.[1]).not.toBe('0.00');
  await slider.focus();
  await page.keyboard.press('End');
  await expect.poll(async () => (await code())?.[0]).toBe('3.00');
  const frame = await plane.locator('.picture-frame').boundingBox();
  if (!frame) throw new Error('The plane has no place.');
  // What is under the pointer is read by the classifier, which comes with the first move.
  await page.mouse.move(frame.x + frame.width * 0.3, frame.y + frame.height * 0.4);
  await expect(slider).toHaveAttribute('aria-valuetext', /^z = \(−0\.\d+, 0\.\d+\): looks like an? \d/);
  await expect(card.locator('.z-digit canvas')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  expect(seen.complaints).toEqual([]);
});

test('an address that leads nowhere says so and lists where one can go', async ({ page }) => {
  const response = await page.goto('widgets/no-such-widget/');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No such page' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'vae-tradeoff' })).toBeVisible();
});

test('paper is light, whatever the reader chose for the screen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await page.goto('lectures/the-elbo/');
  const ink = await page.evaluate(() => getComputedStyle(document.body).color);
  // The ink of plots/meaning.ts on light paper, #23211d.
  expect(ink).toBe('rgb(35, 33, 29)');
});

for (const [colorScheme, theme] of [
  ['light', 'dark'],
  ['dark', 'light'],
] as const)
  test(`a ${colorScheme} contrast theme stands, also when ${theme} was chosen here: axes and marks are at least 4.5 : 1`, async ({
    page,
  }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await page.addInitScript((chosen) => localStorage.setItem('notes:theme', chosen), theme);
    await page.goto('lectures/kl-divergence/');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await readThrough(page);
    const low = await page.evaluate(() => {
      const scratch = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      if (!scratch) throw new Error('No canvas.');
      const light = (colour: string) => {
        scratch.fillStyle = colour;
        scratch.fillRect(0, 0, 1, 1);
        const parts = [...scratch.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => byte / 255);
        const [r = 0, g = 0, b = 0] = parts.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = light('Canvas');
      const contrast = (colour: string) => {
        const value = light(colour);
        return (Math.max(value, ground) + 0.05) / (Math.min(value, ground) + 0.05);
      };
      const faint = new Set<string>();
      for (const element of document.querySelectorAll('.picture-frame svg :is(text, path, line, circle)')) {
        const { fill, stroke } = getComputedStyle(element);
        // A letter's stroke is its halo, in the colour of the ground.
        const seen = element.matches('text') ? [fill] : [stroke === 'none' ? fill : stroke];
        for (const colour of seen)
          if (colour !== 'none' && !colour.includes('(0, 0, 0, 0)') && contrast(colour) < 4.5)
            faint.add(`${element.tagName} ${colour} ${element.textContent.slice(0, 20)}`);
      }
      return [...faint];
    });
    expect(low).toEqual([]);
  });
