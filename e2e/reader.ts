import { globSync, readdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
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

/** Brings every figure near, so that it loads, waits until it stands, and goes back to the top. */
export async function readThrough(page: Page): Promise<void> {
  for (const figure of await page.locator('figure[data-widget]').all()) {
    await figure.evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
    await expect(figure.locator('.stage')).toBeVisible();
  }
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
}

export const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Two frames: what a change of the window or the theme asks to be drawn again has been. */
export const settled = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** The rules that another theme can break: it changes colours and nothing else. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong, a line each; by all its rules or by those named; everywhere but in what is left out. */
export async function barriers(
  page: Page,
  rules?: readonly string[],
  leftOut: readonly string[] = [],
): Promise<string[]> {
  // Reported are violations alone, from one call: a page has some megabytes of what passes, and no frame of a stranger's.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  for (const selector of leftOut) axe.exclude(selector);
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`).join(' | ')}`.slice(
      0,
      900,
    ),
  );
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

/** Waits until what is read stays as it is for so long, since what was asked for before may still come. Returns it. */
export async function resting<Read>(page: Page, read: () => Promise<Read>, milliseconds: number): Promise<Read> {
  let found = await read();
  await expect(async () => {
    found = await read();
    await page.waitForTimeout(milliseconds);
    expect(await read()).toBe(found);
  }).toPass();
  return found;
}

export const metric = (figure: Locator, name: string) => figure.locator(`output[data-metric="${name}"]`);

/** A metric's number as the page marks it for scripts. */
export async function numberOf(figure: Locator, name: string): Promise<number> {
  return Number(await metric(figure, name).getAttribute('data-value'));
}
