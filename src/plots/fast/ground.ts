/**
 * What the marks of a plot stand on: an SVG with axes, a frame and scales, the same as Observable Plot makes them, but without
 * its search for what the options say already. A figure draws its pictures anew at every move of a slider, and this search was
 * most of what a move cost.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Context, Dimensions, PlotOptions, ScaleFunctions, ScaleOptions } from '@observablehq/plot';
import { make, move } from '../svg.ts';

/** What marks are drawn with: scales as functions, the frame in pixels, and the SVG that their clips go to. */
export type Tools = { readonly scales: ScaleFunctions; readonly frame: Dimensions; readonly context: Context };
export type Ground = Tools & { readonly svg: SVGSVGElement };

const SIDES = ['width', 'height', 'marginTop', 'marginRight', 'marginBottom', 'marginLeft'] as const;
const KNOWN = new Set<string>([...SIDES, 'className', 'style', 'marks']);
const KNOWN_OF_SCALES = new Set(['type', 'domain', 'label', 'ticks', 'tickFormat', 'tickSize', 'axis']);

/** The ground that these options ask for; nothing where they leave something to the marks or ask for what is not known here. */
export function groundOf(
  { x, y, r, symbol, opacity, ...options }: PlotOptions,
  without: ReadonlySet<string>,
): Ground | undefined {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  if (!isKnown(x) || !isKnown(y) || !given.every(([name]) => KNOWN.has(name))) return undefined;
  const identities = Object.entries({ r, symbol, opacity }).filter(([, scale]) => scale !== undefined);
  if (!identities.every(([, scale]) => scale?.type === 'identity')) return undefined;
  if (SIDES.some((side) => options[side] === undefined)) return undefined;
  const frame = Object.fromEntries(SIDES.map((side) => [side, options[side]])) as unknown as Dimensions;
  const { width, height, marginTop, marginRight, marginBottom, marginLeft } = frame;
  const across = scaleOf(x, [marginLeft, width - marginRight]);
  const down = scaleOf(y, [height - marginBottom, marginTop]);
  const className = options.className ?? 'plot';
  const svg = make('svg', {
    class: className,
    fill: 'currentColor',
    'font-family': 'system-ui, sans-serif',
    'font-size': 10,
    'text-anchor': 'middle',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
  });
  const sheet = `:where(.${className}) {
  display: block;
  height: auto;
  max-width: 100%;
}
:where(.${className} text),
:where(.${className} tspan) {
  white-space: pre;
}`;
  Object.assign(svg.style, options.style);
  svg.append(make('style', {}, sheet));
  if (!without.has('y')) svg.append(...axis('y', y, down, frame));
  if (!without.has('x')) svg.append(...axis('x', x, across, frame));
  const itself = Object.fromEntries(identities.map(([name]) => [name, (value: unknown) => value]));
  const scales = { x: across, y: down, ...itself } as unknown as ScaleFunctions;
  return { svg, scales, frame, context: contextFor(frame, className) };
}

type Known = ScaleOptions & { readonly domain: readonly number[] };

function isKnown(options: ScaleOptions | undefined): options is Known {
  const { domain, type = 'linear', axis, label, ticks, ...rest } = options ?? {};
  return (
    (type === 'linear' || type === 'log') &&
    Array.isArray(domain) &&
    domain.length === 2 &&
    domain.every(Number.isFinite) &&
    // Without a label of its own, an axis is called what its marks call their channels.
    (axis === null || (axis === undefined && label !== undefined)) &&
    (ticks === undefined || typeof ticks === 'number' || Array.isArray(ticks)) &&
    Object.keys(rest).every((name) => KNOWN_OF_SCALES.has(name))
  );
}

const scaleOf = ({ type, domain }: Known, range: readonly [number, number]) =>
  (type === 'log' ? scaleLog() : scaleLinear()).domain(domain).range(range);
type Scale = ReturnType<typeof scaleOf>;

/** Where a pixel of the screen is one of the page, a line goes through the middle of one. */
export const shift = () => (devicePixelRatio > 1 ? 0 : 0.5);

/** Pixels from one tick to the next, where the options do not say how many there are. */
const SPACING = { x: 80, y: 35 };
/** Length of a tick, and how far from the frame its number stands at least. */
const [TICK, ROOM] = [6, 9];
/** Figures on a page ask for a few grounds each. */
const MOST_KEPT = 100;

/** What was made for these words before, or is made now; the oldest of many goes. */
function kept<Thing>(before: Map<string, Thing>, words: string, make: () => Thing): Thing {
  const known = before.get(words);
  if (known !== undefined) return known;
  const oldest = before.keys().next().value;
  if (before.size >= MOST_KEPT && oldest !== undefined) before.delete(oldest);
  const made = make();
  before.set(words, made);
  return made;
}

const axes = new Map<string, readonly Element[]>();

function axis(name: 'x' | 'y', options: Known, scale: Scale, frame: Dimensions): readonly Element[] {
  if (options.axis === null) return [];
  const anew = () => axisAnew(name, options, scale, frame);
  // A function has no words to be known by.
  if (typeof options.tickFormat === 'function') return anew();
  const known = kept(axes, JSON.stringify([name, options, frame, shift()]), anew);
  return known.map((group) => group.cloneNode(true) as Element);
}

function axisAnew(name: 'x' | 'y', options: Known, scale: Scale, frame: Dimensions): Element[] {
  const { marginTop, marginRight, marginBottom, marginLeft } = frame;
  const [right, bottom] = [frame.width - marginRight, frame.height - marginBottom];
  const length = options.tickSize ?? TICK;
  const away = Math.max(ROOM, length + 3);
  const ticks = ticksOf(options, scale, SPACING[name]);
  const half = shift();
  const looks = { 'aria-label': `${name}-axis tick`, 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor' };
  const named = { 'aria-label': `${name}-axis tick label`, 'font-variant': 'tabular-nums' };
  const label = { 'aria-label': `${name}-axis label` };
  const across = name === 'x';
  const at = (value: number) => (across ? move(scale(value), bottom) : move(marginLeft, scale(value)));
  const strokes = ticks.map(({ value }) =>
    across ? `M${scale(value)},${bottom}v${length}` : `M${marginLeft},${scale(value)}h${-length}`,
  );
  const numbers = ticks
    .filter(({ text }) => text !== '')
    .map(({ value, text }) => make('text', { y: across ? '0.71em' : '0.32em', transform: at(value) }, text));
  const groups = across
    ? [
        make('path', { ...looks, transform: move(half, 0), d: strokes.join('') }),
        make('g', { ...named, transform: move(half, away + half) }, numbers),
        make(
          'g',
          { ...label, 'text-anchor': 'end', transform: move(marginRight - 3 + half, marginBottom - 3 + half) },
          [make('text', { transform: move(right, bottom) }, arrowed(name, options))],
        ),
      ]
    : [
        make('path', { ...looks, transform: move(0, half), d: strokes.join('') }),
        make('g', { ...named, 'text-anchor': 'end', transform: move(half - away, half) }, numbers),
        make('g', { ...label, 'text-anchor': 'start', transform: move(half - marginLeft + 3, half - marginTop + 3) }, [
          make('text', { y: '0.71em', transform: move(marginLeft, marginTop) }, arrowed(name, options)),
        ]),
      ];
  return groups.filter(({ textContent }, i) => (i === 0 ? length > 0 && strokes.length > 0 : textContent !== ''));
}

/** An axis shows which way it grows, unless its name does. */
function arrowed(name: 'x' | 'y', { label, domain: [from = 0, to = 0] }: Known): string {
  if (label === null || label === undefined) return '';
  if (/[↑↓→←]/.test(label)) return label;
  if (name === 'x') return from <= to ? `${label} →` : `← ${label}`;
  return `${from <= to ? '↑' : '↓'} ${label}`;
}

type Tick = { readonly value: number; readonly text: string };

/** The numbers on an axis and how they are written; one that a logarithmic axis leaves out is empty. */
function ticksOf({ type, ticks, tickFormat }: Known, scale: Scale, spacing: number): readonly Tick[] {
  const [low, high] = scale.range() as [number, number];
  const count = typeof ticks === 'number' ? ticks : Math.abs(high - low) / spacing;
  const values = Array.isArray(ticks) ? (ticks as readonly number[]) : scale.ticks(count);
  const said = Array.isArray(ticks) ? undefined : count;
  // A logarithmic axis leaves numbers out where they would be too many, in whichever notation.
  const format =
    typeof tickFormat === 'function' && type !== 'log' ? tickFormat : scale.tickFormat(said, tickFormat as string);
  return values.map((value, i) => ({ value, text: String(format(value, i)) }));
}

/** Plot cuts marks at the frame by a clip that it adds to an SVG; one SVG for all plots with the same frame holds it. */
const contexts = new Map<string, Context>();

const contextFor = (frame: Dimensions, className: string): Context =>
  kept(contexts, JSON.stringify([className, frame]), () => {
    const context: Partial<Context> = { document, className, ownerSVGElement: make('svg', {}) };
    return context as Context;
  });
