/** What the marks of a plot have at a place, for a reader who points there: each mark that says its name is asked. */
import * as Plot from '@observablehq/plot';
import type { Place, Plate, Reading, Series } from '#src/base/plate.ts';
import type { Axes } from './axes.ts';

/** A mark that answers to a pointer says what it is called; one row or bar may have a name of its own. */
export type Told = {
  readonly name?: string | ((row: never, i: number) => string);
  /** The number behind the name, where it is not the height that is drawn. */
  readonly tells?: (row: never, i: number) => number | string;
};

type Kind = Reading['kind'];
type Options = Readonly<Record<string, unknown>>;
type Tale = { readonly kind: Kind; readonly data: unknown; readonly options: Options; readonly told: Told };

const tales = new WeakMap<object, Tale>();

/** A kind of mark that may be named. */
export const named =
  <Given extends object>(kind: Kind, mark: (data: Plot.Data, options?: Given) => Plot.Markish) =>
  (data: Plot.Data, options?: Given & Told): Plot.Markish => {
    const { name, tells, ...looks } = (options ?? {}) as Told & Options;
    const made = mark(data, looks as Given);
    if (name !== undefined && made !== null) {
      const told = { name, ...(tells && { tells }) };
      tales.set(made as object, { kind, data, options: looks, told });
    }
    return made;
  };

/** A quantity that has a value at every place of the plane, told and not drawn here. */
export function field(name: string, at: (x: number, y: number) => number): Plot.Markish {
  const nothing: Plot.RenderFunction = () => null;
  fields.set(nothing, ({ x, y }) => (place) => {
    const values = [['', at(x.toValue(place.x), y.toValue(place.y))]] as const;
    return { kind: 'field', name, values, at: place, far: 0 };
  });
  return nothing;
}

const fields = new WeakMap<object, (axes: Axes) => Series>();

/** The plot as its axes and named marks tell it. */
export function plateOf(axes: Axes, marks: readonly Plot.Markish[]): Plate {
  const series = marks.flatMap((mark) => {
    const [tale, everywhere] = [tales.get(mark as object), fields.get(mark as object)];
    return tale ? [seriesOf(tale, axes)] : everywhere ? [everywhere(axes)] : [];
  });
  return { ...axes, series };
}

/** A row of a mark, with its place in pixels and what it says. */
type Spot = Place & { readonly name: string; readonly values: Reading['values'] };

function seriesOf(tale: Tale, axes: Axes): Series {
  if (tale.kind === 'bar') return barsOf(tale, axes);
  const { data, options, told } = tale;
  const rows = Array.isArray(data) ? (data as readonly unknown[]) : [];
  const read = { x: rawOf(options['x']) ?? coordinate(0), y: heightOf(options) ?? coordinate(1) };
  // A line that turns back is a way through the plane, and its points are found as points are.
  const along = tale.kind === 'along' && isSteady(rows, read.x);
  const spotAt = (i: number): Spot => {
    const row = rows[i];
    const [x, y] = [read.x(row, i), read.y(row, i)];
    const said = told.tells ? told.tells(row as never, i) : y;
    return {
      x: axes.x.toPixels(x),
      y: axes.y.toPixels(y),
      name: nameOf(told, row, i),
      values:
        along || told.tells
          ? [['', said]]
          : [
              [axes.x.name, x],
              [axes.y.name, y],
            ],
    };
  };
  const far = (i: number, place: Place) => {
    const aside = Math.abs(axes.x.toPixels(read.x(rows[i], i)) - place.x);
    return along ? aside : Math.hypot(aside, axes.y.toPixels(read.y(rows[i], i)) - place.y);
  };
  return (place) => {
    const i = nearest(rows.length, (row) => far(row, place));
    if (i < 0) return undefined;
    const { name, values, ...at } = spotAt(i);
    return { kind: along ? 'along' : 'near', name, values, at, far: far(i, place) };
  };
}

type Read = (row: unknown, i: number) => number;

/** A place as options say it: a number, a column, a function or a list; things in a row have names for numbers. */
function rawOf(place: unknown): Read | undefined {
  if (typeof place === 'number') return () => place;
  if (typeof place === 'string') return (row) => (row as Readonly<Record<string, number>>)[place] ?? NaN;
  if (typeof place === 'function') return place as Read;
  return Array.isArray(place) ? (_row, i) => place[i] as number : undefined;
}

/** The pair of numbers that a row is, where no option says what its place is. */
const coordinate =
  (which: 0 | 1): Read =>
  (row) =>
    Number((row as readonly number[])[which]);

/** The height that is meant: of an area its upper edge. */
const heightOf = (options: Options) => rawOf(options['y'] ?? options['y2']);

const nameOf = ({ name = '' }: Told, row: unknown, i: number) =>
  typeof name === 'function' ? name(row as never, i) : name;

/** Whether x only grows, or only falls. */
function isSteady(rows: readonly unknown[], x: Read): boolean {
  const steps = rows.slice(1).map((row, i) => x(row, i + 1) - x(rows[i], i));
  return steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
}

/** The index with the least distance; −1 where none has one. */
function nearest(count: number, distance: (i: number) => number): number {
  let [best, least] = [-1, Infinity];
  for (let i = 0; i < count; i++) {
    const far = distance(i);
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

/** From edge to edge in pixels, the smaller first. */
type Span = readonly [number, number];

/** How much more a pixel to the side of a bar counts than one beyond its end: the bar over or under the pointer answers, though a neighbour may be nearer. */
const ASIDE = 10_000;

/** Bars stand upright, or lie where only the lower axis has a name; they say their name and their length. */
function barsOf({ data, options, told }: Tale, { x, y }: Axes): Series {
  const rows = Array.isArray(data) ? (data as readonly unknown[]) : [];
  const lying = y.name === '' && x.name !== '';
  const ends = (axis: 'x' | 'y', zero: Read) => ({
    from: rawOf(options[`${axis}1`]) ?? zero,
    to: rawOf(options[`${axis}2`] ?? options[axis]) ?? zero,
  });
  const [across, down] = [ends('x', rawOf(options['x']) ?? (() => 0)), ends('y', () => 0)];
  const { from, to } = lying ? across : down;
  const spans = (row: unknown, i: number): readonly [Span, Span] => [
    span(x.toPixels(across.from(row, i)), x.toPixels(across.to(row, i))),
    span(y.toPixels(down.from(row, i)), y.toPixels(down.to(row, i))),
  ];
  const far = (i: number, place: Place) => {
    const [sideways, upwards] = spans(rows[i], i);
    const [dx, dy] = [beyond(place.x, sideways), beyond(place.y, upwards)];
    return lying ? ASIDE * dy + dx : ASIDE * dx + dy;
  };
  return (place) => {
    const i = nearest(rows.length, (row) => far(row, place));
    if (i < 0) return undefined;
    const row = rows[i];
    const [sideways, upwards] = spans(row, i);
    const value = told.tells ? told.tells(row as never, i) : to(row, i) - from(row, i);
    const at = lying
      ? { x: x.toPixels(to(row, i)), y: (upwards[0] + upwards[1]) / 2 }
      : { x: (sideways[0] + sideways[1]) / 2, y: y.toPixels(to(row, i)) };
    return { kind: 'bar', name: nameOf(told, row, i), values: [['', value]], at, far: far(i, place) };
  };
}

const beyond = (at: number, [from, to]: Span) => Math.max(0, from - at, at - to);
const span = (a: number, b: number): Span => [Math.min(a, b), Math.max(a, b)];
