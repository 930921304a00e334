/** From the move of a finger to the picture it changes: sliders dragged, and what can be taken hold of in the pictures. */
import type { Browser, Locator, Page } from '@playwright/test';
import { loadavg } from 'node:os';
import type { Site } from '../site.ts';
import { processorOf, quantile, slidersOf, watchAnswers, type Answer, type Watching } from './sliders.ts';
import { markdown } from './table.ts';

/** Moves of one drag: there and back, each by this many pixels. */
const MOVES = 24;
const PIXELS = 3;
/** The first moves warm the code up and are not counted. */
const WARMING = 4;
/** Milliseconds at 60 frames a second. */
const FRAME = 16;

type Dragged = { readonly id: string; readonly sliders: readonly Answer[]; readonly handles: readonly Answer[] };

/** Of the figures that answer at once: one that trains begins its run anew, which is the worker's time. */
export async function measureDrags(browser: Browser, site: Site, ids: readonly string[]): Promise<string> {
  const found: Dragged[] = [];
  for (const id of ids) {
    const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
    const dragged = await dragsOf(page, id, `${site.address}widgets/${id}/`);
    if (dragged) found.push(dragged);
    await page.close();
  }
  return [
    `Dragged with the mouse, ${MOVES} moves of ${PIXELS} pixels each, in a window of 1280 × 900; the first ${WARMING} are left out. ` +
      'Milliseconds at the 95th percentile from the move to the drawn picture. Work: the handlers and all of every frame in which a picture changed. ' +
      'Painted: from the event’s own time, waiting for the frame included. Processor: what the main thread was given for it. ' +
      `Load of this machine at the end: ${(loadavg()[0] ?? 0).toFixed(1)}.`,
    '',
    markdown({
      columns: ['dragged', ...columnsOf('slider'), ...columnsOf('handle'), `p95 of work ≤ ${FRAME} ms`],
      rows: found.map(rowOf),
    }),
  ].join('\n');
}

const columnsOf = (what: string) => [`${what}: moves`, 'work', 'painted', 'processor'];

function rowOf({ id, sliders, handles }: Dragged): readonly (string | number)[] {
  const cells = (answers: readonly Answer[]) => [
    answers.length,
    ...(['work', 'painted', 'processor'] as const).map((name) =>
      answers.length > 0
        ? quantile(
            answers.map((each) => each[name]),
            0.95,
          ).toFixed(1)
        : '',
    ),
  ];
  const slow = [sliders, handles].some(
    (answers) =>
      answers.length > 0 &&
      quantile(
        answers.map(({ work }) => work),
        0.95,
      ) > FRAME,
  );
  return [id, ...cells(sliders), ...cells(handles), slow ? 'no' : 'yes'];
}

async function dragsOf(page: Page, id: string, address: string): Promise<Dragged | undefined> {
  await page.addInitScript(watchAnswers);
  await page.goto(address, { waitUntil: 'networkidle' });
  const figure = page.locator(`figure#${id}`);
  if (await figure.getAttribute('data-trains')) return undefined;
  await figure.locator('.picture-frame > *').first().waitFor();
  const [slider] = await slidersOf(figure);
  const handle = figure.locator('.stage [role="slider"]').first();
  return {
    id,
    sliders: slider ? await dragged(page, slider, 'thumb') : [],
    handles: (await handle.count()) > 0 ? await dragged(page, handle, 'middle') : [],
  };
}

/** Takes hold of the thumb of a slider, or of the middle of a handle, and moves it to the right and back. */
async function dragged(page: Page, what: Locator, grip: 'thumb' | 'middle'): Promise<readonly Answer[]> {
  const spent = await processorOf(page);
  await what.scrollIntoViewIfNeeded();
  const box = await what.boundingBox();
  if (!box) return [];
  const share = grip === 'middle' ? 0.5 : await thumbOf(what);
  const y = box.y + box.height / 2;
  let x = box.x + share * box.width;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const answers: Answer[] = [];
  for (let move = 0; move < MOVES; move++) {
    x += move < MOVES / 2 ? PIXELS : -PIXELS;
    await page.evaluate(() => (window as unknown as Watching).answers.expect());
    const before = await spent();
    await page.mouse.move(x, y);
    const answer = await page.evaluate(() => (window as unknown as Watching).answers.heard());
    if (answer && move >= WARMING) answers.push({ ...answer, processor: (await spent()) - before });
  }
  await page.mouse.up();
  return answers;
}

/** Where the thumb stands on a slider, as a share of its width; the thumb itself stays inside. */
const thumbOf = (slider: Locator) =>
  slider.evaluate((input) => {
    const { min, max, valueAsNumber } = input as HTMLInputElement;
    const share = (valueAsNumber - Number(min)) / (Number(max) - Number(min));
    const half = 9 / input.getBoundingClientRect().width;
    return half + share * (1 - 2 * half);
  });
