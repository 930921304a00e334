/** Two runs of one figure side by side: which knobs each has for itself, and what their numbers tell apart. */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { isThere } from './meta.ts';
import { changed } from './params.ts';
import { controlled, type WidgetState } from './widget-state.ts';

export type Split = {
  /** The knobs that each run has for itself: those that differ, and those that the reader wants to differ. */
  readonly names: ReadonlySignal<ReadonlySet<string>>;
  readonly apart: (name: string) => void;
  /** Gives the second run the first one's value again. */
  readonly together: (name: string) => void;
};

/** Before any knob differs, the one that a comparison is mostly about is ready to: the first that stands in sight. */
const firstOf = (state: WidgetState): string | undefined => controlled(state).find(([, { primary }]) => primary)?.[0];

export function splitOf(first: WidgetState, second: WidgetState): Split {
  const asked = signal<ReadonlySet<string>>(new Set());
  const names = computed(() => {
    const differing = changed(first.meta.params, second.values.value, first.values.value);
    const all = new Set([...differing, ...asked.value]);
    const [usual] = all.size > 0 ? [] : [firstOf(first)];
    return usual === undefined ? all : new Set([usual]);
  });
  return {
    names,
    // What differs as the page opens stays split while it passes the other's value.
    apart: (name) => (asked.value = new Set([...names.peek(), name])),
    together: (name) =>
      batch(() => {
        asked.value = new Set([...asked.peek()].filter((other) => other !== name));
        second.set({ [name]: first.values.peek()[name] });
      }),
  };
}

/** One state for the knobs that both runs have in common: it shows the first run's values and sets both. */
export const yoked = (first: WidgetState, second: WidgetState): WidgetState => ({
  ...first,
  set: (patch) =>
    batch(() => {
      first.set(patch);
      second.set(patch);
    }),
  reset: (name) =>
    batch(() => {
      first.reset(name);
      second.reset(name);
    }),
});

export type Difference = {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  readonly by: number;
};

/** How many numbers are told apart: the first of the figure's readouts. */
const MOST = 3;

/** By how much the main numbers of the second run lie above those of the first; none as long as a run has none of its own. */
export function differencesOf(first: WidgetState, second: WidgetState): readonly Difference[] {
  const { metrics, readouts } = first.meta;
  const [before, after] = [first.metrics.value, second.metrics.value];
  return readouts
    .flatMap((name) => {
      const spec = metrics[name];
      const by = (after[name] ?? NaN) - (before[name] ?? NaN);
      if (!spec || !isThere(spec, first.values.value) || !Number.isFinite(by)) return [];
      return [{ label: spec.label, unit: spec.unit, digits: spec.digits, by }];
    })
    .slice(0, MOST);
}
