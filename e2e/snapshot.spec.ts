import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { barriers, fromMenu, numberOf, sideways, watch } from './reader.ts';

/** Figures of digits teach a judge first, which takes long on a busy machine. */
const figureOf = (page: Page, id: string) => page.locator(`figure#${id}`);
const saidIn = (figure: Locator) => figure.locator('[data-said=state]');

/** Saves by keyboard; a file that is not small is announced first. */
async function saved(page: Page, figure: Locator, announced = false): Promise<{ name: string; bytes: Buffer }> {
  await fromMenu(figure, 'panel-state');
  const button = figure.locator('[data-action=save-state]');
  await button.focus();
  if (announced) {
    await page.keyboard.press('Enter');
    await expect(saidIn(figure)).toContainText(/is a file of \d\.\d MB\. Press again to save it\./);
  }
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  await expect(saidIn(figure)).toContainText('Saved the state of step');
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

async function choose(figure: Locator, bytes: Buffer): Promise<void> {
  if ((await figure.locator('.panel .file-drop').count()) === 0) await fromMenu(figure, 'panel-state');
  await figure
    .locator('.panel .file-drop input')
    .setInputFiles({ name: 'a.snapshot', mimeType: 'application/octet-stream', buffer: bytes });
}

async function drop(page: Page, figure: Locator, bytes: Buffer): Promise<void> {
  await fromMenu(figure, 'panel-state');
  const zone = figure.locator('.panel .file-drop');
  await expect(zone).toBeVisible();
  const files = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], 'a.snapshot'));
    return transfer;
  }, bytes.toString('base64'));
  const taken = () =>
    zone.evaluate(
      (target, dataTransfer) =>
        !target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })),
      files,
    );
  // The zone listens a frame after it is there, and until then nobody takes a drop.
  await expect.poll(taken).toBe(true);
}

type Case = {
  readonly id: string;
  readonly query: string;
  readonly names: readonly string[];
  readonly knob: readonly [string, string];
  readonly large?: boolean;
  /** The step at which it is saved, where not 30: large networks are slow on a busy machine. */
  readonly at?: number;
};
/** One of each way in: on another base, dropped, made of its own data, and too large to be saved unannounced. */
const cases: Readonly<Record<string, Case>> = {
  '@base vae-tradeoff': {
    id: 'vae-tradeoff',
    query: 'width=32&latent=3&seed=7',
    names: ['rate', 'distortion', 'squared-error'],
    knob: ['latent', '3'],
  },
  'gan-2d': { id: 'gan-2d', query: 'noise=3&seed=5', names: ['jsd', 'd-loss', 'g-loss'], knob: ['noise', '3'] },
  'latent-codes': {
    id: 'latent-codes',
    query: 'size=3&width=32&digits=100&seed=4',
    names: ['error', 'apart'],
    knob: ['size', '3'],
  },
  'gan-digits': {
    id: 'gan-digits',
    query: 'width=208&batch=8&seed=2',
    names: ['d-loss', 'g-loss', 'd-real', 'd-fake'],
    knob: ['width', '208'],
    large: true,
    at: 6,
  },
};

for (const [title, { id, query, names, knob, large = false, at = 30 }] of Object.entries(cases))
  test(`${title}: a saved state opens elsewhere at its step, with its knobs and numbers, and trains on`, async ({
    page,
    browser,
  }) => {
    const seen = watch(page);
    await page.goto(`widgets/${id}/?${query}&step=${at}`);
    const figure = figureOf(page, id);
    await expect(figure).toHaveAttribute('data-status', 'paused');
    const numbers = await Promise.all(names.map((name) => numberOf(figure, name)));
    const { name, bytes } = await saved(page, figure, large);
    expect(name).toBe(`${id}-step-${at}.snapshot`);
    await figure.locator('[data-action=step]').click();
    await expect(figure).toHaveAttribute('data-step', String(at + 1));
    const after = await Promise.all(names.map((each) => numberOf(figure, each)));

    const context = await browser.newContext();
    const fresh = await context.newPage();
    const seenThere = watch(fresh);
    await fresh.goto(page.url().replace(/\?.*/, ''));
    const there = figureOf(fresh, id);
    await expect(there.locator('.stage')).toBeVisible();
    if (id === 'gan-2d') await drop(fresh, there, bytes);
    else await choose(there, bytes);
    await expect(saidIn(there)).toContainText(`Opened: the figure stands at step ${at}`);
    await expect(there).toHaveAttribute('data-step', String(at));
    await expect(there).toHaveAttribute('data-status', 'paused');
    await expect(there.locator(`#${id}-${knob[0]}`)).toHaveAttribute('aria-valuetext', knob[1]);
    // Rounded weights move these numbers by 10⁻⁴ at most (src/run/snapshot-file.ts); ten times that is still no other run.
    for (const [i, each] of names.entries())
      expect(Math.abs((await numberOf(there, each)) - (numbers[i] ?? NaN)), each).toBeLessThanOrEqual(1e-3);
    await expect(there.locator('.run-status')).toContainText(`from a file at step ${at}`);
    await there.locator('[data-action=step]').click();
    await expect(there).toHaveAttribute('data-step', String(at + 1));
    // Adam's moments came along: the next step goes the same way. Moments are known to 2⁻⁸, and a step moves these by less than 1.
    for (const [i, each] of names.entries())
      expect(Math.abs((await numberOf(there, each)) - (after[i] ?? NaN)), each).toBeLessThanOrEqual(0.02);
    // There is no way back beyond the file, and no link that claims one.
    await expect(there.locator('[data-action=seek]')).toHaveAttribute('min', String(at));
    await fromMenu(there, 'panel-link');
    await expect(there.locator('[data-said=link]')).not.toHaveAttribute('href', /step=/);
    await expect(there.getByText('this run began with a file, which no link can carry')).toBeVisible();
    await there.locator('[data-action=reset]').click();
    await expect(there).toHaveAttribute('data-step', '0');
    await expect(there.locator('.run-status')).not.toContainText('from a file');
    expect([...seen.complaints, ...seenThere.complaints, ...seenThere.strangers]).toEqual([]);
    await context.close();
  });

/** The file with its header changed, and a checksum to match. */
function altered(file: Buffer, change: (header: string) => string): Buffer {
  const [first, second] = [file.indexOf('\n'), file.indexOf('\n', file.indexOf('\n') + 1)];
  const header = change(file.subarray(first + 1, second).toString());
  const whole = Buffer.concat([file.subarray(0, first + 1), Buffer.from(header), file.subarray(second, -4)]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(whole));
  return Buffer.concat([whole, sum]);
}

const flipped = (file: Buffer) => {
  const copy = Buffer.from(file);
  copy.writeUInt8(copy.readUInt8(file.length - 50) ^ 1, file.length - 50);
  return copy;
};

const refusals: readonly (readonly [what: (file: Buffer) => Buffer, said: RegExp])[] = [
  [() => Buffer.from('step,rate\n1,2\n'), /^Expected a trained state that a figure of these notes saved/],
  [(file) => file.subarray(0, file.length / 2), /^The file is cut off/],
  [flipped, /^The file is damaged: its checksum/],
  [(file) => altered(file, (text) => text.replace('"version":1', '"version":2')), /saved by version 2 .* up to 1/],
  [
    (file) => altered(file, (text) => text.replace('vae-tradeoff', 'gan-2d')),
    /another figure, A GAN in the plane\. Nothing was changed/,
  ],
  [
    (file) => altered(file, (text) => text.replace('vae-tradeoff', 'nothing')),
    /“nothing”, which these notes do not have/,
  ],
  [(file) => altered(file, (text) => text.replace('"beta":1', '"beta":1e9')), /^The file sets “beta” to what/],
  [
    (file) => altered(file, (text) => text.replace('"width":16', '"width":32')),
    /^The state could not be opened\. These settings make a network of .* still stands\.$/,
  ],
  [(file) => altered(file, (text) => text.replace(/"length":\d+/, '"length":9e15')), /none that they write/],
];

test('what cannot be opened is refused with a sentence, and the figure stays as it was', async ({ page }) => {
  const seen = watch(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('widgets/vae-tradeoff/?width=16&step=5');
  const figure = figureOf(page, 'vae-tradeoff');
  await expect(figure).toHaveAttribute('data-status', 'paused');
  const { bytes } = await saved(page, figure);
  const rate = await numberOf(figure, 'rate');
  for (const [change, said] of refusals) {
    await choose(figure, change(bytes));
    await expect(saidIn(figure)).toHaveText(said);
    await expect(figure).toHaveAttribute('data-step', '5');
    await expect(figure).toHaveAttribute('data-status', 'paused');
    expect(await numberOf(figure, 'rate')).toBe(rate);
  }
  await choose(figure, refusals[4]?.[0](bytes) ?? bytes);
  await expect(saidIn(figure).getByRole('link')).toHaveAttribute('href', /\/widgets\/gan-2d\/$/);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  expect(await barriers(page)).toEqual([]);
  // The run itself is still there and goes on.
  await figure.locator('[data-action=step]').click();
  await expect(figure).toHaveAttribute('data-step', '6');
  expect(seen.complaints).toEqual([]);
});

test('a run that began with a file solves no exercise, and the same numbers from a seed do', async ({ page }) => {
  await page.goto('lectures/generative-adversarial-networks/');
  const exercise = page.locator('#exercise-stuck');
  const reach = (aside: boolean) =>
    page.evaluate((beganWithFile) => {
      const metrics = { 'pull-minimax': 0, 'pull-non-saturating': 4 };
      const detail = {
        id: 'gan-objective',
        widget: 'gan-objective',
        values: { s: 1, sigma: 1 },
        metrics,
        step: 0,
        aside: beganWithFile,
      };
      document.dispatchEvent(new CustomEvent('notes:state', { detail }));
    }, aside);
  await reach(true);
  await expect(exercise).not.toHaveAttribute('data-done');
  await reach(false);
  await expect(exercise).toHaveAttribute('data-done');
});

test('before a run there is nothing to save, and it is said so', async ({ page }) => {
  await page.goto('widgets/gan-2d/');
  const figure = figureOf(page, 'gan-2d');
  await fromMenu(figure, 'panel-state');
  await figure.locator('[data-action=save-state]').click();
  await expect(saidIn(figure)).toHaveText('There is nothing trained to save yet. Press Run first.');
});
