import type { ParamSpecs, ParamValues } from './params.ts';

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
};

export type Preset<S extends ParamSpecs> = { readonly label: string; readonly set: Partial<ParamValues<S>> };

/** Everything a widget says about itself without computing anything. */
export type WidgetMeta<S extends ParamSpecs = ParamSpecs> = {
  readonly title: string;
  /** The question the figure settles: its heading. */
  readonly question: string;
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
  readonly presets: Readonly<Record<string, Preset<S>>>;
  /** What must come out, in a sentence; `model.test.ts` holds it. */
  readonly settles: string;
};

/** Keeps the literal types of a widget's own description. */
export const widget = <const S extends ParamSpecs, const M extends WidgetMeta<S>>(
  meta: M & { readonly params: S },
): M => meta;
