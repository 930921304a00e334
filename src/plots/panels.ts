import type { Size } from './frame.ts';

type Panel = { readonly drawn: Element; readonly x?: number; readonly y?: number };

/** Pictures on one sheet of this size, each from its corner in pixels on. */
export function panels({ width, height }: Size, each: readonly Panel[]): SVGSVGElement {
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const attributes = { width, height, viewBox: `0 0 ${width} ${height}`, class: 'plot' };
  for (const [name, value] of Object.entries(attributes)) sheet.setAttribute(name, String(value));
  sheet.setAttribute('style', 'overflow:visible;display:block;max-width:100%');
  for (const { drawn, x = 0, y = 0 } of each) {
    drawn.setAttribute('x', String(x));
    drawn.setAttribute('y', String(y));
    sheet.append(drawn);
  }
  return sheet;
}
