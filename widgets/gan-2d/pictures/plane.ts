import { withPlates, type Plate, type Series } from '#src/base/plate.ts';
import { contour } from '#src/plots/contour.ts';
import type { Size } from '#src/plots/frame.ts';
import { ink, inkAt, rgbOf, twoSided, type Rgb } from '#src/plots/meaning.ts';
import { make } from '#src/plots/svg.ts';

/**
 * The plane in which a generator and a discriminator play, on one canvas: it is drawn anew some twenty times a second
 * beside a worker that trains, which a thousand SVG marks would not allow. Axes lie over it as SVG.
 */

/** Points are pairs x, y of the data's own coordinates; the square shown is [−halfSide, halfSide]². */
export type PlaneScene = {
  /** side × side values of D at the middles of cells, row by row from the upper left; of side 0 before anyone has played. */
  readonly field: Float32Array;
  readonly side: number;
  /** The value of D that says neither, and how far from it the scale reaches to either side. */
  readonly neutral: number;
  readonly reach: number;
  readonly real: Float32Array;
  readonly fakes: Float32Array;
  /** x, y and the way that the generator's own loss pulls that point, in its unit per unit of length. */
  readonly arrows: Float32Array;
  /** G's image of a grid of latents, warpRows × warpColumns points. */
  readonly warp: Float32Array;
  readonly warpRows: number;
  readonly warpColumns: number;
  /** Where the fakes were after each of the last single moves, the oldest first. */
  readonly tail?: readonly Float32Array[];
  /** A sentence in the middle of a plane that is still empty. */
  readonly hint?: string;
};

export type Layer = 'field' | 'contour' | 'real' | 'fakes' | 'grid' | 'arrows';
export type Layers = Readonly<Record<Layer, boolean>>;

/** Room for the axes, in CSS pixels. */
const MARGIN = { left: 30, right: 6, top: 6, bottom: 30 } as const;
const WIDEST = 640;

const none = new Float32Array();

/** The plane before the game: the data alone. */
export const unplayed = (real: Float32Array): PlaneScene => ({
  real,
  field: none,
  side: 0,
  neutral: 0,
  reach: 1,
  fakes: none,
  arrows: none,
  warp: none,
  warpRows: 0,
  warpColumns: 0,
});

/** No arrow is longer than this in the plane's units, and one of that pull (loss per unit of length) is half as long. */
export const ARROW = { longest: 0.5, halfAt: 1 } as const;

/**
 * A painter that keeps its canvas between pictures. Returns the element to show; the side follows the width given.
 * `repainted` is not looked at: who hands it in reads it, and so draws again when the theme has changed.
 */
export function planePainter(
  halfSide: number,
): (scene: PlaneScene, layers: Layers, size: Size, repainted?: number) => HTMLElement {
  const holder = document.createElement('div');
  holder.className = 'plane';
  const canvas = document.createElement('canvas');
  const pixels = document.createElement('canvas');
  const hint = document.createElement('p');
  hint.className = 'plane-hint';
  holder.append(canvas);
  let side = 0;
  return (scene, layers, { width }) => {
    const now = Math.min(WIDEST, width);
    if (now !== side) {
      side = now;
      holder.replaceChildren(canvas, axes(side, halfSide), hint);
    }
    hint.textContent = scene.hint ?? '';
    const context = fit(canvas, side);
    if (context) paint({ context, scene, layers, pixels, scale: scaleOf(halfSide, side), colours: coloursAt(canvas) });
    return withPlates(holder, [plateOf(scene, halfSide, side)]);
  };
}

/** Where a pixel of the picture, of this width, lies in the plane. */
export function placeAt(halfSide: number, width: number, x: number, y: number): readonly [number, number] {
  const { unit } = scaleOf(halfSide, Math.min(WIDEST, width));
  return [(x - MARGIN.left) / unit - halfSide, halfSide - (y - MARGIN.top) / unit];
}

/** What the plane has at a place: what D says there, and the nearest point. */
function plateOf(scene: PlaneScene, halfSide: number, outer: number): Plate {
  const scale = scaleOf(halfSide, outer);
  const { left, top } = MARGIN;
  const { field, side } = scene;
  const value = ([x, y]: readonly [number, number]) => {
    const cell = (share: number) => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
    return field[cell((halfSide - y) / (2 * halfSide)) * side + cell((x + halfSide) / (2 * halfSide))] ?? NaN;
  };
  const says: Series = (at) => {
    const there = placeAt(halfSide, outer, at.x, at.y);
    return side > 0 ? { kind: 'field', name: 'D says', values: [['', value(there)]], at, far: 0 } : undefined;
  };
  const points =
    (name: string, list: Float32Array): Series =>
    (at) => {
      let [best, far] = [-1, Infinity];
      for (let i = 0; i + 1 < list.length; i += 2) {
        const away = Math.hypot(left + scale.x(list[i] ?? 0) - at.x, top + scale.y(list[i + 1] ?? 0) - at.y);
        if (away < far) [best, far] = [i, away];
      }
      if (best < 0) return undefined;
      const [x, y] = [list[best] ?? 0, list[best + 1] ?? 0];
      const place = { x: left + scale.x(x), y: top + scale.y(y) };
      return {
        kind: 'near',
        name,
        values: [
          ['x₁', x],
          ['x₂', y],
        ],
        at: place,
        far,
      };
    };
  return {
    box: { left, top, right: left + scale.side, bottom: top + scale.side },
    x: { name: 'x₁', toPixels: (at) => left + scale.x(at), toValue: (px) => placeAt(halfSide, outer, px, 0)[0] },
    y: { name: 'x₂', toPixels: (at) => top + scale.y(at), toValue: (px) => placeAt(halfSide, outer, 0, px)[1] },
    series: [says, points('real point', scene.real), points('fake point', scene.fakes)],
  };
}

/** Sizes the canvas to whole device pixels, so that lines stay thin, and clears it. */
function fit(canvas: HTMLCanvasElement, side: number): CanvasRenderingContext2D | null {
  const { width, height } = insideOf(side);
  const density = devicePixelRatio;
  const [across, down] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    Object.assign(canvas.style, {
      width: `${width}px`,
      height: `${height}px`,
      margin: `${MARGIN.top}px ${MARGIN.right}px ${MARGIN.bottom}px ${MARGIN.left}px`,
    });
  }
  const context = canvas.getContext('2d');
  context?.setTransform(density, 0, 0, density, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

const insideOf = (side: number) => {
  const inside = side - MARGIN.left - MARGIN.right;
  return { width: inside, height: inside };
};

type Scale = { readonly side: number; readonly unit: number; x(value: number): number; y(value: number): number };

/** From the plane's units to CSS pixels; y grows upwards. */
function scaleOf(halfSide: number, outer: number): Scale {
  const side = insideOf(outer).width;
  const unit = side / (2 * halfSide);
  return { side, unit, x: (value) => (value + halfSide) * unit, y: (value) => (halfSide - value) * unit };
}

type Colours = {
  readonly real: string;
  readonly fake: string;
  readonly prior: string;
  readonly line: string;
  readonly halo: string;
  readonly ends: readonly [Rgb, Rgb, Rgb];
};

/** The theme's colours at the canvas; a canvas that is not on the page yet asks the page itself. */
function coloursAt(canvas: HTMLCanvasElement): Colours {
  const place = canvas.isConnected ? canvas : document.documentElement;
  const rgb = (name: 'looks-fake' | 'surface' | 'looks-real') => rgbOf(inkAt(place, name));
  return {
    real: inkAt(place, 'real'),
    fake: inkAt(place, 'fake'),
    prior: inkAt(place, 'prior'),
    line: inkAt(place, 'data'),
    halo: inkAt(place, 'surface'),
    ends: [rgb('looks-fake'), rgb('surface'), rgb('looks-real')],
  };
}

type Painting = {
  readonly context: CanvasRenderingContext2D;
  readonly scene: PlaneScene;
  readonly layers: Layers;
  readonly pixels: HTMLCanvasElement;
  readonly scale: Scale;
  readonly colours: Colours;
};

/** From the ground up; what tells most lies on top. */
function paint(painting: Painting): void {
  const { layers } = painting;
  const judged = painting.scene.side > 0;
  if (judged && layers.field) paintField(painting);
  if (judged && layers.contour) paintContour(painting);
  if (layers.grid) paintGrid(painting);
  if (layers.real) paintReal(painting);
  if (layers.fakes) paintTail(painting);
  if (layers.fakes) paintFakes(painting);
  if (layers.arrows) paintArrows(painting);
}

/** Shades on either side of the neutral one. */
const SHADES = 64;

/** One pixel a cell, stretched: the browser's smoothing interpolates between the middles of the cells. */
function paintField({ context, scene, pixels, scale, colours }: Painting): void {
  const { field, side, neutral, reach } = scene;
  const [low, middle, high] = colours.ends;
  pixels.width = side;
  pixels.height = side;
  const image = new ImageData(side, side);
  const shades = Array.from({ length: 2 * SHADES + 1 }, (_, i) => [
    ...twoSided(i / SHADES - 1, low, middle, high),
    255,
  ]);
  for (let cell = 0; cell < side * side; cell++) {
    const from = Math.max(-1, Math.min(1, ((field[cell] ?? neutral) - neutral) / reach));
    image.data.set(shades[Math.round((from + 1) * SHADES)] ?? [], 4 * cell);
  }
  pixels.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(pixels, 0, 0, scale.side, scale.side);
}

/** Every so many cells of the contour bear a tick, and a tick is so long in pixels. */
const TICK = { every: 3, length: 6 } as const;

/**
 * Where D changes by less than this share of its scale from cell to cell, it tells nothing apart: the line on which it says
 * neither would wander through noise and look like structure.
 */
const LEAST_SLOPE = 0.01;

type Field = Pick<PlaneScene, 'field' | 'side' | 'reach'>;
/** Whether D tells the two sides apart in the square between four middles of cells whose first is `row`, `column`. */
export function tellsApart({ field, side, reach }: Field, row: number, column: number): boolean {
  const at = row * side + column;
  const corners = [at, at + 1, at + side, at + side + 1].map((i) => field[i] ?? NaN);
  return Math.max(...corners) - Math.min(...corners) >= LEAST_SLOPE * reach;
}

/** The line D = neutral, with ticks towards the side that looks fake, as maps mark a slope downwards. */
function paintContour({ context, scene, scale, colours }: Painting): void {
  const cell = scale.side / scene.side;
  const at = (value: number) => (value + 0.5) * cell;
  const line = contour(scene.field, scene.side, scene.neutral);
  context.beginPath();
  for (let i = 0; i + 3 < line.length; i += 4) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = line.subarray(i, i + 4);
    if (!tellsApart(scene, Math.floor(Math.min(y1, y2)), Math.floor(Math.min(x1, x2)))) continue;
    context.moveTo(at(x1), at(y1));
    context.lineTo(at(x2), at(y2));
    if ((Math.floor(x1) + 2 * Math.floor(y1)) % TICK.every === 0) tick(context, [at(x1), at(y1), at(x2), at(y2)]);
  }
  context.strokeStyle = colours.line;
  context.lineWidth = 1.3;
  context.stroke();
}

/** A tick from the middle of a segment to its right, which is the lower side. */
function tick(context: CanvasRenderingContext2D, [x1, y1, x2, y2]: readonly [number, number, number, number]): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1) return;
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  context.moveTo(x, y);
  context.lineTo(x - ((y2 - y1) / length) * TICK.length, y + ((x2 - x1) / length) * TICK.length);
}

/** Rows and columns of latents, as G bends them. */
function paintGrid({ context, scene, scale, colours }: Painting): void {
  const { warp, warpRows, warpColumns } = scene;
  const go = (row: number, column: number, first: boolean) => {
    const at = 2 * (row * warpColumns + column);
    const [x, y] = [scale.x(warp[at] ?? 0), scale.y(warp[at + 1] ?? 0)];
    if (first) context.moveTo(x, y);
    else context.lineTo(x, y);
  };
  context.beginPath();
  for (let row = 0; row < warpRows; row++)
    for (let column = 0; column < warpColumns; column++) go(row, column, column === 0);
  for (let column = 0; column < warpColumns; column++)
    for (let row = 0; row < warpRows; row++) go(row, column, row === 0);
  context.strokeStyle = colours.prior;
  context.lineWidth = 1;
  context.stroke();
}

/** Points shrink with a small plane, but stay points. */
const radiusOf = ({ side }: Scale) => Math.min(2.5, Math.max(1.7, side / 190));

/** Real points are rings, hollow so that what lies on them is seen. */
function paintReal({ context, scene, scale, colours }: Painting): void {
  const radius = radiusOf(scale);
  context.beginPath();
  each(scene.real, scale, (x, y) => {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  });
  context.strokeStyle = colours.real;
  context.lineWidth = 0.9;
  context.stroke();
}

/** The way that each fake has come by its last moves, pale, and a hollow ring where it was before them. */
function paintTail({ context, scene, scale, colours }: Painting): void {
  const { tail = [], fakes } = scene;
  const [first] = tail;
  if (!first) return;
  const radius = radiusOf(scale);
  context.beginPath();
  for (let i = 0; i + 1 < fakes.length; i += 2) {
    const places = [...tail, fakes].map((at): Pair => [scale.x(at[i] ?? 0), scale.y(at[i + 1] ?? 0)]);
    places.forEach(([x, y], at) => (at === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  }
  each(first, scale, (x, y) => {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  });
  context.globalAlpha = 0.5;
  context.strokeStyle = colours.fake;
  context.lineWidth = 1;
  context.stroke();
  context.globalAlpha = 1;
}

/** Fake points are full discs, set off from what lies under them by a thin edge of the ground's colour. */
function paintFakes({ context, scene, scale, colours }: Painting): void {
  const radius = radiusOf(scale);
  context.beginPath();
  each(scene.fakes, scale, (x, y) => {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  });
  context.strokeStyle = colours.halo;
  context.lineWidth = 1.4;
  context.stroke();
  context.fillStyle = colours.fake;
  context.fill();
}

function each(points: Float32Array, scale: Scale, mark: (x: number, y: number) => void): void {
  for (let i = 0; i + 1 < points.length; i += 2) mark(scale.x(points[i] ?? 0), scale.y(points[i + 1] ?? 0));
}

/** Length of a pull's arrow in the plane's units: in proportion to weak pulls, so that they vanish; strong ones bend down. */
export const arrowLength = (pull: number): number => (ARROW.longest * pull) / (ARROW.halfAt + pull);

/** Under this many pixels an arrow is no arrow any more. */
const LEAST_PIXELS = 2;

function paintArrows({ context, scene, scale, colours }: Painting): void {
  const { arrows } = scene;
  context.beginPath();
  for (let i = 0; i + 3 < arrows.length; i += 4) {
    const [x = 0, y = 0, dx = 0, dy = 0] = arrows.subarray(i, i + 4);
    const pull = Math.hypot(dx, dy);
    const length = arrowLength(pull) * scale.unit;
    if (length > LEAST_PIXELS) arrow(context, [scale.x(x), scale.y(y)], [dx / pull, -dy / pull], length);
  }
  context.lineJoin = 'round';
  context.strokeStyle = colours.halo;
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = colours.fake;
  context.lineWidth = 1.4;
  context.stroke();
}

type Pair = readonly [number, number];

/** A line with an open head, all in pixels; a short one has a small head. */
function arrow(context: CanvasRenderingContext2D, [x, y]: Pair, [dx, dy]: Pair, length: number): void {
  const [tipX, tipY] = [x + dx * length, y + dy * length];
  const head = Math.min(5, length * 0.6);
  context.moveTo(x, y);
  context.lineTo(tipX, tipY);
  for (const side of [-1, 1]) {
    context.moveTo(tipX, tipY);
    context.lineTo(tipX - head * (0.87 * dx - side * 0.5 * dy), tipY - head * (0.87 * dy + side * 0.5 * dx));
  }
}

/** Where the axes are marked, in the plane's units. */
const TICKS = [-1, 0, 1] as const;

/** A frame with ticks at −1, 0 and 1 on both axes. */
function axes(side: number, halfSide: number): SVGElement {
  const { width: inside } = insideOf(side);
  const root = make('svg', { width: side, height: inside + MARGIN.top + MARGIN.bottom, class: 'plot' });
  const { left, top } = MARGIN;
  root.append(make('rect', { x: left, y: top, width: inside, height: inside, fill: 'none', stroke: ink('rule') }));
  const bottom = top + inside;
  for (const value of TICKS) {
    const along = (inside * (value + halfSide)) / (2 * halfSide);
    const name = String(value).replace('-', '−');
    root.append(
      make('path', { d: `M${left + along},${bottom}v5M${left},${bottom - along}h-5`, stroke: ink('muted') }),
      make('text', { x: left + along, y: bottom + 17, 'text-anchor': 'middle', class: 'tick' }, name),
      make('text', { x: left - 8, y: bottom - along + 4, 'text-anchor': 'end', class: 'tick' }, name),
    );
  }
  root.append(
    make('text', { x: left + inside, y: bottom + 17, 'text-anchor': 'end' }, 'x₁ →'),
    make('text', { x: left - 8, y: top + 10, 'text-anchor': 'end' }, '↑ x₂'),
  );
  return root;
}
