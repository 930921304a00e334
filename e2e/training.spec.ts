import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { barriers, copiedLink, fromMenu, metric, numberOf, resting, watch } from './reader.ts';

const figureOf = (page: Page) => page.locator('figure#vae-tradeoff');
const DATA = '../shared/data';
const idx = ['images-idx3', 'labels-idx1'].map((kind) => `${DATA}/mnist-5k-${kind}-ubyte.gz`);

/** The points of the rate–distortion plane as its table has them: β, rate, distortion, step. */
async function pointsOf(figure: Locator): Promise<number[][]> {
  await fromMenu(figure, 'panel-tables');
  const plane = figure.locator('.as-table', { hasText: 'The rate–distortion plane' });
  await plane.locator('summary').click();
  await expect(plane.locator('tbody tr').first()).toBeVisible();
  return plane
    .locator('tbody tr')
    .evaluateAll((lines) => lines.map((line) => [...line.children].map(({ textContent }) => Number(textContent))));
}

test("the reader's story: open lecture 10, run, watch, turn β, sweep, copy the link, open it elsewhere", async ({
  page,
  browser,
  context,
}, info) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) =>
      list.getEntries().forEach(({ duration }) => tasks.push(Math.round(duration))),
    ).observe({ entryTypes: ['longtask'] });
  });
  const seen = watch(page);
  await page.goto('lectures/variational-autoencoders/#vae-tradeoff');
  const figure = figureOf(page);
  await figure.locator('[data-action=run]').click();
  await expect(figure).toHaveAttribute('data-status', 'running');
  await page.evaluate(() => ((window as unknown as { tasks: number[] }).tasks.length = 0));
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(20);
  const [rate, distortion] = [await numberOf(figure, 'rate'), await numberOf(figure, 'distortion')];
  await expect.poll(() => numberOf(figure, 'distortion')).toBeLessThan(distortion);
  expect(await numberOf(figure, 'rate')).not.toBe(rate);
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  const said = `long tasks on the main thread while training: ${tasks.length}${tasks.length > 0 ? `, the longest ${Math.max(...tasks)} ms` : ''}`;
  info.annotations.push({ type: 'report', description: said });
  console.log(`      ${said}`);
  // The text's own numbers follow the run.
  await expect(page.locator('[data-live="vae-tradeoff.elbo"]').first()).toHaveText(/−\d/);

  await page.locator('#vae-tradeoff-beta').focus();
  await page.keyboard.press('End');
  await expect(page.locator('#vae-tradeoff-beta')).toHaveAttribute('aria-valuetext', '100');
  await expect.poll(() => numberOf(figure, 'rate')).toBeLessThan(1);

  await figure.locator('[data-action=sweep]').click();
  await expect(figure.locator('.run-status')).toContainText(/run [2-6] of 6/);
  await expect(figure).toHaveAttribute('data-status', 'paused');
  const swept = (await pointsOf(figure)).filter(([, , , step]) => step === 300).sort(([a = 0], [b = 0]) => a - b);
  expect(swept.map(([beta]) => beta)).toEqual([0.1, 0.3, 1, 3, 10, 30]);
  for (const [at, [, rateNow = NaN]] of swept.entries())
    if (at > 0) expect(rateNow).toBeLessThan(swept[at - 1]?.[1] ?? 0);
  const link = await copiedLink(page, figure);
  // The figure itself ran some of the settings, other workers the rest; the link carries the figure's own.
  const beta = await page.locator('#vae-tradeoff-beta').getAttribute('aria-valuetext');
  expect(link).toContain(
    beta === '1' ? '?vae-tradeoff.step=300' : `?vae-tradeoff.beta=${beta ?? ''}&vae-tradeoff.step=300`,
  );
  const here = {
    step: await figure.getAttribute('data-step'),
    rate: await numberOf(figure, 'rate'),
    distortion: await numberOf(figure, 'distortion'),
  };

  const elsewhere = await browser.newContext();
  const fresh = await elsewhere.newPage();
  await fresh.goto(link);
  const same = figureOf(fresh);
  await expect(same).toHaveAttribute('data-status', 'paused');
  await expect(same).toHaveAttribute('data-step', here.step ?? '');
  // The same backend on the same machine does the same sums in the same order: the shown digits agree to the last.
  expect(await numberOf(same, 'rate')).toBe(here.rate);
  expect(await numberOf(same, 'distortion')).toBe(here.distortion);
  await elsewhere.close();
  expect(seen.complaints).toEqual([]);
});

for (const id of ['gan-2d', 'gan-digits', 'latent-codes', 'vae-tradeoff'])
  test(`${id} opens on a trained beginning without a worker, says so, and has no number of its own before its first step`, async ({
    page,
  }) => {
    const seen = watch(page);
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await page.goto(`widgets/${id}/`);
    const figure = page.locator(`figure#${id}`);
    const sentence = figure.locator('.beginning');
    await expect(sentence).toHaveText(/^Trained beforehand for [\d,]+ steps\. Run trains your own from the start\.$/);
    await expect(figure).toHaveAttribute('data-beginning', /^\d+$/);
    await expect(figure).toHaveAttribute('data-status', 'idle');
    await expect(figure).toHaveAttribute('data-step', '0');
    const numbers = figure.locator('.readouts output');
    for (const output of await numbers.all()) {
      await expect(output).toHaveText(/\d/);
      await expect(output).not.toHaveAttribute('data-value');
    }
    expect(workers).toEqual([]);
    const room = (await sentence.boundingBox())?.height;
    await figure.locator('[data-action=step]').click();
    await expect(figure).toHaveAttribute('data-step', '1');
    await expect(figure).not.toHaveAttribute('data-beginning');
    await expect(sentence).toBeEmpty();
    for (const output of await numbers.all()) await expect(output).toHaveAttribute('data-value');
    // Its line is kept, so that the pictures stay where they are.
    expect((await sentence.boundingBox())?.height).toBe(room);
    await figure.locator('[data-action=reset]').click();
    await expect(figure).toHaveAttribute('data-beginning');
    expect(seen).toEqual({ complaints: [], strangers: [] });
  });

test('a trained beginning that cannot be read leaves a sentence and a figure that trains', async ({ page }) => {
  await page.route('**/_astro/beginning.*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'export default { kind: "vae", knobs: {} };' }),
  );
  await page.goto('widgets/vae-tradeoff/');
  const figure = figureOf(page);
  await expect(page.locator('.notices p')).toHaveText(
    'The trained example that this figure opens with could not be read. Press Run to train your own.',
  );
  await expect(figure).not.toHaveAttribute('data-beginning');
  await figure.locator('[data-action=step]').click();
  await expect(figure).toHaveAttribute('data-step', '1');
});

test('by keyboard alone: run, pause, one step, reset', async ({ page }) => {
  await page.goto('widgets/vae-tradeoff/');
  const figure = figureOf(page);
  const press = async (action: string) => {
    await figure.locator(`[data-action=${action}]`).focus();
    await page.keyboard.press('Enter');
  };
  await expect(figure.locator('.stage')).toBeVisible();
  await press('step');
  await expect(figure).toHaveAttribute('data-step', '1');
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await press('step');
  await expect(figure).toHaveAttribute('data-step', '2');
  await press('run');
  await expect(figure).toHaveAttribute('data-status', 'running');
  await press('run');
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await press('reset');
  await expect(figure).toHaveAttribute('data-status', 'idle');
  await expect(figure).toHaveAttribute('data-step', '0');
});

test('a linked run replays to its step, and twice to the same bits', async ({ page }) => {
  const numbers: number[][] = [];
  for (let visit = 0; visit < 2; visit++) {
    const begin = Date.now();
    await page.goto('widgets/vae-tradeoff/?seed=7&step=150');
    const figure = figureOf(page);
    await expect(figure).toHaveAttribute('data-step', '150');
    if (visit === 0) console.log(`      ?seed=7&step=150 stood after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
    numbers.push(await Promise.all(['rate', 'distortion', 'squared-error'].map((name) => numberOf(figure, name))));
  }
  expect(numbers[1]).toEqual(numbers[0]);
});

test('two runs from one seed, one knob apart, stand side by side and come back by their link', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('widgets/vae-tradeoff/?seed=3');
  const figure = figureOf(page);
  await fromMenu(figure, 'beside');
  const second = figure.getByRole('region', { name: 'Second run' });
  await second.locator('#vae-tradeoff-b-beta').focus();
  await page.keyboard.press('End');
  const run = figure.locator('.pair > div');
  for (const side of [run, second]) {
    await side.locator('[data-action=step]').click();
    await expect(side.locator('[data-run=step]')).toHaveText('1');
  }
  await figure.locator('[data-action=run-both]').click();
  await expect.poll(async () => Number(await second.locator('[data-run=step]').textContent())).toBeGreaterThan(100);
  await figure.locator('[data-action=pause-both]').click();
  // What both had asked for before may still come.
  const stepsNow = async () => (await figure.locator('[data-run=step]').allTextContents()).join();
  const steps = (await resting(page, stepsNow, 1000)).split(',');
  // The same seed and data; the dear code carries less.
  expect(await numberOf(second, 'rate')).toBeLessThan(await numberOf(run, 'rate'));
  const rates = [await numberOf(run, 'rate'), await numberOf(second, 'rate')];
  await page.goto(await copiedLink(page, figure));
  await expect(run.locator('[data-run=step]')).toHaveText(steps[0] ?? '');
  await expect(second.locator('[data-run=step]')).toHaveText(steps[1] ?? '');
  expect([await numberOf(run, 'rate'), await numberOf(second, 'rate')]).toEqual(rates);
  await expect(page.locator('.notices p, p.notices')).toHaveCount(0);
  await expect(second).toContainText('Second run: β 100');
  expect(await barriers(page)).toEqual([]);
  await figure.locator('[data-action=close-beside]').click();
  await expect(second).toHaveCount(0);
});

test('a run can be scrubbed back, and goes on from there as it did before', async ({ page }) => {
  await page.goto('widgets/vae-tradeoff/?step=120');
  const figure = figureOf(page);
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await expect(figure).toHaveAttribute('data-step', '120');
  const first = [await numberOf(figure, 'rate'), await numberOf(figure, 'distortion')];
  const past = figure.locator('[data-action=seek]');
  await past.focus();
  await page.keyboard.press('Home');
  await expect(figure).toHaveAttribute('data-step', '0');
  expect(await numberOf(figure, 'distortion')).not.toBe(first[1]);
  await figure.locator('[data-action=step]').click();
  await expect(figure).toHaveAttribute('data-step', '1');
  await past.focus();
  await page.keyboard.press('End');
  await expect(figure).toHaveAttribute('data-step', '120');
  // The same seed takes the same steps on the same executor: bit for bit.
  expect([await numberOf(figure, 'rate'), await numberOf(figure, 'distortion')]).toEqual(first);
});

test('a figure out of sight rests', async ({ page }) => {
  await page.goto('lectures/variational-autoencoders/#vae-tradeoff');
  const figure = figureOf(page);
  await figure.locator('[data-action=run]').click();
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(3);
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await resting(page, () => figure.getAttribute('data-step'), 1500);
});

test('our own kernels train, the menu says so, and TensorFlow.js stays where it is', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.goto('widgets/vae-tradeoff/?play=1');
  await expect(figureOf(page)).toHaveAttribute('data-backend', 'simd');
  await figureOf(page).locator('[data-action=menu]').press('Enter');
  await expect(figureOf(page).locator('.executor p')).toBeVisible();
  await expect(figureOf(page).locator('.executor p')).toHaveText(/^[A-Z].+\.$/);
  await expect.poll(async () => Number(await figureOf(page).getAttribute('data-step'))).toBeGreaterThan(20);
  expect(fetched.filter((url) => /tfjs|tensors|backend/.test(url))).toEqual([]);
});

test('what a reader fetches to train on simd is at most 25,000 bytes in Brotli', async ({ page, context }) => {
  await page.goto('widgets/vae-tradeoff/?backend=simd', { waitUntil: 'networkidle' });
  const fetched = new Map<string, Promise<number>>();
  // The context hears workers too.
  context.on('requestfinished', (request) => {
    // What keeps pages for reading offline comes once the page is at rest, whether anything trains or not.
    if (request.url().includes('service-worker')) return;
    const size = request.response().then(async (found) => brotliCompressSync((await found?.body()) ?? '').length);
    fetched.set(request.url(), size);
  });
  await figureOf(page).locator('[data-action=run]').click();
  await expect.poll(async () => Number(await figureOf(page).getAttribute('data-step'))).toBeGreaterThan(10);
  await expect(figureOf(page)).toHaveAttribute('data-backend', 'simd');
  const sizes = await Promise.all(fetched.values());
  expect([...fetched.keys()].filter((url) => /train\.worker|kernels-plain/.test(url))).toHaveLength(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(25_000);
});

test('without our kernels TensorFlow.js trains on what works, and the menu says why', async ({ page }) => {
  await page.route('**/kernels*.wasm', (route) => route.abort());
  await page.goto('widgets/vae-tradeoff/?play=1');
  await expect(figureOf(page)).toHaveAttribute('data-backend', /^(?:tfjs-webgpu|webgl|wasm|cpu)$/);
  await expect(figureOf(page).locator('.executor p')).toHaveText(/^The SIMD kernels could not be fetched\./);
  await expect.poll(async () => Number(await figureOf(page).getAttribute('data-step'))).toBeGreaterThan(3);
});

test('a worker whose script cannot be had ends in a sentence, and the figure stands', async ({ page }) => {
  await page.route(/train\.worker/, (route) => route.abort());
  await page.goto('widgets/vae-tradeoff/?play=1');
  await expect(figureOf(page)).toHaveAttribute('data-status', 'failed');
  await expect(page.locator('.notices p')).toContainText('The training worker stopped');
  await expect(figureOf(page).locator('.stage')).toBeVisible();
});

test('what trains can be chosen, in the figure and in a link, and a wrong name is said so', async ({ page }) => {
  await page.goto('widgets/vae-tradeoff/?backend=reference&step=2');
  const figure = figureOf(page);
  await expect(figure).toHaveAttribute('data-backend', 'reference');
  await expect(figure).toHaveAttribute('data-step', '2');
  const slow = await numberOf(figure, 'distortion');
  await figure.locator('[data-action=menu]').click();
  await figure.locator('[data-action=executor]').selectOption('simd');
  await figure.locator('[data-action=step]').click();
  await expect(figure).toHaveAttribute('data-step', '1');
  await figure.locator('[data-action=step]').click();
  await expect(figure).toHaveAttribute('data-step', '2');
  await expect(figure).toHaveAttribute('data-backend', 'simd');
  // Sums of up to 784 single-precision terms in another order: relative differences of some 1e-6; 1e-4 is far outside.
  expect(Math.abs((await numberOf(figure, 'distortion')) / slow - 1)).toBeLessThan(1e-4);
  await page.goto('widgets/vae-tradeoff/?backend=abacus');
  await expect(page.locator('.notices p')).toContainText(
    '“backend” is one of auto, webgpu, simd, reference, tfjs-webgpu, webgl, wasm, cpu,',
  );
});

test('without the SIMD kernels TensorFlow.js trains, and the menu says why', async ({ page }) => {
  await page.route(/kernels.*\.wasm/, (route) => route.abort());
  await page.goto('widgets/vae-tradeoff/?play=1');
  const figure = figureOf(page);
  await expect(figure).toHaveAttribute('data-backend', /^(?:tfjs-webgpu|webgl|wasm|cpu)$/);
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(3);
  await expect(figure.locator('.executor p')).toContainText('The SIMD kernels could not be fetched.');
});

test('a worker that answers no more in mid-run is replaced when the reader says so, and the run replayed to its step and on', async ({
  page,
}) => {
  await page.goto('widgets/vae-tradeoff/?play=1');
  const figure = figureOf(page);
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(50);
  await page.workers()[0]?.evaluate(() => self.close());
  const step = Number(await figure.getAttribute('data-step'));
  // It may as well be busy, so that nothing is ended before the reader is asked.
  await expect(figure.locator('.progress')).toContainText('has not answered for 20 seconds');
  await figure.locator('[data-action=give-up]').click();
  await expect(page.locator('.notices p')).toContainText('A new one replays the run to step');
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(step + 50);
  await expect(figure).toHaveAttribute('data-status', 'running');
});

test('a learning rate that is too large ends in a sentence that names the knob, and the next run works', async ({
  page,
}) => {
  await page.goto('widgets/vae-tradeoff/?lr=1&decoder=gaussian&h2=0.005&play=1');
  const figure = figureOf(page);
  await expect
    .poll(
      async () =>
        (await figure.getAttribute('data-status')) === 'failed' || Number(await figure.getAttribute('data-step')) > 60,
    )
    .toBe(true);
  if ((await figure.getAttribute('data-status')) === 'failed')
    await expect(page.locator('.notices p')).toContainText(/learning rate/);
  await fromMenu(page, 'defaults');
  await figure.locator('[data-action=run]').click();
  await expect(figure).toHaveAttribute('data-status', /running|loading/);
});

test('MNIST that is not on the site is said so, and a broken file is refused in a sentence; nothing is lost', async ({
  page,
}) => {
  await page.goto('widgets/vae-tradeoff/?data=mnist&play=1');
  const figure = figureOf(page);
  await expect(figure).toHaveAttribute('data-status', /failed|running/);
  if ((await figure.getAttribute('data-status')) === 'failed')
    await expect(page.locator('.notices p')).toContainText('MNIST is not on this site');
  await figure
    .locator('.file-drop input')
    .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a0000', 'hex') });
  await expect(page.locator('.notices p')).toContainText(/PNG|photo\.png/);
  await expect(figure.locator('.stage')).toBeVisible();
});

test('dropped real digits train (needs the 5,000 digits beside the project)', async ({ page }) => {
  test.skip(!idx.every((file) => existsSync(file)), 'the 5,000 digits are not beside the project');
  await page.goto('widgets/vae-tradeoff/?data=mnist');
  const figure = figureOf(page);
  await figure.locator('.file-drop input').setInputFiles(
    idx.map((file) => ({
      name: file.split('/').at(-1) ?? file,
      mimeType: 'application/gzip',
      buffer: readFileSync(file),
    })),
  );
  await expect(page.locator('.notices p')).toContainText('Read 5000 digits: 4000 to train on, 1000 held out.');
  await figure.locator('[data-action=run]').click();
  await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(10);
  await expect(metric(figure, 'elbo')).toHaveAttribute('data-value', /^-\d/);
});
