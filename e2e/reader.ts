import { globSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Axe from 'axe-core';
import { expect, type ConsoleMessage, type Locator, type Page } from '@playwright/test';

/** Every page of the built site, as an address relative to its root. */
export const pages = globSync('dist/**/*.html')
  .map((file) =>
    file
      .replace(/\\/g, '/')
      .replace(/^dist\//, '')
      .replace(/index\.html$/, ''),
  )
  .sort();

export const widgetIds = readdirSync('widgets').sort();

export type Watch = { readonly complaints: string[]; readonly strangers: string[] };

/** Notes what no page may do: complain on the console, throw, or ask another origin for anything. */
export function watch(page: Page): Watch {
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    // The tests themselves keep service workers out, and are told so.
    if (message.text().startsWith('Service Worker registration blocked by Playwright')) return;
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  // What the content security policy refuses in silence: a script of ours that asks for `eval`, say.
  void page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
      console.error(`The policy refused ${effectiveDirective} for ${blockedURI} (${sourceFile}).`),
    ),
  );
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost' && hostname !== '127.0.0.1')
      strangers.push(request.url());
  });
  return { complaints, strangers };
}

/** As long as `expect` waits (e2e/playwright.config.ts). */
const WAIT = 400_000;

/** Brings every figure near, so that it loads, waits until it stands, and goes back to the top. */
export async function readThrough(page: Page): Promise<void> {
  for (const figure of await page.locator('figure[data-widget]').all()) {
    await figure.evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
    // `expect` describes the whole page for each look that failed, which takes seconds on one full of formulas.
    await figure.locator('.stage').waitFor({ timeout: WAIT });
  }
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
}

export const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Two frames: what a change of the window or the theme asks to be drawn again has been. */
export const settled = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** The rules that another theme can break: it changes colours and nothing else. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Marks one of each kind of element with text of its own. Elements are of a kind if tag and classes agree, theirs and those
 * of all around them, and so do the colours and the letters that the page's styles give them: what lies behind one lies
 * behind the other.
 */
const markOneOfEachKind = (page: Page) =>
  page.evaluate((mark) => {
    const ground = new Map<Element, string>();
    const groundOf = (element: Element): string => {
      const known = ground.get(element);
      if (known !== undefined) return known;
      const { backgroundColor, backgroundImage, opacity, filter, position } = getComputedStyle(element);
      const own = [element.tagName, element.getAttribute('class'), backgroundColor, backgroundImage, opacity, filter];
      const around = element.parentElement ? groundOf(element.parentElement) : '';
      const found = `${around} > ${[...own, position].join(' ')}`;
      ground.set(element, found);
      return found;
    };
    const hasText = (node: Node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '';
    const seen = new Set<string>();
    for (const element of document.querySelectorAll('body, body *')) {
      const isField = element.matches('input, select, textarea');
      if (!isField && ![...element.childNodes].some(hasText)) continue;
      if (!element.checkVisibility()) continue;
      const { color, fill, fontSize, fontWeight, textShadow, visibility } = getComputedStyle(element);
      const kind = [groundOf(element), color, fill, fontSize, fontWeight, textShadow, visibility].join(' ');
      if (!seen.has(kind) || isField) element.setAttribute(mark, '');
      seen.add(kind);
    }
  }, CONTRAST_MARK);

const CONTRAST_MARK = 'data-one-of-its-kind';

/**
 * What axe finds wrong, a line each; by all its rules or by those named. Contrast, its most costly rule, is asked of one
 * element of each kind. Formulas become a letter each where a page is
 * read `withoutFormulas`: they are nine tenths of a lecture's elements, all alike, and axe walks through every one.
 */
export async function barriers(
  page: Page,
  { rules, withoutFormulas = false }: { readonly rules?: readonly string[]; readonly withoutFormulas?: boolean } = {},
): Promise<string[]> {
  if (withoutFormulas)
    await page.evaluate(() => document.querySelectorAll('.katex').forEach((formula) => formula.replaceChildren('x')));
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  await markOneOfEachKind(page);
  return page.evaluate(
    async ([mark, only]) => {
      const { axe } = window as unknown as { axe: typeof Axe };
      axe.configure({ rules: [{ id: 'color-contrast', selector: `[${mark}]` }] });
      // Frames of strangers are theirs; of what passes a page has some megabytes.
      const found = await axe.run(document, {
        ...(only && { runOnly: [...only] }),
        resultTypes: ['violations'],
        elementRef: false,
        iframes: false,
      });
      document.querySelectorAll(`[${mark}]`).forEach((element) => element.removeAttribute(mark));
      return found.violations.map(({ id, nodes }) => {
        const told = nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`);
        return `${id}: ${told.join(' | ')}`.slice(0, 900);
      });
    },
    [CONTRAST_MARK, rules] as const,
  );
}

/** The page has one heading and every formula, its figures come on a phone, and nothing has to be scrolled sideways as the window is drawn wider. */
export async function standsAtEveryWidth(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 800 });
  await readThrough(page);
  expect(await page.locator('.katex-error').count()).toBe(0);
  await expect(page.locator('h1')).toHaveCount(1);
  for (const width of [360, 768, 2560, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await settled(page);
    expect(await sideways(page), `at ${width} px`).toBeLessThanOrEqual(0);
    expect(await crowdedLabels(page), `at ${width} px`).toEqual([]);
  }
}

/** Type below this many pixels is too small to read. */
const SMALLEST_TYPE = 11;

/** Labels of drawn diagrams that overlap, leave their drawing or are too small, a line each; and diagrams of which not exactly one layout shows. */
export const crowdedLabels = (page: Page) =>
  page.evaluate((smallest) => {
    const crowded: string[] = [];
    for (const figure of document.querySelectorAll('.diagram')) {
      const drawings = [...figure.querySelectorAll('svg')].filter((svg) => svg.getClientRects().length > 0);
      if (drawings.length !== 1) crowded.push(`${figure.id} shows ${drawings.length} layouts`);
      for (const drawing of drawings) {
        const around = drawing.getBoundingClientRect();
        const scale = around.width / drawing.viewBox.baseVal.width;
        const labels = [...drawing.querySelectorAll('text')].map((text) => ({
          said: `${figure.id}: ${text.textContent}`,
          box: text.getBoundingClientRect(),
          type: Math.min(
            ...[text, ...text.querySelectorAll('tspan')].map((run) => parseFloat(getComputedStyle(run).fontSize)),
          ),
        }));
        labels.forEach(({ said, box, type }, at) => {
          if (type * scale < smallest) crowded.push(`${said} is ${(type * scale).toFixed(1)} px`);
          // Half a pixel for rounding.
          if (box.left < around.left - 0.5 || box.right > around.right + 0.5) crowded.push(`${said} leaves sideways`);
          if (box.top < around.top - 0.5 || box.bottom > around.bottom + 0.5) crowded.push(`${said} leaves`);
          for (const { said: other, box: next } of labels.slice(at + 1))
            if (box.left < next.right && next.left < box.right && box.top < next.bottom && next.top < box.bottom)
              crowded.push(`${said} overlaps ${other}`);
        });
      }
    }
    return crowded;
  }, SMALLEST_TYPE);

/** axe finds nothing in either theme. */
export async function barsNobody(page: Page, withoutFormulas = true): Promise<void> {
  await page.emulateMedia({ media: 'screen', colorScheme: 'light', reducedMotion: 'reduce' });
  await settled(page);
  expect(await barriers(page, { withoutFormulas }), 'light').toEqual([]);
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark', reducedMotion: 'reduce' });
  await settled(page);
  expect(await barriers(page, { rules: COLOUR_RULES, withoutFormulas }), 'dark').toEqual([]);
}

/** A page with nothing on it but a frame in sight, since one out of sight would not load its figure; `heard` there is what it posted. */
export async function hostFrame(page: Page, source: string): Promise<void> {
  await page.goto('404.html');
  await page.evaluate((from) => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    addEventListener('message', ({ data }) => heard.push(data));
    document.body.innerHTML = `<iframe src="${from}" style="position:fixed;inset:0;width:900px;height:900px"></iframe>`;
  }, source);
}

const LOOKS = 4;

/**
 * Waits until what is read has stayed the same for `milliseconds`, since what was asked for before may still come. It is looked at
 * several times, and frames pass in between: where the whole machine stood still, time alone says nothing. Returns it.
 */
export async function resting<Read>(page: Page, read: () => Promise<Read>, milliseconds: number): Promise<Read> {
  let found = await read();
  await expect(async () => {
    found = await read();
    for (let look = 0; look < LOOKS; look++) {
      await page.waitForTimeout(milliseconds / LOOKS);
      await settled(page);
      expect(await read()).toBe(found);
    }
  }).toPass();
  return found;
}

export const metric = (figure: Locator, name: string) => figure.locator(`output[data-metric="${name}"]`);

/** A metric's number as the page marks it for scripts, once there is one: a figure reports a frame after it stands. */
export async function numberOf(figure: Locator, name: string): Promise<number> {
  const output = metric(figure, name);
  await expect(output).toHaveAttribute('data-value');
  return Number((await output.getAttribute('data-value')) ?? NaN);
}

/** Presses what stands in the menu of a figure. */
export async function fromMenu(within: Page | Locator, action: string): Promise<void> {
  const menu = within.locator('[data-action=menu]').first();
  if ((await menu.getAttribute('aria-expanded')) === 'false') await menu.click();
  await within.locator(`.menu-list [data-action=${action}]`).first().click();
}

export const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** The link that a figure's own button copies. */
export async function copiedLink(page: Page, figure: Locator): Promise<string> {
  const before = 'nothing copied yet';
  await page.evaluate((text) => navigator.clipboard.writeText(text), before);
  await fromMenu(figure, 'copy-link');
  await expect.poll(() => clipboard(page)).not.toBe(before);
  await page.keyboard.press('Escape');
  return clipboard(page);
}
