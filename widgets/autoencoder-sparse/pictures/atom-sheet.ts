/**
 * Atoms as tiles: what a unit adds to a picture and what it takes from it in two colours, on paper. Tiles whose unit is not
 * active for the chosen picture are paler; under each active one a bar is as long as its value. Where strokes are planted,
 * each stands above the atom that is most like it, which is framed if it counts as found.
 */
import { withPlates, type Plate } from '#src/base/plate.ts';
import { ink } from '#src/plots/meaning.ts';
import { make } from '#src/plots/svg.ts';
import type { Tile } from '../model.ts';

const SIDE = 28;
/** Between tiles, in pixels of an atom: room for a bar below. */
const GAP = { across: 4, down: 6 } as const;
const STEP = { across: SIDE + GAP.across, down: SIDE + GAP.down } as const;
/** Around the sheet, so that the outermost frames are whole. */
const EDGE = 2;
/** On the page, a pixel of an atom is this large at most. */
const LARGEST = 1.7;

/** In how many columns the tiles stand on a sheet so wide. */
const columnsFor = (width: number) => (width < 420 ? 8 : 16);

type Placed = { readonly tile: Tile; readonly x: number; readonly y: number; readonly strokeY: number };

function placed(tiles: readonly Tile[], columns: number): readonly Placed[] {
  const rows = tiles.some(({ stroke }) => stroke) ? 2 : 1;
  return tiles.map((tile, at) => {
    const top = EDGE + Math.floor(at / columns) * rows * STEP.down;
    return { tile, x: EDGE + (at % columns) * STEP.across, y: top + (rows - 1) * STEP.down, strokeY: top };
  });
}

export function atomSheet(tiles: readonly Tile[], width: number): HTMLElement {
  const columns = columnsFor(width);
  const all = placed(tiles, columns);
  const size = {
    width: columns * STEP.across - GAP.across + 2 * EDGE,
    height: Math.max(0, ...all.map(({ y }) => y)) + STEP.down,
  };
  const scale = Math.min(LARGEST, width / size.width);
  const holder = document.createElement('div');
  holder.className = 'atom-sheet';
  Object.assign(holder.style, { width: `${size.width * scale}px`, height: `${size.height * scale}px` });
  const layers = [
    { name: 'adds', bytes: (byte: number) => 2 * (byte - 128) },
    { name: 'takes', bytes: (byte: number) => 2 * (128 - byte) },
  ].map(({ name, bytes }) => layer(name, all, size, bytes));
  holder.append(...layers, strokes(all, size), marks(all, size));
  return withPlates(holder, [plateOf(all, size, scale)]);
}

type Area = { readonly width: number; readonly height: number };

function canvasOf({ width, height }: Area): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  return canvas;
}

/** A colour of the style sheet, cut out by what `bytes` makes of the atoms. */
function layer(name: string, all: readonly Placed[], size: Area, bytes: (byte: number) => number): HTMLElement {
  const canvas = canvasOf(size);
  for (const { tile, x, y } of all) put(canvas, x, y, (pixel) => Math.max(0, bytes(tile.atom[pixel] ?? 128)));
  const cut = document.createElement('div');
  cut.className = name;
  cut.style.maskImage = `url(${canvas.toDataURL()})`;
  return cut;
}

/** The planted strokes in ink. */
function strokes(all: readonly Placed[], size: Area): HTMLCanvasElement {
  const canvas = canvasOf(size);
  canvas.className = 'ink';
  for (const { tile, x, strokeY } of all) {
    const { stroke } = tile;
    if (stroke) put(canvas, x, strokeY, (pixel) => stroke.image[pixel] ?? 0);
  }
  return canvas;
}

function put(canvas: HTMLCanvasElement, x: number, y: number, alpha: (pixel: number) => number): void {
  const cell = new ImageData(SIDE, SIDE);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) cell.data[4 * pixel + 3] = alpha(pixel);
  canvas.getContext('2d')?.putImageData(cell, x, y);
}

/** Frames, what makes a tile paler, and bars. */
function marks(all: readonly Placed[], { width, height }: Area): SVGSVGElement {
  const most = Math.max(...all.map(({ tile }) => tile.value), 1e-9);
  const each = all.flatMap((one) => marksOf(one, most));
  return make('svg', { viewBox: `0 0 ${width} ${height}`, width: '100%', height: '100%' }, each);
}

function marksOf({ tile, x, y, strokeY }: Placed, most: number): readonly Element[] {
  const { lit, value, stroke } = tile;
  const box = { x: x - 0.5, width: SIDE + 1, height: SIDE + 1, 'stroke-width': 1, fill: 'none' };
  const pale = make('rect', {
    x,
    y,
    width: SIDE,
    height: SIDE,
    fill: ink('surface'),
    'fill-opacity': stroke ? 0.3 : 0.62,
  });
  const bar = make('rect', { x, y: y + SIDE + 1, width: (SIDE * value) / most, height: 3, fill: ink('rate') });
  const framed = stroke?.found
    ? { stroke: ink('model'), 'stroke-width': 2 }
    : { stroke: ink('rule'), ...(stroke && { 'stroke-dasharray': '3 2' }) };
  return [
    ...(stroke ? [make('rect', { ...box, y: strokeY - 0.5, stroke: ink('rule') })] : []),
    ...(lit ? [bar] : [pale]),
    make('rect', { ...box, y: y - 0.5, ...framed }),
  ];
}

/** What a pointer is told over a tile. */
function plateOf(all: readonly Placed[], { width, height }: Area, scale: number): Plate {
  const axis = (name: string) => ({
    name,
    toPixels: (at: number) => at * scale,
    toValue: (pixels: number) => pixels / scale,
  });
  return {
    box: { left: 0, top: 0, right: width * scale, bottom: height * scale },
    x: axis('x'),
    y: axis('y'),
    series: all.map(({ tile: { unit, value, stroke }, x, y, strokeY }) => (place) => {
      const at = { x: (x + SIDE / 2) * scale, y: (y + SIDE / 2) * scale };
      const [right, down] = [place.x / scale - x, place.y / scale];
      if (right < 0 || right > SIDE || down < strokeY || down > y + SIDE) return undefined;
      const likeness = stroke ? [['cosine with its stroke', stroke.likeness] as const] : [];
      return { kind: 'bar', name: `unit ${unit}`, values: [['value', value], ...likeness], at, far: 0 };
    }),
  };
}
