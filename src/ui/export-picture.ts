import { picture as said } from '#src/run/words/panels.ts';

/** A picture of the page as a file that looks the same without the page: colours, fonts and edges written out. */

/** Pixels of a PNG for each CSS pixel of the picture. */
const SCALE = 3;
/** A sheet of digits is at least so many pixels wide: on a slide it fills a large screen without being blurred. */
const LEAST_WIDTH = 2400;
/** Room around what is drawn, in CSS pixels: strokes reach a little beyond their outline. */
const MARGIN = 6;

/**
 * What a picture stands on: the figure's own surface, white with the colours that are meant for light paper, or nothing, for
 * a slide with a ground of its own.
 */
export type Ground = 'surface' | 'white' | 'none';

const GROUNDS: Readonly<Record<Ground, string | undefined>> = {
  surface: undefined,
  white: '#fff',
  none: 'transparent',
};
/** Colours that stand for the ground: halos of letters, hollow marks. */
const GROUND_NAMES = ['--surface', '--paper'];

/** Does something while the page has the colours of light paper; nothing is painted in between. */
function onLight<Result>(ground: Ground, act: () => Result): Result {
  if (ground !== 'white') return act();
  const { dataset } = document.documentElement;
  const before = dataset['theme'];
  dataset['theme'] = 'light';
  try {
    return act();
  } finally {
    if (before === undefined) delete dataset['theme'];
    else dataset['theme'] = before;
  }
}

export type Words = { readonly title: string; readonly description: string };

/** What the page's own cut of its sans is called elsewhere. */
const FONT = "'Source Sans 3', 'Source Sans Pro'";

const SVG = 'http://www.w3.org/2000/svg';
const VARIABLE = /var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)/g;

/** A text with each CSS variable replaced by what it stands for at `element`. */
function resolved(text: string, element: Element, ground: Ground): string {
  const style = getComputedStyle(element);
  return text.replace(VARIABLE, (_, name: string, fallback = '') => {
    const own = GROUNDS[ground];
    if (own !== undefined && GROUND_NAMES.includes(name)) return own;
    const value = style.getPropertyValue(name).replaceAll(/\s+/g, ' ').trim();
    return value || String(fallback).trim();
  });
}

/** Writes out the variables of a copy, element by element as they stand in the original. */
function resolveAll(original: Element, copy: Element, ground: Ground): void {
  for (const { name, value } of [...copy.attributes])
    if (value.includes('var(')) copy.setAttribute(name, resolved(value, original, ground));
  if (copy.localName === 'style') copy.textContent = resolved(copy.textContent, original, ground);
  [...copy.children].forEach((child, at) => {
    const twin = original.children[at];
    if (twin) resolveAll(twin, child, ground);
  });
}

const make = (name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
};

/** The box of all that is drawn, labels beyond the frame too, in the picture's own units. */
function boxOf(svg: SVGSVGElement) {
  const frame = svg.viewBox.baseVal;
  const ink = svg.getBBox();
  const x = Math.floor(Math.min(frame.x, ink.x - MARGIN));
  const y = Math.floor(Math.min(frame.y, ink.y - MARGIN));
  const right = Math.max(frame.x + frame.width, ink.x + ink.width + MARGIN);
  const bottom = Math.max(frame.y + frame.height, ink.y + ink.height + MARGIN);
  return { x, y, width: Math.ceil(right - x), height: Math.ceil(bottom - y) };
}

/** A copy of a plot that needs nothing of the page. */
function standalone(svg: SVGSVGElement, { title, description }: Words, ground: Ground): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  resolveAll(svg, copy, ground);
  const { x, y, width, height } = boxOf(svg);
  copy.removeAttribute('aria-hidden');
  copy.style.fontFamily = `${FONT}, ${copy.style.fontFamily || 'sans-serif'}`;
  for (const [name, value] of Object.entries({ viewBox: `${x} ${y} ${width} ${height}`, width, height }))
    copy.setAttribute(name, String(value));
  copy.prepend(make('title', {}, title), make('desc', {}, description));
  const under = make('rect', { x, y, width, height, fill: resolved('var(--surface)', svg, ground) });
  if (ground !== 'none') copy.querySelector('desc')?.after(under);
  return copy;
}

const written = (svg: SVGSVGElement) => new XMLSerializer().serializeToString(svg);

export const svgFile = (svg: SVGSVGElement, words: Words, ground: Ground = 'surface'): Blob =>
  new Blob(
    [`<?xml version="1.0" encoding="UTF-8"?>\n${written(onLight(ground, () => standalone(svg, words, ground)))}\n`],
    { type: 'image/svg+xml' },
  );

/** The rules of the page's own fonts that a text names, with the files inside: a picture in a picture fetches none. */
async function fontsIn(text: string): Promise<string> {
  const faces = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? location.href })))
    .filter(({ rule }) => rule instanceof CSSFontFaceRule && text.includes(familyOf(rule)));
  return (await Promise.all(faces.map(({ rule, base }) => withFile(rule as CSSFontFaceRule, base)))).join('\n');
}

const familyOf = (rule: CSSFontFaceRule) => rule.style.getPropertyValue('font-family').replaceAll(/["']/g, '');

async function withFile(rule: CSSFontFaceRule, base: string): Promise<string> {
  const address = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
  if (!address) return '';
  const response = await fetch(new URL(address, base));
  const file = await dataAddress(await response.blob());
  return rule.cssText.replace(address, file);
}

const dataAddress = (blob: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error(said.noFont));
    reader.readAsDataURL(blob);
  });

/** The plot in pixels, with the page's own fonts where they can be had. */
export async function pngOfSvg(svg: SVGSVGElement, words: Words, ground: Ground = 'surface'): Promise<Blob> {
  checkReading();
  const copy = onLight(ground, () => standalone(svg, words, ground));
  const fonts = await fontsIn(written(copy)).catch(() => '');
  copy.prepend(make('style', {}, fonts));
  return pngOf(await settled(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(written(copy))}`));
}

/** How often a drawing has to come out the same before it is taken, and how long to wait in between. */
const LOOKS = { milliseconds: 80, same: 2, most: 12 } as const;

/**
 * The image at an address in pixels. A picture's first image may be laid out before the fonts inside it are ready, and
 * keeps that; so images are made until they come out the same.
 */
async function settled(address: string): Promise<HTMLCanvasElement> {
  let last = await drawn(address);
  for (let look = 1, same = 0; look < LOOKS.most && same < LOOKS.same; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOKS.milliseconds));
    const now = await drawn(address);
    same = now.toDataURL() === last.toDataURL() ? same + 1 : 0;
    last = now;
  }
  return last;
}

async function drawn(address: string): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { canvas, context } = blank(image.naturalWidth * SCALE, image.naturalHeight * SCALE);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A picture cannot be had in pixels here: the sentence says why, and what can be had. */
export class Unreadable extends Error {}

/** A patch of one colour, and how far what is read back may be from what was drawn. */
const PATCH = { side: 16, colour: [51, 102, 153], tolerance: 8 } as const;

/** Some browsers hand out other pixels than were drawn, against being recognised: the file would be stripes. */
function checkReading(): void {
  const { context } = blank(PATCH.side, PATCH.side);
  context.fillStyle = `rgb(${PATCH.colour.join()})`;
  context.fillRect(0, 0, PATCH.side, PATCH.side);
  const { data } = context.getImageData(0, 0, PATCH.side, PATCH.side);
  const expected = [...PATCH.colour, 255];
  if (data.some((value, at) => Math.abs(value - (expected[at % 4] ?? 0)) > PATCH.tolerance))
    throw new Unreadable(said.unreadable);
}

/** Pixels as they stand on the page: images of ink in the theme's ink, each a square of whole pixels. */
export async function pngOfCanvas(picture: HTMLCanvasElement, ground: Ground = 'surface'): Promise<Blob> {
  checkReading();
  const scale = Math.max(
    Math.ceil(LEAST_WIDTH / picture.width),
    Math.round((SCALE * picture.clientWidth) / picture.width),
  );
  const { canvas, context } = blank(picture.width * scale, picture.height * scale);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (picture.classList.contains('ink') && onLight(ground, () => getComputedStyle(picture).filter !== 'none')) {
    // On dark the page turns black ink white; some browsers have no filters for a canvas, all have this.
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = resolved('var(--surface)', picture, ground);
  if (ground !== 'none') context.fillRect(0, 0, canvas.width, canvas.height);
  return pngOf(canvas);
}

/** Pixels a square of a QR code is wide. */
const MODULE = 16;

/** Squares drawn as one path in a box of `size` × `size`, black on white. */
export function pngOfPath(size: number, path: string): Promise<Blob> {
  checkReading();
  const { canvas, context } = blank(size * MODULE, size * MODULE);
  context.scale(MODULE, MODULE);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size, size);
  context.fillStyle = '#000';
  context.fill(new Path2D(path));
  return pngOf(canvas);
}

function blank(width: number, height: number) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error(said.noCanvas);
  return { canvas, context };
}

const pngOf = (canvas: HTMLCanvasElement) =>
  new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(said.noPicture))), 'image/png'),
  );
