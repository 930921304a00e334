import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { amount } from '../src/ui/amount.ts';
import type { WidgetMeta } from '../src/run/meta.ts';
import { barriers, fromMenu, sideways, watch } from './reader.ts';

const figureOf = (page: Page, id: string) => page.locator(`figure#${id}`);

async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** The table of a CSV file as RFC 4180 has it, lines behind a # left out. */
function parsed(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
    ),
  );
}

/** The panel of pictures lists those that are drawn when it opens. */
const drawn = (figure: Locator, title: string) =>
  expect(figure.locator('.picture', { hasText: title }).locator('.picture-frame svg').first()).toBeVisible();

/** Every number the figure shows, as it is printed. */
const shown = (figure: Locator) =>
  figure
    .locator('dl output[data-metric]')
    .evaluateAll((outputs) => outputs.map((output) => [output.getAttribute('data-metric') ?? '', output.textContent]));

/** What leaves the page is written by the same code for all: two that train, and two that answer at once. */
const TAKEN = ['density-fit', 'em-mixture', 'gan-2d', 'vae-tradeoff'];

for (const id of TAKEN)
  test(`${id}: the numbers taken away are the ones shown`, async ({ page }) => {
    const { meta } = (await import(`../widgets/${id}/meta.ts`)) as { meta: WidgetMeta };
    const seen = watch(page);
    await page.goto(`widgets/${id}/${meta.trains ? '?step=12' : ''}`);
    const figure = figureOf(page, id);
    if (meta.trains) await expect(figure).toHaveAttribute('data-step', '12');
    await fromMenu(figure, 'panel-data');
    const csv = await saved(page, figure.locator('[data-action=save-csv]'));
    const json = await saved(page, figure.locator('[data-action=save-json]'));
    expect(csv.name).toMatch(new RegExp(`^${id}(?:-step-12)?\\.csv$`));
    const [head = [], ...rows] = parsed(csv.bytes.toString());
    const name = (column: string) => column.replace(/ \[.*\]$/, '');
    const numbers = meta.trains
      ? Object.fromEntries(head.map((column, at) => [name(column), Number(rows.at(-1)?.[at])]))
      : Object.fromEntries(rows.map(([metric = '', value]) => [metric, Number(value)]));
    if (meta.trains) expect(numbers['step']).toBe(12);
    const printed = await shown(figure);
    expect(printed.length).toBeGreaterThan(0);
    for (const [metric = '', text] of printed)
      expect(amount(numbers[metric], meta.metrics[metric]?.digits ?? 0), metric).toBe(text);
    const same = JSON.parse(json.bytes.toString()) as { link: string; rows: Record<string, number | string>[] };
    const { step = NaN, ...last } = same.rows.at(-1) ?? {};
    // ∞ stands as text in JSON.
    for (const [metric, value] of Object.entries(last)) expect(numbers[metric]).toBe(Number(value));
    expect(meta.trains ? step : 12).toBe(12);
    expect(csv.bytes.toString()).toContain(`# link: ${same.link}\n`);
    expect(same.link).toContain(`/widgets/${id}/`);
    expect(seen.complaints).toEqual([]);
  });

for (const colorScheme of ['light', 'dark'] as const)
  test(`plots leave as SVG and PNG that need nothing of the page, ${colorScheme}`, async ({ page }) => {
    const seen = watch(page);
    await page.emulateMedia({ colorScheme });
    await page.goto('widgets/kl-closed-form/?mu=2');
    const figure = figureOf(page, 'kl-closed-form');
    await drawn(figure, 'The four terms');
    await fromMenu(figure, 'panel-picture');
    const svg = await saved(page, figure.getByRole('button', { name: 'The four terms as SVG' }));
    expect(svg.name).toBe('kl-closed-form-the-four-terms.svg');
    const text = svg.bytes.toString();
    expect(text).not.toContain('var(');
    expect(text).toContain('Source Sans 3');
    expect(text).toContain('/widgets/kl-closed-form/?mu=2');
    const surface = await page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--surface'));
    expect(text).toContain(`fill="${surface.trim()}"`);
    expect(
      await page.evaluate(
        (xml) => new DOMParser().parseFromString(xml, 'image/svg+xml').querySelector('parsererror') === null,
        text,
      ),
    ).toBe(true);
    const png = await saved(page, figure.getByRole('button', { name: 'The four terms as PNG' }));
    const { width, height, channels } = await sharp(png.bytes).metadata();
    expect(channels).toBeGreaterThanOrEqual(3);
    expect([width, height].every((side) => side > 300)).toBe(true);
    // The ground in the corner, and marks on it: three dozen grey values of spread are far more than an empty picture has.
    const { data } = await sharp(png.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(`#${[...data.subarray(0, 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`).toBe(
      surface.trim(),
    );
    const { channels: spread } = await sharp(png.bytes).stats();
    expect(spread[0]?.stdev).toBeGreaterThan(10);
    expect(await barriers(page)).toEqual([]);
    expect(seen.complaints).toEqual([]);
  });

test('sheets of digits leave as PNG, in the ink of the theme', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('widgets/vae-tradeoff/?step=1');
  const figure = figureOf(page, 'vae-tradeoff');
  await expect(figure).toHaveAttribute('data-step', '1');
  await fromMenu(figure, 'panel-picture');
  await expect(figure.locator('[data-action=save-svg]')).toHaveCount(3);
  const png = await saved(page, figure.getByRole('button', { name: 'Held-out digits, and what comes back as PNG' }));
  const { channels } = await sharp(png.bytes).stats();
  // On a slide a sheet fills the screen: at least 2,400 pixels, a whole number for each of its own.
  expect((await sharp(png.bytes).metadata()).width).toBeGreaterThanOrEqual(2400);
  // White ink on the dark ground.
  expect(channels[0]?.max).toBe(255);
  expect(channels[0]?.min).toBeLessThan(60);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  expect(await barriers(page)).toEqual([]);
});

test('a picture can be saved on white in the colours of light paper, or on nothing', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('widgets/kl-closed-form/?mu=2');
  const figure = figureOf(page, 'kl-closed-form');
  await drawn(figure, 'The four terms');
  await fromMenu(figure, 'panel-picture');
  const [svg, png] = [
    figure.getByRole('button', { name: 'The four terms as SVG' }),
    figure.getByRole('button', { name: 'The four terms as PNG' }),
  ];
  const corner = async () => {
    const { data } = await sharp((await saved(page, png)).bytes)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [...data.subarray(0, 4)];
  };
  await figure.getByRole('radio', { name: 'white' }).check();
  expect(await corner()).toEqual([255, 255, 255, 255]);
  // The ink of plots/meaning.ts on light paper, though the page is dark.
  expect((await saved(page, svg)).bytes.toString()).toContain('rgb(35, 33, 29)');
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBeUndefined();
  await figure.getByRole('radio', { name: 'transparent' }).check();
  expect((await corner())[3]).toBe(0);
});

test('a QR code is saved as a picture, and the link panel offers a link that opens before a room', async ({ page }) => {
  await page.goto('widgets/kl-closed-form/?mu=2');
  const figure = figureOf(page, 'kl-closed-form');
  await fromMenu(figure, 'panel-link');
  await figure.locator('[data-link=teach]').check();
  const address = (await figure.locator('[data-said=link]').getAttribute('href')) ?? '';
  expect(new URL(address).searchParams.get('teach')).toBe('1');
  const png = await saved(page, figure.locator('[data-action=save-qr-png]'));
  const { width, height } = await sharp(png.bytes).metadata();
  expect(width).toBe(height);
  expect(width).toBeGreaterThan(400);
  expect((await saved(page, figure.locator('[data-action=save-qr-svg]'))).bytes.toString()).toContain('teach=1');
  await page.goto(address);
  await expect(figure).toHaveClass(/teaching/);
});

test('where a canvas may not be read, no striped PNG is saved, and the SVG is offered', async ({ page }) => {
  // What Firefox does with privacy.resistFingerprinting: other pixels than were drawn.
  await page.addInitScript(() => {
    const { prototype } = CanvasRenderingContext2D;
    const read = Reflect.get(prototype, 'getImageData') as () => ImageData;
    prototype.getImageData = function (this: CanvasRenderingContext2D, ...place: unknown[]) {
      const pixels = Reflect.apply(read, this, place) as ImageData;
      pixels.data.forEach((_, at) => (pixels.data[at] = (at * 37) % 256));
      return pixels;
    };
  });
  await page.goto('widgets/kl-closed-form/');
  const figure = figureOf(page, 'kl-closed-form');
  await drawn(figure, 'The four terms');
  await fromMenu(figure, 'panel-picture');
  let files = 0;
  page.on('download', () => files++);
  await figure.getByRole('button', { name: 'The four terms as PNG' }).click();
  await expect(figure.locator('.panel [role=status]')).toContainText('Save it as SVG instead');
  expect(files).toBe(0);
  await saved(page, figure.getByRole('button', { name: 'The four terms as SVG' }));
});

test('before a run there are no numbers, and it is said so', async ({ page }) => {
  await page.goto('widgets/vae-tradeoff/');
  await fromMenu(page, 'panel-data');
  await expect(page.getByRole('region', { name: 'The numbers of this figure' })).toContainText('no numbers yet');
});
