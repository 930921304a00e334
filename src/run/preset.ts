import { changed, type ParamSpecs, type ParamValues } from './params.ts';
import type { WidgetState } from './widget-state.ts';

/**
 * Turns to a preset. Where nothing is trained for its settings, neither by the reader nor beforehand, a run starts; one that
 * plays goes on with them by itself, and one that is paused at these very settings stays as it is. A preset that only looks
 * at what is there trains nothing.
 */
export function turnTo<S extends ParamSpecs>(
  state: Pick<WidgetState<S>, 'meta' | 'values' | 'set' | 'base' | 'status' | 'beginning' | 'controls'>,
  preset: Partial<ParamValues<S>>,
): void {
  const { params } = state.meta;
  const before = state.values.peek();
  state.set({ ...state.base, ...preset });
  const turned = changed(params, state.values.peek(), before);
  const looks = turned.length > 0 && turned.every((name) => params[name]?.looks);
  if (!looks && state.status.peek() === 'idle' && !state.beginning.peek()?.alike) state.controls.peek()?.play();
}
