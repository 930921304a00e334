import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ExecutorName } from '#src/worker/protocol.ts';
import type { Extents } from './axes.ts';
import { chosenExecutor } from './executors.ts';
import type { WidgetMeta } from './meta.ts';
import { changed, fill, type ParamSpecs, type ParamValues } from './params.ts';
import type { Link } from './links.ts';

export type Status = 'idle' | 'loading' | 'running' | 'paused' | 'done' | 'failed';
export type Metrics = Readonly<Record<string, number>>;

export type Controls = { play(until?: number): void; pause(): void; stepOnce(): void; restart(): void };

/** All that one figure knows while it is on the page. Views read its signals; nobody else writes them. */
export type WidgetState<S extends ParamSpecs = ParamSpecs> = {
  readonly id: string;
  readonly meta: WidgetMeta<S>;
  /** The values the author placed the figure with; `reset` goes back to them. */
  readonly base: ParamValues<S>;
  readonly values: ReadonlySignal<ParamValues<S>>;
  readonly metrics: ReadonlySignal<Metrics>;
  readonly step: ReadonlySignal<number>;
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
  readonly axes: Signal<Readonly<Record<string, ReadonlySignal<Extents>>>>;
  /** Ways to drive a run from outside (embeds, teachers' scripts); absent where nothing trains. */
  readonly controls: Signal<Controls | undefined>;
  set(patch: Readonly<Record<string, unknown>>): void;
  reset(name?: keyof S & string): void;
  report(metrics: Metrics, step?: number): void;
};

/** State of a figure placed with `set` by its author and opened through `link`. */
export function widgetState<S extends ParamSpecs>(
  id: string,
  meta: WidgetMeta<S>,
  set: Readonly<Record<string, unknown>>,
  link: Link,
): WidgetState<S> {
  const authored = fill(meta.params, set);
  const preset = link.preset === undefined ? {} : (meta.presets[link.preset]?.set ?? {});
  const opened = fill(meta.params, { ...preset, ...link.given }, authored.values);
  const { executor, notices: executorNotices } = chosenExecutor(link.backend);
  const values = signal(opened.values);
  const metrics = signal<Metrics>({});
  const step = signal(0);
  // A setting that changes nothing must not look like a turn of a knob, which would start a run anew.
  const assign = (next: ParamValues<S>) => {
    if (changed(meta.params, next, values.peek()).length > 0) values.value = next;
  };
  const unknownPreset = link.preset !== undefined && !Object.hasOwn(meta.presets, link.preset);
  const presetNotice = unknownPreset
    ? [`There is no preset “${link.preset}” here; there are ${Object.keys(meta.presets).join(', ')}.`]
    : [];
  return {
    id,
    meta,
    base: authored.values,
    values,
    metrics,
    step,
    status: signal<Status>('idle'),
    backend: signal(''),
    executor: signal<ExecutorName>(executor),
    notices: signal<readonly string[]>([
      ...authored.notices,
      ...link.notices,
      ...presetNotice,
      ...executorNotices,
      ...opened.notices,
    ]),
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
    report(now, at = 0) {
      batch(() => {
        metrics.value = now;
        step.value = at;
      });
    },
  };
}

/** A second run of the same figure with settings of its own, in sight when the first is and on the same axes. */
export function stateBeside<S extends ParamSpecs>(first: WidgetState<S>, link: Link): WidgetState<S> {
  return {
    ...widgetState(`${first.id}-b`, first.meta, first.values.peek(), link),
    inSight: first.inSight,
    axes: first.axes,
  };
}

/** What a second run's part of a link begins with, behind whatever the first one's begins with. */
export const BESIDE = 'b.';
