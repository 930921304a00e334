/**
 * `npm run stills [id …]`: photographs the figures of the built site and their views, light and dark, into `public/stills/`, for readers
 * without JavaScript and until a figure is near. The pictures are of real runs. `home` photographs the cards of the home
 * page, which need a second build to be seen there.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { Act, Still } from '#src/base/still.ts';
import { idOf } from '#src/run/meta.ts';
import { chromiumArgs, findChromium } from './chromium.ts';
import { ROOT } from './commands.ts';
import { serveSite } from './site.ts';

const SITE = join(ROOT, 'dist');
const STILLS = join(ROOT, 'public/stills');
const SIZE = { width: 1280, height: 720 };
/** A still is loaded where the figure may never be, so it has to be small. */
const MAX_BYTES = 30 * 1024;
const QUALITIES = [90, 80, 70, 60, 50, 40, 30, 20, 10];
/** Air around the stage, in pixels of the still. */
const MARGIN = 24;
/** The sweep is seven runs of 300 steps; a busy machine without a graphics card makes a few dozen steps a second. */
const PATIENCE_MILLISECONDS = 10 * 60_000;

/** As a figure that answers at once is shown, two pictures in a row; what its own folder says goes before this. */
const asItStands = { query: 'only=plot', width: 1000, fold: '.picture { flex-basis: 34% }', acts: [] } as const;

async function act(figure: Locator, now: Act): Promise<void> {
  if ('press' in now) return figure.locator(`[data-action=${now.press}]`).click();
  if ('wait' in now) return waitFor(figure, now.wait, now.step);
  const knob = figure.getByRole('spinbutton', { name: now.knob });
  await knob.fill(String(now.value));
  await knob.press('Enter');
}

/** Waits until the figure has that status at that step or later; a failed run ends the wait with its sentence. */
async function waitFor(figure: Locator, status: string, step: number): Promise<void> {
  const found = await figure.page().waitForFunction(
    ([id, wanted, least]) => {
      const { dataset } = document.getElementById(id) ?? document.body;
      if (dataset['status'] === 'failed') return 'failed';
      return dataset['status'] === wanted && Number(dataset['step']) >= least && 'there';
    },
    [(await figure.getAttribute('id')) ?? '', status, step] as const,
    { timeout: PATIENCE_MILLISECONDS, polling: 100 },
  );
  if ((await found.jsonValue()) !== 'failed') return;
  throw new Error(`The figure failed: ${await figure.locator('.notices').innerText()}`);
}

/** A figure that trains is blank as it opens, so it has to say what it is photographed after. */
async function stillOf(id: string): Promise<Required<Still>> {
  const own = await importedFrom<{ still: Still }>(id, 'still.ts');
  const described = await importedFrom<{ meta: { trains: boolean } }>(id, 'meta.ts');
  if (described?.meta.trains && !own)
    throw new Error(`${id} trains, so its picture would be blank. Say in widgets/${id}/still.ts what it shows.`);
  return { ...asItStands, ...own?.still };
}

/** A file of a figure's folder, if it has one. */
async function importedFrom<Module>(id: string, name: string): Promise<Module | undefined> {
  const file = join(ROOT, 'widgets', id, name);
  return existsSync(file) ? ((await import(pathToFileURL(file).href)) as Module) : undefined;
}

/** The pictures without their panel, which leaves them the whole width but for the column of the menu (styles/frame.css). */
const ALONE = 'figure.widget { --side: 3rem } figure.widget .side { display: none }';

async function open(page: Page, { id, view }: Shot, address: string): Promise<Locator> {
  const { query, width, fold, acts } = view === undefined ? await stillOf(id) : ofView(view);
  await page.setViewportSize({ ...SIZE, width });
  await page.goto(`${address}embed/${id}/${query && `?${query}`}`);
  const figure = page.locator(`figure#${id}`);
  await figure.locator('.stage svg').first().waitFor();
  await page.addStyleTag({ content: `${ALONE} ${fold}` });
  for (const now of acts) await act(figure, now);
  await page.evaluate(() => document.fonts.ready);
  return figure;
}

/** A figure, or one view of it. */
type Shot = { readonly id: string; readonly view?: string };

/** A view opens as it is to be seen: it has one picture or two. */
const ofView = (view: string) => ({
  query: `only=plot&view=${view}`,
  width: 900,
  fold: '.note-small { display: none }',
  acts: [],
});

/** The figure and each of its views. */
async function shotsOf(id: string): Promise<readonly Shot[]> {
  const described = await importedFrom<{ meta: { views?: object } }>(id, 'meta.ts');
  return [{ id }, ...Object.keys(described?.meta.views ?? {}).map((view) => ({ id, view }))];
}

async function photograph(browser: Browser, shot: Shot, address: string): Promise<void> {
  const page = await browser.newPage({ serviceWorkers: 'block', deviceScaleFactor: 2, reducedMotion: 'reduce' });
  const figure = await open(page, shot, address);
  const name = idOf(shot.id, shot.view);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    const photo = await figure.locator('.stage').screenshot({ animations: 'disabled' });
    const surface = await figure.evaluate((element) => getComputedStyle(element).backgroundColor);
    const { bytes, quality } = await shrink(photo, surface);
    await writeFile(join(STILLS, `${name}-${theme}.webp`), bytes);
    console.log(`public/stills/${name}-${theme}.webp: ${(bytes.length / 1024).toFixed(1)} KiB at quality ${quality}`);
  }
  await page.close();
}

/** The page that the cards stand on; the name by which its stills are asked for. */
const HOME = 'home';
/** A card's picture, in pixels of the still; and that of a card with a row to itself. */
const CARD = { width: 640, height: 680 } as const;
const WIDE_CARD = { width: 960, height: 640 } as const;

async function photographCards(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ serviceWorkers: 'block', deviceScaleFactor: 2, reducedMotion: 'reduce' });
  await page.setViewportSize({ ...SIZE, height: 2000 });
  await page.goto(address);
  for (const card of await page.locator('[data-card]').all()) {
    await readyCard(card);
    const id = (await card.getAttribute('data-card')) ?? '';
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForTimeout(300);
      const photo = await card.locator('[data-live-picture] > *').first().screenshot({ animations: 'disabled' });
      const surface = await card
        .locator('.card-picture')
        .evaluate((element) => getComputedStyle(element).backgroundColor);
      const file = `card-${id}-${theme}.webp`;
      const isWide = await card.evaluate((element) => element.classList.contains('card-wide'));
      await sharp(photo)
        .flatten({ background: surface })
        .resize({ ...(isWide ? WIDE_CARD : CARD), fit: 'contain', position: 'top', background: surface })
        .webp({ quality: 70, effort: 6 })
        .toFile(join(STILLS, file));
      console.log(`public/stills/${file}`);
    }
  }
  await page.close();
}

/** Waits until the card is alive; one that trains is trained. */
async function readyCard(card: Locator): Promise<void> {
  await card.scrollIntoViewIfNeeded();
  await card.locator('[data-live-picture] :is(svg, canvas)').first().waitFor();
  const button = card.getByRole('button');
  const slider = card.getByRole('slider');
  if (await slider.count()) await slider.evaluate(showMost);
  if (!(await button.count())) return;
  await button.click();
  const trained = card.locator('output', { hasText: /^step [2-9]\d{3}/ });
  await trained.waitFor({ timeout: PATIENCE_MILLISECONDS });
  await button.click();
}

/** A mixture that has found its clusters says more than one at its start. */
function showMost(slider: Element): void {
  if (!(slider instanceof HTMLInputElement) || Number(slider.min) !== 0) return;
  slider.value = slider.max;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The photo on a ground of 1280 × 720 pixels, as good as the bytes allow. */
async function shrink(photo: Buffer, background: string): Promise<{ bytes: Buffer; quality: number }> {
  const whole = await sharp(photo)
    .flatten({ background })
    .resize({ width: SIZE.width - 2 * MARGIN, height: SIZE.height - 2 * MARGIN, fit: 'contain', background })
    .extend({ top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, background })
    .png()
    .toBuffer();
  for (const quality of QUALITIES) {
    const bytes = await sharp(whole).webp({ quality, effort: 6, smartSubsample: true }).toBuffer();
    if (bytes.length <= MAX_BYTES) return { bytes, quality };
  }
  throw new Error(`A still of at most ${MAX_BYTES} bytes was wanted, but this figure needs more at any quality.`);
}

function chosen(ids: readonly string[]): readonly string[] {
  const all = readdirSync(join(ROOT, 'widgets')).sort();
  const unknown = ids.filter((id) => id !== HOME && !all.includes(id));
  if (unknown.length === 0) return ids.length > 0 ? ids : [...all, HOME];
  throw new Error(`There is no widget ${unknown.join(', ')}. The widgets are: ${all.join(', ')}.`);
}

async function main(): Promise<void> {
  const ids = chosen(process.argv.slice(2));
  if (!existsSync(join(SITE, 'index.html')))
    throw new Error('There is no built site in dist/. Run `npm run build` first.');
  await mkdir(STILLS, { recursive: true });
  const site = await serveSite(SITE);
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs] });
  try {
    for (const id of ids) {
      if (id === HOME) await photographCards(browser, site.address);
      else for (const shot of await shotsOf(id)) await photograph(browser, shot, site.address);
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
