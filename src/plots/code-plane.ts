/**
 * A plane of codes of two numbers as shares of the prior: a code (z₁, z₂) lies Φ(z₁) from the left and Φ(z₂) from below, so
 * that equal areas are equally likely (Kingma and Welling 2013, figure 4). Decoded digits are the ground.
 */
import { PIXELS, SIDE } from '#src/engine/data/raster.ts';
import { normalBelow as shareOf } from '#src/engine/maths/gaussian.ts';
import type { Size } from './frame.ts';
import { make } from './svg.ts';

export type Code = readonly [number, number];
export type Ground = {
  /** side² decoded digits as bytes, row by row from the upper left. */
  readonly grid: Uint8Array;
  readonly gridSide: number;
};
/** The plane's own square inside its frame, in pixels. */
export type Square = { readonly left: number; readonly top: number; readonly side: number };

const MARGIN = { left: 26, right: 4, top: 4, bottom: 26 } as const;
const WIDEST = 620;
const TICKS = [-2, -1, 0, 1, 2];
/** Where an axis has its name, as a share of it: between the codes 1 and 2. */
const NAME = 0.91;

/** The plane's own square inside a frame of this size, in pixels. */
export function squareIn({ width, height }: Size): Square {
  const outer = Math.min(width, height, WIDEST);
  return { left: MARGIN.left, top: MARGIN.top, side: outer - MARGIN.left - MARGIN.right };
}

/** How large the frame around a square is, in pixels. */
export const outerOf = ({ side }: Square): number => side + MARGIN.left + MARGIN.right;

/** Black with the byte as its opacity, so that a dark theme may turn it over. */
export function paintGround(canvas: HTMLCanvasElement, { grid, gridSide }: Ground): void {
  canvas.width = canvas.height = gridSide * SIDE;
  const context = canvas.getContext('2d');
  const cell = new ImageData(SIDE, SIDE);
  for (let i = 0; i < gridSide ** 2; i++) {
    for (let pixel = 0; pixel < PIXELS; pixel++) cell.data[4 * pixel + 3] = grid[i * PIXELS + pixel] ?? 0;
    context?.putImageData(cell, (i % gridSide) * SIDE, Math.floor(i / gridSide) * SIDE);
  }
}

export type Place = (code: Code) => readonly [number, number];

export const placing =
  ({ left, top, side }: Square): Place =>
  ([z1, z2]) => [left + side * shareOf(z1), top + side * (1 - shareOf(z2))];

/** Codes where the prior's shares are, on both axes. */
export function axes({ left, top, side }: Square, place: Place): SVGGElement {
  const bottom = top + side;
  const numbers = TICKS.flatMap((z) => {
    const [x, y] = place([z, z]);
    const said = String(z).replace('-', '−');
    return [
      make('path', { d: `M${x},${bottom}v4M${left},${y}h-4` }),
      make('text', { x, y: bottom + 15, 'text-anchor': 'middle' }, said),
      make('text', { x: left - 7, y: y + 4, 'text-anchor': 'end' }, said),
    ];
  });
  return make('g', { class: 'z-axes' }, [
    make('rect', { x: left, y: top, width: side, height: side }),
    ...numbers,
    make('text', { x: left + NAME * side, y: bottom + 15, 'text-anchor': 'middle', class: 'z-name' }, 'z₁'),
    make('text', { x: left - 7, y: top + (1 - NAME) * side + 4, 'text-anchor': 'end', class: 'z-name' }, 'z₂'),
  ]);
}

/** Decoded digits and axes, with nothing that moves. */
export function codePlane(ground: Ground, size: Size): HTMLElement {
  const square = squareIn(size);
  const holder = document.createElement('div');
  holder.className = 'z-plane';
  Object.assign(holder.style, { width: `${outerOf(square)}px`, height: `${outerOf(square)}px` });
  const canvas = document.createElement('canvas');
  canvas.className = 'ink';
  paintGround(canvas, ground);
  layOver(canvas, square);
  holder.append(canvas, make('svg', {}, [axes(square, placing(square))]));
  return holder;
}

/** The canvas covers the square. */
export const layOver = ({ style }: HTMLElement, { left, top, side }: Square): void => {
  Object.assign(style, { left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` });
};
