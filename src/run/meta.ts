import type { Guess } from './guess.ts';
import { LINK_VERSION } from './link-version.ts';
import { fill, initialValues, type AnyValues, type ParamSpecs, type ParamValues } from './params.ts';

/** What a number on the figure is, for readouts, links, tables and tests. */
export type MetricSpec = {
  readonly label: string;
  /** nats, bits, nats per image, 1/s … ; empty for a pure number. */
  readonly unit: string;
  /** Decimals shown. */
  readonly digits: number;
  /** Whether it is in the unit of the data: then it is shown with significant digits where the decimals would swallow it. */
  readonly scaled?: true;
  /** One sentence for the table. */
  readonly about: string;
  /** The word of `plots/meaning.ts` whose colour it carries. */
  readonly meaning?: string;
  /** The values of knobs with which the figure has this number; with any, unless said. */
  readonly when?: AnyValues;
};

/**
 * One thought of a figure that serves several: the pictures and the few knobs that the thought needs, under a question and a
 * caption of its own. Knobs, links and numbers are those of the whole figure.
 */
export type View<S extends ParamSpecs = ParamSpecs> = {
  readonly question: string;
  /** What to see, in one or two sentences, under the picture. */
  readonly caption: string;
  /** What the still picture shows, for a reader without JavaScript. */
  readonly still: string;
  /** What it shows of the figure, by name and in the order of the figure. */
  readonly pictures: readonly string[];
  readonly knobs: readonly (keyof S & string)[];
  readonly readouts: readonly string[];
  readonly presets: readonly string[];
  /** The values it opens with where they are not those of the whole figure. */
  readonly set?: Partial<ParamValues<S>>;
};

export type Preset<S extends ParamSpecs> = { readonly label: string; readonly set: Partial<ParamValues<S>> };

/** Everything a widget says about itself without computing anything. */
export type WidgetMeta<S extends ParamSpecs = ParamSpecs> = {
  readonly title: string;
  /** The question the figure settles: its heading. */
  readonly question: string;
  /** What one can see or do in it, for a list of figures: one sentence of at most 25 words. */
  readonly invites: string;
  /** What to see, in two sentences, under the figure. */
  readonly caption: string;
  /** What the still picture shows, for a reader without JavaScript. */
  readonly still: string;
  /** The lecture it belongs to, by slug. */
  readonly lecture: string;
  /** Whether it trains (run bar, step in the link) or answers at once. */
  readonly trains: boolean;
  /** The step at which a run ends and the furthest that a link may name; `MAX_STEP` unless said. */
  readonly longest?: number;
  readonly params: S;
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  /** The metrics that stand in large type on the figure, in their order there. */
  readonly readouts: readonly string[];
  readonly presets: Readonly<Record<string, Preset<S>>>;
  /** The names of its pictures, for a figure that has views. */
  readonly pictures?: readonly string[];
  /** The views by name: `<Widget id view>` and `?view=` show one alone. */
  readonly views?: Readonly<Record<string, View<S>>>;
  /** A question to guess at before the figure answers it; `model.test.ts` finds its answer. */
  readonly guess?: Guess<S>;
  /**
   * By version of links, the initial values that its links leave out and that are others from the next version on:
   * `{ 1: { latent: 2 } }` says that the code had 2 dimensions wherever a link of version 1 does not give its size.
   */
  readonly before?: Readonly<Record<number, Partial<ParamValues<S>>>>;
  /** What must come out, in a sentence; `model.test.ts` holds it. */
  readonly settles: string;
};

/** Keeps the literal types of a widget's own description. */
export const widget = <const S extends ParamSpecs, const M extends WidgetMeta<S>>(
  meta: M & { readonly params: S; readonly readouts: readonly (keyof M['metrics'])[] },
): M => meta;

/** The initial values that links of this version were written with. */
export function initialAt<S extends ParamSpecs>(
  { params, before = {} }: Pick<WidgetMeta<S>, 'params' | 'before'>,
  version: number,
): ParamValues<S> {
  const changes = Object.entries(before)
    .filter(([until]) => Number(until) >= version)
    // The change that came first has the last word on what stood before it.
    .sort(([a], [b]) => Number(b) - Number(a));
  return Object.assign({}, initialValues(params), ...changes.map(([, values]) => values)) as ParamValues<S>;
}

type Described = Pick<WidgetMeta, 'metrics'>;
type Sometimes<M extends Described> = {
  [Name in keyof M['metrics']]: M['metrics'][Name] extends { readonly when: object } ? Name : never;
}[keyof M['metrics']];

/** A number for each metric of a description, under its name; one that not every setting has may be missing. */
export type MetricsOf<M extends Described> = Readonly<
  Record<Exclude<keyof M['metrics'], Sometimes<M>>, number> & Partial<Record<Sometimes<M>, number>>
>;

/** The pictures of a description, by name. */
export type PictureOf<M> = M extends { readonly pictures: readonly (infer Name)[] } ? Name : never;

/** The values a figure, or one view of it, opens with before anybody turned a knob, as links of this version have them. */
export const openingOf = <S extends ParamSpecs>(
  meta: WidgetMeta<S>,
  view?: string,
  version: number = LINK_VERSION,
): ParamValues<S> =>
  fill(meta.params, view === undefined ? {} : meta.views?.[view]?.set, initialAt(meta, version)).values;

/** The id in a page of a figure, or of one view of it. */
export const idOf = (widget: string, view?: string): string => (view === undefined ? widget : `${widget}-${view}`);

/** Whether the figure has this number at these knobs. */
export const isThere = ({ when = {} }: MetricSpec, values: AnyValues): boolean =>
  Object.entries(when).every(([knob, value]) => values[knob] === value);
