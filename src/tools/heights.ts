/**
 * `npm run heights [lecture …]`: measures how tall the figures of the built site stand in their lectures, for windows of
 * each width, and writes it into `src/site/heights/<id>.json`. A figure that has not been loaded keeps that much room, so that
 * links into a lecture lead where they say.
 */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumArgs, findChromium } from './chromium.ts';
import { ROOT } from './commands.ts';
import { serveSite } from './site.ts';

const SITE = join(ROOT, 'dist');
const LECTURES = join(SITE, 'lectures');
const HEIGHTS = join(ROOT, 'src/site/heights');
/** CSS pixels. Between two of them a figure is about as tall as at the narrower one. */
const WIDTHS = [320, 360, 390, 430, 480, 560, 640, 701, 768, 820, 900, 1000, 1100, 1280, 1400, 1600, 1920];
/** Pictures draw a frame or two after the window has changed, one after another. */
const SETTLING_MILLISECONDS = 250;
const MOST_LOOKS = 40;

type Heights = ReadonlyMap<string, number>;

/** Height in CSS pixels of each figure that has been loaded. */
const measured = async (page: Page): Promise<Heights> =>
  new Map(
    await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('figure[data-widget]')].map((figure): [string, number] => [
        figure.dataset['widget'] ?? '',
        Math.round(figure.getBoundingClientRect().height),
      ]),
    ),
  );

/** Looks until two looks find the same. */
async function settled(page: Page): Promise<Heights> {
  let last = await measured(page);
  for (let look = 0; look < MOST_LOOKS; look++) {
    await page.waitForTimeout(SETTLING_MILLISECONDS);
    const now = await measured(page);
    if ([...now].every(([id, height]) => last.get(id) === height)) return now;
    last = now;
  }
  throw new Error('Expected figures that come to rest, but one kept changing its height.');
}

async function loadFigures(page: Page): Promise<void> {
  for (const figure of await page.locator('figure[data-widget]').all()) {
    await figure.evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
    await figure.locator('.menu-of-figure').first().waitFor();
  }
  await page.evaluate(() => document.fonts.ready);
}

/** Every figure of a lecture at every width. */
async function measureLecture(browser: Browser, address: string): Promise<ReadonlyMap<string, Record<number, number>>> {
  const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
  await page.goto(address);
  await loadFigures(page);
  const found = new Map<string, Record<number, number>>();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const [id, height] of await settled(page)) found.set(id, { ...found.get(id), [width]: height });
  }
  await page.close();
  return found;
}

async function main(): Promise<void> {
  if (!existsSync(LECTURES)) throw new Error('There is no built site in dist/. Run `npm run build` first.');
  const asked = process.argv.slice(2);
  const lectures = readdirSync(LECTURES).filter((slug) => asked.length === 0 || asked.includes(slug));
  const site = await serveSite(SITE);
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs] });
  try {
    for (const slug of lectures)
      for (const [id, heights] of await measureLecture(browser, `${site.address}lectures/${slug}/`)) {
        await writeFile(join(HEIGHTS, `${id}.json`), `${JSON.stringify(heights, null, 2)}\n`);
        console.log(`src/site/heights/${id}.json, from ${slug}`);
      }
  } finally {
    await browser.close();
    await site.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
