/**
 * Marks of Observable Plot as one SVG path each, and texts, without channels, groups and an element for each row: most of what
 * a picture is made of, drawn anew at every move of a slider. What the options ask for beyond that, Plot draws.
 */
import * as Plot from '@observablehq/plot';
import { circle, type Scale, type Scales } from '../paths.ts';
import { dress, make, move, type Attributes } from '../svg.ts';
import { shift } from './ground.ts';

/** A mark drawn here, and the same as one of Plot's, for a plot that has to find its domains from its marks. */
type Swift = Plot.RenderFunction & { readonly plain: () => Plot.Markish };

export const isSwift = (mark: Plot.Markish): mark is Swift => typeof mark === 'function' && 'plain' in mark;

/** Options of looks, and what they are in SVG. */
const LOOKS: Readonly<Record<string, string>> = {
  fill: 'fill',
  fillOpacity: 'fill-opacity',
  stroke: 'stroke',
  strokeWidth: 'stroke-width',
  strokeOpacity: 'stroke-opacity',
  strokeDasharray: 'stroke-dasharray',
  className: 'class',
};
const LOOKS_OF_TEXT: Readonly<Record<string, string>> = {
  ...LOOKS,
  fontSize: 'font-size',
  fontStyle: 'font-style',
  fontVariant: 'font-variant',
  fontWeight: 'font-weight',
};

type Read = (row: unknown, i: number) => number;
type Reads<Place extends string> = Partial<Readonly<Record<Place, Read>>>;
type Options = Readonly<Record<string, unknown>>;

/** What a mark is: where its options say it is, how it looks if they do not say, and its outline in pixels. */
type Kind<Place extends string> = {
  readonly places: readonly Place[];
  /** Options besides places and looks that `outline` was made for. */
  readonly extra?: readonly string[];
  readonly look: Attributes;
  /** Along which axes it moves by half a pixel where a pixel of the screen is one of the page. */
  readonly half?: readonly [number, number];
  /** Whether each piece of the outline is a path of its own, since an edge must not show through the next piece's filling. */
  readonly apart?: boolean;
  readonly plain: () => Plot.Markish;
  /** Nothing where the places given are not enough. */
  readonly outline: (reads: Reads<Place>) => Outline | undefined;
};
type Outline = (rows: readonly unknown[], scales: Scales, frame: Plot.Dimensions) => readonly string[];

/** The mark in one path; one of Plot's where its options say something not known here. */
function swift<Place extends string>(data: Plot.Data, options: object, kind: Kind<Place>): Plot.Markish {
  const { clip, dx = 0, dy = 0, ...rest } = given(options);
  const { places, extra = [], plain, half = [0, 0] } = kind;
  const outline = kind.outline(readsOf(rest, places));
  const known = [...places, ...extra];
  if (!Array.isArray(data) || !outline || !isPlain(rest, LOOKS, known) || (clip !== undefined && clip !== true))
    return plain();
  const rows: readonly unknown[] = data;
  const draw: Plot.RenderFunction = (_index, scales, _values, frame) => {
    const pieces = outline(rows, scales as unknown as Scales, frame).filter((piece) => piece !== '');
    if (pieces.length === 0) return null;
    const paths = (kind.apart ? pieces : [pieces.join('')]).map((d) => make('path', { d }));
    const [only] = paths;
    const drawn = only && paths.length === 1 ? only : make('g', {}, paths);
    const place = moved(Number(dx) + shift() * half[0], Number(dy) + shift() * half[1]);
    dress(drawn, { ...kind.look, ...looksOf(rest, LOOKS), ...place });
    return clip === true ? clipped(drawn, frame) : drawn;
  };
  return Object.assign(draw, { plain });
}

const given = (options: object): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** Whether nothing is asked for but what is known, and looks that are the same for all rows. */
const isPlain = (options: Options, looks: Names, known: readonly string[]) =>
  Object.entries(options).every(([name, value]) => known.includes(name) || (name in looks && isConstant(name, value)));

/** Colours go by the names that plots/meaning.ts gives; another word is the name of a column. */
function isConstant(name: string, value: unknown): boolean {
  if (name === 'fill' || name === 'stroke')
    return typeof value === 'string' && /^(none$|currentColor$|var\()/.test(value);
  return typeof value === 'number' || (typeof value === 'string' && !/Width|Opacity/.test(name));
}

type Names = Readonly<Record<string, string>>;

const looksOf = (options: Options, names: Names): Attributes =>
  Object.fromEntries(
    Object.entries(options).flatMap(([option, value]) => {
      const name = names[option];
      return name === undefined || value === '' ? [] : [[name, String(value)]];
    }),
  );

const readsOf = <Place extends string>(options: Options, places: readonly Place[]): Reads<Place> =>
  Object.fromEntries(
    places.flatMap((place) => {
      const read = readOf(options[place]);
      return read ? [[place, read]] : [];
    }),
  ) as Reads<Place>;

function readOf(place: unknown): Read | undefined {
  if (typeof place === 'number') return () => place;
  if (typeof place === 'string') return (row) => Number((row as Options)[place]);
  if (typeof place === 'function') return (row, i) => Number((place as (row: unknown, i: number) => unknown)(row, i));
  if (Array.isArray(place)) return (_row, i) => Number(place[i]);
  return undefined;
}

const itself: Read = Number;
const on =
  (scale: Scale, read: Read): Read =>
  (row, i) =>
    scale(read(row, i));
/** Pixels to a tenth. */
const tenth = (pixels: number) => Math.round(pixels * 10) / 10;
const moved = (x: number, y: number): Attributes => (x === 0 && y === 0 ? {} : { transform: move(x, y) });

type Pixels = [number, number, number, number];
type Piece = (...pixels: Pixels) => string;

/** A piece for each row whose numbers are numbers. */
const each = (rows: readonly unknown[], reads: readonly Read[], piece: Piece): readonly string[] =>
  rows.flatMap((row, i) => {
    const numbers = reads.map((read) => tenth(read(row, i)));
    return numbers.every(Number.isFinite) ? [piece(...(numbers as Pixels))] : [];
  });

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 1.5,
  'stroke-linejoin': 'round',
  'stroke-linecap': 'round',
};

/** Plot.line over rows in their order. */
export const line = (data: Plot.Data, options: Plot.LineOptions = {}): Plot.Markish =>
  swift(data, options, {
    places: ['x', 'y'],
    look: LINE,
    half: [1, 1],
    plain: () => Plot.line(data, options),
    outline: ({ x, y }) => x && y && ((rows, scales) => alongside(rows, on(scales.x, x), on(scales.y, y))),
  });

export const lineY = (data: Plot.Data, options: Plot.LineYOptions = {}): Plot.Markish =>
  options.x === undefined || options.y === undefined ? Plot.lineY(data, options) : line(data, options);

/** Plot.areaY over rows in their order, from `y1`, or from 0, up to `y2` or `y`. */
export const areaY = (data: Plot.Data, options: Plot.AreaYOptions = {}): Plot.Markish =>
  swift(data, options, {
    places: ['x', 'y', 'y1', 'y2'],
    look: { fill: 'currentColor' },
    plain: () => Plot.areaY(data, options),
    outline: ({ x, y, y1 = () => 0, y2 = y }) =>
      x && y2 && ((rows, scales) => between(rows, on(scales.x, x), on(scales.y, y1), on(scales.y, y2))),
  });

const RULE = { fill: 'none', stroke: 'currentColor' };

/** Plot.ruleX: upright lines, from `y1` to `y2` or through the frame. */
export const ruleX = (data: Plot.Data, options: Plot.RuleXOptions = {}): Plot.Markish =>
  swift(data, options, {
    places: ['x', 'y1', 'y2'],
    look: RULE,
    half: [1, 0],
    plain: () => Plot.ruleX(data, options),
    outline:
      ({ x = itself, y1, y2 }) =>
      (rows, scales, { height, marginTop, marginBottom }) => {
        const ends = [orEdge(scales.y, y1, marginTop), orEdge(scales.y, y2, height - marginBottom)];
        return each(rows, [on(scales.x, x), ...ends], (at, from, to) => `M${at},${from}V${to}`);
      },
  });

/** Plot.ruleY: level lines, from `x1` to `x2` or through the frame. */
export const ruleY = (data: Plot.Data, options: Plot.RuleYOptions = {}): Plot.Markish =>
  swift(data, options, {
    places: ['y', 'x1', 'x2'],
    look: RULE,
    half: [0, 1],
    plain: () => Plot.ruleY(data, options),
    outline:
      ({ y = itself, x1, x2 }) =>
      (rows, scales, { width, marginLeft, marginRight }) => {
        const ends = [orEdge(scales.x, x1, marginLeft), orEdge(scales.x, x2, width - marginRight)];
        return each(rows, [on(scales.y, y), ...ends], (at, from, to) => `M${from},${at}H${to}`);
      },
  });

const orEdge = (scale: Scale, read: Read | undefined, edge: number): Read => (read ? on(scale, read) : () => edge);

const CORNERS = ['x1', 'y1', 'x2', 'y2'] as const;

/** A piece from one corner to the other for each row. */
const cornered = ({ x1, y1, x2, y2 }: Reads<(typeof CORNERS)[number]>, piece: Piece): Outline | undefined =>
  x1 && y1 && x2 && y2 && ((rows, { x, y }) => each(rows, [on(x, x1), on(y, y1), on(x, x2), on(y, y2)], piece));

/** Plot.link: straight lines between two points. */
export const link = (data: Plot.Data, options: Plot.LinkOptions = {}): Plot.Markish =>
  swift(data, options, {
    places: CORNERS,
    look: RULE,
    half: [1, 1],
    plain: () => Plot.link(data, options),
    outline: (reads) => cornered(reads, (fromX, fromY, toX, toY) => `M${fromX},${fromY}L${toX},${toY}`),
  });

/** Plot.rect between two corners. */
export function rect(data: Plot.Data, options: Plot.RectOptions = {}): Plot.Markish {
  const { insetLeft = 0, insetRight = 0 } = options;
  return swift(data, options, {
    places: CORNERS,
    extra: ['insetLeft', 'insetRight'],
    look: { fill: 'currentColor' },
    plain: () => Plot.rect(data, options),
    outline: (reads) =>
      cornered(reads, (fromX, fromY, toX, toY) => {
        const [left, right] = [Math.min(fromX, toX) + insetLeft, Math.max(fromX, toX) - insetRight];
        // As in SVG, what has no width or no height is not there, and has no edge.
        return left < right && fromY !== toY ? `M${left},${fromY}H${right}V${toY}H${left}Z` : '';
      }),
  });
}

/** Outlines about (x, y) for a radius; squares, diamonds and triangles have the area of the circle. */
const SYMBOLS: Readonly<Record<string, (x: number, y: number, r: number) => string>> = {
  circle,
  square: (x, y, r) => {
    const side = r * Math.sqrt(Math.PI);
    return `M${x - side / 2},${y - side / 2}h${side}v${side}h${-side}Z`;
  },
  diamond: (x, y, r) => {
    const tall = r * Math.sqrt((Math.PI * Math.sqrt(3)) / 2);
    const wide = tall / Math.sqrt(3);
    return `M${x},${y - tall}L${x + wide},${y}L${x},${y + tall}L${x - wide},${y}Z`;
  },
  triangle: (x, y, r) => {
    const unit = r * Math.sqrt(Math.PI / (3 * Math.sqrt(3)));
    const half = unit * Math.sqrt(3);
    return `M${x},${y - 2 * unit}L${x - half},${y + unit}L${x + half},${y + unit}Z`;
  },
};

/** Plot.dot, all of one size. */
export function dot(data: Plot.Data, options: Plot.DotOptions = {}): Plot.Markish {
  const { fill = 'none', r = 3, symbol = 'circle', stroke } = given(options);
  const edge = fill === 'none' ? 'currentColor' : 'none';
  const outlined = typeof symbol === 'string' ? SYMBOLS[symbol] : undefined;
  return swift(data, options, {
    places: ['x', 'y'],
    extra: ['r', 'symbol'],
    look: { fill: 'none', stroke: edge, 'stroke-width': 1.5 },
    half: [1, 1],
    apart: fill !== 'none' && (stroke ?? edge) !== 'none',
    plain: () => Plot.dot(data, options),
    outline: ({ x, y }) => {
      if (!x || !y || !outlined || typeof r !== 'number') return undefined;
      return (rows, scales) =>
        each(rows, [on(scales.x, x), on(scales.y, y)], (across, down) => outlined(across, down, r));
    },
  });
}

type Anchor = 'start' | 'middle' | 'end';

/** Plot.text of words that are given, at places on the axes or at an edge of the frame. */
export function text(data: Plot.Data, options: Plot.TextOptions = {}): Plot.Markish {
  const {
    x,
    y,
    text: said,
    frameAnchor = 'middle',
    clip,
    dx = 0,
    dy = 0,
    textAnchor,
    lineAnchor,
    ...rest
  } = given(options);
  const plain = () => Plot.text(data, options);
  const [readX, readY] = [readOf(x), readOf(y)];
  const placed = (readX ?? readY ?? options.frameAnchor) !== undefined;
  if (!Array.isArray(data) || !placed || !isPlain(rest, LOOKS_OF_TEXT, []) || (clip !== undefined && clip !== false))
    return plain();
  const rows: readonly unknown[] = data;
  const texts = rows.map(wordsOf(said));
  if (!texts.every((each) => typeof each === 'string')) return plain();
  const edge = String(frameAnchor);
  const anchor = (textAnchor ??
    (edge.endsWith('right') ? 'end' : edge.endsWith('left') ? 'start' : 'middle')) as Anchor;
  const line = (lineAnchor ??
    (edge.startsWith('top') ? 'top' : edge.startsWith('bottom') ? 'bottom' : 'middle')) as Line;
  const halo = 'stroke' in rest && rest['stroke'] !== 'none' ? HALO : NONE;
  const look = { ...halo, ...looksOf(rest, LOOKS_OF_TEXT), ...(anchor !== 'middle' && { 'text-anchor': anchor }) };
  const draw: Plot.RenderFunction = (_index, functions, _values, frame) => {
    const scales = functions as unknown as Scales;
    const [middleX, middleY] = anchored(edge, frame);
    const placed = rows.flatMap((row, i): Placed[] => {
      const [across, down] = [readX ? scales.x(readX(row, i)) : middleX, readY ? scales.y(readY(row, i)) : middleY];
      const words = texts[i] ?? '';
      return Number.isFinite(across + down) && words !== '' ? [{ words, x: tenth(across), y: tenth(down) }] : [];
    });
    if (placed.length === 0) return null;
    // A halo lies over the letters before it, so there each stays by itself.
    const written = halo === NONE ? gathered(placed, line) : placed.map((each) => lines(each, line));
    return make('g', { ...look, ...moved(Number(dx) + shift(), Number(dy) + shift()) }, written);
  };
  return Object.assign(draw, { plain });
}

/** So that words can be read over what lies under them. */
const HALO = { 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
const NONE = {};

/** What a row says: a column, a list, a function's answer, or the row itself where it is a word. */
function wordsOf(said: unknown): (row: unknown, i: number) => unknown {
  if (typeof said === 'string') return (row) => (row as Options)[said];
  if (typeof said === 'function') return said as (row: unknown, i: number) => unknown;
  return Array.isArray(said) ? (_row, i) => said[i] as unknown : (row) => row;
}

function anchored(edge: string, { width, height, marginTop, marginRight, marginBottom, marginLeft }: Plot.Dimensions) {
  const [right, bottom] = [width - marginRight, height - marginBottom];
  const across = edge.endsWith('left') ? marginLeft : edge.endsWith('right') ? right : (marginLeft + right) / 2;
  const down = edge.startsWith('top') ? marginTop : edge.startsWith('bottom') ? bottom : (marginTop + bottom) / 2;
  return [across, down] as const;
}

type Line = 'top' | 'middle' | 'bottom';

type Placed = { readonly words: string; readonly x: number; readonly y: number };

/** Letters that stand alone, each kind in one text: hundreds of elements take their time to be laid out. */
function gathered(placed: readonly Placed[], anchor: Line): readonly SVGTextElement[] {
  return [...new Set(placed.map(({ words }) => words))].flatMap((said) => {
    const alike = placed.filter(({ words }) => words === said);
    return said.length === 1 && alike.length > 1
      ? [strewn(said, alike, anchor)]
      : alike.map((each) => lines(each, anchor));
  });
}

/** One letter at many places. */
function strewn(letter: string, places: readonly Placed[], anchor: Line): SVGTextElement {
  const all = (of: (place: Placed) => number | string) => places.map(of).join(' ');
  const down = firstLine(anchor, 1);
  const place = { x: all(({ x }) => x), y: all(({ y }) => y), ...(down !== 0 && { dy: all(() => `${down}em`) }) };
  return make('text', place, letter.repeat(places.length));
}

/** How far below its place the first of so many lines stands, in its own size. */
const firstLine = (anchor: Line, count: number): number =>
  tidy({ top: 0.71, middle: 0.82 - count / 2, bottom: 1 - count }[anchor]);

/** Words of one line or more, with their top, middle or bottom at the place. */
function lines({ words, x, y }: Placed, anchor: Line): SVGTextElement {
  const all = words.split('\n');
  const first = firstLine(anchor, all.length);
  const place = { transform: move(x, y) };
  const down = (i: number) => ({ y: `${tidy(first + i)}em` });
  if (all.length === 1) return make('text', first === 0 ? place : { ...place, ...down(0) }, words);
  const spans = all.map((line, i) => make('tspan', { x: 0, ...down(i) }, line));
  return make('text', place, spans);
}

/** Without the last bits of a sum of decimals. */
const tidy = (value: number) => Number(value.toFixed(6));

/** Through every row in turn; where one of its numbers is none, the line is parted. */
function alongside(rows: readonly unknown[], x: Read, y: Read): readonly string[] {
  let [path, pen] = ['', 'M'];
  rows.forEach((row, i) => {
    const [across, down] = [x(row, i), y(row, i)];
    if (Number.isFinite(across + down)) path += `${pen}${tenth(across)},${tenth(down)}`;
    pen = Number.isFinite(across + down) ? 'L' : 'M';
  });
  return path === '' ? [] : [path];
}

/** There along the upper heights and back along the lower ones; parted where a number is none. */
function between(rows: readonly unknown[], x: Read, low: Read, high: Read): readonly string[] {
  const areas: string[] = [];
  let [there, back] = ['', ''];
  const close = () => {
    if (there !== '') areas.push(`M${there.slice(1)}${back}Z`);
    [there, back] = ['', ''];
  };
  rows.forEach((row, i) => {
    const [across, top, bottom] = [x(row, i), high(row, i), low(row, i)];
    if (!Number.isFinite(across + top + bottom)) return close();
    there += `L${tenth(across)},${tenth(top)}`;
    back = `L${tenth(across)},${tenth(bottom)}${back}`;
  });
  close();
  return areas;
}

/** Cut at the frame. The name tells one frame from another, so that a page may hold it many times. */
function clipped(drawn: SVGElement, frame: Plot.Dimensions): SVGElement {
  const { width, height, marginTop, marginRight, marginBottom, marginLeft } = frame;
  const box = { x: marginLeft, y: marginTop, width: width - marginLeft - marginRight };
  const all = { ...box, height: height - marginTop - marginBottom };
  const id = `frame-${Object.values(all).join('-').replaceAll('.', '_')}`;
  const clip = make('clipPath', { id }, [make('rect', all)]);
  return make('g', { 'clip-path': `url(#${id})` }, [clip, drawn]);
}
