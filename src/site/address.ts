import { effect } from '@preact/signals';
import { knobsOf, prefixOf } from '#src/run/figure-link.ts';
import { BESIDE, exchangePart, readLink, saidOfViews, type Link } from '#src/run/links.ts';
import { openedBy, replayable, type WidgetState } from '#src/run/widget-state.ts';
import { atRest } from '#src/ui/at-rest.ts';
import type { Place } from '#src/ui/Menu.tsx';

/** Browsers let an address change a hundred times in half a minute or so; a dragged knob must not use that up. */
const SETTLE_MILLISECONDS = 500;
/** A run that goes on for hours is written down on its way. */
const LONGEST_MILLISECONDS = 2000;
/** Buttons that turn many knobs at once: the browser's back button takes such a turn back. */
const LEAPS = '[data-preset], [data-action="defaults"]';

/** Hands what a lecture's link says of a view of the widget, `?density-fit.view=hills`, to the view if that stands there. */
export function handToViews(widget: string): void {
  const views = document.querySelectorAll<HTMLElement>(`figure[data-view-of="${CSS.escape(widget)}"]`);
  const placed = [...views].map(({ dataset }) => dataset['view'] ?? '');
  const query = saidOfViews(location.search, widget, placed);
  if (query !== location.search)
    history.replaceState(history.state, '', `${location.pathname}${query}${location.hash}`);
}

type Steps = Readonly<Record<string, number>>;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The steps at which this entry of the browser's history left its figures. */
function stepsLeft(): Steps {
  const kept: unknown = history.state;
  const steps: unknown = isRecord(kept) ? kept['steps'] : undefined;
  return isRecord(steps) ? Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, Number(step)])) : {};
}

/**
 * A link that trains on to where the figure was, when the reader comes back to the page by the browser's back button.
 * A fresh visit by the same address, or a reload, trains nothing that the address does not ask for.
 */
export function withStepLeftAt(id: string, link: Link): Link {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const step = stepsLeft()[id];
  return visit?.type === 'back_forward' && step !== undefined && step >= 0 ? { ...link, step, play: false } : link;
}

/**
 * Keeps the knobs in the address: a turn replaces it, a leap of many knobs is an entry of its own in the browser's
 * history, so that the back button restores either. The step is kept with the entry and not in the address, so that a
 * bookmark trains nothing unasked. Returns the way to let go.
 */
export function keepAddress(state: WidgetState, figure: HTMLElement, place: Place): () => void {
  const prefix = place === 'lecture' ? prefixOf(state) : '';
  const names = Object.keys(state.meta.params);
  const opened = () => knobsOf(state, prefix, place === 'lecture');
  let known = opened();
  let seen = location.search;
  let leap = false;

  const write = () => {
    const own = opened();
    const moved = own !== known;
    const steps = { ...stepsLeft(), [state.id]: replayable(state) };
    const query = moved ? exchangePart(location.search, own, prefix, names, BESIDE) : location.search.slice(1);
    const address = `${location.pathname}${query && `?${query}`}${location.hash}`;
    const entry = { ...(isRecord(history.state) && history.state), steps };
    known = own;
    try {
      // In a frame an entry would stand in the history of the page around it.
      if (moved && leap && place !== 'embed') history.pushState({ steps: {} }, '', address);
      else history.replaceState(entry, '', address);
    } catch {
      // Too often for this browser: the next change is written.
    }
    seen = location.search;
    leap = false;
  };

  const restore = () => {
    if (location.search === seen) return;
    seen = location.search;
    const linked = (part: string) => readLink(location.search, part, state.meta.longest);
    const { values, notices } = openedBy(state, linked(prefix));
    state.set(values);
    const other = state.beside.peek();
    other?.set(openedBy({ ...other, placed: values }, linked(prefix + BESIDE)).values);
    known = opened();
    if (notices.length > 0) state.notices.value = notices;
  };

  const beforeLeap = ({ target }: Event) => {
    if (!(target instanceof Element) || !target.closest(LEAPS)) return;
    writing.hurry();
    leap = true;
  };

  const writing = atRest(write, SETTLE_MILLISECONDS, LONGEST_MILLISECONDS);
  const stop = effect(() => {
    // Both are read at every turn: what an effect does not read, it does not hear of.
    const [own, step] = [opened(), replayable(state)];
    if (own !== known || step !== (stepsLeft()[state.id] ?? 0)) writing.ask();
  });
  const stopWaiting = onLeaving(() => writing.hurry());
  figure.addEventListener('click', beforeLeap, { capture: true });
  addEventListener('popstate', restore);
  return () => {
    stop();
    writing.stop();
    figure.removeEventListener('click', beforeLeap, { capture: true });
    removeEventListener('popstate', restore);
    stopWaiting();
  };
}

/** A reader who leaves soon after a turn or a step finds both again; a phone may end a hidden page without a word. */
function onLeaving(act: () => void): () => void {
  const hide = () => {
    if (document.visibilityState === 'hidden') act();
  };
  addEventListener('pagehide', act);
  document.addEventListener('visibilitychange', hide);
  return () => {
    removeEventListener('pagehide', act);
    document.removeEventListener('visibilitychange', hide);
  };
}
