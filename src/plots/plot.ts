/**
 * Observable Plot, faster: a figure draws its pictures anew at every move of a slider. Where the options give both domains, the
 * ground is laid without a search, and most marks are drawn in one path each; where something is to be found from the data, Plot
 * does as it always does.
 */
import * as Plot from '@observablehq/plot';
import { withPlates } from '#src/base/plate.ts';
import { byPlot, onGround } from './fast/axes.ts';
import { groundOf, type Ground, type Tools } from './fast/ground.ts';
import * as marks from './fast/marks.ts';
import { isSwift } from './fast/marks.ts';
import { named, plateOf } from './fast/telling.ts';

export * from '@observablehq/plot';
export { link, ruleX, ruleY, text } from './fast/marks.ts';

/** These may have a name, and then answer a pointer with what they have there: `Plot.lineY(rows, { x, y, name: 'prior' })`. */
export const areaY = named('along', marks.areaY);
export const line = named('along', marks.line);
export const lineY = named('along', marks.lineY);
export const dot = named('near', marks.dot);
export const rect = named('bar', marks.rect);
export const rectY = named('bar', Plot.rectY);
export const barY = named('bar', Plot.barY);
const nothing: (rows: Plot.Data, options?: Plot.DotOptions) => () => null = () => () => null;
/** Draws nothing, and tells what stands at the places of its rows: for points that are drawn by a path, or as words. */
export const told = named('near', nothing);
export { field } from './fast/telling.ts';

/** Plot.plot; what comes back is an SVG, or in a figure if it has a title or a legend. */
export function plot(options: Plot.PlotOptions): SVGSVGElement | HTMLElement {
  const given = flat(options.marks).filter((mark) => mark !== null && mark !== undefined);
  // An axis among the marks takes the place of Plot's own.
  const without = new Set(given.flatMap((mark) => axisName.exec(labelOf(mark))?.[0] ?? []));
  const ground = groundOf(options, without);
  const drawn = ground && drawnOn(ground, given);
  if (drawn) return withPlates(drawn, [plateOf(onGround(ground, options), given)]);
  const slow = Plot.plot({ ...options, marks: given.map((mark) => (isSwift(mark) ? mark.plain() : mark)) });
  const axes = byPlot(slow, options);
  return axes ? withPlates(slow, [plateOf(axes, given)]) : slow;
}

const flat = (marks: Plot.Markish): Plot.Markish[] => (Array.isArray(marks) ? marks.flatMap(flat) : [marks]);
const labelOf = (mark: Plot.Markish) => (mark as { readonly ariaLabel?: string }).ariaLabel ?? '';
const axisName = /^[xy](?=-axis)/;

/** The marks on their ground; nothing where one wants a scale that is still to be found from the data. */
function drawnOn({ svg, ...tools }: Ground, marks: readonly Plot.Markish[]): SVGSVGElement | undefined {
  const drawings = marks.map((mark) => drawing(mark, tools));
  if (drawings.includes(undefined)) return undefined;
  const elements = drawings.filter((each) => each instanceof Element);
  if (elements.some((element) => element.hasAttribute('clip-path')))
    svg.append(...Array.from(tools.context.ownerSVGElement.children, (clip) => clip.cloneNode(true)));
  svg.append(...elements);
  return svg;
}

/** What Plot calls of a mark, and marks of others’ making have to have. */
type Mark = {
  readonly initialize: () => Initial;
  readonly initializer?: (
    ...given: [...Part<Initial>, Plot.ScaleFunctions, Plot.Dimensions, Plot.Context]
  ) => Partial<Initial>;
  readonly scale: (channels: Channels, scales: Plot.ScaleFunctions, context: Plot.Context) => Plot.ChannelValues;
  readonly filter: (index: number[], channels: Channels, values: Plot.ChannelValues) => number[];
  readonly render: Plot.RenderFunction;
};
type Initial = { readonly data: unknown; readonly facets?: readonly number[][]; readonly channels: Channels };
type Part<Whole extends Initial> = [Whole['data'], Whole['facets'], Whole['channels']];
type Channels = Readonly<Record<string, { readonly scale?: string | null }>>;

const noValues = { channels: {} } as Plot.ChannelValues;

/** One mark, as Plot draws it once scales are there; null where there is nothing to draw. */
function drawing(markish: Plot.Markish, { scales, frame, context }: Tools): SVGElement | null | undefined {
  if (typeof markish === 'function') return markish([], scales, noValues, frame, context);
  const mark = markish as unknown as Mark;
  const first = mark.initialize();
  const then = mark.initializer?.(first.data, first.facets, first.channels, scales, frame, context);
  const facets = then?.facets ?? first.facets;
  const channels = { ...first.channels, ...then?.channels };
  const rows = facets?.[0] ?? [];
  // Without rows there is no scale to be found either.
  if (facets && rows.length === 0) return null;
  if (Object.values(channels).some(({ scale }) => scale && !(scale in scales))) return undefined;
  const values = mark.scale(channels, scales, context);
  const index = mark.filter(rows, channels, values);
  return facets && index.length === 0 ? null : mark.render(index, scales, values, frame, context);
}
