/**
 * Observable Plot with two things done faster, since a figure draws its pictures anew at every move of a slider: axes are kept
 * as long as they are asked for with the same words, and a curve is one path without channels and groups. Both need domains
 * that are given; where one is to be found from the data, Plot does as it always does.
 */
import * as Plot from '@observablehq/plot';

export * from '@observablehq/plot';

type Scales = { readonly x: (value: number) => number; readonly y: (value: number) => number };
/** A curve drawn here, and the same as a mark of Plot's. */
type Swift = Plot.RenderFunction & { readonly plain: () => Plot.Markish };

const isSwift = (mark: Plot.Markish): mark is Swift => typeof mark === 'function' && 'plain' in mark;

/** Plot.plot; what comes back is an SVG, or in a figure if it has a title or a legend. */
export function plot(options: Plot.PlotOptions): SVGSVGElement | HTMLElement {
  const marks = flat(options.marks);
  const { x, y } = options;
  const settled = x?.domain !== undefined && y?.domain !== undefined && !options.fx && !options.fy;
  if (!settled) return Plot.plot({ ...options, marks: marks.map((mark) => (isSwift(mark) ? mark.plain() : mark)) });
  const axes = marks.some(isAxis) ? undefined : axesOf(options);
  if (!axes) return Plot.plot({ ...options, marks });
  const drawn = Plot.plot({ ...options, x: { ...x, axis: null }, y: { ...y, axis: null }, marks });
  // Beneath the marks, where Plot puts them: behind the style sheet that every plot begins with.
  drawn.firstElementChild?.after(...axes.map((axis) => axis.cloneNode(true)));
  return drawn;
}

const flat = (marks: Plot.Markish): Plot.Markish[] => (Array.isArray(marks) ? marks.flatMap(flat) : [marks]);

/** An axis among the marks takes the place of Plot's own. */
const isAxis = (mark: Plot.Markish) =>
  /^[xy]-axis/.test((mark as { readonly ariaLabel?: string } | null)?.ariaLabel ?? '');

/** Figures on a page ask for a few each; the oldest go. */
const MOST_KEPT = 64;
const kept = new Map<string, readonly Element[]>();

/** Functions, of which a plot has the same one at every draw, by numbers of their own. */
const numbers = new WeakMap<object, number>();
function numberOf(f: object): number {
  const known = numbers.get(f);
  if (known !== undefined) return known;
  taken += 1;
  numbers.set(f, taken);
  return taken;
}
let taken = 0;

/** The axes that these options ask for; nothing where marks have a say in them. */
function axesOf(options: Plot.PlotOptions): readonly Element[] | undefined {
  const { x, y } = options;
  if (x?.axis === null && y?.axis === null) return undefined;
  // What stands on words is placed by the marks that ask for it.
  if (![x, y].every((scale) => [...(scale?.domain ?? [])].every((end) => typeof end === 'number'))) return undefined;
  const key = JSON.stringify({ ...options, marks: [] }, (_name, value: unknown) =>
    typeof value === 'function' ? numberOf(value) : value,
  );
  const known = kept.get(key);
  if (known) return known;
  const [, ...axes] = Plot.plot({ ...options, marks: [] }).children;
  const oldest = kept.keys().next().value;
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, axes);
  return axes;
}

/** Options of a curve, and what they are in SVG. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  fill: 'fill',
  fillOpacity: 'fill-opacity',
  stroke: 'stroke',
  strokeWidth: 'stroke-width',
  strokeOpacity: 'stroke-opacity',
  strokeDasharray: 'stroke-dasharray',
  className: 'class',
};
const PLACES = ['x', 'y', 'y1', 'y2'];

/** Plot.line over rows in their order. */
export function line(data: Plot.Data, options: Plot.LineOptions = {}): Plot.Markish {
  const plain = () => Plot.line(data, options);
  const stroke = { stroke: 'currentColor', 'stroke-width': 1.5, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' };
  // Where a pixel of the screen is one of the page, Plot draws what is stroked through its middle.
  const shift = devicePixelRatio > 1 ? {} : { transform: 'translate(0.5,0.5)' };
  return swift(data, options, { fill: 'none', ...stroke, ...shift }, plain, ([x, y]) =>
    x && y ? (scales, rows) => alongside(rows, x, y, scales) : undefined,
  );
}

export const lineY = (data: Plot.Data, options: Plot.LineYOptions = {}): Plot.Markish =>
  options.x === undefined || options.y === undefined ? Plot.lineY(data, options) : line(data, options);

/** Plot.areaY over rows in their order, from `y1`, or from 0, up to `y2` or `y`. */
export function areaY(data: Plot.Data, options: Plot.AreaYOptions = {}): Plot.Markish {
  const plain = () => Plot.areaY(data, options);
  return swift(data, options, { fill: 'currentColor' }, plain, ([x, y, y1, y2]) => {
    const [low, high] = [y1 ?? (() => 0), y2 ?? y];
    if (!x || !high) return undefined;
    return (scales, rows) => between(rows, x, low, high, scales);
  });
}

type Read = (row: unknown, i: number) => number;

/** Through every row in turn; where one of its numbers is none, the line is parted. */
function alongside(rows: readonly unknown[], x: Read, y: Read, scales: Scales): string {
  let [path, pen] = ['', 'M'];
  rows.forEach((row, i) => {
    const [across, down] = [scales.x(x(row, i)), scales.y(y(row, i))];
    if (Number.isFinite(across + down)) path += `${pen}${tenth(across)},${tenth(down)}`;
    pen = Number.isFinite(across + down) ? 'L' : 'M';
  });
  return path;
}

/** There along the upper heights and back along the lower ones; parted where a number is none. */
function between(rows: readonly unknown[], x: Read, low: Read, high: Read, scales: Scales): string {
  let [path, there, back] = ['', '', ''];
  const close = () => {
    if (there !== '') path += `M${there.slice(1)}${back}Z`;
    [there, back] = ['', ''];
  };
  rows.forEach((row, i) => {
    const across = scales.x(x(row, i));
    const [top, bottom] = [scales.y(high(row, i)), scales.y(low(row, i))];
    if (!Number.isFinite(across + top + bottom)) return close();
    there += `L${tenth(across)},${tenth(top)}`;
    back = `L${tenth(across)},${tenth(bottom)}${back}`;
  });
  close();
  return path;
}

/** Pixels to a tenth. */
const tenth = (pixels: number) => Math.round(pixels * 10) / 10;

type Write = (scales: Scales, rows: readonly unknown[]) => string;

/** The curve that `write` writes, where these options say nothing that it does not know; a mark of Plot's where they do. */
function swift(
  data: Plot.Data,
  options: object,
  look: Readonly<Record<string, string | number>>,
  plain: () => Plot.Markish,
  writing: (reads: readonly (Read | undefined)[]) => Write | undefined,
): Plot.Markish {
  const given = new Map(Object.entries(options).filter(([, value]) => value !== undefined));
  const { clip, ...rest } = options as { readonly clip?: unknown };
  const known = Object.keys(rest).every((name) => name in ATTRIBUTES || PLACES.includes(name));
  const write = writing(PLACES.map((name) => readOf(given.get(name))));
  const constant = ['fill', 'stroke'].every((name) => isColour(given.get(name)));
  if (!Array.isArray(data) || !known || !write || !constant || (clip !== undefined && clip !== true)) return plain();
  const rows: readonly unknown[] = data;
  const attributes = { ...look, ...Object.fromEntries([...given].filter(([name]) => name in ATTRIBUTES)) };
  const draw: Plot.RenderFunction = (_index, scales, _values, dimensions, { document }) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    for (const [name, value] of Object.entries(attributes))
      if (value !== '') path.setAttribute(ATTRIBUTES[name] ?? name, String(value));
    path.setAttribute('d', write(scales as unknown as Scales, rows));
    return clip === true ? clipped(path, dimensions, document) : path;
  };
  return Object.assign(draw, { plain });
}

/** A colour that is the same for all, by the names that plots/meaning.ts gives. */
const isColour = (value: unknown) =>
  value === undefined || (typeof value === 'string' && /^(none|currentColor|var\()/.test(value));

function readOf(place: unknown): Read | undefined {
  if (typeof place === 'string') return (row) => Number((row as Readonly<Record<string, unknown>>)[place]);
  if (typeof place === 'function') return (row, i) => Number((place as (row: unknown, i: number) => unknown)(row, i));
  return undefined;
}

/** Cut at the frame. The name tells one frame from another, so that a page may hold it many times. */
function clipped(path: SVGElement, frame: Plot.Dimensions, document: Document): SVGElement {
  const { width, height, marginTop, marginRight, marginBottom, marginLeft } = frame;
  const box = { x: marginLeft, y: marginTop, width: width - marginLeft - marginRight };
  const all = { ...box, height: height - marginTop - marginBottom };
  const id = `frame-${Object.values(all).join('-').replaceAll('.', '_')}`;
  const [group, clip, rect] = (['g', 'clipPath', 'rect'] as const).map((name) =>
    document.createElementNS('http://www.w3.org/2000/svg', name),
  ) as [SVGGElement, SVGClipPathElement, SVGRectElement];
  for (const [name, value] of Object.entries(all)) rect.setAttribute(name, String(value));
  clip.setAttribute('id', id);
  group.setAttribute('clip-path', `url(#${id})`);
  clip.append(rect);
  group.append(clip, path);
  return group;
}
