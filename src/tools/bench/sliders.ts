/** From a key on a slider to the picture it changes, for every figure that answers at once. */
import type { Browser, Locator, Page } from '@playwright/test';
import { globSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename } from 'node:path';
import type { Site } from '../site.ts';
import { markdown } from './table.ts';

/** Presses of a key on each slider: half to the right, half back. */
const PRESSES = 40;
/** The first presses warm the code up and are not counted. */
const WARMING = 6;
/** Milliseconds at 60 frames a second. */
const FRAME = 16;

/** One press or move that changed a picture, in milliseconds. */
export type Answer = {
  /** What the main thread did: the event's handlers, and each frame in which a picture changed, style, layout and paint included. */
  readonly work: number;
  /** From the event's own time to the end of the last such frame, waiting for frames included. */
  readonly painted: number;
  /** Time that the processor spent on script, style and layout: a busy machine stretches the other two and not this one. */
  readonly processor: number;
};
type Answered = { readonly id: string; readonly sliders: number; readonly answers: readonly Answer[] };

export async function measureSliders(browser: Browser, site: Site, folder: string): Promise<string> {
  const found: Answered[] = [];
  for (const id of globSync('widgets/*/', { cwd: folder })
    .map((path) => basename(path))
    .sort()) {
    const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
    const answered = await answersOf(page, id, `${site.address}widgets/${id}/`);
    if (answered) found.push(answered);
    await page.close();
  }
  return [
    `Each primary slider turned by ${PRESSES} presses of an arrow key, real ones, in a window of 1280 × 900; the first ${WARMING} are left out. ` +
      'Work is what the main thread does for one press: the handlers of the event, and all of every frame in which a picture changes, from its first callback until style, layout and paint are done; waiting for the frame is not work. ' +
      'Painted is from the event’s own time to the end of the last such frame, which at 60 frames a second waits 8 ms in the mean. ' +
      `Processor is the time that the main thread was given for script, style and layout; where it is far below work, other programs held the machine. Load of this machine at the end: ${(loadavg()[0] ?? 0).toFixed(1)}.`,
    '',
    markdown({
      columns: [
        'figure',
        'sliders',
        'answers',
        'work, p50',
        'work, p95',
        'painted, p50',
        'painted, p95',
        'processor, p50',
        'processor, p95',
        `p95 of work ≤ ${FRAME} ms`,
      ],
      rows: found.map(rowOf),
    }),
  ].join('\n');
}

function rowOf({ id, sliders, answers }: Answered): readonly (string | number)[] {
  const [work, painted, processor] = (['work', 'painted', 'processor'] as const).map((name) =>
    answers.map((each) => each[name]),
  ) as [number[], number[], number[]];
  const shown = (values: readonly number[], share: number) => quantile(values, share).toFixed(1);
  return [
    id,
    sliders,
    answers.length,
    ...[work, painted, processor].flatMap((times) => [shown(times, 0.5), shown(times, 0.95)]),
    quantile(work, 0.95) <= FRAME ? 'yes' : 'no',
  ];
}

export const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN;

/** Nothing for a figure that has to train first, and for one without a slider. */
async function answersOf(page: Page, id: string, address: string): Promise<Answered | undefined> {
  await page.addInitScript(watchAnswers);
  await page.goto(address, { waitUntil: 'networkidle' });
  const figure = page.locator(`figure#${id}`);
  if (await figure.getAttribute('data-trains')) return undefined;
  await figure.locator('.picture-frame > *').first().waitFor();
  const sliders = await slidersOf(figure);
  const answers: Answer[] = [];
  for (const slider of sliders) answers.push(...(await turned(page, slider)));
  return sliders.length > 0 ? { id, sliders: sliders.length, answers } : undefined;
}

/** Those in sight, or the ones behind “more” where none is. */
export async function slidersOf(figure: Locator): Promise<readonly Locator[]> {
  const primary = await figure.locator('.knobs > .knob input[type=range]').all();
  if (primary.length > 0) return primary;
  const more = figure.locator('.knobs details.more > summary');
  if ((await more.count()) > 0) await more.click();
  return figure.locator('.knobs input[type=range]').all();
}

async function turned(page: Page, slider: Locator): Promise<readonly Answer[]> {
  const spent = await processorOf(page);
  await slider.focus();
  const answers: Answer[] = [];
  for (let press = 0; press < PRESSES; press++) {
    await page.evaluate(() => (window as unknown as Watching).answers.expect());
    const before = await spent();
    await page.keyboard.press(press < PRESSES / 2 ? 'ArrowRight' : 'ArrowLeft');
    const answer = await page.evaluate(() => (window as unknown as Watching).answers.heard());
    if (answer && press >= WARMING) answers.push({ ...answer, processor: (await spent()) - before });
  }
  return answers;
}

/** Asks for the milliseconds of the main thread's processor time that script, style and layout have taken so far. */
export async function processorOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const parts = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'];
    return 1000 * metrics.reduce((sum, { name, value }) => sum + (parts.includes(name) ? value : 0), 0);
  };
}

export type Watching = { answers: { expect: () => void; heard: () => Promise<Omit<Answer, 'processor'> | undefined> } };

/**
 * In the page, from its first moment. The handlers' time is from the window's capturing listener to its bubbling one, between
 * which the target's listeners and their microtasks run, and with them the components. A frame's time is from its first
 * callback to a message posted then, which comes after style, layout and paint; it counts if something in the stage changed.
 */
export function watchAnswers(): void {
  /** Milliseconds without a change after which an answer is whole, or none comes. */
  const QUIET = 80;
  let [stamp, handled, frames, last, lastAt, changes] = [NaN, 0, 0, NaN, 0, 0];
  let begun = 0;
  for (const kind of ['keydown', 'input', 'pointermove']) {
    window.addEventListener(
      kind,
      (event) => {
        begun = performance.now();
        stamp = event.timeStamp;
      },
      true,
    );
    window.addEventListener(kind, () => (handled += performance.now() - begun));
  }
  // The sentence for the ears follows a picture at rest, and may fall into the next press.
  const observer = new MutationObserver((records) => {
    if (records.some(({ attributeName }) => attributeName !== 'aria-label')) changes++;
  });
  const { port1, port2 } = new MessageChannel();
  let [start, before] = [0, 0];
  port1.onmessage = () => {
    const now = performance.now();
    // Changes made by the handlers themselves are drawn in the next frame, which finds them already counted.
    if (changes === before && changes === 0) return;
    if (changes > before) {
      [frames, last, lastAt] = [frames + now - start, now, now];
      before = changes;
    }
  };
  const everyFrame = () => {
    start = performance.now();
    port2.postMessage(undefined);
    requestAnimationFrame(everyFrame);
  };
  requestAnimationFrame(everyFrame);
  const watching: Watching['answers'] = {
    expect: () => {
      observer.disconnect();
      for (const stage of document.querySelectorAll('.stage'))
        observer.observe(stage, { childList: true, subtree: true, attributes: true, characterData: true });
      [stamp, handled, frames, last, changes, before] = [NaN, 0, 0, NaN, 0, 0];
      lastAt = performance.now();
    },
    heard: () =>
      new Promise((resolve) => {
        const look = () => {
          if (performance.now() - lastAt < QUIET) return void setTimeout(look, 10);
          resolve(Number.isNaN(last) ? undefined : { work: handled + frames, painted: last - stamp });
        };
        look();
      }),
  };
  Object.assign(window, { answers: watching });
}
