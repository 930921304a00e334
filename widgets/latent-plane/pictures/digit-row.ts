/** Digits side by side, each with its words under it; and what one has more or less ink than another. */
import { PIXELS, SIDE } from '#src/engine/data/raster.ts';

export type Captioned = {
  readonly image: Uint8Array;
  readonly words: string;
  /** The picture that this one is to be compared with: more ink and less ink are shown instead of the ink. */
  readonly less?: Uint8Array;
};

/** Each digit as wide as there is room for, up to `most` pixels. */
export function digitRow(digits: readonly Captioned[], width: number, most: number): HTMLElement {
  const row = document.createElement('div');
  row.className = 'digit-row';
  const side = Math.max(28, Math.min(most, Math.floor(width / Math.max(1, digits.length)) - 6));
  row.append(
    ...digits.map(({ image, words, less }) => {
      const figure = document.createElement('div');
      figure.style.width = `${side}px`;
      const said = document.createElement('span');
      said.textContent = words;
      figure.append(less ? changed(image, less, side) : inked(image, side), said);
      return figure;
    }),
  );
  return row;
}

function canvasOf(side: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  canvas.style.width = canvas.style.height = `${side}px`;
  return canvas;
}

/** Black with the byte as its opacity, so that a dark theme may turn it over. */
function inked(image: Uint8Array, side: number): HTMLCanvasElement {
  const canvas = canvasOf(side);
  canvas.className = 'ink';
  putAlpha(canvas, (pixel) => image[pixel] ?? 0);
  return canvas;
}

function putAlpha(canvas: HTMLCanvasElement, alpha: (pixel: number) => number): void {
  const data = new ImageData(SIDE, SIDE);
  for (let pixel = 0; pixel < PIXELS; pixel++) data.data[4 * pixel + 3] = alpha(pixel);
  canvas.getContext('2d')?.putImageData(data, 0, 0);
}

/** Two layers in the colours of the style sheet, cut out by the ink gained and the ink lost. */
function changed(now: Uint8Array, before: Uint8Array, side: number): HTMLElement {
  const holder = document.createElement('div');
  holder.className = 'digit-change';
  Object.assign(holder.style, { width: `${side}px`, height: `${side}px` });
  for (const [name, sign] of [['gained', 1] as const, ['lost', -1] as const]) {
    const canvas = canvasOf(side);
    putAlpha(canvas, (pixel) => Math.max(0, sign * ((now[pixel] ?? 0) - (before[pixel] ?? 0))));
    const layer = document.createElement('div');
    layer.className = name;
    layer.style.maskImage = `url(${canvas.toDataURL()})`;
    holder.append(layer);
  }
  return holder;
}
