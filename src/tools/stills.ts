/**
 * `npm run stills [id …]`: photographs the figures of the built site, light and dark, into `public/stills/`, for readers
 * without JavaScript and until a figure is near. The pictures are of real runs.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
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
/** The run at β = 1 that the still shows. */
const STEPS_SHOWN = 2000;
/** The step at which the game that the still shows stands: all modes found, and points still on their way. */
const GAME_STEP = 1500;

type Still = {
  /** What the embed's address asks for. */
  readonly query: string;
  /** Width of the window in CSS pixels; narrower makes letters larger. */
  readonly width: number;
  /** Rules that fold the stage into a shape near 16 : 9. */
  readonly fold: string;
  /** Brings the figure into the state to show. */
  readonly prepare: (figure: Locator) => Promise<void>;
};

/** A figure that answers at once is shown as it stands, two pictures in a row. */
const asItStands: Still = {
  query: 'only=plot',
  width: 1000,
  fold: '.picture { flex-basis: 34% }',
  prepare: () => Promise.resolve(),
};

/** Two sheets of digits above three charts. */
const twoThenThree = [
  '.stage { display: grid; grid-template-columns: repeat(12, 1fr) }',
  '.picture { grid-column: span 4 }',
  '.picture:nth-child(-n + 2) { grid-column: span 6 }',
].join('\n');

/** Two digits, the one between and the map, above the walk and the error. */
const codesInFive = [
  '.stage { display: grid; grid-template-columns: repeat(6, 1fr) }',
  '.picture { grid-column: span 2 }',
  '.picture:nth-child(4) { grid-column: span 4 }',
].join('\n');

const special: Readonly<Record<string, Still>> = {
  // The picture of dimensions would make it taller than wide.
  'density-fit': { ...asItStands, width: 900, fold: `${asItStands.fold} .picture:nth-child(3) { display: none }` },
  'gan-2d': {
    query: `only=plot&step=${GAME_STEP}`,
    width: 900,
    fold: '.part .as-table, .note-small { display: none }',
    prepare: (figure) => waitFor(figure, 'paused', GAME_STEP),
  },
  // Nobody has pressed a step yet, so the climb is empty.
  'elbo-identity': { ...asItStands, width: 780, fold: '.picture:nth-child(3), .buttons { display: none }' },
  // After a few rounds, before the clusters are found: soft marks, ellipses across them, steps of both kinds.
  'em-mixture': { ...asItStands, query: 'only=plot&steps=32', width: 900, fold: '' },
  'gan-digits': { ...asItStands, query: '', prepare: trainTo(2000) },
  'latent-codes': { ...asItStands, query: '', fold: codesInFive, prepare: trainTo(800) },
  // Eight latents: with two the digits that come back are too much alike to be told apart at this size.
  'vae-tradeoff': { query: 'latent=8', width: 900, fold: twoThenThree, prepare: sweepThenTrain },
};

/** A sweep of β leaves its points on the plane; then β = 1 is trained on, so that the digits shown are good ones. */
async function sweepThenTrain(figure: Locator): Promise<void> {
  await figure.locator('[data-action=sweep]').click();
  await waitFor(figure, 'running', 1);
  await waitFor(figure, 'paused', 1);
  const beta = figure.getByRole('spinbutton', { name: 'weight of the rate' });
  await beta.fill('1');
  await beta.press('Enter');
  await waitFor(figure, 'idle', 0);
  await figure.locator('[data-action=run]').click();
  await waitFor(figure, 'running', STEPS_SHOWN);
  await figure.locator('[data-action=run]').click();
  await waitFor(figure, 'paused', STEPS_SHOWN);
}

/** A run of so many steps or a few more. */
function trainTo(steps: number): Still['prepare'] {
  return async (figure) => {
    await figure.locator('[data-action=run]').click();
    await waitFor(figure, 'running', steps);
    await figure.locator('[data-action=run]').click();
    await waitFor(figure, 'paused', steps);
  };
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
async function stillOf(id: string): Promise<Still> {
  const { meta } = (await import(pathToFileURL(join(ROOT, 'widgets', id, 'meta.ts')).href)) as { meta: WidgetMeta };
  const still = special[id] ?? asItStands;
  if (meta.trains && still === asItStands)
    throw new Error(`${id} trains, so its picture would be blank. Name a query and a run for it in \`special\`.`);
  return still;
}

type WidgetMeta = { readonly trains: boolean };

async function open(page: Page, id: string, address: string): Promise<Locator> {
  const { query, width, fold, prepare } = await stillOf(id);
  await page.setViewportSize({ ...SIZE, width });
  await page.goto(`${address}embed/${id}/${query && `?${query}`}`);
  const figure = page.locator(`figure#${id}`);
  await figure.locator('.stage svg').first().waitFor();
  await page.addStyleTag({ content: `.as-table { display: none } ${fold}` });
  await prepare(figure);
  await page.evaluate(() => document.fonts.ready);
  return figure;
}

async function photograph(browser: Browser, id: string, address: string): Promise<void> {
  const page = await browser.newPage({ serviceWorkers: 'block', deviceScaleFactor: 2, reducedMotion: 'reduce' });
  const figure = await open(page, id, address);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    const photo = await figure.locator('.stage').screenshot({ animations: 'disabled' });
    const surface = await figure.evaluate((element) => getComputedStyle(element).backgroundColor);
    const { bytes, quality } = await shrink(photo, surface);
    await writeFile(join(STILLS, `${id}-${theme}.webp`), bytes);
    console.log(`public/stills/${id}-${theme}.webp: ${(bytes.length / 1024).toFixed(1)} KiB at quality ${quality}`);
  }
  await page.close();
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
  const unknown = ids.filter((id) => !all.includes(id));
  if (unknown.length === 0) return ids.length > 0 ? ids : all;
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
    for (const id of ids) await photograph(browser, id, site.address);
  } finally {
    await browser.close();
    await site.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
