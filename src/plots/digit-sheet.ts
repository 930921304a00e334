/** Images of 28×28 bytes as a sheet of ink: black with the byte as its opacity, so that a dark theme may turn it over. */
const SIDE = 28;
const GAP = 3;

type Sheet = {
  /** count × 784, row by row. */
  readonly images: Uint8Array;
  readonly columns: number;
  /** Width of the sheet on the page, in CSS pixels. */
  readonly width: number;
};

export function digitSheet({ images, columns, width }: Sheet): HTMLCanvasElement {
  const count = Math.floor(images.length / (SIDE * SIDE));
  const rows = Math.max(1, Math.ceil(count / columns));
  const canvas = document.createElement('canvas');
  canvas.className = 'ink';
  canvas.width = columns * (SIDE + GAP) - GAP;
  canvas.height = rows * (SIDE + GAP) - GAP;
  canvas.style.width = `${Math.min(width, canvas.width * 2)}px`;
  const context = canvas.getContext('2d');
  const cell = new ImageData(SIDE, SIDE);
  for (let i = 0; i < count; i++) {
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) cell.data[4 * pixel + 3] = images[i * SIDE * SIDE + pixel] ?? 0;
    context?.putImageData(cell, (i % columns) * (SIDE + GAP), Math.floor(i / columns) * (SIDE + GAP));
  }
  return canvas;
}
