import { batch, effect, untracked } from '@preact/signals';
import { changed, fill, type AnyValues, type ParamSpecs } from '../params.ts';
import type { WidgetState } from '../widget-state.ts';

/** Knobs are dragged: wait this long after the last change before the run starts anew. */
const SETTLE_MILLISECONDS = 250;

/** The knobs of a figure, watched for turns that are not the conductor's own. */
export type Knobs = {
  /** The knobs as they stand. */
  readonly values: () => AnyValues;
  /** The same with some of them set otherwise, each brought into its range. */
  readonly with: (patch: AnyValues) => AnyValues;
  /** Sets knobs without starting anything. */
  setQuietly(patch: AnyValues): void;
  /** Acts once no knob has been turned for a while; the next turn, `leave` and `close` take that back. */
  whenSettled(act: () => void): void;
  leave(): void;
  /** Watches no longer. */
  close(): void;
};

/** `onTurned` is called after each turn of a knob on which training depends. */
export function watchedKnobs<S extends ParamSpecs>(
  state: Pick<WidgetState<S>, 'values' | 'set' | 'meta'>,
  onTurned: () => void,
): Knobs {
  const { params } = state.meta;
  /** The knobs as they are known here: a change that was made here starts nothing. */
  let known = state.values.peek();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = () => clearTimeout(timer);
  const stop = effect(() => {
    const values = state.values.value;
    if (values === known) return;
    const turned = changed(params, values, known);
    known = values;
    if (turned.every((name) => params[name]?.looks)) return;
    untracked(() => {
      leave();
      onTurned();
    });
  });
  return {
    values: () => ({ ...state.values.peek() }),
    with: (patch) => ({ ...fill(params, patch, state.values.peek()).values }),
    // In one batch, so that those who watch the knobs see them only when they are known.
    setQuietly: (patch) =>
      batch(() => {
        state.set(patch);
        known = state.values.peek();
      }),
    whenSettled: (act) => void (timer = setTimeout(act, SETTLE_MILLISECONDS)),
    leave,
    close() {
      leave();
      stop();
    },
  };
}
