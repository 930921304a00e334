import { picture as said } from '#src/run/words/panels.ts';

/** A picture of the page as a file that looks the same without the page: colours, fonts and edges written out. */

/** Pixels of a PNG for each CSS pixel of the picture. */
const SCALE = 3;
/** Room around what is drawn, in CSS pixels: strokes reach a little beyond their outline. */
const MARGIN = 6;

export type Words = { readonly title: string; readonly description: string };

/** What the page's own cut of its sans is called elsewhere. */
const FONT = "'Source Sans 3', 'Source Sans Pro'";

const SVG = 'http://www.w3.org/2000/svg';
const VARIABLE = /var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)/g;

/** A text with each CSS variable replaced by what it stands for at `element`. */
function resolved(text: string, element: Element): string {
  const style = getComputedStyle(element);
  return text.replace(VARIABLE, (_, name: string, fallback = '') => {
    const value = style.getPropertyValue(name).replaceAll(/\s+/g, ' ').trim();
    return value || String(fallback).trim();
  });
}

/** Writes out the variables of a copy, element by element as they stand in the original. */
function resolveAll(original: Element, copy: Element): void {
  for (const { name, value } of [...copy.attributes])
    if (value.includes('var(')) copy.setAttribute(name, resolved(value, original));
  if (copy.localName === 'style') copy.textContent = resolved(copy.textContent, original);
  [...copy.children].forEach((child, at) => {
    const twin = original.children[at];
    if (twin) resolveAll(twin, child);
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

/** A copy of a plot that needs nothing of the page; on the ground the figure has in the reader's theme. */
function standalone(svg: SVGSVGElement, { title, description }: Words): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  resolveAll(svg, copy);
  const { x, y, width, height } = boxOf(svg);
  copy.removeAttribute('aria-hidden');
  copy.style.fontFamily = `${FONT}, ${copy.style.fontFamily || 'sans-serif'}`;
  for (const [name, value] of Object.entries({ viewBox: `${x} ${y} ${width} ${height}`, width, height }))
    copy.setAttribute(name, String(value));
  copy.prepend(
    make('title', {}, title),
    make('desc', {}, description),
    make('rect', { x, y, width, height, fill: resolved('var(--surface)', svg) }),
  );
  return copy;
}

const written = (svg: SVGSVGElement) => new XMLSerializer().serializeToString(svg);

export const svgFile = (svg: SVGSVGElement, words: Words): Blob =>
  new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${written(standalone(svg, words))}\n`], { type: 'image/svg+xml' });

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
export async function pngOfSvg(svg: SVGSVGElement, words: Words): Promise<Blob> {
  const copy = standalone(svg, words);
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

/** Pixels as they stand on the page: images of ink in the theme's ink, on the figure's ground. */
export function pngOfCanvas(picture: HTMLCanvasElement): Promise<Blob> {
  const scale = Math.max(1, Math.round((SCALE * picture.clientWidth) / picture.width));
  const { canvas, context } = blank(picture.width * scale, picture.height * scale);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (picture.classList.contains('ink') && getComputedStyle(picture).filter !== 'none') {
    // On dark the page turns black ink white; some browsers have no filters for a canvas, all have this.
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = resolved('var(--surface)', picture);
  context.fillRect(0, 0, canvas.width, canvas.height);
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
