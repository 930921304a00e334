import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { nearestTo } from '#src/base/nearest.ts';
import type { TrainedState } from '#src/engine/experiment.ts';
import type { ExecutorName } from '#src/worker/protocol.ts';
import type { SharedAxes } from './axes.ts';
import { chosenExecutor } from './executors.ts';
import { openingOf, type PictureOf, type View, type WidgetMeta } from './meta.ts';
import { changed, fill, type AnyValues, type Param, type ParamSpecs, type ParamValues } from './params.ts';
import { FIRST_VERSION, LINK_VERSION } from './link-version.ts';
import type { Link } from './links.ts';
import type { Recording } from './recording.ts';
import { asked } from './words/figure.ts';

export type Status = 'idle' | 'loading' | 'running' | 'paused' | 'done' | 'failed';
export type Metrics = Readonly<Record<string, number>>;

/** What the figure's numbers were at one step. */
export type Reported = { readonly step: number; readonly metrics: Metrics };

/** A recorded run that is shown in place of one of the reader's own. */
export type ShownBeginning = {
  /** Whether the knobs have the values that they had for it, except those that only look. */
  readonly alike: boolean;
  readonly steps: number;
  readonly knobs: AnyValues;
  readonly metrics: Metrics;
};

export type Controls = {
  /** Why this backend or executor trains and no other, in a sentence. */
  readonly why: ReadonlySignal<string>;
  /** Trains on something else from now on, from the beginning of the run. */
  trainOn(executor: ExecutorName): void;
  play(until?: number): void;
  pause(): void;
  stepOnce(): void;
  restart(): void;
  /** Pauses, and gives the trained state; rejects with a sentence where there is none. */
  takeOut(): Promise<TrainedState>;
  /** Stands at a state of an earlier run with these knobs; rejects with a sentence, and then all is as it was. */
  putIn(values: AnyValues, state: TrainedState): Promise<void>;
};

/** All that one figure knows while it is on the page. Views read its signals; nobody else writes them. */
export type WidgetState<S extends ParamSpecs = ParamSpecs> = {
  /** The id in the page: of a view that stands in a lecture by itself `<widget>-<view>`, else the widget's own. */
  readonly id: string;
  /** The widget, by its folder. */
  readonly widget: string;
  readonly meta: WidgetMeta<S>;
  /** The one view that is shown, with its name; the whole figure where there is none. */
  readonly view: (View<S> & { readonly name: string }) | undefined;
  /** What the author set where the figure was placed, and the values that it then opens with; `reset` goes back to these. */
  readonly placed: Readonly<Record<string, unknown>>;
  readonly base: ParamValues<S>;
  readonly values: ReadonlySignal<ParamValues<S>>;
  readonly metrics: ReadonlySignal<Metrics>;
  readonly step: ReadonlySignal<number>;
  /** The trained beginning that came with the figure, if it has one. */
  readonly recording: Recording | undefined;
  /** What is shown of it: nothing once the reader's own run is there. `metrics`, `step` and `reported` are never of it. */
  readonly beginning: Signal<ShownBeginning | undefined>;
  /** The knobs that what is shown was made with, and the numbers that belong to it: those of a run, or of the beginning. */
  readonly seen: ReadonlySignal<ParamValues<S>>;
  readonly numbers: ReadonlySignal<Metrics>;
  /** The step at which the run began, if that was with a state out of a file: no link leads there. */
  readonly origin: Signal<number | undefined>;
  readonly status: Signal<Status>;
  /** Which backend or executor computes, for the badge; empty while nothing trains. */
  readonly backend: Signal<string>;
  /** What the reader wants to train on. */
  readonly executor: Signal<ExecutorName>;
  /** Sentences the reader should see: what a link asked for and could not have, what failed and what to do. */
  readonly notices: Signal<readonly string[]>;
  /** What the link asked for besides knobs. */
  readonly link: Omit<Link, 'given'>;
  /** Whether the figure is in sight of a visible tab; out of sight a run rests. */
  readonly inSight: Signal<boolean>;
  /** A second run beside this one, if the reader opened one. */
  readonly beside: Signal<WidgetState<S> | undefined>;
  /** What this run and the one beside it need of the axes they share, by run. */
  readonly axes: SharedAxes;
  /** Ways to drive a run from outside (embeds, teachers' scripts); absent where nothing trains. */
  readonly controls: Signal<Controls | undefined>;
  set(patch: Readonly<Record<string, unknown>>): void;
  reset(name?: keyof S & string): void;
  /** Publishes the numbers of a step; none at step 0 says that a run begins anew. */
  report(metrics: Metrics, step?: number): void;
  /** What this run has reported, by step, each step once; of a figure that does not train its present numbers alone. */
  reported(): readonly Reported[];
};

/** The state of a figure with this very description: its knobs and its metrics are known by name. */
export type StateOf<M extends WidgetMeta> = WidgetState<M['params']> & { readonly meta: M };

/** The step to which knobs and seed alone replay the run: 0 where it began with a state out of a file. */
export const replayable = ({ step, origin }: Pick<WidgetState, 'step' | 'origin'>): number =>
  origin.value === undefined ? step.value : 0;

/** Keeps each step once and in order: a run that went back comes by the same steps again, with the same numbers. */
function filed(known: readonly Reported[], now: Reported): readonly Reported[] {
  if ((known.at(-1)?.step ?? -1) < now.step) return [...known, now];
  const at = known.findIndex(({ step }) => step >= now.step);
  return known[at]?.step === now.step ? known.with(at, now) : known.toSpliced(at, 0, now);
}

/** The version a link is read as; one that only says how the figure is shown opens it as it is now. */
function versionOf({ params }: WidgetMeta, { version, given, step, preset, second }: Link): number {
  if (version !== undefined) return version;
  const knobs = Object.keys(given).some((name) => Object.hasOwn(params, name));
  return knobs || second || step !== undefined || preset !== undefined ? FIRST_VERSION : LINK_VERSION;
}

/** The values a link asks for over what the author `placed` the figure or its view with, and a sentence for each it cannot have. */
export function openedBy<S extends ParamSpecs>(
  { meta, placed, view }: Pick<WidgetState<S>, 'meta' | 'placed' | 'view'>,
  link: Link,
): { readonly values: ParamValues<S>; readonly notices: readonly string[] } {
  const known = link.preset === undefined || Object.hasOwn(meta.presets, link.preset);
  const preset = known && link.preset !== undefined ? (meta.presets[link.preset]?.set ?? {}) : {};
  const authored = fill(meta.params, placed, openingOf(meta, view?.name, versionOf(meta, link)));
  const opened = fill(meta.params, { ...preset, ...link.given }, authored.values);
  const notices = [...link.notices, ...(known ? [] : [noPreset(meta, link.preset ?? '')]), ...opened.notices];
  return { values: opened.values, notices };
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

const noPreset = ({ presets }: WidgetMeta, said: string) =>
  asked.noPreset(shorten(said), Object.keys(presets).join(', '));

/** Sentences about controls that a link wants hidden and the figure does not have. */
function aboutShowing({ params }: WidgetMeta, { hide, only }: Link): readonly string[] {
  const strangers = hide.filter((name) => name !== 'guess' && !Object.hasOwn(params, name));
  const knobs = Object.keys(params).join(', ');
  return [
    ...(strangers.length > 0 ? [asked.noHide(knobs, shorten(strangers.join(', ')))] : []),
    ...(only !== undefined && only !== 'plot' ? [asked.only(shorten(only))] : []),
  ];
}

const notYetRun = () => ({
  origin: signal<number | undefined>(undefined),
  status: signal<Status>('idle'),
  backend: signal(''),
});

/** What is seen: of the beginning while that is shown, else of the figure as it stands. */
function beforeARun<S extends ParamSpecs>(
  { params }: WidgetMeta<S>,
  values: ReadonlySignal<ParamValues<S>>,
  metrics: ReadonlySignal<Metrics>,
): Pick<WidgetState<S>, 'beginning' | 'seen' | 'numbers'> {
  const beginning = signal<ShownBeginning | undefined>(undefined);
  return {
    beginning,
    seen: computed(() => fill(params, beginning.value?.knobs, values.value).values),
    numbers: computed(() => beginning.value?.metrics ?? metrics.value),
  };
}

/** What the author placed: the view that `name` asks for, if there is one, and the values that it and `set` open with. */
function placedBy<S extends ParamSpecs>(
  meta: WidgetMeta<S>,
  set: Readonly<Record<string, unknown>>,
  name: string | undefined,
) {
  const { views = {} } = meta;
  const found = name !== undefined && Object.hasOwn(views, name) ? views[name] : undefined;
  const view = name !== undefined && found ? { ...found, name } : undefined;
  const { values, notices } = fill(meta.params, set, openingOf(meta, view?.name));
  const missing = name !== undefined && !view ? [noView(name, Object.keys(views))] : [];
  return { view, values, notices: [...notices, ...missing] };
}

const noView = (name: string, known: readonly string[]) =>
  known.length === 0
    ? asked.noViews(shorten(name))
    : asked.noView(shorten(name), known.join(', '), nearestTo(name, known));

/** Whether that picture is shown: all of them, but for one view alone. */
export const shows = <M extends WidgetMeta>({ view }: StateOf<M>, picture: PictureOf<M> & string): boolean =>
  view?.pictures.includes(picture) ?? true;

/** The knobs that have a control in the panel, in their order: a text has one of the figure's own, and a link may hide some. */
export const controlled = ({ meta, link }: Pick<WidgetState, 'meta' | 'link'>): readonly (readonly [string, Param])[] =>
  Object.entries<Param>(meta.params).filter(([name, { kind }]) => kind !== 'text' && !link.hide.includes(name));

/** What there is to try: the presets of the figure, or those of the view. */
export const presetsIn = <S extends ParamSpecs>({ meta, view }: WidgetState<S>): WidgetMeta<S>['presets'] =>
  view
    ? Object.fromEntries(Object.entries(meta.presets).filter(([name]) => view.presets.includes(name)))
    : meta.presets;

/**
 * State of a figure placed with `set` by its author and opened through `link`. A view that the author placed by itself has
 * an id of its own, and its name in `link`.
 */
export function widgetState<S extends ParamSpecs>(
  id: string,
  meta: WidgetMeta<S>,
  set: Readonly<Record<string, unknown>>,
  link: Link,
  recording?: Recording,
  widget = id,
): WidgetState<S> {
  const { view, ...authored } = placedBy(meta, set, link.view);
  const opened = openedBy({ meta, placed: set, view }, link);
  const { executor, notices: executorNotices } = chosenExecutor(link.backend);
  const said = [authored.notices, opened.notices, executorNotices, aboutShowing(meta, link)].flat();
  const values = signal(opened.values);
  const metrics = signal<Metrics>({});
  const step = signal(0);
  let file: readonly Reported[] = [];
  // A setting that changes nothing must not look like a turn of a knob, which would start a run anew.
  const assign = (next: ParamValues<S>) => {
    if (changed(meta.params, next, values.peek()).length > 0) values.value = next;
  };
  return {
    id,
    widget,
    meta,
    view,
    placed: set,
    base: authored.values,
    values,
    metrics,
    step,
    recording,
    ...beforeARun(meta, values, metrics),
    ...notYetRun(),
    executor: signal<ExecutorName>(executor),
    notices: signal<readonly string[]>(said),
    link,
    inSight: signal(true),
    beside: signal<WidgetState<S> | undefined>(undefined),
    axes: signal({}),
    controls: signal<Controls | undefined>(undefined),
    set(patch) {
      assign(fill(meta.params, patch, values.peek()).values);
    },
    reset(name) {
      assign(
        name === undefined
          ? authored.values
          : fill(meta.params, { [name]: authored.values[name] }, values.peek()).values,
      );
    },
    reported: () => file,
    report(now, at = 0) {
      if (!meta.trains) file = [{ step: at, metrics: now }];
      else file = Object.keys(now).length === 0 ? [] : filed(file, { step: at, metrics: now });
      batch(() => {
        metrics.value = now;
        step.value = at;
      });
    },
  };
}

/** A second run of the same figure with settings of its own, in sight when the first is and on the same axes. */
export function stateBeside<S extends ParamSpecs>(first: WidgetState<S>, link: Link): WidgetState<S> {
  const { hide, only } = first.link;
  const shown = { ...link, view: first.view?.name };
  const state = widgetState(`${first.id}-b`, first.meta, first.values.peek(), shown, first.recording, first.widget);
  // One question is enough for two runs.
  return {
    ...state,
    link: { ...state.link, hide: [...hide, 'guess'], only },
    inSight: first.inSight,
    axes: first.axes,
  };
}
