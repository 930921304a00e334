import type { ParamSpecs, ParamValues } from './params.ts';
import type { WidgetState } from './widget-state.ts';

/**
 * Turns to a preset. Where nothing is trained for its settings, neither by the reader nor beforehand, a run starts; one that
 * plays goes on with them by itself, and one that is paused at these very settings stays as it is.
 */
export function turnTo<S extends ParamSpecs>(
  state: Pick<WidgetState<S>, 'set' | 'base' | 'status' | 'beginning' | 'controls'>,
  preset: Partial<ParamValues<S>>,
): void {
  state.set({ ...state.base, ...preset });
  if (state.status.peek() === 'idle' && !state.beginning.peek()?.alike) state.controls.peek()?.play();
}
