import { movedBy, platesOf, withPlates } from '#src/base/plate.ts';
import type { Size } from './frame.ts';
import { dress, make } from './svg.ts';

type Panel = { readonly drawn: Element; readonly x?: number; readonly y?: number };

/** Pictures on one sheet of this size, each from its corner in pixels on. */
export function panels(each: readonly Panel[], { width, height }: Size): SVGSVGElement {
  for (const { drawn, x = 0, y = 0 } of each) dress(drawn, { x, y });
  const style = 'overflow:visible;display:block;max-width:100%';
  const attributes = { width, height, viewBox: `0 0 ${width} ${height}`, class: 'plot', style };
  const sheet = make(
    'svg',
    attributes,
    each.map(({ drawn }) => drawn),
  );
  const plates = each.flatMap(({ drawn, x = 0, y = 0 }) => platesOf(drawn).map((plate) => movedBy(plate, x, y)));
  return withPlates(sheet, plates);
}
