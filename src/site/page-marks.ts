import { effect } from '@preact/signals';
import type { WidgetState } from '#src/run/widget-state.ts';

export type StateDetail = {
  /** The figure in the page, and the widget that it shows: a view by itself has an id of its own. */
  readonly id: string;
  readonly widget: string;
  readonly values: Readonly<Record<string, number | string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly step: number;
  /** Whether no link leads to this step, so that what is reached there cannot be shown to anybody. */
  readonly aside?: boolean;
};
export type SetDetail = { readonly id: string; readonly set: Readonly<Record<string, number | string>> };

/**
 * Ties a figure's state to the rest of the page: derivations, sliders in the text, exercises (`live.ts`) hear
 * `notes:state` and answer with `notes:set`. What they set before the figure was loaded waits in `data-pending`.
 * Also rests the run while the figure is out of sight. Returns the way to let go.
 */
export function joinPage(state: WidgetState, figure: HTMLElement): () => void {
  const pending: unknown = JSON.parse(figure.dataset['pending'] ?? '{}');
  state.set(pending as Record<string, unknown>);
  const onSet = (event: Event) => {
    const { detail } = event as CustomEvent<SetDetail>;
    if (detail.id === state.id) state.set(detail.set);
  };
  document.addEventListener('notes:set', onSet);
  const stop = effect(() => {
    const detail: StateDetail = {
      id: state.id,
      widget: state.widget,
      values: state.values.value,
      metrics: state.metrics.value,
      step: state.step.value,
      aside: state.origin.value !== undefined,
    };
    document.dispatchEvent(new CustomEvent('notes:state', { detail }));
  });
  let near = true;
  const see = () => (state.inSight.value = near && document.visibilityState === 'visible');
  const observer = new IntersectionObserver(
    ([entry]) => {
      near = entry?.isIntersecting ?? true;
      see();
    },
    { rootMargin: '200px' },
  );
  observer.observe(figure);
  document.addEventListener('visibilitychange', see);
  return () => {
    stop();
    observer.disconnect();
    document.removeEventListener('notes:set', onSet);
    document.removeEventListener('visibilitychange', see);
  };
}
