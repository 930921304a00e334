import { digitSheet } from '#src/plots/digit-sheet.ts';

/** Images of 28×28 bytes side by side, four times as large where there is room. */
export function digitsLarge(images: Uint8Array, columns: number, width: number): HTMLCanvasElement {
  const canvas = digitSheet({ images, columns, width });
  canvas.style.width = `${Math.min(width, canvas.width * 4)}px`;
  return canvas;
}
