/** Where the axes of a drawn plot lie, for what is asked of it later: from the ground it stands on, or from Plot itself. */
import type { Dimensions, Plot, PlotOptions, Scale, ScaleOptions } from '@observablehq/plot';
import type { Axis, Plate } from '#src/base/plate.ts';
import type { Ground } from './ground.ts';

export type Axes = Pick<Plate, 'box' | 'x' | 'y'>;

/** An axis's name without its arrow; one that is not drawn has none. */
const nameOf = (options: ScaleOptions | undefined, label: unknown) =>
  options?.axis === null || typeof label !== 'string' ? '' : label.replaceAll(/\s*[↑→↓←]\s*/g, '');

type Inverting = ((value: number) => number) & { readonly invert: (pixels: number) => number };

export function onGround({ scales, frame }: Ground, { x, y }: PlotOptions): Axes {
  const both = scales as unknown as Readonly<Record<'x' | 'y', Inverting>>;
  const axis = (options: ScaleOptions | undefined, scale: Inverting): Axis => ({
    name: nameOf(options, options?.label),
    toPixels: scale,
    toValue: scale.invert,
  });
  return { box: boxOf(frame), x: axis(x, both.x), y: axis(y, both.y) };
}

const boxOf = ({ width, height, marginTop, marginRight, marginBottom, marginLeft }: Dimensions) => ({
  left: marginLeft,
  top: marginTop,
  right: width - marginRight,
  bottom: height - marginBottom,
});

/** Nothing where Plot found no scale for an axis. */
export function byPlot(drawn: Plot, options: PlotOptions): Axes | undefined {
  const [x, y] = [drawn.scale('x'), drawn.scale('y')];
  if (!x || !y) return undefined;
  const [left, right] = endsOf(x);
  const [top, bottom] = endsOf(y);
  const axis = (given: ScaleOptions | undefined, scale: Scale): Axis => ({
    name: nameOf(given, scale.label),
    // Things in a row stand in the middle of their room.
    toPixels: (value) => Number(scale.apply(value)) + (scale.bandwidth ?? 0) / 2,
    toValue: (pixels) => Number(scale.invert?.(pixels) ?? NaN),
  });
  return { box: { left, right, top, bottom }, x: axis(options.x, x), y: axis(options.y, y) };
}

function endsOf({ range = [] }: Scale): readonly [number, number] {
  const pixels = [...range].map(Number);
  return [Math.min(...pixels), Math.max(...pixels)];
}
