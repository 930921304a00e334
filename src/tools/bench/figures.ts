/** How every figure shows as it opens: how much of it is picture, how many controls stand in sight, how tall it is. */
import type { Browser, Page } from '@playwright/test';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import type { Site } from '../site.ts';
import { measureDrags } from './drags.ts';
import { markdown } from './table.ts';

const WIDTHS = [1280, 360] as const;
/** Pictures are drawn a frame or two after the figure stands, one after another. */
const SETTLING_MILLISECONDS = 1500;

/** Lengths in CSS pixels. */
type Shown = {
  /** Area of the frames of the pictures, of that of the figure. */
  readonly share: number;
  /** Links, buttons, fields, sliders, lists and folds that can be seen and pressed. */
  readonly controls: number;
  readonly height: number;
  /** From the lower edge of the lowest picture to the caption. */
  readonly caption: number;
  readonly pictures: number;
  /** Pictures in which nothing is drawn but axes. */
  readonly blank: number;
  /** What can be dragged in the pictures. */
  readonly handles: number;
};
type Figure = { readonly id: string; readonly at: readonly Shown[] };

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export async function measureFigures(browser: Browser, site: Site, folder: string): Promise<string> {
  const found: Figure[] = [];
  const ids = globSync('widgets/*/', { cwd: folder }).map((path) => basename(path));
  for (const id of ids.toSorted()) {
    const at: Shown[] = [];
    for (const width of WIDTHS) at.push(await opened(browser, `${site.address}widgets/${id}/`, width));
    found.push({ id, at });
  }
  const drags = await measureDrags(browser, site, ids.toSorted());
  return [
    `Every figure on its page as it opens, in windows of ${WIDTHS.join(' and ')} CSS pixels. Share: area of the pictures’ frames, of that of the figure. ` +
      'Controls: links, buttons, fields, sliders, lists and folds in sight. Caption: pixels between the lowest picture and the caption. ' +
      'Blank: pictures with nothing but axes. Handles: what can be dragged in the pictures.',
    '',
    ...WIDTHS.flatMap((width, at) => [tableAt(width, found, at), '']),
    drags,
    '',
  ].join('\n');
}

function tableAt(width: number, figures: readonly Figure[], at: number): string {
  const shown = figures.flatMap(({ id, at: each }) => {
    const one = each[at];
    return one ? [{ id, ...one }] : [];
  });
  const row = (id: string, { share, controls, height, caption, pictures, blank, handles }: Shown) => [
    id,
    `${(100 * share).toFixed(0)} %`,
    controls,
    height,
    caption,
    pictures,
    blank,
    handles,
  ];
  const middle = (of: (one: Shown) => number) => median(shown.map(of));
  const medians: Shown = {
    share: middle(({ share }) => share),
    controls: middle(({ controls }) => controls),
    height: middle(({ height }) => height),
    caption: middle(({ caption }) => caption),
    pictures: middle(({ pictures }) => pictures),
    blank: middle(({ blank }) => blank),
    handles: middle(({ handles }) => handles),
  };
  return markdown({
    columns: [`at ${width} px`, 'share', 'controls', 'height', 'caption', 'pictures', 'blank', 'handles'],
    rows: [...shown.map(({ id, ...rest }) => row(id, rest)), row('median', medians)],
  });
}

async function opened(browser: Browser, address: string, width: number): Promise<Shown> {
  const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width, height: 900 } });
  try {
    await page.goto(address);
    await page.locator('figure[data-widget] .side').first().waitFor();
    await page.waitForTimeout(SETTLING_MILLISECONDS);
    return await shownBy(page);
  } finally {
    await page.close();
  }
}

const shownBy = (page: Page): Promise<Shown> =>
  page.locator('figure[data-widget]').evaluate((figure) => {
    const seen = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
    };
    const all = (selector: string) => [...figure.querySelectorAll(selector)].filter(seen);
    const empty = (canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.every((value, at) => value === pixels[at % 4]);
    };
    const axes = '[aria-label*="axis"] *, [aria-label*="tick"] *, [aria-label*="grid"] *, [aria-label="rule"] *';
    const blank = (frame: Element) => {
      const canvases = [...frame.querySelectorAll('canvas')];
      if (canvases.some((canvas) => !empty(canvas))) return false;
      const marks = [...frame.querySelectorAll('svg :is(path, circle, rect, line, polygon, image)')];
      return marks.every((mark) => mark.matches(axes) || mark.closest('clipPath, defs') !== null);
    };
    const box = figure.getBoundingClientRect();
    const frames = all('.picture-frame');
    const boxes = frames.map((frame) => frame.getBoundingClientRect());
    const bottom = Math.max(...boxes.map((each) => each.bottom));
    return {
      share: boxes.reduce((sum, { width, height }) => sum + width * height, 0) / (box.width * box.height),
      controls: all('a[href], button, input, select, textarea, summary').length,
      height: Math.round(box.height),
      caption: Math.round((figure.querySelector('figcaption')?.getBoundingClientRect().top ?? NaN) - bottom),
      pictures: frames.length,
      blank: frames.filter(blank).length,
      handles: all('.stage [role="slider"], .picture-frame.draggable').length,
    };
  });
