import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from '@playwright/test';
import { chromiumArgs, findChromium } from '../chromium.ts';
import type { Site } from '../site.ts';
import { markdown } from './table.ts';

const FLAGSHIP = 'vae-tradeoff';
const SECONDS = 10;
/** Steps after which a run has its pace. */
const FIRST_STEPS = 60;
/** Steps before a wanted one at which the run goes on step by step; a question to the worker takes fewer. */
const LAST_STEPS = 250;
const PATIENCE_MILLISECONDS = 180_000;
const MNIST = ['mnist-5k-images-idx3-ubyte.gz', 'mnist-5k-labels-idx1-ubyte.gz'];

/** What keeps the page from taking this backend again, so that the next best one is measured too. */
const without: Readonly<Record<string, Obstacle>> = {
  simd: { args: [], block: '**/kernels*.wasm' },
  'tfjs-webgpu': { args: ['--disable-blink-features=WebGPU'], block: '**/kernels*.wasm' },
  webgl: { args: ['--disable-3d-apis', '--disable-blink-features=WebGPU'], block: '**/kernels*.wasm' },
  wasm: { args: ['--disable-3d-apis', '--disable-blink-features=WebGPU'], block: '**/*.wasm' },
};
type Obstacle = { readonly args: readonly string[]; readonly block: string | undefined };

type Pace = {
  readonly backend: string;
  readonly stepsPerSecond: number;
  readonly framesPerSecond: number;
  /** Tasks of the main thread over 50 ms, in milliseconds. */
  readonly longTasks: readonly number[];
};

/** Counts frames and long tasks from the page's first moment; the entries lie in `window.paces`. */
const observe = () => {
  const paces = { frames: 0, longTasks: [] as number[] };
  Object.assign(window, { paces });
  const frame = () => {
    paces.frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) paces.longTasks.push(duration);
  }).observe({ type: 'longtask' });
};

const paces = (page: Page) =>
  page.evaluate(() => (window as unknown as { paces: { frames: number; longTasks: number[] } }).paces);

/** The flagship's pace in the page, on each backend that runs here, best first. */
export async function measurePace(site: Site): Promise<string> {
  const rows: Pace[] = [];
  let obstacle: Obstacle | undefined = { args: [], block: undefined };
  while (obstacle) {
    const pace = await paceBehind(obstacle, site);
    if (rows.some(({ backend }) => backend === pace.backend)) break;
    rows.push(pace);
    obstacle = without[pace.backend];
  }
  return [
    `${SECONDS} s of training with the knobs as they stand (batch 128, one hidden layer of 128), pictures updating.`,
    '',
    markdown({
      columns: ['backend', 'steps/s', 'frames/s', 'main-thread tasks over 50 ms', 'longest, ms'],
      rows: rows.map(paceCells),
    }),
  ].join('\n');
}

/** Nets and rounds of GAN Lab (Kahng et al. 2019) as it opens: 8 hidden units each, 150 points, two D steps a round. */
const GAN_LAB = '?width=8&depth=1&batch=150&kd=2';

/** The pace of the GAN in the plane with every layer drawn, on what the page itself chooses. */
export async function measureGanPace(site: Site): Promise<string> {
  const settings = [
    ['as the figure opens', ''],
    ['GAN Lab’s nets: 8 hidden units each, batch 150, two D steps and one G step', GAN_LAB],
  ] as const;
  const rows = [];
  for (const [name, query] of settings)
    rows.push([name, ...paceCells(await paceBehind({ args: [], block: undefined }, site, query, 'gan-2d'))]);
  return [
    `${SECONDS} s of training with every layer drawn; a step is a round of all its D steps and one G step.`,
    '',
    markdown({
      columns: ['setting', 'backend', 'steps/s', 'frames/s', 'main-thread tasks over 50 ms', 'longest, ms'],
      rows,
    }),
    '',
    'Target with GAN Lab’s nets: at least 6,000 rounds and 30 frames a second, no long task. GAN Lab itself, on such a machine: 21.7 rounds a second.',
  ].join('\n');
}

const paceCells = ({ backend, stepsPerSecond, framesPerSecond, longTasks }: Pace): readonly string[] => [
  backend,
  stepsPerSecond.toFixed(stepsPerSecond < 1000 ? 1 : 0),
  framesPerSecond.toFixed(1),
  String(longTasks.length),
  longTasks.length > 0 ? Math.max(...longTasks).toFixed(0) : '–',
];

async function paceBehind({ args, block }: Obstacle, site: Site, query = '', widget = FLAGSHIP): Promise<Pace> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs, ...args] });
  try {
    const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
    await page.addInitScript(observe);
    if (block) await page.route(block, (route) => route.abort());
    return await paceOf(await openFigure(page, site, query, widget));
  } finally {
    await browser.close();
  }
}

async function paceOf(figure: Locator): Promise<Pace> {
  await figure.locator('[data-action=run]').click();
  await waitForStep(figure, FIRST_STEPS);
  const [before, from] = [await paces(figure.page()), await stepOf(figure)];
  const begin = performance.now();
  await figure.page().waitForTimeout(1000 * SECONDS);
  const [after, to] = [await paces(figure.page()), await stepOf(figure)];
  const seconds = (performance.now() - begin) / 1000;
  return {
    backend: (await figure.getAttribute('data-backend')) ?? '',
    stepsPerSecond: (to - from) / seconds,
    framesPerSecond: (after.frames - before.frames) / seconds,
    longTasks: after.longTasks.slice(before.longTasks.length),
  };
}

/** What the flagship reaches on held-out digits, grown ones and, where `data` has them, written ones. */
export async function measureBound(browser: Browser, site: Site, data: string): Promise<string> {
  const rows = [
    await boundOf(await openFigure(await browser.newPage({ serviceWorkers: 'block' }), site, ''), 'grown digits'),
  ];
  const files = MNIST.map((name) => join(data, name));
  const present = files.every((file) => existsSync(file));
  if (present) rows.push(await boundOnFiles(await browser.newPage({ serviceWorkers: 'block' }), site, files));
  return [
    'Held-out −ELBO in nats per image, as the figure shows it (500 held-out images), knobs as they stand.',
    '',
    markdown({ columns: ['data', 'backend', 'step 100', 'step 600'], rows }),
    '',
    present
      ? 'On the written digits the target at step 600 is below 175; an independent implementation reaches 197 at step 100 and 171.7 at step 600.'
      : 'The 5,000 written digits are not beside the project, so the run on them was left out.',
  ].join('\n');
}

async function boundOnFiles(page: Page, site: Site, files: readonly string[]): Promise<readonly string[]> {
  const figure = await openFigure(page, site, '?data=mnist');
  await figure.locator('.file-drop input').setInputFiles([...files]);
  await figure.getByText('digits: ').first().waitFor();
  return boundOf(figure, 'MNIST, 5,000 of its digits');
}

async function boundOf(figure: Locator, data: string): Promise<readonly string[]> {
  const reached: string[] = [];
  for (const step of [100, 600]) {
    await trainTo(figure, step);
    const elbo = Number(await figure.locator('output[data-metric=elbo]').getAttribute('data-value'));
    reached.push((-elbo).toFixed(1));
  }
  const backend = (await figure.getAttribute('data-backend')) ?? '';
  await figure.page().close();
  return [data, backend, ...reached];
}

async function openFigure(page: Page, site: Site, query: string, widget = FLAGSHIP): Promise<Locator> {
  await page.goto(`${site.address}widgets/${widget}/${query}`);
  const figure = page.locator(`figure#${widget}`);
  await figure.locator('[data-action=run]').waitFor();
  return figure;
}

/** Runs freely until near that step, then step by step, so that it stops exactly there. */
async function trainTo(figure: Locator, step: number): Promise<void> {
  const run = figure.locator('[data-action=run]');
  if (step - (await stepOf(figure)) > LAST_STEPS) {
    await run.click();
    await waitForStep(figure, step - LAST_STEPS);
    await run.click();
    // What was asked before the press is still answered.
    await figure.page().waitForTimeout(1000);
  }
  for (let now = await stepOf(figure); now < step; now = await stepOf(figure)) {
    await figure.locator('[data-action=step]').click();
    // A question still under way swallows the press; the next round repeats it.
    await waitForStep(figure, now + 1, 2_000).catch(() => undefined);
  }
  const reached = await stepOf(figure);
  if (reached !== step) throw new Error(`The run was to stop at step ${step}, but stands at step ${reached}.`);
}

const stepOf = async (figure: Locator) => Number(await figure.getAttribute('data-step'));

async function waitForStep(figure: Locator, step: number, timeout = PATIENCE_MILLISECONDS): Promise<void> {
  const reached = await figure.page().waitForFunction(
    (least) => {
      const { dataset } = document.querySelector<HTMLElement>('figure[data-widget]') ?? document.body;
      return dataset['status'] === 'failed' ? 'failed' : Number(dataset['step']) >= least && 'there';
    },
    step,
    { timeout, polling: 20 },
  );
  if ((await reached.jsonValue()) !== 'failed') return;
  throw new Error(`The figure failed: ${await figure.locator('.notices').innerText()}`);
}
