/** Ten pictures above what comes back of them, one column framed; the columns are an axis that a handle can move on. */
import { withPlates } from '#src/base/plate.ts';
import { digitSheet } from '#src/plots/digit-sheet.ts';
import { ink } from '#src/plots/meaning.ts';
import { make } from '#src/plots/svg.ts';

export const COLUMNS = 10;

export function chosenDigits(images: Uint8Array, chosen: number, width: number): HTMLElement {
  const holder = document.createElement('div');
  const sheet = digitSheet({ images, columns: COLUMNS, width });
  const wide = Math.min(width, sheet.width * 2);
  const [cell, tall] = [(wide * 31) / sheet.width, (wide * sheet.height) / sheet.width];
  Object.assign(holder.style, { position: 'relative', width: `${wide}px`, height: `${tall}px` });
  const frame = make('rect', {
    x: chosen * cell - 1,
    y: -1,
    width: cell - (3 * wide) / sheet.width + 2,
    height: tall + 2,
    fill: 'none',
    stroke: ink('rate'),
    'stroke-width': 2,
  });
  const over = make('svg', { width: wide, height: tall, style: 'position:absolute;inset:0;overflow:visible' }, [frame]);
  holder.append(sheet, over);
  return withPlates(holder, [
    {
      box: { left: 0, top: 0, right: wide, bottom: tall },
      x: { name: 'picture', toPixels: (at) => (at + 0.5) * cell, toValue: (pixels) => pixels / cell - 0.5 },
      y: { name: 'row', toPixels: (at) => at, toValue: (pixels) => pixels },
      series: [],
    },
  ]);
}
