/** Handles: what can be taken hold of in a picture, each said once as knobs with a place on an axis. */
import { batch } from '@preact/signals';
import type { Plate } from '#src/base/plate.ts';
import { show, type NumberParam, type ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { keyed } from './keyed.ts';

/** A number that a handle moves along one axis of a plot. */
export type Track = {
  readonly spec: NumberParam;
  readonly value: number;
  /** Where this value stands on the axis, and which value stands at a place on it. */
  readonly place: number;
  readonly valueAt: (place: number) => number;
  readonly turn: (value: number) => void;
};

/** A place on an axis that the handle does not move along: a number on it, or a share of the frame from the left or the top. */
export type Fixed = number | { readonly share: number };

export type Handle = {
  /** Its own name in the picture; the same one keeps the same element and the keyboard. */
  readonly name: string;
  readonly x: Track | Fixed;
  readonly y: Track | Fixed;
  /** The plot it lies in, counted from 0, of a picture with several. */
  readonly plot?: number;
  /** A CSS colour: that of what it moves. */
  readonly colour?: string;
  /** Whether a press anywhere in the plot takes hold of it, if it is the nearest, and it comes to the pointer or keeps its distance. */
  readonly anywhere?: 'comes' | 'keeps';
};

type NumberKnobs<S extends ParamSpecs> = { [K in keyof S]: S[K] extends NumberParam ? K : never }[keyof S] & string;

/** A knob on an axis: its value is its place there, or `to` and `from` say how one follows from the other. */
type OnAxis<Knob extends string> =
  | Knob
  | { readonly knob: Knob; readonly to: (value: number) => number; readonly from: (place: number) => number }
  | Fixed;

type Declared<S extends ParamSpecs> = Pick<Handle, 'plot' | 'colour' | 'anywhere'> & {
  readonly x: OnAxis<NumberKnobs<S>>;
  readonly y: OnAxis<NumberKnobs<S>>;
};

/** The handle of one knob, or of two; none where the link hides its knob. `handle(state, { x: 'mu', y: 0 })`. */
export function handle<S extends ParamSpecs>(state: WidgetState<S>, { x, y, ...rest }: Declared<S>): readonly Handle[] {
  const knobs = [x, y].flatMap((on) => knobOf(on) ?? []);
  if (knobs.some((knob) => state.link.hide.includes(knob))) return [];
  return [{ name: knobs.join(' '), x: trackOf(state, x), y: trackOf(state, y), ...rest }];
}

/** A Gaussian's mean at its peak and its standard deviation beside it, on the curve. */
export function bell<S extends ParamSpecs>(
  state: WidgetState<S>,
  {
    mean,
    deviation,
    height,
    ...rest
  }: Pick<Handle, 'plot' | 'colour'> & {
    readonly mean: NumberKnobs<S>;
    readonly deviation: Deviation<NumberKnobs<S>>;
    /** The curve's height over a place. */
    readonly height: (place: number) => number;
  },
): readonly Handle[] {
  const middle = Number(state.values.value[mean]);
  const { knob, to = same, from = same } = deviation;
  const side = middle + to(Number(state.values.value[knob]));
  const width = {
    knob,
    to: (value: number) => middle + to(value),
    from: (place: number) => from(Math.abs(place - middle)),
  };
  return [
    ...handle(state, { x: mean, y: height(middle), ...rest }),
    ...handle(state, { x: width, y: height(side), ...rest }),
  ];
}

/** A knob that is a standard deviation, or that `to` makes one and `from` takes from one. */
type Deviation<Knob extends string> = {
  readonly knob: Knob;
  readonly to?: (value: number) => number;
  readonly from?: (deviation: number) => number;
};

const knobOf = (on: OnAxis<string>) =>
  typeof on === 'string' ? on : typeof on === 'object' && 'knob' in on ? on.knob : undefined;

const same = (value: number) => value;

function trackOf<S extends ParamSpecs>(state: WidgetState<S>, on: OnAxis<NumberKnobs<S>>): Track | Fixed {
  const knob = knobOf(on);
  if (knob === undefined) return on as Fixed;
  const { to = same, from = same } = on as { to?: Track['valueAt']; from?: Track['valueAt'] };
  const value = Number(state.values.value[knob]);
  return {
    spec: state.meta.params[knob] as NumberParam,
    value,
    place: to(value),
    valueAt: from,
    turn: (next) => state.set({ [knob]: next }),
  };
}

export const isTrack = (way: Track | Fixed): way is Track => typeof way === 'object' && 'spec' in way;
const tracksOf = ({ x, y }: Handle) => [x, y].filter(isTrack);

/** Where the handle stands in the picture, in pixels; brought to the frame's edge where its place lies outside. */
export function pixelsOf({ x, y }: Handle, { box, x: across, y: down }: Plate): { x: number; y: number } {
  const along = (way: Track | Fixed, axis: Plate['x'], from: number, to: number) => {
    if (typeof way === 'object' && 'share' in way) return from + way.share * (to - from);
    const pixels = axis.toPixels(isTrack(way) ? way.place : way);
    return Math.min(to, Math.max(from, pixels));
  };
  return { x: along(x, across, box.left, box.right), y: along(y, down, box.top, box.bottom) };
}

/** The value nearest to `raw` that the knob's steps reach from its lower end, within its bounds. */
export function onSteps({ min, max, step, scale, integer }: NumberParam, raw: number): number {
  const kept = Math.min(max, Math.max(min, raw));
  if (scale === 'log') return Math.min(max, Math.max(min, integer ? Math.round(kept) : Number(kept.toPrecision(3))));
  if (step === 0) return Number(kept.toPrecision(6));
  // The last step may end before the upper bound does.
  return Math.min(max, Number((min + Math.round((kept - min) / step) * step).toPrecision(10)));
}

/** Moves the handle to a place in the picture, in pixels. */
export function moveTo(handle: Handle, plate: Plate, to: { readonly x: number; readonly y: number }): void {
  batch(() => {
    for (const axis of ['x', 'y'] as const) {
      const way = handle[axis];
      if (!isTrack(way)) continue;
      const raw = way.valueAt(plate[axis].toValue(to[axis]));
      if (!Number.isNaN(raw)) way.turn(onSteps(way.spec, raw));
    }
  });
}

/** Puts every number of the handle back to what it was when this handle was made. */
export const putBack = (handle: Handle): void =>
  batch(() => {
    for (const { turn, value } of tracksOf(handle)) turn(value);
  });

/** Keys that move up and down; a handle with a number along either axis needs both pairs of arrows. */
const UPRIGHT = /^(?:ArrowUp|ArrowDown|PageUp|PageDown)$/;

/** Does what a key does to the handle's knob. Says whether it was one of these keys. */
export function press(handle: Handle, key: string): boolean {
  const [first, second = first] = tracksOf(handle);
  const track = UPRIGHT.test(key) ? second : first;
  const next = track && keyed(track.spec, track.value, key);
  if (next === undefined) return false;
  track?.turn(next);
  return true;
}

/** What the handle is to a screen reader: a slider named as its knob. */
export function sliderOf(handle: Handle): Readonly<Record<string, string>> {
  const tracks = tracksOf(handle);
  const [first] = tracks;
  const said = tracks.map(({ spec: { unit }, value }) => `${show(value)}${unit ? ` ${unit}` : ''}`);
  return {
    role: 'slider',
    'aria-label': tracks.map(({ spec }) => spec.label).join(', '),
    'aria-valuemin': String(first?.spec.min),
    'aria-valuemax': String(first?.spec.max),
    'aria-valuenow': String(first?.value),
    'aria-valuetext': said.join(', '),
    'aria-orientation': isTrack(handle.x) ? 'horizontal' : 'vertical',
    'data-handle': handle.name,
  };
}
